"""The policy sandbox: try other weights and rules on a quarter that is over."""
