"""The register extract as a workbook and as the words to send it with."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS
from core.numbers import written_number
from core.sheets import Cell, Sheet, workbook_of
from core.text import localised
from events.models import Opportunity
from ngos.models import Organisation
from places.models import Territory
from reports.indicators import MINUTES_IN_HOUR, ROW_NAMES, period_name
from reports.queries.extract import Action, Done, Extract

REGISTER_ADDRESS = "volunteer@mki.gov.kz"


def extract_workbook(extract: Extract, *, about: Organisation | Territory) -> bytes:
    """Write one sheet for each thing the register names, with a letter to send it with and what is counted how."""
    return workbook_of([_letter(extract, about), *_parts(extract), _method()])


def extract_name(extract: Extract, *, about: Organisation | Territory) -> str:
    """Name the file by organisation or territory and period."""
    code = about.bin if isinstance(about, Organisation) else about.code
    return f"register-{code}-{period_name(extract.period)}.xlsx"


def _letter(extract: Extract, about: Organisation | Territory) -> Sheet:
    name, days = _name(about), f"{extract.period.first_day:%d.%m.%Y} – {extract.period.last_day:%d.%m.%Y}"
    lines = [
        _("To: %(address)s") % {"address": REGISTER_ADDRESS},
        _("Information for the register of volunteer activity"),
        _("%(name)s sends information for the register of volunteer activity about %(days)s.")
        % {"name": name, "days": days},
        _("Participants: %(people)s. Confirmed hours: %(hours)s. Actions: %(actions)s.")
        % {
            "people": _in_words(extract.whole.people),
            "hours": _in_words(_hours(extract.whole)),
            "actions": _in_words(len(extract.actions)),
        },
        _("The other sheets hold organisations, coordinators, programmes, actions, places and requirements."),
    ]
    return Sheet(_("Letter"), [_("Letter")], [[line] for line in lines], [110])


def _parts(extract: Extract) -> Iterator[Sheet]:
    counts = [_("Participants"), _("Hours")]
    yield Sheet(
        _("Organisations"),
        [_("BIN"), pgettext("of a row", "Name"), _("Region"), _("Actions"), *counts],
        [
            [one.bin or "", _name(one), _name(one.region), actions, *_cells(done)]
            for one, actions, done in extract.organisations
        ],
        [16, 50, 30, 12, 14, 14],
    )
    yield Sheet(
        _("Coordinators"),
        [_("Coordinator"), _("Organisation"), _("Action")],
        [
            [one.opportunity.contact_name, _name(one.opportunity.organisation), _title(one.opportunity)]
            for one in extract.actions
        ],
        [30, 50, 60],
    )
    yield Sheet(
        _("Programmes"),
        [_("Programme"), _("Actions"), *counts],
        [[_name(one.programme), actions, *_cells(done)] for one, actions, done in extract.programmes],
        [50, 12, 14, 14],
    )
    yield Sheet(_("Actions"), _action_header(counts), [_action(one) for one in extract.actions], ACTION_WIDTHS)
    yield Sheet(
        _("Participants by age"),
        [_("Age band"), *counts],
        [[_(ROW_NAMES["age"].get(band, band)), *_cells(done)] for band, done in extract.ages],
        [24, 14, 14],
    )


ACTION_WIDTHS = (60, 50, 24, 36, 36, 12, 12, 10, 10, 30, 20, 14, 14)


def _action_header(counts: Sequence[str]) -> list[str]:
    return [
        *(_("Action"), _("Organisation"), _("Direction"), _("Programme"), _("Place"), _("First day"), _("Last day")),
        *(_("Sessions"), _("Least age"), _("Skills asked for"), _("Languages"), *counts),
    ]


def _action(one: Action) -> list[Cell]:
    work = one.opportunity
    return [
        _title(work),
        _name(work.organisation),
        str(work.get_cause_display()),
        _name(work.programme) if work.programme else "",
        _("online") if work.venue is None else _place(work.venue),
        one.first_day,
        one.last_day,
        one.sessions,
        work.min_age,
        ", ".join(_name(skill) for skill in one.skills),
        ", ".join(str(label) for language, label in SPOKEN_LANGUAGE_LABELS.items() if work.languages & language),
        *_cells(one.done),
    ]


def _method() -> Sheet:
    lines = [
        _("Participants are different people with a confirmed attendance that nobody took back."),
        _("Numbers of one to four people and their hours are not told, nor others from which they could be found."),
        _("People who took part in several actions stand in each, so the rows add up to more than the total."),
        _("Each young person stands in one age band: that of her or his first day of work in the period."),
        _("Coordinators are named as they are on the public pages of their actions."),
        _("At a protected place only the district is named."),
    ]
    return Sheet(_("Method"), [_("Method")], [[line] for line in lines], [110])


def _cells(done: Done) -> list[Cell]:
    return [_told(done.people), _told(_hours(done))]


def _hours(done: Done) -> float | None:
    return None if done.minutes is None else done.minutes / MINUTES_IN_HOUR


def _told(number: float | None) -> Cell:
    return _("not told") if number is None else number


def _in_words(number: float | None) -> str:
    """Write a number for a sentence in the language in force: hours to a tenth, whole ones without it."""
    if number is None:
        return _("not told")
    return written_number(int(number) if number == int(number) else number, get_language() or "kk")


def _name(subject: object) -> str:
    return localised(subject, "name", get_language() or "kk").text


def _title(work: Opportunity) -> str:
    return localised(work, "title", get_language() or "kk").text


def _place(place: Territory) -> str:
    return f"{_name(place)}, {_name(place.region)}" if place.region else _name(place)
