"""Asking the gates again about places people already hold, and freeing those that may no longer be."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.eligibility import Closed, Gate
from events.enums import SignUpStatus
from events.models import SignUp
from events.queries import judge
from events.services.invitations import lock_for_seats
from events.services.signups import cancel_signup
from events.services.states import SignUpEvent
from events.services.telling import coordinators_of, tell
from volunteers.models import Volunteer


@transaction.atomic
def drop_misfits(
    *, volunteer: Volunteer, gates: Collection[Gate], actor: User | None, now: datetime, reason: str
) -> list[SignUp]:
    """Free every place ahead of a person for which one of the gates is closed now; everybody concerned is told.

    Person and roles are locked in key order first, so that no claim or answer slips in between; then the places are
    read and judged. Nobody loses an invitation, or a place that waits, because the guardian has not agreed yet.
    ``reason`` is a code for the audit log. The person reads why, the coordinator only that a place is free.
    """
    ahead = SignUp.objects.holding_a_seat().filter(volunteer=volunteer, shift__starts_at__gt=now)
    lock_for_seats(volunteer_ids=[volunteer.pk], role_ids=ahead.values_list("role_id", flat=True))
    held = ahead.select_related(
        "role__shift__opportunity__organisation__region",
        "role__shift__opportunity__venue__region",
        "shift__opportunity",
    ).order_by("role_id", "pk")
    dropped = []
    for signup in held:
        closed = [one for one in _closed(signup, volunteer) if one.gate in gates]
        if closed:
            cancel_signup(signup=signup, actor=actor, now=now, reason=reason, event=SignUpEvent.CLOSE_GATE)
            _tell(signup, closed, now)
            dropped.append(signup)
    return dropped


def _closed(signup: SignUp, volunteer: Volunteer) -> list[Closed]:
    decision = judge(signup.role, volunteer, is_accompanied=signup.is_accompanied)
    may_wait = signup.status in (SignUpStatus.AWAITING, SignUpStatus.INVITED)
    return [one for one in decision.closed if not (may_wait and one.gate == Gate.GUARDIAN_CONSENT)]


def _tell(signup: SignUp, closed: list[Closed], now: datetime) -> None:
    codes = ",".join(one.gate.value for one in closed)
    key = str(signup.public_id)
    tell("signups.dropped", [signup.volunteer.user], key=key, now=now, signup_id=signup.pk, gates=codes)
    people = [person for person in coordinators_of(signup.shift.opportunity) if person != signup.volunteer.user]
    tell("signups.place_free", people, key=key, now=now, signup_id=signup.pk)
