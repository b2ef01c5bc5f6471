"""Background work about events."""

from celery import shared_task

from core import clock
from events.services.concerns import escalate_concerns
from events.services.guardians import answering, upkeep, withdrawing
from events.services.nightly import recheck_gates
from events.services.reconfirming import free_silent
from events.services.reminding import write_reminders
from events.services.teams import release_late_teams
from events.services.waiting import fill_from_waitlists, lapse_offers


@shared_task(name="events.escalate_concerns", acks_late=True, soft_time_limit=60, time_limit=90)
def escalate_waiting_concerns(**unknown: object) -> None:
    """Tell more people of reports that wait too long; running twice tells them once."""
    escalate_concerns(now=clock.now())


@shared_task(name="events.free_unanswered", acks_late=True, soft_time_limit=240, time_limit=300)
def free_unanswered(**unknown: object) -> None:
    """Free the places whose guardian did not answer in time; running twice frees each once."""
    upkeep.free_unanswered(now=clock.now())


@shared_task(name="events.remind_guardians", acks_late=True, soft_time_limit=240, time_limit=300)
def remind_guardians(**unknown: object) -> None:
    """Write once more to guardians who have not answered for a day."""
    upkeep.remind_guardians(now=clock.now())


@shared_task(name="events.cancel_without_consent", acks_late=True, soft_time_limit=240, time_limit=300)
def cancel_without_consent(*, minor_id: int, **unknown: object) -> None:
    """Cancel the shifts ahead of a minor that no guardian's word allows any more."""
    withdrawing.cancel_without_consent(minor_id=minor_id, now=clock.now())


@shared_task(name="events.confirm_consented", acks_late=True, soft_time_limit=240, time_limit=300)
def confirm_consented(*, minor_id: int, **unknown: object) -> None:
    """Confirm the places of a minor that waited for a consent which is there now."""
    answering.confirm_consented(minor_id=minor_id, now=clock.now())


@shared_task(name="events.move_waitlists", acks_late=True, soft_time_limit=240, time_limit=300)
def move_waitlists(**unknown: object) -> None:
    """End the offers nobody answered in time and offer what is free to who waits."""
    lapse_offers(now=clock.now())
    fill_from_waitlists(now=clock.now())


@shared_task(name="events.write_reminders", acks_late=True, soft_time_limit=240, time_limit=300)
def write_due_reminders(**unknown: object) -> None:
    """Write down the reminders of shifts that are due soon; running twice writes each once."""
    write_reminders(now=clock.now())


@shared_task(name="events.recheck_gates", acks_late=True, soft_time_limit=1_800, time_limit=1_860)
def recheck_all_gates(*, after: int = 0, **unknown: object) -> None:
    """Judge the places ahead again; running twice changes and tells nothing more."""
    recheck_gates(now=clock.now(), after=after)


@shared_task(name="events.free_silent", acks_late=True, soft_time_limit=240, time_limit=300)
def free_silent_places(**unknown: object) -> None:
    """Free the places of people who were asked again after a move and kept silent; running twice frees each once."""
    free_silent(now=clock.now())


@shared_task(name="events.release_teams", acks_late=True, soft_time_limit=240, time_limit=300)
def release_teams(**unknown: object) -> None:
    """Release the teams that were not complete in time; running twice releases each once."""
    release_late_teams(now=clock.now())
