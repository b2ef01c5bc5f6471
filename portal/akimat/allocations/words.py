"""An allocation in words: how sure it is, who gains, what fairness costs, what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.text import localised
from matching.disclosure import FEWEST_SHOWN, Shown, hide_small
from matching.errors import Difference
from matching.fairness import ChangeRow, GroupRow, Report, worst
from matching.queries.region import territories_named
from portal.templatetags.dates import language
from portal.templatetags.numbers import number, percent

if TYPE_CHECKING:
    from matching.models import MatchRun

PPM = 1_000_000
ONE_HUNDREDTH = 100  # ppm in a hundredth of a percent
UNKNOWN = "unknown"
SENSITIVE = ("sex", "access")  # here differences of a row are hidden as well when they are small
GROUPS: dict[str, str | Promise] = {
    "sex": gettext_lazy("By sex"),
    "experience": gettext_lazy("First-timers"),
    "residence": gettext_lazy("Town and village"),
    "access": gettext_lazy("Disability and access needs"),
}
LABELS: dict[tuple[str, str], str | Promise] = {
    ("sex", "f"): pgettext_lazy("people", "Women"),
    ("sex", "m"): pgettext_lazy("people", "Men"),
    ("sex", UNKNOWN): pgettext_lazy("people", "Not stated"),
    ("experience", "new"): pgettext_lazy("people", "Never volunteered before"),
    ("experience", "known"): pgettext_lazy("people", "Volunteered before"),
    ("residence", "urban"): pgettext_lazy("people", "In towns"),
    ("residence", "rural"): pgettext_lazy("people", "In villages"),
    ("residence", UNKNOWN): pgettext_lazy("people", "Not known"),
    ("access", "needs"): pgettext_lazy("people", "With access needs"),
    ("access", "none"): pgettext_lazy("people", "Without"),
}
FACTS: dict[str, str | Promise] = {
    "left": gettext_lazy("has left or closed the account"),
    "closed": gettext_lazy("is closed, called off or moved out of reach"),
    "signups": gettext_lazy("sign-ups"),
    "birth_day": gettext_lazy("date of birth"),
    "point": gettext_lazy("place"),
    "max_metres": gettext_lazy("kilometres"),
    "accepts_remote": gettext_lazy("online or on site"),
    "accepts_on_site": gettext_lazy("online or on site"),
    "is_remote": gettext_lazy("online or on site"),
    "languages": gettext_lazy("languages"),
    "preferred_language": gettext_lazy("languages"),
    "work_languages": gettext_lazy("languages"),
    "skills": gettext_lazy("skills"),
    "need": gettext_lazy("skills"),
    "want": gettext_lazy("skills"),
    "cause_interest": gettext_lazy("directions"),
    "cause": gettext_lazy("directions"),
    "free_week": gettext_lazy("free times"),
    "blocked_days": gettext_lazy("free times"),
    "free_days": gettext_lazy("free times"),
    "max_minutes": gettext_lazy("weekly limits"),
    "max_shifts": gettext_lazy("weekly limits"),
    "capacity": gettext_lazy("number of places"),
    "minimum": gettext_lazy("number of places"),
    "min_age": gettext_lazy("minimum age"),
    "child_contact": gettext_lazy("contact with children"),
    "clearance": gettext_lazy("checks the work asks for"),
    "clearances": gettext_lazy("checks the work asks for"),
    "start": gettext_lazy("time"),
    "end": gettext_lazy("time"),
    "priority": gettext_lazy("priority"),
    "access": gettext_lazy("access"),
    "events.guardian_consent_missing": gettext_lazy("a guardian's consent"),
    "events.offence_certificate_missing": gettext_lazy("checks the work asks for"),
    "events.safeguarding_training_missing": gettext_lazy("checks the work asks for"),
    "events.code_of_ethics_missing": gettext_lazy("checks the work asks for"),
    "events.night_hours": gettext_lazy("minimum age"),
    "events.school_hours": gettext_lazy("minimum age"),
    "events.skill_missing": gettext_lazy("skills"),
    "events.language_missing": gettext_lazy("languages"),
    "events.shifts_clash": gettext_lazy("a clash with another shift"),
    "events.shift_full": gettext_lazy("no place left"),
    "events.already_signed_up": gettext_lazy("sign-ups"),
}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group in words; ``share``: placed of those who could help."""

    label: str
    row: GroupRow

    @property
    def share(self) -> str:
        """The share in words."""
        return percent(self.row.share)


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One table of the report; ``note`` says what is missing from it and why."""

    title: str
    lines: tuple[GroupLine, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Number:
    """One of the numbers on top."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that is no longer as it was."""

    what: str
    facts: str
    public_id: str


def percent_of_ppm(ppm: float) -> str:
    """Write a gap so that it is never rounded to nothing: 0.0012 %."""
    text = f"{ppm / 10_000:.{2 if ppm >= ONE_HUNDREDTH else 4}f}".rstrip("0").rstrip(".") or "0"
    if text == "0" and ppm > 0:
        text = "0.0001"
    return f"{text}%" if language() == "en" else f"{text.replace('.', ',')}\u00a0%"


