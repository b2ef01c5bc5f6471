"""Shapes of shifts that repeat, and of changes to one, the following or all of them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from core.schemas import Input, PlainText, text_for_reader
from events.enums import Scope
from events.models import Shift, ShiftSeries
from events.queries.recurrence import MOST_SHIFTS, RULE_LENGTH, Expansion, SeriesPlan
from events.schemas.inputs import RoleIn, TimesIn, WallTime
from events.schemas.opportunities import ShiftBrief
from events.services.publishing import RolePlan
from volunteers.models import Skill

Days = Annotated[list[date], Field(max_length=MOST_SHIFTS)]
Reason = Annotated[PlainText, StringConstraints(min_length=1, max_length=300)]


class RepeatIn(Input):
    """How shifts repeat, in the wall time of the place: an RFC 5545 rule with an end, or dates, or both."""

    rule: PlainText = Field(
        "",
        max_length=RULE_LENGTH,
        description="An RRULE with COUNT or UNTIL. Daily, weekly, monthly or yearly.",
        examples=["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=8"],
    )
    first_on: date = Field(description="First day. With a rule it counts when the rule names it.")
    start_time: WallTime
    end_time: WallTime
    ends_next_day: bool = False
    dates: Days = Field([], description="Further days.")
    except_on: Days = Field([], description="Days left out.")
    skips_holidays: bool = Field(False, description="Whether public holidays of Kazakhstan are left out.")

    @property
    def plan(self) -> SeriesPlan:
        """What the service takes."""
        return SeriesPlan(
            first_on=self.first_on,
            start_time=self.start_time,
            end_time=self.end_time,
            ends_next_day=self.ends_next_day,
            rule=self.rule,
            dates=tuple(self.dates),
            except_on=frozenset(self.except_on),
            skips_holidays=self.skips_holidays,
        )


class SeriesIn(RepeatIn):
    """Shifts that repeat, each with the same roles."""

    roles: list[RoleIn] = Field(min_length=1, max_length=20)

    @property
    def skill_codes(self) -> set[str]:
        """Every skill its roles name."""
        return {code for role in self.roles for code in (*role.required_skills, *role.wanted_skills)}

    def role_plans(self, skills: dict[str, Skill]) -> list[RolePlan]:
        """Return the roles for the service."""
        return [role.plan(skills) for role in self.roles]


class LeftOutOut(Schema):
    """A day the rule names and the series leaves out; ``holiday`` is its name, null for an exception."""

    day: date
    holiday: str | None
    is_estimated: bool = Field(description="Whether the holiday's day is expected and not yet announced.")


class SeriesPreviewOut(Schema):
    """The days on which shifts would be made. ``unknown_holidays`` are years whose holidays we do not know yet."""

    days: list[date]
    left_out: list[LeftOutOut]
    unknown_holidays: list[int]

    @classmethod
    def of(cls, found: Expansion) -> "SeriesPreviewOut":
        """Shape the days of a series."""
        return cls(
            days=list(found.days),
            left_out=[
                LeftOutOut(
                    day=out.day,
                    holiday=text_for_reader(out.holiday, "name") if out.holiday else None,
                    is_estimated=bool(out.holiday and out.holiday.is_estimated),
                )
                for out in found.left_out
            ],
            unknown_holidays=list(found.unknown_years),
        )


class ShiftList(Schema):
    """Some shifts, soonest first."""

    items: list[ShiftBrief]

    @classmethod
    def of_shifts(cls, shifts: list[Shift]) -> "ShiftList":
        """Shape shifts."""
        return cls(items=[ShiftBrief.of(shift) for shift in shifts])


class SeriesOut(ShiftList):
    """A series and the shifts it made."""

    id: UUID
    rule: str

    @classmethod
    def of_series(cls, series: ShiftSeries) -> "SeriesOut":
        """Shape a series; one query for its shifts."""
        shifts = list(series.shifts.order_by("starts_at", "pk"))
        return cls(id=series.public_id, rule=series.rule, items=ShiftList.of_shifts(shifts).items)


class MoveIn(TimesIn):
    """Another time for a shift, in the wall time of the place; other shifts move by as many days."""

    scope: Scope = Scope.THIS


class CallOffIn(Input):
    """Why shifts do not take place; everybody with a place reads it."""

    scope: Scope = Scope.THIS
    reason: Reason
