"""Django's entry for the volunteers app."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Profiles, skills and availability."""

    name = "volunteers"
