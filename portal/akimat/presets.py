"""A preset in the reader's words, and the address of the newest year it can be counted for."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.templatetags.dates import language
from reports.documents import Selected, selected_in, selection_words
from reports.indicators import Period, preset_named

if TYPE_CHECKING:
    from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page says about a preset; ``query`` leads to ``year`` when the days shown are no calendar year."""

    words: Selected
    fits: bool
    year: str
    query: str


def chosen_preset(code: str, period: Period, *, today: date, asked: "QueryDict") -> Chosen | None:
    """Prepare a preset by its code; nothing for no preset, and for one that does not exist."""
    preset = preset_named(code)
    if preset is None:
        return None
    year, query = preset.newest_period(today), asked.copy()
    query["period"] = year
    words = selected_in(selection_words(preset), language())
    return Chosen(words, fits=preset.fits(period), year=year, query=query.urlencode())
