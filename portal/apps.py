"""Django's entry for the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for guests, volunteers, NGOs, akimats and moderators."""

    name = "portal"

    def ready(self) -> None:
        """Listen to what happens to people's second factors."""
        from portal.volunteer import proofs  # noqa: F401  # app start-up: not before the apps are loaded
