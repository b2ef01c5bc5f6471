"""Allocation of large problems by role prices and bundles; compiled, so load it only where it is needed."""
