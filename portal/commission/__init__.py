"""Pages of people who sit in a commission: ties, blind scores, the protocol."""
