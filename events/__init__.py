"""Opportunities, shifts, sign-ups and attendance."""
