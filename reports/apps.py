"""Django's entry for the reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Indicators of participation for akimats."""

    name = "reports"
