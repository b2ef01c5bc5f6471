"""Django's entry for the recognition app."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """The hours ledger and what grows from it."""

    name = "recognition"
