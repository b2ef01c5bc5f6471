"""Django's entry for the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The small floor every other app stands on."""

    name = "core"

    def ready(self) -> None:
        """Register the system checks."""
        from core import checks  # noqa: F401  # app start-up: checks register themselves on import
