"""Django's entry for the events app."""

from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Opportunities, shifts, sign-ups and attendance."""

    name = "events"

    def ready(self) -> None:
        """Make known letters, what must always be true, what ratings count, and what happens when somebody leaves."""
        import_module("events.letters")
        import_module("events.queries.invariants")
        import_module("events.queries.rating_facts")
        for room in ("leaving", "needs", "guardians.upkeep", "teams", "gate.upkeep"):
            import_module(f"events.services.{room}")
