"""Changes of a profile as lines that name them, with the values that the profile's own pages take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import engine
from matching.reasons.words import WEEKDAYS, day_and_month, spoken
from volunteers.enums import DAYS_IN_WEEK, PARTS_IN_DAY, DayPart, ExceptionKind, SkillLevel
from volunteers.models import Volunteer

MINUTES_IN_HOUR = 60
SkillNames = Mapping[int, tuple[str, str]]  # by the engine's number of a skill: code and name


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One thing to change: its code, a line that names it, and ``values`` by the names of the profile's questions.

    Without values the step is not the person's own to make: the line says what to do instead.
    """

    code: str
    label: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Around:
    """What the lines name beside the change itself."""

    volunteer: Volunteer
    first_day: date
    skills: SkillNames


def change_step(change: engine.Change, volunteer: Volunteer, *, first_day: date, skills: SkillNames) -> ChangeStep:
    """Name a change of the engine; ``first_day`` is the origin Monday of its problem."""
    label, values = _STEPS[change.code](change, _Around(volunteer, first_day, skills))
    return ChangeStep(change.code, label, values)


Step = tuple[str, dict[str, str]]


def _time(change: engine.Change, around: _Around) -> Step:
    added = [bit for bit in range(DAYS_IN_WEEK * PARTS_IN_DAY) if change.value >> bit & 1]
    weekday = added[0] // PARTS_IN_DAY
    parts = [str(DayPart(bit % PARTS_IN_DAY).label).lower() for bit in added]
    label = _("%(day)s, %(parts)s: free then too") % {"day": WEEKDAYS[weekday], "parts": ", ".join(parts)}
    return label, {"free": ",".join(f"{bit // PARTS_IN_DAY}{bit % PARTS_IN_DAY}" for bit in added)}


def _date(change: engine.Change, around: _Around) -> Step:
    day = around.first_day + timedelta(days=change.value)
    values = {"on_date": day.isoformat(), "kind": str(ExceptionKind.FREE)}
    return _("Free the whole day on %(date)s") % {"date": day_and_month(day)}, values


def _distance(change: engine.Change, around: _Around) -> Step:
    limits = {"km": change.value, "now": around.volunteer.max_km}
    return _("Up to %(km)s km instead of %(now)s") % limits, {"max_km": str(change.value)}


def _remote(change: engine.Change, around: _Around) -> Step:
    return _("Online work too"), {"accepts_remote": "1"}


def _on_site(change: engine.Change, around: _Around) -> Step:
    return _("Work at the place too"), {"accepts_on_site": "1"}


def _languages(change: engine.Change, around: _Around) -> Step:
    label = _("If you can work in this language: %(language)s") % {"language": spoken(change.value)}
    return label, {"languages": str(change.value)}


def _skill(change: engine.Change, around: _Around) -> Step:
    code, name = around.skills[change.value]
    level = SkillLevel(change.level)
    label = _("If you have this skill: %(skill)s (%(level)s)") % {"skill": name, "level": str(level.label).lower()}
    return label, {"skill": code, "level": str(change.level)}


def _shifts(change: engine.Change, around: _Around) -> Step:
    words = ngettext(
        "%(count)s shift a week instead of %(now)s", "%(count)s shifts a week instead of %(now)s", change.value
    )
    return words % {"count": change.value, "now": around.volunteer.max_shifts_week}, {"shifts": str(change.value)}


def _hours(change: engine.Change, around: _Around) -> Step:
    words = ngettext(
        "%(count)s hour a week instead of %(now)s", "%(count)s hours a week instead of %(now)s", change.value
    )
    present = around.volunteer.max_minutes_week // MINUTES_IN_HOUR
    return words % {"count": change.value, "now": present}, {"hours": str(change.value)}


def _consent(change: engine.Change, around: _Around) -> Step:
    return _("Ask your parent or guardian to agree"), {}


_STEPS: dict[str, Callable[[engine.Change, _Around], Step]] = {
    "time": _time,
    "date": _date,
    "distance": _distance,
    "remote": _remote,
    "on_site": _on_site,
    "languages": _languages,
    "skill": _skill,
    "week_shifts": _shifts,
    "week_minutes": _hours,
    "consent": _consent,
}
