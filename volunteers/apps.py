"""Django's entry for the volunteers app."""

from importlib import import_module

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Profiles, skills, availability and clearances."""

    name = "volunteers"

    def ready(self) -> None:
        """Make the letters known to the outbox."""
        import_module("volunteers.letters")
