"""Django's entry for the matching app."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Pairing volunteers with shifts."""

    name = "matching"
