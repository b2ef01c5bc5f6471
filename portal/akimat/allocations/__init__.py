"""The officer's pages about allocations: ask for one, watch it, look it over, send it, take it back."""
