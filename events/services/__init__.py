"""Writes about opportunities, sign-ups and attendance, one module per use case."""
