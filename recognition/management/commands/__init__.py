"""Commands of the recognition app."""
