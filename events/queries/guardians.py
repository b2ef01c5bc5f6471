"""Reads about what guardians are asked and agreed to: links, scopes, and what the organisation may know."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import EVERYTHING, Guardian, GuardianConsent, User
from core.models import Look
from events.eligibility import ADULT_AGE_YEARS, age_years, birthday, consent_age_on
from events.enums import SignUpStatus
from events.models import ConsentRequest, Opportunity, Shift, SignUp
from ngos.models import Organisation
from places.models import Territory
from places.queries import get_territory_by_key
from volunteers.models import Volunteer

LINK_PURPOSE, CODE_PURPOSE, ADDRESS_PURPOSE = "asar.guardian.link", "asar.guardian.code", "asar.guardian.address"
TOKEN_BYTES = 16
CODE_LASTS = timedelta(minutes=15)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
SHOWN_LOOKS = 50
COMES_ALONG = "signup:"  # the scope of a guardian who comes along, before the place it is about


class LinkState(StrEnum):
    """What a guardian's link stands for at a moment."""

    OPEN = "open"
    ANSWERED = "answered"
    LATE = "late"
    GONE = "gone"


class GuardianState(StrEnum):
    """What an organisation may know about the guardian of somebody on its list."""

    NOT_NEEDED = ""
    WAITING = "waiting"
    AGREED = "agreed"
    ALONG = "along"


@dataclass(frozen=True, slots=True)
class OfferedScope:
    """One scope a guardian can choose: its kind, its key, and the first day on which it no longer holds."""

    kind: str
    key: str
    until: date


@dataclass(frozen=True, slots=True)
class NamedScope:
    """A scope with what it is about; ``region`` and ``cause`` belong to the kind ``cause``."""

    kind: str
    opportunity: Opportunity | None = None
    organisation: Organisation | None = None
    region: Territory | None = None
    cause: str = ""


