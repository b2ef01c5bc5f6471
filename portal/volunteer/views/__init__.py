"""Views by part of the journey."""
