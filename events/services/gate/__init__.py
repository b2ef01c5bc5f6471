"""The gate: scans, presences, batches, tickets, and what a coordinator has to decide."""
