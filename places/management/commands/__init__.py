"""Shells around the services of places."""
