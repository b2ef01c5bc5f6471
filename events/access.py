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
from events.eligibility import Gate
from events.enums import OpportunityStatus
from events.models import (
    CalendarFeed,
    Concern,
    ConsentRequest,
    CoverAsk,
    CoverSearch,
    GateOverride,
    GateScan,
    Opportunity,
    Presence,
    Shift,
    ShiftRole,
    SignUp,
    SwapOffer,
    Team,
    TeamPlace,
    WaitlistEntry,
)
from events.queries.answers import signup_with_token
from events.queries.calendars import feed_with_token
from events.queries.concerns import (
    ConcernState,
    ConcernSubject,
    concern_with_hash,
    concerns_seen_by,
    may_handle_concerns,
    state_of,
)
from events.queries.cover import asks, searches
from events.queries.gate.reviewing import presence_of, scan_with_key
from events.queries.guardians import requests, token_hash
from events.queries.teams import is_invited, team_places, teams
from events.services.placing import require_open
from events.validators import receipt_hash
from ngos.access import public_organisation_at, require_action
from ngos.errors import OrganisationNotFound
from volunteers.access import may_for_person, officer_territories, own_profile
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


def calendar_feed(token: str) -> CalendarFeed:
    """Return the feed behind a secret address; whoever holds it may read it. Raises CalendarNotFound."""
    found = feed_with_token(token)
    if found is None:
        raise errors.CalendarNotFound
    return found


def own_waiting(user: Person, public_id: UUID) -> WaitlistEntry:
    """Return the person's own entry of a waiting list. Raises NotSignedIn, NoProfile or WaitingNotFound."""
    found = WaitlistEntry.objects.filter(public_id=public_id, volunteer=own_profile(user)).first()
    if found is None:
        raise errors.WaitingNotFound
    return found


def swap_offered_to(user: Person, public_id: UUID) -> SwapOffer:
    """Return a place that was offered to the person. Raises NotSignedIn, NoProfile or SwapNotFound."""
    found = _swaps().filter(public_id=public_id, volunteer=own_profile(user)).first()
    if found is None:
        raise errors.SwapNotFound
    return found


def own_swap(user: Person, public_id: UUID) -> SwapOffer:
    """Return a place that the person wants to give away. Raises NotSignedIn, NoProfile or SwapNotFound."""
    found = _swaps().filter(public_id=public_id, signup__volunteer=own_profile(user)).first()
    if found is None:
        raise errors.SwapNotFound
    return found


def own_cover_ask(user: Person, public_id: UUID) -> CoverAsk:
    """Return a question whether the person comes for another. Raises NotSignedIn, NoProfile or CoverNotFound."""
    found = asks().filter(public_id=public_id, volunteer=own_profile(user)).first()
    if found is None:
        raise errors.CoverNotFound
    return found


def cover_search_for(user: Person, public_id: UUID, action: Action) -> CoverSearch:
    """Return a search of an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = searches().filter(public_id=public_id).first()
    if found is None:
        raise errors.CoverNotFound
    _require(user, found.role.shift.opportunity, action, errors.CoverNotFound)
    return found


def own_team(user: Person, public_id: UUID) -> Team:
    """Return a team the person leads. Raises NotSignedIn, NoProfile or TeamNotFound."""
    found = teams().filter(public_id=public_id, leader=own_profile(user)).first()
    if found is None:
        raise errors.TeamNotFound
    return found


def own_team_place(user: Person, public_id: UUID) -> TeamPlace:
    """Return a place of a team that is the person's to answer, by her account or by the address it was written to.

    Raises NotSignedIn, NoProfile or TeamPlaceNotFound.
    """
    own_profile(user)
    found = team_places().filter(public_id=public_id).first()
    if found is None or not user.is_authenticated or not is_invited(found, user):
        raise errors.TeamPlaceNotFound
    return found


def answer_link(token: str) -> SignUp:
    """Return the place whose link was opened; whoever holds it may answer. Raises AnswerLinkUnknown."""
    found = signup_with_token(token)
    if found is None:
        raise errors.AnswerLinkUnknown
    return found


def signup_for(user: Person, public_id: UUID, action: Action) -> SignUp:
    """Return a sign-up to an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = _signups().filter(public_id=public_id).first()
    if found is None:
        raise errors.SignUpNotFound
    _require(user, found.shift.opportunity, action, errors.SignUpNotFound)
    return found


