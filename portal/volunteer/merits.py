"""Milestones, months and schemes in words, as the page of milestones draws them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.enums import Cause
from core.months import MONTHS_ALONE
from portal.templatetags.dates import MONTHS_SHORT, language
from portal.templatetags.numbers import hours
from recognition.documents.words import named
from recognition.merits import AwardLine, LeftOut, Progress, Reason


@dataclass(frozen=True, slots=True)
class MonthHead:
    """The head of a column: short to see, whole to hear."""

    short: str
    name: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of the strip: twelve months, each with work or without, and how many with."""

    year: str
    months: tuple[bool, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SchemeView:
    """One scheme in one year, in the reader's language."""

    key: str
    name: str
    who: str
    directions: str
    gives: str
    year: str
    counted_minutes: int
    cap_minutes: int
    cap_hours: int
    cap_credits: int
    credits: int
    money_kzt: int
    is_capped: bool
    awards: tuple[AwardLine, ...]
    left_out: tuple[str, ...]


def month_heads() -> list[MonthHead]:
    """Return the heads of the twelve columns."""
    code = language()
    return [MonthHead(short, name) for short, name in zip(MONTHS_SHORT[code], MONTHS_ALONE[code], strict=True)]


def year_rows(months: Mapping[int, frozenset[int]]) -> list[YearRow]:
    """Return the strip, one row for each year with work."""
    return [
        YearRow(str(year), tuple(month in active for month in range(1, 13)), len(active))
        for year, active in months.items()
    ]


def scheme_view(progress: Progress) -> SchemeView:
    """Put one line of progress in words."""
    scheme, code = progress.scheme, language()
    is_calendar = scheme.year_starts_month == 1
    return SchemeView(
        key=f"{scheme.code}-{progress.year}",
        name=named(dict(scheme.names), code),
        who=named(dict(scheme.who), code),
        directions=named(dict(scheme.directions), code),
        gives=named(dict(scheme.gives), code),
        year=str(progress.year) if is_calendar else f"{progress.year}/{progress.year + 1}",
        counted_minutes=progress.counted_minutes,
        cap_minutes=scheme.cap_minutes,
        cap_hours=scheme.cap_hours,
        cap_credits=scheme.cap_credits,
        credits=progress.credits,
        money_kzt=sum(award.money_kzt for award in progress.best),
        is_capped=progress.is_capped,
        awards=progress.awards,
        left_out=tuple(why_not(one) for one in progress.left_out),
    )


def why_not(left: LeftOut) -> str:
    """Say how many hours do not count, and why."""
    facts: dict[str, str | Promise] = {"hours": hours(left.minutes)}
    if left.cause:
        facts["cause"] = str(Cause(left.cause).label)
    sentences = {
        Reason.BEFORE: _("%(hours)s: worked before the scheme began."),
        Reason.OTHER_DIRECTION: _("%(hours)s: “%(cause)s” is not among the directions of the scheme."),
        Reason.PARTLY: _(
            "%(hours)s: only a part of “%(cause)s” is among the directions of the scheme, and the hours do not say "
            "which. If yours were, ask the organisation for a letter that says so."
        ),
        Reason.REST: _("%(hours)s: less than a whole hour is left over."),
        Reason.OVER_CAP: _("%(hours)s: more than one year allows."),
    }
    return sentences[left.reason] % facts
