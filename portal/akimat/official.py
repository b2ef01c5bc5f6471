"""What the page says about the report of its days: whether there can be one, in which units, and how far it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.text import localised
from portal.errors import attempt_catching
from portal.templatetags.dates import full_date, language
from reports.errors import TerritoryNotThen
from reports.indicators import unit_day
from reports.queries.selection import begins
from reports.queries.snapshots import versions_of

if TYPE_CHECKING:
    from places.models import Territory
    from reports.queries import Selection


@dataclass(frozen=True, slots=True)
class Official:
    """``before`` is the unit whose numbers these are; ``structure`` shows the units of the report on the page.

    ``asked`` is the question of the report, None where there can be none.
    """

    can_be_made: bool
    notice: str = ""
    before: "Territory | None" = None
    structure: str = ""
    asked: "Selection | None" = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a report: ``state`` is done, now or muted (later)."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the newest version of a report is, and where it is read; no address while there is none."""

    steps: tuple[Step, ...]
    url: str = ""
    label: str = ""


def official_of(selection: "Selection") -> Official:
    """Compare the question of the page with that of its report; no query while both count alike."""
    asked = attempt_catching(TerritoryNotThen, selection.official)
    if isinstance(asked, TerritoryNotThen):
        return _not_then(selection)
    if asked.counts_like(selection):
        return Official(can_be_made=True, asked=asked)
    notice = _(
        "This page counts in the units of today, the report in those of %(day)s. “Review and sign” first shows its "
        "numbers; you sign them there."
    )
    return Official(True, notice % {"day": full_date(asked.day)}, structure=asked.structure.name, asked=asked)


def progress_of(asked: "Selection") -> Progress:
    """Say how far the report of a question is: frozen, signed, public. One query, without its figures."""
    snapshot = versions_of(asked).defer("figures", "head").first()
    names = (_("Numbers frozen"), _("Signed by the akimat"), _("Made public"))
    if snapshot is None:
        return Progress(_steps(names, done=0))
    url = reverse("akimat:report", args=[snapshot.public_id])
    if hasattr(snapshot, "publication"):
        return Progress(_steps(names, done=3), url, _("Open the published report"))
    if hasattr(snapshot, "signature"):
        return Progress(_steps(names, done=2), url, _("Open the signed report"))
    return Progress(_steps(names, done=1), url, _("Open the draft"))


def _steps(names: tuple[str, ...], *, done: int) -> tuple[Step, ...]:
    states = ["done"] * done + ["now"] + ["muted"] * len(names)
    return tuple(Step(name, state) for name, state in zip(names, states, strict=False))


def _not_then(selection: "Selection") -> Official:
    """Say why there is no report about a unit and of which unit its numbers are."""
    territory, day = selection.territory, unit_day(selection.structure, selection.period)
    words = {"unit": _named(territory), "since": full_date(begins(territory))}
    if territory.valid_from <= day:
        ended = _("%(unit)s has not existed since %(day)s. There is no report about it for a period that ends later.")
        return Official(False, ended % (words | {"day": full_date(territory.valid_until or day)}))
    before = selection.units.on(day).unit_of(territory.pk)
    if before is None:
        alone = _("%(unit)s has existed since %(since)s, and no unit before it is known. These days have no report.")
        return Official(False, alone % words)
    words["before"] = _named(before)
    now = selection.units.unit_of(before.pk)
    if now is not None and now.pk == territory.pk:
        whole = _(
            "%(unit)s has existed since %(since)s. These are the numbers of %(before)s, which held its ground until "
            "then. The report of these days is about that unit."
        )
        return Official(False, whole % words, before)
    part = _(
        "%(unit)s has existed since %(since)s. Its ground was part of %(before)s, whose work is not divided and "
        "not counted here. The report of these days is about that unit."
    )
    return Official(False, part % words)


def _named(unit: "Territory") -> str:
    return f"{localised(unit, 'name', language()).text} ({unit.code})"