def proof_of(run: "MatchRun") -> str:
    """Say how good the answer is and who says so."""
    if not run.is_verified:
        return _("The independent check refused this allocation. It cannot be sent.")
    if run.objective == run.bound:
        return _("Proven: nothing better exists for these people and places. Checked independently.")
    return _("Proven: at most %(gap)s below the best possible. Checked independently.") % {
        "gap": percent_of_ppm(run.gap_ppm)
    }


def numbers_of(report: Report) -> tuple[Number, ...]:
    """Write the four numbers on top."""
    outcome, staffing = report.outcome, report.staffing
    eligible = sum(row.eligible for row in report.groups["district"])
    return (
        Number(
            number(outcome.places),
            ngettext("place filled", "places filled", outcome.places),
            _("of %(seats)s open ones") % {"seats": number(report.seats)},
        ),
        Number(
            number(outcome.people),
            ngettext("person gets a place", "people get a place", outcome.people),
            _("of %(eligible)s who could help") % {"eligible": number(eligible)},
        ),
        Number(
            number(outcome.newcomers),
            ngettext("for the first time", "for the first time", outcome.newcomers),
            _("%(share)s of them") % {"share": percent(outcome.newcomers / max(outcome.people, 1))},
        ),
        Number(
            number(staffing.reached),
            ngettext("role has enough people", "roles have enough people", staffing.reached),
            _("of %(roles)s with a minimum; %(before)s without this")
            % {"roles": number(staffing.roles), "before": number(staffing.reached_before)},
        ),
    )


def district_table(report: Report) -> GroupTable:
    """Write the table by district; the district names come from the register of places."""
    rows = sorted(report.groups["district"], key=lambda row: (-row.placed, row.key))
    named = territories_named([row.key for row in rows])
    labels = {key: localised(unit, "name", language()).text for key, unit in named.items()}
    shown = hide_small(rows)
    lines = tuple(GroupLine(labels.get(row.key, _("Elsewhere")), row) for row in shown.rows)
    return GroupTable(_("Districts and cities"), lines, hidden_note(shown))


def group_tables(report: Report) -> list[GroupTable]:
    """Write the other tables; a group nobody has told anything about says so instead of showing a zero."""
    tables = []
    for name, title in GROUPS.items():
        rows = report.groups[name]
        shown = hide_small(rows, is_sensitive=name in SENSITIVE)
        lines = tuple(GroupLine(str(LABELS.get((name, row.key), row.key)), row) for row in shown.rows)
        if {row.key for row in rows} <= {UNKNOWN}:
            tables.append(GroupTable(str(title), (), _("Profiles do not say this, so it cannot be counted.")))
        else:
            tables.append(GroupTable(str(title), lines, hidden_note(shown)))
    return tables


def hidden_note(shown: "Shown[GroupRow] | Shown[ChangeRow]") -> str:
    """Say how many rows are missing from a table and why."""
    if not shown.hidden:
        return ""
    sentence = ngettext(
        "%(count)s row is not shown: numbers below %(fewest)s could point at somebody.",
        "%(count)s rows are not shown: numbers below %(fewest)s could point at somebody.",
        shown.hidden,
    )
    return sentence % {"count": shown.hidden, "fewest": FEWEST_SHOWN}


def fairness_words(report: Report) -> str:
    """Say what preferring a first place costs, and what it gives."""
    plain, fair = report.without_fairness, report.outcome
    if plain is None or not plain.value:
        return ""
    lost = (plain.value - fair.value) * PPM / plain.value
    more = fair.people - plain.people
    if more <= 0 and lost <= 0:
        return _("Preferring people without a place costs nothing here: the result is the same without it.")
    people = ngettext("%(count)s more person", "%(count)s more people", more) % {"count": number(more)}
    return _("Preferring people without a place gives one to %(people)s and costs %(cost)s of the match value.") % {
        "people": people,
        "cost": percent_of_ppm(max(lost, 0)),
    }


def evenness_words(report: Report) -> list[tuple[str, str]]:
    """Say how evenly places are filled, as pairs of a name and a value."""
    rows = [(_("Inequality between roles (Gini, 0 is equal)"), f"{report.gini:.2f}".replace(".", _decimal()))]
    last = worst(report.groups["district"])
    shown = {row.key for row in hide_small(report.groups["district"]).rows}
    if last is not None and last.key in shown:
        unit = territories_named([last.key]).get(last.key)
        name = localised(unit, "name", language()).text if unit else _("Elsewhere")
        rows.append((_("Smallest share with a place"), f"{name}, {percent(last.share)}"))
    return rows


def _decimal() -> str:
    return "." if language() == "en" else ","


def change_lines(differences: Sequence[Difference], titles: dict[str, str]) -> list[ChangeLine]:
    """Write what has changed; people are known by the first letters of their public id, never by name."""
    lines = []
    for difference in differences:
        facts = dict.fromkeys(str(FACTS.get(fact, fact)) for fact in difference.facts)
        if difference.about == "person":
            what = _("Volunteer %(code)s") % {"code": person_code(difference.public_id)}
        else:
            what = titles.get(difference.public_id, difference.public_id)
        lines.append(ChangeLine(what, ", ".join(facts), difference.public_id))
    return lines


def person_code(public_id: object) -> str:
    """Write a person as the first letters of the public id: enough to tell two apart, and no name."""
    return str(public_id)[:8].upper()
