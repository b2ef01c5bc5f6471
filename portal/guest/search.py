"""What a visitor looks for, read from the address of the page, and what was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict

from events.queries import OpportunityFilter, OpportunityPage, search_opportunities
from places.distance import GeoPoint
from places.queries import find_places

if TYPE_CHECKING:
    from places.models import Territory

CAUSES = ("ecology", "child_protection", "inclusion")
LANGUAGES = {"kk": 1, "ru": 2, "en": 4, "sign": 8}
REACHES_KM = (10, 25, 50, 100)
ANYWHERE = "any"
ENOUGH = 3
DEFAULT_PLACE = {"kk": "Астана", "ru": "Астана", "en": "Astana"}
# The town of the demonstration stands here.
DEMO_PLACE = {"kk": "Қарағанды", "ru": "Караганда", "en": "Karaganda"}
WHERE_MAX = 80
WHERE_COOKIE = "where"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The search form as it was filled in; ``reach`` is "", one of the kilometres, or "any"."""

    where: str = ""
    when: str = ""
    reach: str = ""
    causes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    age: int | None = None
    text: str = ""
    online: bool = False
    step_free: bool = False
    soonest: bool = False
    page: int = 1
    ignored: tuple[str, ...] = ()

    @property
    def has_details(self) -> bool:
        """Whether anything under "More filters" is set."""
        return bool(self.reach or self.languages or self.age or self.text or self.step_free or self.soonest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What a written place led to."""

    territory: "Territory | None" = None
    others: tuple["Territory", ...] = ()
    close: tuple["Territory", ...] = ()
    is_unknown: bool = False

    @property
    def point(self) -> GeoPoint | None:
        """The middle of the search, if the place is known."""
        return self.territory.point if self.territory else None


@dataclass(frozen=True, slots=True)
class Widening:
    """One change that would find something, and how much."""

    kind: str
    changes: dict[str, str | None]
    count: int
    kilometres: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search led to; ``reach_km`` is None when distance did not limit it."""

    place: Whereabouts
    page: OpportunityPage
    reach_km: int | None
    first_day: date | None
    last_day: date | None
    widenings: tuple[Widening, ...] = field(default=())


def wishes_from(query: QueryDict, *, default_where: str) -> Wishes:
    """Read the search form from an address; what cannot be read is ignored and named, never an error."""
    ignored: list[str] = []

    def number(name: str, low: int, high: int) -> int | None:
        raw = query.get(name, "").strip()
        if not raw:
            return None
        digits = raw.lstrip("0") or "0"
        # Python refuses to read thousands of digits, so longer than the limit is too much without reading.
        if raw.isascii() and raw.isdigit() and len(digits) <= len(str(high)) and low <= int(digits) <= high:
            return int(digits)
        ignored.append(name)
        return None

    def chosen(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        known = tuple(allowed)
        given = [value for value in query.getlist(name) if value]
        if any(value not in known for value in given):
            ignored.append(name)
        return tuple(dict.fromkeys(value for value in given if value in known))

    reach = chosen("km", [*(str(km) for km in REACHES_KM), ANYWHERE])
    when = chosen("when", ("weekend", "week", "month"))
    return Wishes(
        where=(query.get("where", "").strip() or default_where)[:WHERE_MAX],
        when=when[0] if when else "",
        reach=reach[0] if reach else "",
        causes=chosen("cause", CAUSES),
        languages=chosen("lang", LANGUAGES),
        age=number("age", 14, 99),
        text=query.get("q", "").strip()[:WHERE_MAX],
        online=bool(query.get("online")),
        step_free=bool(query.get("step_free")),
        soonest=query.get("sort") == "soonest",
        page=number("page", 1, 10_000) or 1,
        ignored=tuple(dict.fromkeys(ignored)),
    )


def default_place(language: str) -> str:
    """Return where a first visit starts."""
    return (DEMO_PLACE if settings.DEMO else DEFAULT_PLACE)[language]


def locate(where: str) -> Whereabouts:
    """Find the place a visitor wrote; the largest of its name, with the others to choose from."""
    search = find_places(where, limit=5)
    candidates = search.exact or search.starting
    if candidates:
        return Whereabouts(territory=candidates[0], others=candidates[1:4])
    return Whereabouts(close=search.close, is_unknown=True)


def days_of(when: str, now: datetime) -> tuple[date | None, date | None]:
    """Return the first and the last day of a choice, both inclusive, on the country's calendar."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if when == "weekend":
        sunday = today + timedelta(days=6 - today.weekday())
        return max(today, sunday - timedelta(days=1)), sunday
    if when == "week":
        return today, today + timedelta(days=6)
    if when == "month":
        return today, today + timedelta(days=29)
    return None, None


def look(wishes: Wishes, *, now: datetime, size: int, of_age_on: date | None = None) -> Found:
    """Search as wished. Without a wished distance the circle grows until it holds a few opportunities.

    ``of_age_on``: when the reader comes of age, if it is known.
    """
    place = locate(wishes.where) if wishes.where else Whereabouts()
    criteria = replace(criteria_of(wishes, place, now), of_age_on=of_age_on)
    first_day, last_day = days_of(wishes.when, now)
    reach_km, page = _reach(criteria, wishes, now=now, size=size)
    widenings = () if page.total or place.is_unknown else _widenings(criteria, wishes, now)
    return Found(
        place=place, page=page, reach_km=reach_km, first_day=first_day, last_day=last_day, widenings=widenings
    )


def criteria_of(wishes: Wishes, place: Whereabouts, now: datetime) -> OpportunityFilter:
    """Say in the terms of events what is looked for; distance is left open."""
    first_day, last_day = days_of(wishes.when, now)
    return OpportunityFilter(
        near=place.point,
        from_on=first_day,
        until_on=last_day + timedelta(days=1) if last_day else None,
        causes=frozenset(wishes.causes),
        age=wishes.age,
        languages=sum(LANGUAGES[code] for code in wishes.languages),
        step_free=wishes.step_free,
        online="too" if wishes.online else "no",
        text=wishes.text,
        order="soonest" if wishes.soonest else "nearest",
    )


def _reach(
    criteria: OpportunityFilter, wishes: Wishes, *, now: datetime, size: int
) -> tuple[int | None, OpportunityPage]:
    if criteria.near is None or wishes.reach == ANYWHERE:
        return None, _page(criteria, wishes, now=now, size=size)
    if wishes.reach:
        within = replace(criteria, within_km=float(wishes.reach))
        return int(wishes.reach), _page(within, wishes, now=now, size=size)
    for km in REACHES_KM:
        page = _page(replace(criteria, within_km=float(km)), wishes, now=now, size=size)
        if page.total >= ENOUGH:
            return km, page
    return None, _page(criteria, wishes, now=now, size=size)


def _page(criteria: OpportunityFilter, wishes: Wishes, *, now: datetime, size: int) -> OpportunityPage:
    page = search_opportunities(criteria, now=now, offset=(wishes.page - 1) * size, limit=size)
    if page.total and not page.rows:
        last = (page.total - 1) // size
        return search_opportunities(criteria, now=now, offset=last * size, limit=size)
    return page


def _widenings(criteria: OpportunityFilter, wishes: Wishes, now: datetime) -> tuple[Widening, ...]:
    """Count what single changes would find: farther away, any day, any cause, online."""
    present = float(wishes.reach) if wishes.reach and wishes.reach != ANYWHERE else None
    here = replace(criteria, within_km=present)
    tried: list[tuple[str, dict[str, str | None], OpportunityFilter, int]] = []
    if present:
        tried += [
            ("farther", {"km": str(km)}, replace(here, within_km=float(km)), km) for km in REACHES_KM if km > present
        ]
        tried.append(("anywhere", {"km": ANYWHERE}, replace(here, within_km=None), 0))
    if wishes.when:
        tried.append(("any_day", {"when": None}, replace(here, from_on=None, until_on=None), 0))
    if wishes.causes:
        tried.append(("any_cause", {"cause": None}, replace(here, causes=frozenset()), 0))
    if not wishes.online:
        tried.append(("online", {"online": "1"}, replace(here, online="only"), 0))
    found: list[Widening] = []
    for kind, changes, changed, km in tried:
        if any(earlier.kind == "farther" and kind in ("farther", "anywhere") for earlier in found):
            continue
        count = search_opportunities(changed, now=now, limit=0).total
        if count:
            found.append(Widening(kind=kind, changes=changes, count=count, kilometres=km))
    return tuple(found)
