"""Views of the coordinator's desk, one module per part of the work."""
