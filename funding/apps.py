"""The app of calls for money."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Calls, applications, scores, protocols, contracts and reports."""

    name = "funding"
    default_auto_field = "django.db.models.BigAutoField"
