"""On which days a series takes place: RFC 5545 rules with an end, chosen days, exceptions and public holidays.

Days of the venue's calendar only; hours and zones are none of its business. Everything is bounded: no rule, however
odd, is followed further than ``FARTHEST_AHEAD`` from its first day.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from events import errors
from events.eligibility.rules import Holiday, holiday_names
from events.validators import FARTHEST_AHEAD

MOST_SHIFTS = 200
RULE_LENGTH = 300
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = 5
LAST_IN_MONTH = 5  # a fifth Saturday is not in every month, so it is read as the last one
_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_PARTS = {
    "FREQ": r"[A-Z]+",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,8}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": rf"(?:[+-]?[1-9]\d?)?{_DAY}(?:,(?:[+-]?[1-9]\d?)?{_DAY})*",
    "BYMONTHDAY": r"[+-]?(?:[1-9]|[12]\d|3[01])(?:,[+-]?(?:[1-9]|[12]\d|3[01]))*",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYSETPOS": r"[+-]?[1-9]\d{0,2}(?:,[+-]?[1-9]\d{0,2})*",
    "WKST": _DAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlan:
    """How shifts repeat, in wall time of the venue; ``rule`` is an RRULE with an end, or empty for ``dates`` alone.

    Without a rule the first day counts too; with one it counts when the rule names it, as in every calendar.
    """

    first_on: date
    start_time: time
    end_time: time
    ends_next_day: bool = False
    rule: str = ""
    dates: tuple[date, ...] = ()
    except_on: frozenset[date] = frozenset()
    skips_holidays: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day the rule names and the series leaves out: a holiday, or an exception where ``holiday`` is None."""

    day: date
    holiday: Holiday | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The days of a series, what it leaves out, and the years whose holidays nobody has written down yet."""

    days: tuple[date, ...]
    left_out: tuple[LeftOut, ...]
    unknown_years: tuple[int, ...]


def expand(plan: SeriesPlan, *, time_zone: str) -> Expansion:
    """Return the days of a series.

    Raises RuleUnsupported, RuleNeverEnds, RuleEndsBeforeStart, TooManyShifts, SeriesTooLong or NoDayLeft.
    """
    named = sorted({*rule_days(plan, time_zone=time_zone), *plan.dates})
    if len(named) > MOST_SHIFTS:
        raise errors.TooManyShifts(most=MOST_SHIFTS)
    known = holiday_names()
    left_out = tuple(
        LeftOut(day, None if day in plan.except_on else known[day])
        for day in named
        if day in plan.except_on or (plan.skips_holidays and day in known)
    )
    gone = {out.day for out in left_out}
    days = tuple(day for day in named if day not in gone)
    if not days:
        raise errors.NoDayLeft
    listed = {day.year for day in known}
    years = {day.year for day in named} - listed if plan.skips_holidays else set()
    return Expansion(days=days, left_out=left_out, unknown_years=tuple(sorted(years)))


def rule_days(plan: SeriesPlan, *, time_zone: str) -> list[date]:
    """Return the days the rule alone names, exceptions included. Raises as expand, but NoDayLeft."""
    if not plan.rule:
        return [plan.first_on]
    parts = read_rule(plan.rule)
    count = int(parts.pop("COUNT", 0))
    if count > MOST_SHIFTS:
        raise errors.TooManyShifts(most=MOST_SHIFTS)
    horizon = _horizon(plan.first_on)
    until = _until(parts.pop("UNTIL", ""), start_time=plan.start_time, time_zone=time_zone)
    if until and until < plan.first_on:
        raise errors.RuleEndsBeforeStart
    if until and until > horizon:
        raise errors.SeriesTooLong
    found = _follow(parts, first_on=plan.first_on, until=until or horizon, at_most=count or MOST_SHIFTS + 1)
    if len(found) > MOST_SHIFTS:
        raise errors.TooManyShifts(most=MOST_SHIFTS)
    if found and len(found) < count:
        raise errors.SeriesTooLong
    return found


def _horizon(first_on: date) -> date:
    return first_on + FARTHEST_AHEAD if date.max - first_on > FARTHEST_AHEAD else date.max


def _follow(parts: dict[str, str], *, first_on: date, until: date, at_most: int) -> list[date]:
    """Follow a rule from its first day to a last one, both included."""
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    last = until.isoformat().replace("-", "")
    try:
        rule = rrulestr(f"{text};UNTIL={last}", dtstart=datetime.combine(first_on, time()))
        return [moment.date() for moment in islice(rule, at_most)]
    except ValueError as refusal:
        raise errors.RuleUnsupported(part=text) from refusal


def read_rule(text: str) -> dict[str, str]:
    """Split an RRULE into its parts. Raises RuleUnsupported for what we do not follow, and RuleNeverEnds."""
    bare = text.strip().upper().removeprefix("RRULE:")
    if len(bare) > RULE_LENGTH:
        raise errors.RuleUnsupported(part=f"{bare[:40]}…")
    parts: dict[str, str] = {}
    for part in bare.rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name in parts or name not in _PARTS or not re.fullmatch(_PARTS[name], value):
            raise errors.RuleUnsupported(part=part[:60])
        parts[name] = value
    _require_possible(parts)
    return parts


def _require_possible(parts: dict[str, str]) -> None:
    """Refuse what no calendar means: a clock's frequency, two ends, none, or days counted in a week."""
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        raise errors.RuleUnsupported(part=f"FREQ={frequency}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise errors.RuleUnsupported(part="COUNT, UNTIL")
    if "COUNT" not in parts and "UNTIL" not in parts:
        raise errors.RuleNeverEnds
    within_weeks = frequency in ("DAILY", "WEEKLY")
    impossible = {
        "BYDAY": within_weeks and re.search(r"\d", parts.get("BYDAY", "")),
        "BYMONTHDAY": frequency == "WEEKLY" and "BYMONTHDAY" in parts,
        "BYSETPOS": "BYSETPOS" in parts and not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYMONTH"},
    }
    for name in filter(impossible.get, impossible):
        raise errors.RuleUnsupported(part=f"{name}={parts[name]}")


def _until(text: str, *, start_time: time, time_zone: str) -> date | None:
    """Return the last day an UNTIL allows: a day as it is, a moment by the clock of the venue."""
    if not text:
        return None
    try:
        if len(text) == len("20270101"):
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day of the venue's calendar
        moment = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone comes next
        if text.endswith("Z"):
            moment = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone))
        day = moment.date()
        return day if moment.time() >= start_time else day - timedelta(days=1)
    except (ValueError, OverflowError) as impossible:
        raise errors.RuleUnsupported(part=f"UNTIL={text}") from impossible


