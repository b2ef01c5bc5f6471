"""Django's entry for the events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Opportunities, shifts, sign-ups and attendance."""

    name = "events"

    def ready(self) -> None:
        """Register the letters and what happens to shifts when somebody leaves."""
        from events import letters  # noqa: F401  # app start-up: models have to be there first
        from events.services import leaving  # noqa: F401  # registers what happens when somebody leaves
