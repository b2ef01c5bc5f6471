"""Django's entry for the recognition app."""

from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """The hours ledger and what grows from it."""

    name = "recognition"

    def ready(self) -> None:
        """Make known letters, what must always be true, what ratings count, and what happens when somebody leaves."""
        import_module("recognition.letters")
        import_module("recognition.queries")
        import_module("recognition.queries.rating_facts")
        import_module("recognition.services.leaving")
        import_module("recognition.services.outside")
