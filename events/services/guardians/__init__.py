"""Asking guardians, taking their answers, and ending what they take back."""
