"""Doors to ledger entries: found and permitted, or an error that does not leak which."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotAllowed, NotSignedIn
from events.access import signup_for
from ngos.access import organisation_for
from recognition import errors
from recognition.enums import ADDING
from recognition.models import Dispute, HandCredit, LedgerEntry, LedgerHead
from recognition.queries import head_of_day
from recognition.queries.by_hand import hand_credits_to_decide
from recognition.queries.disputes import disputes, disputes_to_decide, may_mediate


def credit_for(user: User | AnonymousUser, signup_id: UUID) -> LedgerEntry:
    """Return the credit that counts for a sign-up whose attendance the person may confirm: the last correction if any.

    Raises as signup_for, and NothingCredited.
    """
    signup = signup_for(user, signup_id, Action.ATTENDANCE_CONFIRM)
    entries = LedgerEntry.objects.select_related(
        "attendance__signup__shift__opportunity__organisation",
        "attendance__signup__shift__opportunity__venue",
        "attendance__signup__volunteer__home",
    )
    found: LedgerEntry | None = (
        entries.filter(attendance__signup=signup, kind__in=ADDING).order_by("-recorded_at", "-pk").first()
    )
    if found is None:
        raise errors.NothingCredited
    return found


def public_head(day: str) -> LedgerHead:
    """Return the published head of a day written as 2026-12-05. Raises HeadUnknown."""
    try:
        found = head_of_day(date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        raise errors.HeadUnknown
    return found


def own_dispute(user: User | AnonymousUser, public_id: UUID) -> Dispute:
    """Return one of the person's own objections. Raises NotSignedIn or DisputeNotFound."""
    if not user.is_authenticated:
        raise NotSignedIn
    found = disputes().filter(public_id=public_id, signup__volunteer__user=user).first()
    if found is None:
        raise errors.DisputeNotFound
    return found


def dispute_at(user: User | AnonymousUser, slug: str, public_id: UUID) -> Dispute:
    """Return an objection at an organisation for which the person confirms hours.

    Raises NotSignedIn, NotAllowed, OrganisationNotFound or DisputeNotFound.
    """
    organisation = organisation_for(user, slug, Action.ATTENDANCE_CONFIRM)
    found = disputes().filter(public_id=public_id, organisation=organisation).first()
    if found is None:
        raise errors.DisputeNotFound
    return found


def mediator(user: User | AnonymousUser) -> User:
    """Return the person if she decides objections anywhere. Raises NotSignedIn or NotAllowed."""
    if not user.is_authenticated:
        raise NotSignedIn
    if not may_mediate(user):
        raise NotAllowed
    return user


def dispute_for_mediator(user: User | AnonymousUser, public_id: UUID) -> Dispute:
    """Return an objection that came as far as the person. Raises NotSignedIn, NotAllowed or DisputeNotFound."""
    found = disputes_to_decide(mediator(user)).filter(public_id=public_id).first()
    if found is None:
        raise errors.DisputeNotFound
    return found


def hand_credit_to_decide(user: User | AnonymousUser, public_id: UUID) -> HandCredit:
    """Return hours by hand that the person may decide about. Raises NotSignedIn, NotAllowed or HandCreditNotFound."""
    found = hand_credits_to_decide(mediator(user)).filter(public_id=public_id).first()
    if found is None:
        raise errors.HandCreditNotFound
    return found
