"""What a coordinator typed, turned into what the services take, and back into a form."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.enums import Cause
from core.text import LANGUAGES, localised
from events.enums import HAZARD_CODES, Effort
from events.errors import NothingRepeats
from events.queries.protected import exact_place
from events.queries.recurrence import SeriesPlan, rule_for
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
from portal.ngo.shift_forms import CHOSEN_DATES, REQUIRED, WANTED, suffix
from portal.templatetags.dates import language
from volunteers.queries import skill_catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, Shift, ShiftRole
    from places.models import Territory
    from volunteers.models import Skill

YOUNGEST_AGE = 14
WORK_LANGUAGE_BITS = {"kk": 1, "ru": 2, "en": 4}
WITH_WEEKDAYS = ("weekly", "fortnightly")
DAYS_IN_WEEK = 7
FOUR_WEEKS = timedelta(days=28)
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
    is_over_night = cleaned["ends_next_day"] and starts_on < date.max
    return ShiftPlan(
        starts_on=starts_on,
        start_time=cleaned["start_time"],
        ends_on=starts_on + timedelta(days=1) if is_over_night else starts_on,
        end_time=cleaned["end_time"],
    )


def series_from(cleaned: Cleaned) -> SeriesPlan | None:
    """Build how a shift repeats; nothing where it does not. Raises RuleNeverEnds."""
    choice, first_on = cleaned["repeat"], cleaned["starts_on"]
    if not choice:
        return None
    rule = ""
    if choice != CHOSEN_DATES:
        weekdays = [int(number) for number in cleaned["weekdays"]] if choice in WITH_WEEKDAYS else []
        rule = rule_for(choice, first_on=first_on, weekdays=weekdays, until=cleaned["until"], times=cleaned["times"])
    return SeriesPlan(
        first_on=first_on,
        start_time=cleaned["start_time"],
        end_time=cleaned["end_time"],
        ends_next_day=cleaned["ends_next_day"],
        rule=rule,
        dates=cleaned["dates"] if choice == CHOSEN_DATES else (),
        except_on=frozenset(cleaned["except_on"]),
        skips_holidays=cleaned["skips_holidays"],
    )


def repetition_from(cleaned: Cleaned) -> SeriesPlan:
    """Build how a shift repeats, to show its dates. Raises NothingRepeats and as series_from."""
    plan = series_from(cleaned)
    if plan is None:
        raise NothingRepeats
    return plan


def roles_from(cleaned: Cleaned, *, written_in: str, like: "Sequence[ShiftRole]" = ()) -> list[RolePlan]:
    """Build the roles; a name that a role in ``like`` bears brings its other languages along."""
    chosen = {skill.code: skill for skill in skill_catalogue()}
    ends = [key.removeprefix("role_name") for key, name in cleaned.items() if key.startswith("role_name") and name]
    return [
        RolePlan(
            names=_names(cleaned[f"role_name{end}"], written_in, like),
            capacity=cleaned[f"capacity{end}"],
            minimum=cleaned[f"minimum{end}"] or 0,
            min_age=cleaned[f"role_min_age{end}"],
            languages=sum(int(bit) for bit in cleaned[f"role_languages{end}"]),
            required_skills=_skills(cleaned, end, REQUIRED, chosen),
            wanted_skills=_skills(cleaned, end, WANTED, chosen),
        )
        for end in ends
    ]


def _skills(cleaned: Cleaned, end: str, need: str, chosen: "Mapping[str, Skill]") -> "dict[Skill, int]":
    """Read the rows of skills of one kind; of one that stands there twice, the higher level counts."""
    found: dict[Skill, int] = {}
    start = f"skill{end}_"
    for key, code in cleaned.items():
        row = key.removeprefix(start)
        if not key.startswith(start) or not row.isdigit() or not code:
            continue
        if (cleaned[f"skill_need{end}_{row}"] or REQUIRED) == need:
            skill, level = chosen[code], cleaned[f"skill_level{end}_{row}"]
            found[skill] = max(level, found.get(skill, 0))
    return found


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
    initial: Cleaned = times_of(shift) | {"starts_on": None, "role_count": max(1, len(roles))}
    for number, role in enumerate(roles, start=1):
        initial |= role_like(role, suffix(number))
    return initial


def times_of(shift: "Shift") -> Cleaned:
    """Fill the times of a shift into its form."""
    return {
        "starts_on": shift.starts_on,
        "start_time": shift.start_time,
        "end_time": shift.end_time,
        "ends_next_day": shift.ends_on != shift.starts_on,
    }


def role_like(role: "ShiftRole", end: str = "") -> Cleaned:
    """Fill one role, with its skills, into the fields whose names end so."""
    needs = sorted(role.skills.all(), key=lambda need: (not need.is_required, need.pk))
    initial: Cleaned = {
        f"role_name{end}": localised(role, "name", language()).text,
        f"capacity{end}": role.capacity,
        f"minimum{end}": role.minimum or None,
        f"role_min_age{end}": role.min_age,
        f"role_languages{end}": [str(1 << bit) for bit in range(4) if role.languages & 1 << bit],
        f"skill_rows{end}": len(needs) + 1,
    }
    for row, need in enumerate(needs, start=1):
        initial[f"skill{end}_{row}"] = need.skill.code
        initial[f"skill_need{end}_{row}"] = REQUIRED if need.is_required else WANTED
        initial[f"skill_level{end}_{row}"] = need.level
    return initial


def last_time(event: "Opportunity", shifts: "Sequence[Shift]", *, now: "datetime") -> Cleaned:
    """Fill the form of a new event with an old one: its words and roles, and the date moved on.

    The new date is four weeks after the last one, and as many further weeks as it takes to lie ahead.
    """
    last = shifts[-1] if shifts else None
    initial = details_of(event) | shift_like(last)
    if last is not None:
        today = now.astimezone(ZoneInfo(last.time_zone)).date()
        day = last.starts_on + FOUR_WEEKS
        days_behind = max(0, (today - day).days + 1)
        initial["starts_on"] = day + timedelta(weeks=math.ceil(days_behind / DAYS_IN_WEEK))
    return initial
