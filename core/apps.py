"""Django's entry for the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The small floor every other app stands on."""

    name = "core"
