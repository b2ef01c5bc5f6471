"""Every write to the territories, by use case."""
