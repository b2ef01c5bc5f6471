"""What stands between a person and a role: gates, clashes, and the way between two shifts."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import EVERYTHING, GuardianConsent, User
from events.eligibility import (
    ClearanceFact,
    ConsentFact,
    Decision,
    Gate,
    PersonFacts,
    RoleFacts,
    decide,
    least_age_years,
)
from events.enums import Hazard, HostKind
from events.models import Attendance, GateOverride, Opportunity, Shift, ShiftRole, SignUp
from events.models.opportunity import is_for_adults
from ngos.models import Organisation
from places.distance import GeoPoint, geodesic_km
from volunteers.models import Clearance, Volunteer, VolunteerSkill

# Between two shifts a person needs this pause, and time to travel at this speed. docs/sources.md, "Travel time".
PAUSE_MINUTES = 15
TRAVEL_KM_PER_HOUR = 30
MANY = 500  # keys in one statement
# What the gates read of an opportunity.
ORGANISER_FIELDS = (
    "hazards", "is_hazard_declared", "cause", "has_child_contact", "safeguarding_lead", "host_kind", "host_approval",
    "contact_name",
)  # fmt: skip


def people_facts(volunteers: Iterable[Volunteer], *, at: datetime | None = None) -> dict[int, PersonFacts]:
    """Gather what the gates need to know of people, by primary key; five queries however many they are.

    ``at`` asks for the consents and clearances that stood at a moment in the past.
    """
    people = list(volunteers)
    keys, users = [person.pk for person in people], [person.user_id for person in people]
    open_accounts = _by_owner(User.objects.filter(is_active=True), "pk", users, "pk")
    skills = _by_owner(VolunteerSkill.objects.all(), "volunteer_id", keys, "skill__code", "level")
    clearances = _by_owner(
        Clearance.objects.filter(_stood("revoked_at", at)), "volunteer_id", keys, "kind", "issued_on", "valid_until"
    )
    consents = consents_of(people, at=at)
    return {
        person.pk: PersonFacts(
            birth_date=person.birth_date,
            consents=consents[person.pk],
            clearances=tuple(ClearanceFact(*row) for row in clearances.get(person.pk, ())),
            is_account_open=person.user_id in open_accounts,
            languages=person.languages,
            skill_levels=dict(skills.get(person.pk, ())),
        )
        for person in people
    }


def consents_of(volunteers: Iterable[Volunteer], *, at: datetime | None = None) -> dict[int, tuple[ConsentFact, ...]]:
    """Return the consents that stand, or stood at a moment, by key of the volunteer. One query for some hundreds."""
    users = {person.user_id: person.pk for person in volunteers}
    standing = GuardianConsent.objects.filter(_stood("withdrawn_at", at))
    if at is not None:
        standing = standing.filter(given_at__lte=at)
    found = _by_owner(standing, "minor_id", list(users), "given_at", "valid_until", "scope")
    return {
        pk: tuple(
            ConsentFact(since=timezone.localdate(given_at), until=until, scope=scope)
            for given_at, until, scope in found.get(user, ())
        )
        for user, pk in users.items()
    }


def _stood(ended: str, at: datetime | None) -> Q:
    """Match what has not ended, or had not by a moment."""
    still = Q(**{f"{ended}__isnull": True})
    return still if at is None else still | Q(**{f"{ended}__gt": at})


def _by_owner(rows: QuerySet[Any], owner: str, keys: list[int], *columns: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for first in range(0, len(keys), MANY):
        part = rows.filter(**{f"{owner}__in": keys[first : first + MANY]})
        for key, *values in part.order_by().values_list(owner, *columns):
            found.setdefault(key, []).append(tuple(values))
    return found


def person_facts(volunteer: Volunteer, *, at: datetime | None = None) -> PersonFacts:
    """Gather what the gates need to know of one person, now or as it was at a moment."""
    return people_facts([volunteer], at=at)[volunteer.pk]


def role_facts(role: ShiftRole, *, required_levels: Mapping[str, int] | None = None) -> RoleFacts:
    """Gather what the gates need to know of a role; its shift, opportunity and organisation should be loaded.

    Whoever has read the required skills of many roles hands them in.
    """
    opportunity = role.shift.opportunity
    return replace(
        work_facts(role.shift),
        min_age_years=least_age_years(opportunity.min_age, role.min_age),
        consent_scopes=consent_scopes(opportunity),
        languages=role.languages,
        required_levels=(
            {need.skill.code: need.level for need in role.skills.select_related("skill") if need.is_required}
            if required_levels is None
            else required_levels
        ),
    )


def work_facts(shift: Shift) -> RoleFacts:
    """Return what the hours and the organiser's declaration alone tell the gates; no query with the opportunity."""
    opportunity = shift.opportunity
    return RoleFacts(
        starts_on=shift.starts_on,
        start_time=shift.start_time,
        ends_on=shift.ends_on,
        end_time=shift.end_time,
        min_age_years=opportunity.min_age,
        **organiser_facts({name: getattr(opportunity, name) for name in ORGANISER_FIELDS}),
    )


