"""Django's entry for the events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Opportunities, shifts, sign-ups and attendance."""

    name = "events"
