"""Django's entry for the reports app."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Indicators of participation for akimats."""

    name = "reports"

    def ready(self) -> None:
        """Make the letters known to the outbox."""
        import_module("reports.letters")