def organiser_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that the organiser has said, from ORGANISER_FIELDS of an opportunity, under the names of RoleFacts.

    A hospital may be entered only by agreement with its management, so work declared as medical has a host.
    """
    declared = declared_facts(
        hazards=row["hazards"],
        is_declared=row["is_hazard_declared"],
        cause=row["cause"],
        has_child_contact=row["has_child_contact"],
    )
    return declared | {
        "has_safeguarding_lead": bool(row["safeguarding_lead"]),
        "needs_host_approval": row["host_kind"] != HostKind.NONE or bool(row["hazards"] & Hazard.MEDICAL),
        "has_host_approval": bool(row["host_approval"]),
        "has_coordinator": bool(row["contact_name"]),
    }


def declared_facts(*, hazards: int, is_declared: bool, cause: str, has_child_contact: bool) -> dict[str, bool]:
    """Return what the organiser declared about the work and the people helped, under the names of RoleFacts."""
    return {
        "is_hazard_declared": is_declared,
        "is_emergency": bool(hazards & (Hazard.EMERGENCY | Hazard.OFFENCE_VICTIMS)),
        "is_with_offenders": bool(hazards & Hazard.OFFENDERS),
        "is_heavy_or_harmful": bool(hazards & Hazard.HEAVY_OR_HARMFUL),
        "is_cash_collection": bool(hazards & Hazard.CASH_COLLECTION),
        "is_for_adults": is_for_adults(cause, has_child_contact=has_child_contact),
        "is_with_vulnerable_adults": bool(hazards & Hazard.VULNERABLE_ADULTS),
        "has_child_contact": has_child_contact,
    }


def events_closed_to_all(opportunity: Opportunity) -> list[Gate]:
    """Return the gates that close an opportunity to everybody until its organiser has said more, in order."""
    said = organiser_facts({name: getattr(opportunity, name) for name in ORGANISER_FIELDS})
    is_open = {
        Gate.HAZARDS_UNDECLARED: said["is_hazard_declared"],
        Gate.NO_COORDINATOR: said["has_coordinator"],
        Gate.HOST_APPROVAL: said["has_host_approval"] or not said["needs_host_approval"],
        Gate.SAFEGUARDING_LEAD: said["has_safeguarding_lead"] or not said["has_child_contact"],
    }
    return [gate for gate, passed in is_open.items() if not passed]


def waiting_for_declaration(organisation: Organisation) -> QuerySet[Opportunity]:
    """Return the published opportunities of an organisation that nobody may join until it declares them."""
    published = Opportunity.objects.published().filter(organisation=organisation, is_hazard_declared=False)
    return published.order_by("pk")


def consent_scopes(opportunity: Opportunity) -> frozenset[str]:
    """Return the scope keys of a guardian's consent that covers an opportunity, from the widest to the narrowest."""
    region = (
        opportunity.organisation.region if opportunity.venue is None else opportunity.venue.region or opportunity.venue
    )
    return frozenset(
        {
            EVERYTHING,
            f"cause:{opportunity.cause}@{region.key}",
            f"organisation:{opportunity.organisation.public_id}",
            f"opportunity:{opportunity.public_id}",
        }
    )


def granted_overrides(role: ShiftRole, volunteer: Volunteer) -> frozenset[str]:
    """Return the codes of gates that two people opened for this person and role."""
    granted = GateOverride.objects.filter(role=role, volunteer=volunteer, is_granted=True)
    return frozenset(granted.values_list("gate", flat=True))


