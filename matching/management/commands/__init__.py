"""Commands of the matching app."""
