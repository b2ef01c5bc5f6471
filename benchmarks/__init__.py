"""The matching engine beside its peers, on problems anyone can draw again: ``python3 start.py bench``."""