def scan_for(user: Person, key: UUID, action: Action) -> GateScan:
    """Return a scan at the gate of an organisation for which the person may do this; strangers do not find it."""
    _require_sign_in(user)
    found = scan_with_key(key)
    if found is None:
        raise errors.ScanNotFound
    _require(user, found.shift.opportunity, action, errors.ScanNotFound)
    return found


def presence_for(user: Person, signup_id: UUID, action: Action) -> Presence:
    """Return what the gate saw of a sign-up to an organisation for which the person may do this.

    Raises NotSignedIn, NotAllowed, SignUpNotFound or PresenceNotFound.
    """
    found = presence_of(signup_for(user, signup_id, action))
    if found is None:
        raise errors.PresenceNotFound
    return found


def concern_subject(about: str) -> ConcernSubject:
    """Return what a report is about: a visible opportunity or shift by public id, or an organisation by its address.

    An empty text is about nothing we know. Raises ConcernSubjectNotFound.
    """
    if not about:
        return ConcernSubject()
    if not _is_uuid(about):
        if not about.isprintable():
            raise errors.ConcernSubjectNotFound
        try:
            return ConcernSubject(organisation=public_organisation_at(about))
        except OrganisationNotFound as unknown:
            raise errors.ConcernSubjectNotFound from unknown
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


def override_for_member(user: Person, public_id: UUID) -> GateOverride:
    """Return an exception in the person's organisation that its members decide about: to a skill or a language.

    Raises NotSignedIn, NotAllowed or OverrideNotFound.
    """
    _require_sign_in(user)
    found = _overrides().filter(public_id=public_id).exclude(gate=Gate.SCHOOL_HOURS).first()
    if found is None:
        raise errors.OverrideNotFound
    _require(user, found.role.shift.opportunity, Action.SIGNUP_INVITE, errors.OverrideNotFound)
    return found


def override_to_invite(user: Person, public_id: UUID) -> GateOverride:
    """Return a granted exception of the person's organisation, whoever granted it.

    Raises NotSignedIn, NotAllowed or OverrideNotFound.
    """
    _require_sign_in(user)
    found = _overrides().filter(public_id=public_id, is_granted=True).first()
    if found is None:
        raise errors.OverrideNotFound
    _require(user, found.role.shift.opportunity, Action.SIGNUP_INVITE, errors.OverrideNotFound)
    return found


def override_for_officer(user: Person, public_id: UUID) -> GateOverride:
    """Return an exception to lesson time for a person who lives in the officer's territory.

    Raises NotSignedIn, NotAllowed or OverrideNotFound.
    """
    officer_territories(user, Action.GATE_OVERRIDE)
    found = _overrides().filter(public_id=public_id, gate=Gate.SCHOOL_HOURS).first()
    if found is None or not may_for_person(user, found.volunteer, Action.GATE_OVERRIDE):
        raise errors.OverrideNotFound
    return found


def _overrides() -> QuerySet[GateOverride]:
    return GateOverride.objects.select_related(
        "role__shift__opportunity__organisation", "volunteer__user", "volunteer__home"
    )


def guardian_link(token: str) -> ConsentRequest:
    """Return the request whose secret link was opened; whoever holds it may. Raises GuardianLinkUnknown."""
    found = requests().filter(token_hash=token_hash(token)).first()
    if found is None:
        raise errors.GuardianLinkUnknown
    return found


def shared_link(public_id: UUID) -> ConsentRequest:
    """Return the request behind a shared link, which opens nothing without a code. Raises GuardianLinkUnknown."""
    found = requests().filter(public_id=public_id).first()
    if found is None:
        raise errors.GuardianLinkUnknown
    return found


def question_for(user: Person, public_id: UUID, action: Action) -> ConsentRequest:
    """Return a guardian's question to an organisation for which the person may answer; strangers do not find it."""
    _require_sign_in(user)
    found = requests().filter(public_id=public_id, asked_at__isnull=False).first()
    if found is None:
        raise errors.SignUpNotFound
    _require(user, found.signup.shift.opportunity, action, errors.SignUpNotFound)
    return found


def _roles() -> QuerySet[ShiftRole]:
    return ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    )


def _swaps() -> QuerySet[SwapOffer]:
    return SwapOffer.objects.select_related(
        "volunteer__user",
        "signup__volunteer__user",
        "signup__role__shift__opportunity__organisation__region",
        "signup__role__shift__opportunity__venue__region",
        "signup__shift__opportunity__organisation__region",
        "signup__shift__opportunity__venue__region",
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
