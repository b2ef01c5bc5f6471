"""Background work about accounts."""

from importlib import import_module

from celery import shared_task
from django.conf import settings

from accounts.services import messages


@shared_task(name="accounts.clear_sessions", acks_late=True, soft_time_limit=300, time_limit=330)
def clear_sessions(**unknown: object) -> None:
    """Delete the sessions that have ended; running twice changes nothing more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@shared_task(name="accounts.count_unread", acks_late=True, soft_time_limit=300, time_limit=330)
def count_unread(**unknown: object) -> None:
    """Put right the numbers of unread messages; running twice changes nothing more."""
    messages.count_unread()
