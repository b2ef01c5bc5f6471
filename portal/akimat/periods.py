"""Periods in the reader's words, and those a page offers."""

from datetime import date

from django.utils.translation import gettext as _

from portal.templatetags.dates import language
from reports import documents
from reports.indicators import Period, read_period, recent_quarters

QUARTERS_OFFERED, YEARS_OFFERED = 6, 4


def last_closed_quarter(today: date) -> str:
    """Name the newest quarter that is over."""
    return recent_quarters(today, 2)[1]


def period_words(period: Period) -> str:
    """January–March 2026 · январь–март 2026 · 2026 жылғы қаңтар–наурыз; a month or a year shorter, else two dates."""
    return documents.period_words(period, language())


def period_choices(today: date, chosen: str) -> list[tuple[str, str]]:
    """List recent quarters and years, newest first; the chosen period comes first when it is none of them."""
    names = recent_quarters(today, QUARTERS_OFFERED) + [str(today.year - back) for back in range(YEARS_OFFERED)]
    known = chosen in names or read_period(chosen) is None
    return [(name, _label(name)) for name in ([] if known else [chosen]) + names]


def _label(name: str) -> str:
    period = read_period(name)
    words = period_words(period) if period else name
    if "Q" in name:
        return _("%(period)s (quarter %(number)s)") % {"period": words, "number": name[-1]}
    return words if "-" in name else _("%(year)s, whole year") % {"year": name}
