"""Profiles, skills and availability."""
