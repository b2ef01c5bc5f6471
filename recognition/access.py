"""Doors to ledger entries: found and permitted, or an error that does not leak which."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotAllowed, NotSignedIn
from core.limits import give_back, take
from events.access import signup_for
from ngos.access import organisation_for, require_action, reviewed_territories
from ngos.errors import OrganisationNotFound
from ngos.models import Organisation
from recognition import errors
from recognition.enums import ADDING, Verdict
from recognition.models import (
    Certificate,
    Dispute,
    HandCredit,
    LedgerEntry,
    LedgerHead,
    Nomination,
    OutsideClaim,
    Suspicion,
)
from recognition.queries import head_of_day
from recognition.queries.by_hand import hand_credits_to_decide
from recognition.queries.certificates import certificates_of, letters_of, with_code
from recognition.queries.disputes import disputes, disputes_to_decide, may_mediate
from recognition.queries.nominations import nominations_at, nominations_for_commission, nominations_of
from recognition.queries.organisations import entries_at
from recognition.queries.outside import claims_to_decide
from recognition.queries.territories import of_territories
from recognition.validators import read_code
from volunteers.access import own_profile
from volunteers.errors import PersonNotFound
from volunteers.models import Volunteer

GUESSES = "certificate_guesses_of_address"


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


def own_certificate(user: User | AnonymousUser, public_id: UUID) -> Certificate:
    """Return a document of the person's own. Raises NotSignedIn, NoProfile or CertificateNotFound."""
    found = certificates_of(own_profile(user)).select_related("author").filter(public_id=public_id).first()
    if found is None:
        raise errors.CertificateNotFound
    return found


def own_standing_certificate(user: User | AnonymousUser, public_id: UUID, *, now: datetime) -> Certificate:
    """Return a document of the person's own that is genuine now. Raises as own_certificate, and NotValidNow."""
    found = own_certificate(user, public_id)
    if found.verdict_at(now) != Verdict.GENUINE:
        raise errors.NotValidNow
    return found


def certificate_with_code(text: str, *, who: str, now: datetime) -> Certificate:
    """Return the document with a code, for anybody who has it; ``who`` is the address that asks.

    A code that no document has counts as a guess; one that cannot be a code is not looked up. Three queries, however
    many documents there are: the guess is counted first and given back when it was none, so that a burst cannot pass.
    Raises CodeLookAlike, CodeMistyped, CertificateUnknown, or TooMany for whoever guesses.
    """
    code = read_code(text)
    guess = (GUESSES, who)
    take(*guess, now=now)
    found = with_code(code)
    if found is None:
        raise errors.CertificateUnknown
    give_back([guess], now=now)
    return found


def person_who_worked(user: User | AnonymousUser, organisation: Organisation, public_id: UUID) -> Volunteer:
    """Return somebody with confirmed hours at an organisation, for those who confirm its hours.

    Raises as require_action, and PersonNotFound.
    """
    require_action(user, organisation, Action.ATTENDANCE_CONFIRM)
    worked = entries_at(organisation).filter(volunteer__public_id=public_id)
    found = Volunteer.objects.active().select_related("user").filter(pk__in=worked.values("volunteer")).first()
    if found is None:
        raise PersonNotFound
    return found


def letter_of(user: User | AnonymousUser, organisation: Organisation, public_id: UUID) -> Certificate:
    """Return a letter an organisation wrote, for those who confirm its hours. Raises CertificateNotFound."""
    require_action(user, organisation, Action.ATTENDANCE_CONFIRM)
    found = letters_of(organisation).filter(public_id=public_id).first()
    if found is None:
        raise errors.CertificateNotFound
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


def suspicion_for_reviewer(user: User | AnonymousUser, public_id: UUID) -> Suspicion:
    """Return a doubt about hours of an organisation that the person reviews; outside her territories there is none.

    Raises NotSignedIn, NotAllowed or DoubtNotFound.
    """
    mine = of_territories(Suspicion.objects.select_related("organisation"), reviewed_territories(user))
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise errors.DoubtNotFound
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


def own_dispute_at(user: User | AnonymousUser, public_id: UUID) -> Dispute:
    """Return an objection at whichever organisation the person confirms hours for; strangers do not find it.

    Raises NotSignedIn, NotAllowed or DisputeNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = disputes().filter(public_id=public_id).first()
    if found is None:
        raise errors.DisputeNotFound
    try:
        require_action(user, found.organisation, Action.ATTENDANCE_CONFIRM)
    except OrganisationNotFound as stranger:
        raise errors.DisputeNotFound from stranger
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


def own_nomination(user: User | AnonymousUser, public_id: UUID) -> Nomination:
    """Return a nomination of the person herself. Raises NotSignedIn, NoProfile or NominationNotFound."""
    found = nominations_of(own_profile(user)).filter(public_id=public_id).first()
    if found is None:
        raise errors.NominationNotFound
    return found


def nomination_at(user: User | AnonymousUser, slug: str, public_id: UUID) -> Nomination:
    """Return a nomination by an organisation for which the person confirms hours.

    Raises NotSignedIn, NotAllowed, OrganisationNotFound or NominationNotFound.
    """
    organisation = organisation_for(user, slug, Action.ATTENDANCE_CONFIRM)
    found = nominations_at(organisation).filter(public_id=public_id).first()
    if found is None:
        raise errors.NominationNotFound
    return found


def nominations_for_reviewer(user: User | AnonymousUser) -> QuerySet[Nomination]:
    """Return the nominations people agreed to, by organisations the person reviews.

    Raises NotSignedIn or NotAllowed.
    """
    return nominations_for_commission(reviewed_territories(user))


def outside_claim_to_decide(user: User | AnonymousUser, public_id: UUID) -> OutsideClaim:
    """Return hours from elsewhere that the person may decide about, with the picture.

    Raises NotSignedIn, NotAllowed or OutsideClaimNotFound.
    """
    found = claims_to_decide(mediator(user)).defer(None).filter(public_id=public_id).first()
    if found is None:
        raise errors.OutsideClaimNotFound
    return found