def link_token(request_id: UUID) -> str:
    """Work out the secret of a request's link: 128 bits keyed with the site's key, so that nothing has to keep it."""
    mac = salted_hmac(LINK_PURPOSE, request_id.hex, algorithm="sha256").digest()
    return urlsafe_b64encode(mac[:TOKEN_BYTES]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_hash(address: str) -> str:
    """Return a keyed hash of a network address: it proves equality and cannot be turned back."""
    return salted_hmac(ADDRESS_PURPOSE, address, algorithm="sha256").hexdigest()


def link_code(request: ConsentRequest) -> str:
    """Work out the six figures last sent for a shared link; empty before the first."""
    if request.code_sent_at is None:
        return ""
    mac = salted_hmac(CODE_PURPOSE, f"{request.public_id.hex}:{request.code_sent_at.timestamp()}", algorithm="sha256")
    return f"{int.from_bytes(mac.digest()[:8]) % 1_000_000:06}"


def link_state(request: ConsentRequest, *, now: datetime) -> LinkState:
    """Say what a link stands for: an answer is wanted, was given, comes too late, or nobody waits for it any more."""
    if request.used_at is not None:
        return LinkState.ANSWERED if now < request.expires_at else LinkState.GONE
    if request.expires_at <= now:
        return LinkState.LATE
    return LinkState.OPEN if request.signup.status == SignUpStatus.AWAITING else LinkState.GONE


def requests() -> QuerySet[ConsentRequest]:
    """Return requests with everything their pages show."""
    return ConsentRequest.objects.select_related(
        "guardian__minor",
        "consent",
        "signup__role",
        "signup__volunteer__user",
        "signup__shift__opportunity__organisation__region",
        "signup__shift__opportunity__venue__region",
    )


def open_request(signup: SignUp, *, now: datetime) -> ConsentRequest | None:
    """Return the request about a place that still waits for an answer."""
    return requests().filter(signup=signup, used_at=None, expires_at__gt=now).order_by("-sent_at", "-pk").first()


def last_request(signup: SignUp) -> ConsentRequest | None:
    """Return the request made last about a place."""
    return requests().filter(signup=signup).order_by("-sent_at", "-pk").first()


def offered_scopes(signup: SignUp, *, today: date) -> list[OfferedScope]:
    """Return what a guardian can agree to, the narrowest first. None lasts beyond the minor's coming of age."""
    shift, opportunity = signup.shift, signup.shift.opportunity
    region = _region_of(opportunity)
    longest = max(_comes_of_age(signup), shift.ends_on + DAY)
    last_day = Shift.objects.planned().filter(opportunity=opportunity).aggregate(last=Max("ends_on"))["last"]
    event = max(last_day or shift.ends_on, shift.ends_on) + DAY
    year = max(today + YEAR, shift.ends_on + DAY)
    return [
        OfferedScope("opportunity", f"opportunity:{opportunity.public_id}", min(event, longest)),
        OfferedScope("organisation", f"organisation:{opportunity.organisation.public_id}", min(year, longest)),
        OfferedScope("cause", f"cause:{opportunity.cause}@{region.key}", min(year, longest)),
    ]


def accompanied_scope(signup: SignUp) -> OfferedScope:
    """Return the scope of a guardian who comes along: this one place, and nothing without her."""
    return OfferedScope("signup", f"{COMES_ALONG}{signup.public_id}", signup.shift.ends_on + DAY)


def _region_of(opportunity: Opportunity) -> Territory:
    venue = opportunity.venue
    return opportunity.organisation.region if venue is None else venue.region or venue


def _comes_of_age(signup: SignUp) -> date:
    return birthday(signup.volunteer.birth_date, ADULT_AGE_YEARS)


def named_scope(scope: str) -> NamedScope:
    """Return what a scope key is about."""
    kind, _, subject = scope.partition(":")
    if kind == EVERYTHING:
        return NamedScope(kind)
    if kind == "cause":
        cause, _, key = subject.partition("@")
        return NamedScope(kind, cause=cause, region=get_territory_by_key(key))
    if kind == "organisation":
        return NamedScope(kind, organisation=Organisation.objects.filter(public_id=subject).first())
    if kind == "signup":
        return NamedScope(kind, opportunity=Opportunity.objects.filter(shifts__signups__public_id=subject).first())
    return NamedScope(kind, opportunity=Opportunity.objects.filter(public_id=subject).first())


def consents_given(guardian: Guardian) -> list[GuardianConsent]:
    """Return what a guardian agreed to, the newest first."""
    return list(GuardianConsent.objects.filter(guardian=guardian).order_by("-given_at", "-pk"))


def looks_at(person: User) -> list[Look]:
    """Return the last looks of others at a person's data, the newest first."""
    return list(Look.objects.filter(person=person.public_id).order_by("-happened_at", "-pk")[:SHOWN_LOOKS])


def adults_present(shift: Shift) -> int:
    """Count the confirmed people of a shift who are of age on its day."""
    births = SignUp.objects.confirmed().filter(shift=shift).values_list("volunteer__birth_date", flat=True)
    return sum(age_years(birth, shift.starts_on) >= ADULT_AGE_YEARS for birth in births)


def needs_guardian(volunteer: Volunteer, *, on: date) -> bool:
    """Say whether a person is under the age of consent on a day."""
    return age_years(volunteer.birth_date, on) < consent_age_on(on, settings.CONSENT_AGE_YEARS)


def guardian_state(signup: SignUp, *, on: date) -> GuardianState:
    """Say what the organisation may know of a place on a day: waiting, agreed, comes along, or not needed.

    Asks the database nothing.
    """
    if signup.status == SignUpStatus.AWAITING:
        return GuardianState.WAITING
    if signup.status != SignUpStatus.CONFIRMED or not needs_guardian(signup.volunteer, on=on):
        return GuardianState.NOT_NEEDED
    return GuardianState.ALONG if signup.is_accompanied else GuardianState.AGREED


def not_to_be_photographed(signups: list[SignUp]) -> set[int]:
    """Return of a list of places, by primary key, those of minors whose guardian does not allow photographs."""
    minors = {signup.volunteer.user_id for signup in signups if is_minor(signup)}
    today = timezone.localdate()
    allowed = GuardianConsent.objects.filter(minor__in=minors, allows_photos=True, withdrawn_at=None)
    allowing = set(allowed.filter(valid_until__gt=today).values_list("minor_id", flat=True)) if minors else set()
    return {signup.pk for signup in signups if is_minor(signup) and signup.volunteer.user_id not in allowing}


def is_minor(signup: SignUp) -> bool:
    """Say whether the person of a place is under age on the day of its shift."""
    return age_years(signup.volunteer.birth_date, signup.shift.starts_on) < ADULT_AGE_YEARS


def waiting_for_guardians(shift: Shift) -> QuerySet[SignUp]:
    """Return the places of a shift that wait for a guardian: they count as nobody's yes."""
    waiting = SignUp.objects.filter(shift=shift, status=SignUpStatus.AWAITING)
    return waiting.select_related("role", "volunteer__user").order_by("made_at", "pk")


def open_questions(opportunity: Opportunity) -> list[ConsentRequest]:
    """Return the questions of guardians about an opportunity that nobody has answered, oldest first."""
    asked = requests().filter(signup__shift__opportunity=opportunity, replied_at=None, asked_at__isnull=False)
    return list(asked.filter(signup__status=SignUpStatus.AWAITING).order_by("asked_at", "pk"))
