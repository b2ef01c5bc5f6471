"""Words that all reasons share: lists of names, days of the week, parts of a day."""

from datetime import date

from django.utils.dateformat import format as write_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS, languages_of

# Django's own Kazakh names are misspelt in places, so the days stand in our catalogue.
WEEKDAYS: tuple[Promise, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def joined(names: tuple[str, ...]) -> str:
    """Write names as one list; with commas alone, because names of skills have an "and" of their own."""
    return ", ".join(names)


def lowered(name: str) -> str:
    """Write a name as it stands inside a sentence."""
    return name[:1].lower() + name[1:]


def spoken(mask: int) -> str:
    """Write a mask of languages as one list."""
    return joined(tuple(str(SPOKEN_LANGUAGE_LABELS[language]) for language in languages_of(mask)))


def day_and_month(day: date) -> str:
    """17 April · 17 апреля · 17 сәуір."""
    return write_date(day, "j E")