def judge(
    role: ShiftRole, volunteer: Volunteer, *, is_accompanied: bool = False, at: datetime | None = None
) -> Decision:
    """Ask every gate of this person and this role, from the tables as they are now.

    With ``at``, her consents and clearances are those that stood at that moment.
    """
    facts = replace(
        person_facts(volunteer, at=at), is_accompanied=is_accompanied, overridden=granted_overrides(role, volunteer)
    )
    return decide(facts, role_facts(role), consent_age=settings.CONSENT_AGE_YEARS)


def consent_standing(
    volunteer: Volunteer, shift: Shift, consents: tuple[ConsentFact, ...]
) -> Literal["free", "agreed", "to_ask"]:
    """Say whether a person needs nobody's consent for a shift, has it, or a guardian is still to be asked.

    No query where the shift's opportunity, its organisation, its venue and their regions are loaded.
    """
    work = replace(work_facts(shift), consent_scopes=consent_scopes(shift.opportunity))
    age = settings.CONSENT_AGE_YEARS
    if Gate.GUARDIAN_CONSENT not in decide(PersonFacts(volunteer.birth_date), work, consent_age=age).gates:
        return "free"
    agreed = decide(PersonFacts(volunteer.birth_date, consents=consents), work, consent_age=age)
    return "to_ask" if Gate.GUARDIAN_CONSENT in agreed.gates else "agreed"


def vetted_adults(shift: Shift) -> int:
    """Count the confirmed people of a shift who are of age and cleared for work with children on its day.

    The shift's opportunity should be loaded.
    """
    return len(vetted_places(shift))


def vetted_places(shift: Shift) -> frozenset[int]:
    """Return the keys of the sign-ups :func:`vetted_adults` counts."""
    confirmed = SignUp.objects.confirmed().filter(shift=shift).select_related("volunteer").order_by("pk")
    places = list(confirmed)
    known = people_facts(place.volunteer for place in places)
    work = RoleFacts(
        starts_on=shift.starts_on,
        start_time=shift.start_time,
        ends_on=shift.ends_on,
        end_time=shift.end_time,
        is_for_adults=True,
        has_child_contact=True,
    )
    return frozenset(
        place.pk
        for place in places
        if decide(known[place.volunteer_id], work, consent_age=settings.CONSENT_AGE_YEARS).is_allowed
    )


def clashing_signup(volunteer: Volunteer, shift: Shift) -> SignUp | None:
    """Return a held seat of the person that leaves no time for the shift, counting the pause and the way between."""
    margin = timedelta(hours=24)
    near_in_time = (
        SignUp.objects.holding_a_seat()
        .filter(
            volunteer=volunteer,
            shift__starts_at__lt=shift.ends_at + margin,
            shift__ends_at__gt=shift.starts_at - margin,
        )
        .exclude(shift=shift)
        .select_related("shift", "shift__opportunity")
        .order_by("shift__starts_at", "pk")
    )
    return next((signup for signup in near_in_time if shifts_clash(signup.shift, shift)), None)


def shifts_clash(one: Shift, other: Shift) -> bool:
    """Say whether one person cannot do both: they overlap, or the gap is shorter than the way between.

    Two shifts at the same place, or with online work on either side, may touch.
    """
    earlier, later = sorted((one, other), key=lambda shift: (shift.starts_at, shift.ends_at))
    return later.starts_at < earlier.ends_at + travel_time(earlier, later)


def travel_time(one: Shift, other: Shift) -> timedelta:
    """Return the time needed between two shifts: none where nobody has to move, else pause and way."""
    here, there = one.opportunity, other.opportunity
    if here.is_remote or there.is_remote or here.pk == there.pk:
        return timedelta()
    if None in (here.latitude, here.longitude, there.latitude, there.longitude):
        return timedelta(minutes=PAUSE_MINUTES)
    km = geodesic_km(
        GeoPoint(here.latitude or 0.0, here.longitude or 0.0), GeoPoint(there.latitude or 0.0, there.longitude or 0.0)
    )
    if km == 0:
        return timedelta()
    return timedelta(minutes=PAUSE_MINUTES + math.ceil(km / TRAVEL_KM_PER_HOUR * 60))


def attended_counts(volunteers: QuerySet[Volunteer]) -> dict[int, int]:
    """Return how many shifts each of the people came to, by primary key; people without any are absent."""
    came = Attendance.objects.filter(minutes__gt=0, signup__volunteer__in=volunteers)
    rows = came.order_by().values("signup__volunteer_id").annotate(times=Count("pk"))
    return {row["signup__volunteer_id"]: row["times"] for row in rows}
