"""The hours ledger and what grows from it."""
