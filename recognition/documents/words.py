"""Words and numbers of documents, in the language in force."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.enums import Cause
from core.text import LANGUAGES
from recognition.enums import Detail
from recognition.merits import round_with
from recognition.queries.certificates import OUTSIDE
from volunteers.enums import ClearanceKind

MINUTES_IN_HOUR = 60


def day(value: date) -> str:
    """17.04.2026, which all three languages read alike."""
    return value.strftime("%d.%m.%Y")


def time_worked(minutes: int) -> str:
    """4 hours, 1 h 30 min or 45 min."""
    whole, rest = divmod(minutes, MINUTES_IN_HOUR)
    if not rest:
        return ngettext("%(count)s hour", "%(count)s hours", whole) % {"count": whole}
    if not whole:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}


def line_name(line: dict[str, Any], language: str) -> str:
    """Return what a line of a document is about: a cause, an organisation, a shift, a letter, and so on."""
    if "cause" in line:
        return str(Cause(line["cause"]).label)
    if "clearance" in line:
        return str(ClearanceKind(line["clearance"]).label)
    if line.get("what") == OUTSIDE:
        return _("From elsewhere, not part of the total")
    if line.get("what") == "letter":
        return _("Letter of recommendation: %(name)s") % {"name": named(line["name"], language)}
    return named(line["name"], language)


def named(names: dict[str, str], language: str) -> str:
    """Return a kept name in a language, else in the first it has."""
    return next((names[code] for code in (language, *LANGUAGES) if names.get(code)), "")


def detail_title(detail: str) -> str:
    """Head the lines of a document."""
    titles = {
        Detail.ORGANISATIONS: _("Hours by organisation"),
        Detail.CAUSES: _("Hours by cause"),
        Detail.SHIFTS: _("Shift by shift"),
    }
    return titles.get(Detail(detail), "")


def round_name(code: str, language: str) -> str:
    """Return the name of an award round; its code once the round is no longer among the data."""
    found = round_with(code)
    return named(dict(found.names), language) if found else code
