"""Django's entry for the recognition app."""

from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """The hours ledger and what grows from it."""

    name = "recognition"

    def ready(self) -> None:
        """Make known what must always be true of the ledger."""
        import_module("recognition.queries")
