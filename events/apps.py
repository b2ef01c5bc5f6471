"""Django's entry for the events app."""

from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Opportunities, shifts, sign-ups and attendance."""

    name = "events"

    def ready(self) -> None:
        """Make the letters known to the outbox, and what happens to shifts when somebody leaves."""
        import_module("events.letters")
        for room in ("leaving", "needs", "guardians.upkeep", "gate.upkeep"):
            import_module(f"events.services.{room}")
