"""Writes about calls: one room for each side."""
