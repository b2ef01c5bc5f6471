"""Django's entry for the events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Opportunities, shifts, sign-ups and attendance."""

    name = "events"

    def ready(self) -> None:
        """Register what writes this app's letters."""
        from events import letters  # noqa: F401  # app start-up: it needs the tables, which exist only now
