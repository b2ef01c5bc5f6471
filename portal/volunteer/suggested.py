"""A change that lets more fit: from the list to the very setting, filled in there and saved only by its button."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from portal.volunteer.forms.profile import SLOTS
from volunteers.enums import SkillLevel

if TYPE_CHECKING:
    from matching.queries import HelpfulChange
    from matching.reasons import ChangeStep

# The page that asks for each value of a change.
PAGES = {
    "time": "volunteer:profile_times",
    "date": "volunteer:profile_exceptions",
    "distance": "volunteer:profile_place",
    "remote": "volunteer:profile_place",
    "on_site": "volunteer:profile_place",
    "languages": "volunteer:profile_languages",
    "skill": "volunteer:profile_skills",
    "week_shifts": "volunteer:profile_limits",
    "week_minutes": "volunteer:profile_limits",
    "consent": "guest:help",
}
FROM, LIST = "then", "find"


@dataclass(frozen=True, slots=True)
class Door:
    """One step of a change and the page on which to make it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A change as the list shows it; ``count`` more opportunities fit once all its steps are made."""

    doors: tuple[Door, ...]
    count: int


def suggested(change: "HelpfulChange") -> Suggested:
    """Turn a change into links to the settings that make it."""
    return Suggested(tuple(Door(step.label, _url(step)) for step in change.steps), change.count)


def _url(step: "ChangeStep") -> str:
    page = reverse(PAGES[step.code])
    return f"{page}?{urlencode(step.values | {FROM: LIST})}" if step.values else page


def comes_from_list(request: HttpRequest) -> bool:
    """Say whether the person came from the list and wants to go back to it."""
    return (request.POST if request.method == "POST" else request.GET).get(FROM) == LIST


def asked_number(request: HttpRequest, name: str) -> dict[str, int]:
    """Return a whole number the address fills in, under its name; nothing for anything else."""
    text = request.GET.get(name, "")
    return {name: int(text)} if text.isdecimal() and text.isascii() and len(text) <= len("168") else {}


def asked_ticks(request: HttpRequest, *names: str) -> dict[str, bool]:
    """Return the boxes that the address ticks."""
    return {name: True for name in names if request.GET.get(name) == "1"}


def asked_times(request: HttpRequest) -> list[str]:
    """Return the parts of the week that the address ticks; anything that is none is left out."""
    return [slot for slot in request.GET.get("free", "").split(",") if slot in SLOTS]


def asked_languages(request: HttpRequest) -> int:
    """Return the mask of languages that the address ticks."""
    return asked_number(request, "languages").get("languages", 0)


def asked_skill(request: HttpRequest) -> dict[str, int]:
    """Return the level of the skill that the address fills in."""
    level = asked_number(request, "level").get("level")
    return {request.GET.get("skill", ""): level} if level in SkillLevel.values else {}


def asked_date(request: HttpRequest) -> dict[str, object]:
    """Return the date and the kind of day that the address fills in."""
    try:
        day = date.fromisoformat(request.GET.get("on_date", ""))
    except ValueError:
        return {}
    return {"on_date": day, "kind": request.GET.get("kind", "")}
