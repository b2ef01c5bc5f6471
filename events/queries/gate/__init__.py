"""Reads about the gate: codes, what a phone keeps, and the words of the answers."""
