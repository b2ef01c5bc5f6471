"""Pages of the safeguarding officers."""
