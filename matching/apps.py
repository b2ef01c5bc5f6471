"""Django's entry for the matching app."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Pairing volunteers with shifts."""

    name = "matching"

    def ready(self) -> None:
        """Register what happens to runs when somebody leaves."""
        from matching.services import leaving  # noqa: F401  # app start-up: models have to be there first
