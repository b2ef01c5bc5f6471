"""Allocation of large problems by role prices and bundles, compiled; import it only where a large problem is solved."""