def split(plan: SeriesPlan, day: date, *, time_zone: str) -> tuple[SeriesPlan | None, SeriesPlan | None]:
    """Cut a series before a day into the part until then and the part from then on; together they name its days."""
    ruled = rule_days(plan, time_zone=time_zone)
    before = _part(plan, [each for each in ruled if each < day], [each for each in plan.dates if each < day])
    after = _part(plan, [each for each in ruled if each >= day], [each for each in plan.dates if each >= day])
    return before, after


def _part(plan: SeriesPlan, ruled: list[date], dates: list[date]) -> SeriesPlan | None:
    if not ruled and not dates:
        return None
    if not plan.rule or not ruled:
        return chosen_days(plan, [*ruled, *dates])
    parts = read_rule(plan.rule)
    parts.pop("COUNT", None)
    parts["UNTIL"] = f"{ruled[-1]:%Y%m%d}"
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    return replace(plan, first_on=ruled[0], rule=rule, dates=tuple(dates))


def chosen_days(plan: SeriesPlan, days: Iterable[date]) -> SeriesPlan:
    """Return the series on these days instead of by its rule."""
    first, *rest = sorted(set(days))
    return replace(plan, first_on=first, rule="", dates=tuple(rest))


def rule_for(
    frequency: str,
    *,
    first_on: date,
    weekdays: Iterable[int] = (),
    until: date | None = None,
    times: int | None = None,
) -> str:
    """Write the rule of one of the form's choices; Monday is 0, and the first day's own weekday is always among them.

    Raises RuleNeverEnds without a last day or a number of times; with both, the last day counts.
    """
    chosen = ",".join(WEEKDAYS[number] for number in sorted({*weekdays, first_on.weekday()}))
    nth = (first_on.day - 1) // 7 + 1
    monthly = f"{-1 if nth == LAST_IN_MONTH else nth}{WEEKDAYS[first_on.weekday()]}"
    start = {
        "weekly": f"FREQ=WEEKLY;BYDAY={chosen}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={chosen}",
        "monthly": f"FREQ=MONTHLY;BYDAY={monthly}",
        "working_days": f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[:WORKING_DAYS])}",
    }[frequency]
    if until:
        return f"{start};UNTIL={until:%Y%m%d}"
    if times:
        return f"{start};COUNT={times}"
    raise errors.RuleNeverEnds
