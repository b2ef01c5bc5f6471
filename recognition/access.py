"""Doors to ledger entries: found and permitted, or an error that does not leak which."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action
from events.access import signup_for
from ngos.access import reviewed_territories
from recognition import errors
from recognition.enums import EntryKind
from recognition.models import LedgerEntry, Suspicion
from recognition.queries.suspicions import within


def credit_for(user: User | AnonymousUser, signup_id: UUID) -> LedgerEntry:
    """Return the credit of a sign-up whose attendance the person may confirm.

    Raises as signup_for, and NothingCredited.
    """
    signup = signup_for(user, signup_id, Action.ATTENDANCE_CONFIRM)
    entries = LedgerEntry.objects.select_related(
        "attendance__signup__shift__opportunity__organisation",
        "attendance__signup__shift__opportunity__venue",
        "attendance__signup__volunteer__home",
    )
    found: LedgerEntry | None = entries.filter(attendance__signup=signup, kind=EntryKind.CREDIT).first()
    if found is None:
        raise errors.NothingCredited
    return found


def suspicion_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> Suspicion:
    """Return a doubt about hours of an organisation that the person reviews; outside her territories there is none.

    Raises NotSignedIn, NotAllowed or DoubtNotFound.
    """
    mine = within(Suspicion.objects.select_related("organisation"), reviewed_territories(user))
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise errors.DoubtNotFound
    return found
