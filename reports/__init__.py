"""Indicators of participation for akimats."""
