"""Telling the host of one shift what helps: shared by the person alone, taken back by her, forgotten afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from core.privacy.retention import sweep
from events import errors
from events.enums import SEAT_HOLDING, SignUpStatus
from events.models import SignUp
from events.queries import host_sentences
from ngos.models import Organisation
from ngos.queries import organisation_roles

KEPT_AFTER = timedelta(days=7)
TOLD = (SignUpStatus.AWAITING, SignUpStatus.CONFIRMED)
STAFF = "staff"


@transaction.atomic
def share_needs(*, signup: SignUp, needs: int, actor: User, now: datetime) -> SignUp:
    """Let the host of one shift read the practical sentences of these needs, instead of any shared before.

    ``needs`` is a mask of AccessNeed. The audit line does not hold it. Raises NoNeedChosen, NeedNotNamed, ShiftOver or
    SignUpClosed.
    """
    if not needs:
        raise errors.NoNeedChosen
    if needs & ~signup.volunteer.access_needs:
        raise errors.NeedNotNamed
    if signup.shift.ends_at <= now:
        raise errors.ShiftOver
    if SignUp.objects.filter(pk=signup.pk, status__in=TOLD).update(shared_needs=needs) != 1:
        raise errors.SignUpClosed
    signup.shared_needs = needs
    audit.record("signup.needs_shared", actor=actor, subject=signup, at=now)
    return signup


@transaction.atomic
def take_back_needs(*, signup: SignUp, actor: User, now: datetime) -> SignUp:
    """Let the host read nothing any more; possible at any time, and twice."""
    if SignUp.objects.filter(pk=signup.pk).exclude(shared_needs=0).update(shared_needs=0):
        audit.record("signup.needs_taken_back", actor=actor, subject=signup, at=now)
    signup.shared_needs = 0
    return signup


def show_shared_needs(
    *, signups: Sequence[SignUp], organisation: Organisation, viewer: User, now: datetime
) -> dict[int, list[str]]:
    """Return the sentences a host reads, by key of sign-up, and write down each look.

    Atomic. Only of people who have a place on a shift that is not over; whoever shared nothing is absent.
    """
    told = [row for row in signups if row.shared_needs and row.status in TOLD and row.shift.ends_at > now]
    if not told:
        return {}
    role = min(organisation_roles(viewer, organisation), default=STAFF)
    with transaction.atomic():
        for shift in {row.shift_id: row.shift for row in told}.values():
            people = [row.volunteer.user for row in told if row.shift_id == shift.pk]
            audit.record_looks("needs", viewer=viewer, role=role, people=people, purpose="shift", about=shift, at=now)
    return {row.pk: host_sentences(row.shared_needs) for row in told}


@sweep("needs shared for shifts that are over")
@transaction.atomic
def forget_shared_needs(now: datetime, dry: bool = False) -> int:
    """Empty what was shared for shifts that ended a week ago and for places given back; return how many there were."""
    old = Q(shift__ends_at__lte=now - KEPT_AFTER) | ~Q(status__in=SEAT_HOLDING)
    found = list(SignUp.objects.exclude(shared_needs=0).filter(old))
    if dry:
        return len(found)
    SignUp.objects.filter(pk__in=[row.pk for row in found]).update(shared_needs=0)
    audit.record_all("signup.needs_forgotten", actor=None, subjects=found, at=now)
    return len(found)
