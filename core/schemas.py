"""Shapes that every part of the API shares: problems, pages, texts in three languages."""

from datetime import date, datetime, timedelta
from typing import Annotated, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from core.errors import PeriodReversed
from core.paging import LIMIT_DEFAULT, LIMIT_MAX
from core.text import localised

T = TypeVar("T")

# PostgreSQL refuses the character NUL, so no text may carry it.
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class FieldProblem(Schema):
    """What is wrong with one input: ``pointer`` is its place in the body, or the name of a parameter."""

    pointer: str = Field(examples=["/shift/ends_on"])
    code: str = Field(examples=["missing"])
    detail: str


class NextStep(Schema):
    """A call of this API that helps further after a refusal, the best first."""

    rel: str = Field(examples=["alternative"])
    title: str
    method: str = Field(examples=["POST"])
    href: str = Field(examples=["/api/v1/shifts/0b4c…/signups"])
    body: dict[str, str] | None = None


class Problem(Schema):
    """Every error, as RFC 9457 describes it; sentences are in the reader's language."""

    type: str = Field(examples=["/api/v1/problems/events.shift_full"])
    title: str
    status: int = Field(examples=[409])
    detail: str
    instance: str = Field(examples=["/api/v1/shifts/0b4c…/signups"])
    code: str = Field(examples=["events.shift_full"])
    request_id: str
    errors: list[FieldProblem]
    next: list[NextStep] = Field([], description="What helps further, where something does; else absent.")


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """Declare the statuses an operation can refuse with."""
    return dict.fromkeys(statuses, Problem)


class Input(Schema):
    """What callers send. A field that does not exist is refused: ignoring it would look like success."""

    model_config = ConfigDict(extra="forbid")


class PageIn(Input):
    """Which page of a list is wanted."""

    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX, description="Items on one page.")
    cursor: str = Field("", max_length=500, description="`next_cursor` of the page before.")


class DaysIn(Input):
    """A span of local days as people name it: both ends belong to it."""

    from_day: date | None = Field(
        None, alias="from", ge=date(1990, 1, 1), le=date(2100, 1, 1), description="First day."
    )
    to_day: date | None = Field(
        None, alias="to", ge=date(1990, 1, 1), le=date(2100, 1, 1), description="Last day, included."
    )

    @property
    def end_day(self) -> date | None:
        """The first day behind the span. Raises PeriodReversed."""
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise PeriodReversed
        return self.to_day + timedelta(days=1) if self.to_day else None


class Page(Schema, Generic[T]):
    """One page of a list; ``next_cursor`` leads to the next one and is null on the last."""

    items: list[T]
    next_cursor: str | None


class Texts(Schema):
    """One text in Kazakh, Russian and English; empty where it was never written."""

    kk: PlainText = ""
    ru: PlainText = ""
    en: PlainText = ""

    @classmethod
    def of(cls, subject: object, field: str) -> "Texts":
        """Read ``field_kk``, ``field_ru`` and ``field_en`` of a row."""
        return cls(**{language: getattr(subject, f"{field}_{language}") for language in ("kk", "ru", "en")})


def reader_language() -> str:
    """Return the language this answer is written in: ``kk``, ``ru`` or ``en``."""
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def text_for_reader(subject: object, field: str) -> str:
    """Return a text of a row in the reader's language, or in the first language it was written in."""
    return localised(subject, field, reader_language()).text


def at_place(moment: datetime, time_zone: str) -> datetime:
    """Return the moment with the offset that clocks at the place show."""
    return moment.astimezone(ZoneInfo(time_zone))
