"""Django's entry for the portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for guests, volunteers, NGOs, akimats and moderators."""

    name = "portal"

    def ready(self) -> None:
        """Listen to people who sign in, and to what happens to their second factors."""
        from portal.volunteer import agreeing, proofs  # noqa: F401  # app start-up: not before the apps are loaded
