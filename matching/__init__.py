"""Pairing volunteers with shifts."""
