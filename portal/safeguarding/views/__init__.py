"""What the officers' pages do."""
