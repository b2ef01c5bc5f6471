"""What a coordinator typed, turned into what the services take, and back into a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core.enums import Cause
from core.text import LANGUAGES, localised
from events.enums import HAZARD_CODES, Effort
from events.queries.protected import exact_place
from events.services.publishing import (
    TEXT_FIELDS,
    AccessFacts,
    Declaration,
    OpportunityDraft,
    RolePlan,
    ShiftPlan,
)
from places.queries import get_place_by_name, place_label
from portal.ngo.forms import ACCESS_CHECKS, NO_HAZARD
from portal.templatetags.dates import language
from volunteers.enums import SkillLevel
from volunteers.queries import skill_catalogue

if TYPE_CHECKING:
    from events.models import Opportunity, Shift, ShiftRole
    from places.models import Territory

YOUNGEST_AGE = 14
WORK_LANGUAGE_BITS = {"kk": 1, "ru": 2, "en": 4}
Cleaned = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an event: nothing for online work without one."""

    venue: "Territory | None"
    latitude: float | None
    longitude: float | None


def draft_from(cleaned: Cleaned, *, event: "Opportunity | None" = None) -> OpportunityDraft:
    """Build the draft; words in languages the form did not show stay as they are in ``event``.

    Raises UnknownPlace, MisspeltPlace or AmbiguousPlace.
    """
    where = _where(cleaned, event)
    written_in = cleaned["text_language"]
    texts = {
        f"{field}_{code}": getattr(event, f"{field}_{code}", "") if event else ""
        for field in TEXT_FIELDS
        for code in LANGUAGES
    }
    texts |= {f"{field}_{written_in}": cleaned[field] for field in TEXT_FIELDS}
    return OpportunityDraft(
        cause=Cause(cleaned["cause"]),
        texts=texts,
        contact_name=cleaned["contact_name"],
        contact_phone=cleaned["contact_phone"],
        is_remote=cleaned["is_remote"],
        venue=where.venue,
        address=cleaned["address"],
        latitude=where.latitude,
        longitude=where.longitude,
        is_place_protected=cleaned["is_place_protected"],
        min_age=YOUNGEST_AGE if cleaned["min_age"] is None else cleaned["min_age"],
        declaration=_declaration(cleaned),
        languages=sum(int(bit) for bit in cleaned["languages"]),
        programme=event.programme if event else None,
        access=AccessFacts(
            effort=Effort(cleaned["effort"] or Effort.MEDIUM), **{name: cleaned[name] for name in ACCESS_CHECKS}
        ),
        priority=event.priority if event else 0,
        external_key=event.external_key if event else "",
    )


def _declaration(cleaned: Cleaned) -> Declaration:
    """Read the declaration; nothing ticked leaves it unmade."""
    return Declaration(
        is_made=bool(cleaned["hazards"]),
        hazards=sum(HAZARD_CODES[code] for code in cleaned["hazards"] if code != NO_HAZARD),
        has_child_contact=cleaned["has_child_contact"],
        safeguarding_lead=cleaned["safeguarding_lead"],
        host_kind=cleaned["host_kind"],
        host_approval=cleaned["host_approval"],
    )


def _where(cleaned: Cleaned, event: "Opportunity | None") -> Where:
    """Find the place by name; an unchanged place keeps its exact point."""
    name = cleaned["place"].strip()
    if not name:
        return Where(venue=None, latitude=None, longitude=None)
    known = exact_place(event) if event else None
    if known and known.venue and name == place_label(known.venue, language()):
        return Where(venue=known.venue, latitude=known.latitude, longitude=known.longitude)
    return Where(venue=get_place_by_name(name, language=language()), latitude=None, longitude=None)


def plan_from(cleaned: Cleaned) -> ShiftPlan:
    """Build the times of a shift."""
    starts_on = cleaned["starts_on"]
    return ShiftPlan(
        starts_on=starts_on,
        start_time=cleaned["start_time"],
        ends_on=starts_on + timedelta(days=1) if cleaned["ends_next_day"] else starts_on,
        end_time=cleaned["end_time"],
    )


def roles_from(cleaned: Cleaned, *, written_in: str, like: "Sequence[ShiftRole]" = ()) -> list[RolePlan]:
    """Build one role or two; a name that a role in ``like`` bears brings its other languages along."""
    chosen = {skill.code: skill for skill in skill_catalogue()}
    required = {chosen[code]: SkillLevel.BEGINNER for code in cleaned["required_skills"]}
    wanted = {chosen[code]: SkillLevel.BEGINNER for code in cleaned["wanted_skills"]}
    plans = [
        RolePlan(
            names=_names(cleaned["role_name"], written_in, like),
            capacity=cleaned["capacity"],
            minimum=cleaned["minimum"] or 0,
            required_skills=dict(required),
            wanted_skills={skill: level for skill, level in wanted.items() if skill not in required},
        )
    ]
    if cleaned["other_role_name"]:
        names = _names(cleaned["other_role_name"], written_in, like)
        plans.append(RolePlan(names=names, capacity=cleaned["other_capacity"]))
    return plans


def _names(name: str, written_in: str, like: "Sequence[ShiftRole]") -> dict[str, str]:
    for role in like:
        names = {code: str(getattr(role, f"name_{code}")) for code in LANGUAGES}
        if name in names.values():
            return names
    return {written_in: name}


def details_of(event: "Opportunity") -> Cleaned:
    """Fill the form of the details with an event, in the reader's language where it has a title."""
    title = localised(event, "title", language())
    initial: Cleaned = {field: getattr(event, f"{field}_{title.language}") for field in TEXT_FIELDS}
    for name in (
        "cause",
        "is_remote",
        "is_place_protected",
        "contact_name",
        "contact_phone",
        "min_age",
        "has_child_contact",
    ):
        initial[name] = getattr(event, name)
    initial["hazards"] = [code for code, hazard in HAZARD_CODES.items() if event.hazards & hazard]
    if event.is_hazard_declared and not event.hazards:
        initial["hazards"] = [NO_HAZARD]
    for name in ("safeguarding_lead", "host_kind", "host_approval", "effort", *ACCESS_CHECKS):
        initial[name] = getattr(event, name)
    where = exact_place(event)
    return initial | {
        "text_language": title.language,
        "place": place_label(where.venue, language()) if where.venue else "",
        "address": where.address,
        "languages": [str(1 << bit) for bit in range(4) if event.languages & 1 << bit],
    }


def first_answers() -> Cleaned:
    """Fill a new form with what is most often true."""
    return {
        "text_language": language(),
        "min_age": YOUNGEST_AGE,
        "effort": Effort.MEDIUM,
        "languages": [str(WORK_LANGUAGE_BITS[language()])],
    }


def shift_like(shift: "Shift | None") -> Cleaned:
    """Fill the form of a further shift with the last one: same hours, same roles, no date."""
    if shift is None:
        return {}
    roles = sorted(shift.roles.all(), key=lambda role: (role.position, role.pk))
    initial: Cleaned = {
        "start_time": shift.start_time,
        "end_time": shift.end_time,
        "ends_next_day": shift.ends_on != shift.starts_on,
    }
    for prefix, role in zip(("", "other_"), roles, strict=False):
        name_key = "role_name" if not prefix else "other_role_name"
        initial |= {name_key: localised(role, "name", language()).text, f"{prefix}capacity": role.capacity}
    if roles:
        first = roles[0]
        initial["minimum"] = first.minimum or None
        initial["required_skills"] = [need.skill.code for need in first.skills.all() if need.is_required]
        initial["wanted_skills"] = [need.skill.code for need in first.skills.all() if not need.is_required]
    return initial
