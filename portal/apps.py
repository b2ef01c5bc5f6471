"""Django's entry for the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for guests, volunteers, NGOs, akimats and moderators."""

    name = "portal"

    def ready(self) -> None:
        """Listen for people who sign in."""
        from portal.volunteer import agreeing  # noqa: F401  # app start-up: models have to be there first
