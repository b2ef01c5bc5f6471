"""Doors to opportunities, roles and sign-ups: found and permitted, or an error that does not leak which."""

from datetime import datetime
from re import fullmatch
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotSignedIn
from core.limits import take
from events import errors
from events.enums import OpportunityStatus
from events.models import Concern, Opportunity, Shift, ShiftRole, SignUp
from events.queries.concerns import (
    ConcernState,
    ConcernSubject,
    concern_with_hash,
    concerns_seen_by,
    may_handle_concerns,
    state_of,
)
from events.services.signups import require_open
from events.validators import receipt_hash
from ngos.access import require_action
from ngos.errors import OrganisationNotFound
from ngos.models import Organisation
from volunteers.access import own_profile
from volunteers.models import Volunteer

Person = User | AnonymousUser


def public_opportunity(public_id: UUID) -> Opportunity:
    """Return an opportunity that was ever published. Raises OpportunityNotFound."""
    found = (
        Opportunity.objects.visible()
        .select_related("organisation", "organisation__region", "venue", "venue__region", "programme")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise errors.OpportunityNotFound
    return found


def opportunity_for(user: Person, public_id: UUID, action: Action) -> Opportunity:
    """Return an opportunity of an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = Opportunity.objects.select_related("organisation", "venue").filter(public_id=public_id).first()
    if found is None:
        raise errors.OpportunityNotFound
    _require(user, found, action, errors.OpportunityNotFound)
    return found


def role_to_claim(public_id: UUID) -> ShiftRole:
    """Return a role of a published opportunity. Raises RoleNotFound."""
    found = _roles().filter(public_id=public_id).first()
    if found is None or found.shift.opportunity.status == OpportunityStatus.DRAFT:
        raise errors.RoleNotFound
    return found


def role_on_shift(shift_id: UUID, role_id: UUID) -> ShiftRole:
    """Return a role to claim, if it belongs to the shift. Raises RoleNotFound."""
    role = role_to_claim(role_id)
    if role.shift.public_id != shift_id:
        raise errors.RoleNotFound
    return role


def public_shift(public_id: UUID) -> Shift:
    """Return a shift of an opportunity that was ever published, with roles and skills. Raises RoleNotFound."""
    shifts = Shift.objects.select_related("opportunity", "opportunity__organisation", "opportunity__venue")
    found = shifts.prefetch_related("roles__skills__skill").filter(public_id=public_id).first()
    if found is None or found.opportunity.status == OpportunityStatus.DRAFT:
        raise errors.RoleNotFound
    return found


def role_for(user: Person, public_id: UUID, action: Action) -> ShiftRole:
    """Return a role of an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = _roles().filter(public_id=public_id).first()
    if found is None:
        raise errors.RoleNotFound
    _require(user, found.shift.opportunity, action, errors.RoleNotFound)
    return found


def role_to_fill_for(user: Person, public_id: UUID, action: Action, *, now: datetime) -> ShiftRole:
    """Return a role for which people may be looked up and asked: of a verified organisation, published and ahead.

    Nobody sees volunteers through a draft or an organisation that is not verified. Raises as role_for, and
    ShiftNotOpen or ShiftStarted.
    """
    role = role_for(user, public_id, action)
    require_open(role.shift, now)
    return role


def shift_for(user: Person, public_id: UUID, action: Action) -> Shift:
    """Return a shift of an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = (
        Shift.objects.select_related("opportunity", "opportunity__organisation", "opportunity__venue")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise errors.RoleNotFound
    _require(user, found.opportunity, action, errors.RoleNotFound)
    return found


def own_signup(user: Person, public_id: UUID) -> SignUp:
    """Return the person's own sign-up. Raises NotSignedIn, NoProfile or SignUpNotFound."""
    volunteer: Volunteer = own_profile(user)
    found = _signups().filter(public_id=public_id, volunteer=volunteer).first()
    if found is None:
        raise errors.SignUpNotFound
    return found


def signup_for(user: Person, public_id: UUID, action: Action) -> SignUp:
    """Return a sign-up to an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = _signups().filter(public_id=public_id).first()
    if found is None:
        raise errors.SignUpNotFound
    _require(user, found.shift.opportunity, action, errors.SignUpNotFound)
    return found


def concern_subject(about: str) -> ConcernSubject:
    """Return what a report is about: a visible opportunity or shift by public id, or an organisation by BIN.

    An empty text is about nothing we know. Raises ConcernSubjectNotFound.
    """
    if not about:
        return ConcernSubject()
    if not _is_uuid(about):
        known = Organisation.objects.select_related("region")
        organisation = known.filter(bin=about).first() if fullmatch(r"[0-9]{12}", about) else None
        if organisation is None:
            raise errors.ConcernSubjectNotFound
        return ConcernSubject(organisation=organisation)
    shift = Shift.objects.filter(public_id=UUID(about)).first()
    visible = Opportunity.objects.visible().select_related("organisation__region")
    found = visible.filter(Q(public_id=UUID(about)) | Q(pk=shift.opportunity_id if shift else None)).first()
    if found is None:
        raise errors.ConcernSubjectNotFound
    return ConcernSubject(organisation=found.organisation, opportunity=found, shift=shift)


def concern_for(user: Person, public_id: UUID) -> Concern:
    """Return a report the person handles. Strangers, and whoever acts for the organisation, do not find it."""
    if not user.is_authenticated:
        raise NotSignedIn
    found = concerns_seen_by(user).select_related("shift", "reporter").filter(public_id=public_id).first()
    if found is None or not may_handle_concerns(user):
        raise errors.ConcernNotFound
    return found


def concern_with_receipt(code: str, *, counted: tuple[str, str], now: datetime) -> ConcernState:
    """Return what the sender of a report may read. Raises ReceiptUnknown, or TooMany for whoever guesses."""
    take(*counted, now=now)
    found = concern_with_hash(receipt_hash(code))
    if found is None:
        raise errors.ReceiptUnknown
    return state_of(found)


def _is_uuid(text: str) -> bool:
    return fullmatch(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}", text) is not None


def _roles() -> QuerySet[ShiftRole]:
    return ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    )


def _signups() -> QuerySet[SignUp]:
    return SignUp.objects.select_related(
        "role",
        "shift",
        "shift__opportunity",
        "shift__opportunity__organisation",
        "volunteer",
        "volunteer__user",
        "volunteer__home",
    )


def _require_sign_in(user: Person) -> None:
    if not user.is_authenticated:
        raise NotSignedIn


def _require(user: Person, opportunity: Opportunity, action: Action, missing: type[Exception]) -> None:
    try:
        require_action(user, opportunity.organisation, action)
    except OrganisationNotFound as stranger:
        raise missing from stranger
