"""Shifts about which an organisation said nothing, and what the gate can say instead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from events.enums import Evidence, ShiftStatus
from events.models import Presence, SignUp
from events.queries.gate.reviewing import seen_minutes
from recognition.models import Dispute
from recognition.terms import Terms

# What is as good as a word of the organisation: somebody or something at the gate saw the person then and there.
AT_THE_GATE = (Evidence.SIGNED, Evidence.ORGANISER)


def silent_places(terms: Terms, *, now: datetime) -> QuerySet[SignUp]:
    """Return the places nobody said anything about in time and nothing was done about, the oldest first.

    An objection that waits has deadlines of its own.
    """
    disputed = Dispute.objects.open().filter(signup=OuterRef("pk"))
    return (
        SignUp.objects.confirmed()
        .filter(
            ~Exists(disputed),
            attendance__isnull=True,
            silence__isnull=True,
            shift__status=ShiftStatus.PLANNED,
            shift__ends_at__lte=now - timedelta(days=terms.silence_days),
            volunteer__user__is_active=True,
        )
        .select_related("volunteer__user", "volunteer__home", "shift__opportunity__organisation__region")
        .select_related("shift__opportunity__venue", "role")
        .order_by("shift__ends_at", "pk")
    )


def seen_by_gate(signups: Iterable[SignUp]) -> dict[int, int]:
    """Return for how many minutes the gate saw people beyond doubt, by key of the place. One query."""
    found = Presence.objects.filter(
        signup__in=[signup.pk for signup in signups], evidence__in=AT_THE_GATE, is_contested=False
    )
    return {presence.signup_id: seen_minutes(presence).minutes for presence in found}
