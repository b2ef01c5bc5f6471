"""Django's entry for the ngos app."""

from django.apps import AppConfig


class NgosConfig(AppConfig):
    """Organisations, their members and their verification."""

    name = "ngos"
