"""Commands of recognition."""
