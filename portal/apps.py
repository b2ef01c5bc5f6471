"""Django's entry for the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for guests, volunteers, NGOs, akimats and moderators."""

    name = "portal"
