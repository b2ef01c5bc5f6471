"""A replay in words: what was tried, who gains and who loses."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.text import localised
from matching.disclosure import FEWEST_SHOWN, Shown, hide_small, is_small
from matching.engine import CURRENT, VERSIONS
from matching.fairness import ChangeRow, Report
from matching.queries.region import territories_named
from portal.akimat.allocations.words import GROUPS, LABELS, SENSITIVE, UNKNOWN, hidden_note
from portal.akimat.policy.forms import POINTS
from portal.templatetags.dates import language
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from matching.models import MatchRun


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number under both policies."""

    label: str
    real: int
    draft: int

    @property
    def change(self) -> str:
        """The difference with its sign."""
        difference = self.draft - self.real
        return f"+{number(difference)}" if difference > 0 else number(difference).replace("-", "\u2212")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One group in words."""

    label: str
    row: ChangeRow


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Who gains and who loses in one kind of groups."""

    title: str
    lines: tuple[ChangeLine, ...]
    note: str


def tried(run: "MatchRun") -> list[tuple[str, str]]:
    """List what differs from the real policy, as pairs of a name and a value."""
    real, weights = asdict(VERSIONS[CURRENT]), run.options["weights"]
    changed = [
        (str(label), f"{number(real[name])} → {number(weights[name])}")
        for name, label in POINTS.items()
        if weights[name] != real[name]
    ]
    if run.options["extra_km"]:
        changed.append((_("More kilometres for everybody"), f"{run.options['extra_km']:+d}".replace("-", "\u2212")))
    if run.options["least_age"] is not None:
        changed.append((_("Least age"), number(run.options["least_age"])))
    return changed


def comparisons(report: dict[str, Any]) -> list[Comparison]:
    """Write the numbers of both allocations side by side."""
    real, draft = Report.of(report["real"]), Report.of(report["draft"])
    return [
        Comparison(_("Places filled"), real.outcome.places, draft.outcome.places),
        Comparison(_("Different people"), real.outcome.people, draft.outcome.people),
        Comparison(_("For the first time"), real.outcome.newcomers, draft.outcome.newcomers),
        Comparison(_("Roles with enough people"), real.staffing.reached, draft.staffing.reached),
    ]


def summary(report: dict[str, Any]) -> str:
    """Say how many people gain a place and how many lose one."""
    whole = ChangeRow(**report["changes"]["all"][0]) if report["changes"]["all"] else ChangeRow("all", 0, 0, 0, 0)
    return _("%(gained)s people gain a place, %(lost)s lose one.") % {
        "gained": _few(whole.gained),
        "lost": _few(whole.lost),
    }


def _few(count: int) -> str:
    return _("fewer than %(fewest)s") % {"fewest": FEWEST_SHOWN} if is_small(count) else number(count)


def change_tables(report: dict[str, Any]) -> list[ChangeTable]:
    """Write who gains and who loses, by district first; groups nobody told anything about are left out."""
    tables = []
    for name, title in {"district": _("Districts and cities"), **GROUPS}.items():
        rows = [ChangeRow(**row) for row in report["changes"][name]]
        if {row.key for row in rows} <= {UNKNOWN}:
            continue
        shown: Shown[ChangeRow] = hide_small(rows, is_sensitive=name in SENSITIVE)
        named = territories_named([row.key for row in shown.rows]) if name == "district" else {}
        lines = [
            ChangeLine(
                localised(named[row.key], "name", language()).text
                if row.key in named
                else str(LABELS.get((name, row.key), row.key)),
                row,
            )
            for row in shown.rows
            if any(row.counts)
        ]
        tables.append(ChangeTable(str(title), tuple(lines), hidden_note(shown)))
    return tables
