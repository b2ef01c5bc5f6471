"""Which pages search engines should read, in every language, and when they last changed. Only what is open now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.clock import now
from core.text import LANGUAGES
from events.queries.open_data import last_changes
from ngos.enums import OrganisationStatus
from ngos.queries import register
from places.queries import regions_in_order

PAGE = 1000  # addresses, each in three languages; a file may hold 50,000
HOUR_SECONDS = 60 * 60
TEXT_PAGES = ("about", "help", "privacy", "accessibility", "rules", "matching", "for_ngos", "for_akimats")
LISTS = ("home", "opportunities", "organisations", "regions", "ledger", "reports", "data")
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its name in the program, what stands in its address, and when it last changed, if that is known."""

    name: str
    arguments: tuple[object, ...] = ()
    changed_at: datetime | None = None


@require_safe
@cache_control(public=True, max_age=HOUR_SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """Name the parts."""
    count = last_changes(now=now()).count()
    parts = ["pages", "regions", "organisations", *(f"opportunities-{page + 1}" for page in range(-(-count // PAGE)))]
    places = "".join(
        f"<sitemap><loc>{_absolute(reverse('sitemap_part', args=[part]))}</loc></sitemap>\n" for part in parts
    )
    return HttpResponse(f"{HEAD}<sitemapindex {SPACES}>\n{places}</sitemapindex>\n", content_type=XML)


@require_safe
@cache_control(public=True, max_age=HOUR_SECONDS)
def part(request: HttpRequest, name: str) -> HttpResponse:
    """List the pages of one part."""
    kind, _, number = name.partition("-")
    if kind == "opportunities" and number.isascii() and number.isdigit() and 0 < int(number[:6]) <= PAGE:
        return _answer(_opportunities(int(number[:6])))
    if name in FIXED:
        return _answer(FIXED[name]())
    raise Http404


def _pages() -> list[Entry]:
    return [Entry(f"guest:{name}") for name in (*LISTS, *TEXT_PAGES)]


def _regions() -> list[Entry]:
    return [Entry("guest:region", (region.code,)) for region in regions_in_order("kk")]


def _organisations() -> list[Entry]:
    found = register(status=OrganisationStatus.VERIFIED).order_by("bin", "slug")
    return [Entry("guest:organisation", (one.address,), one.updated_at) for one in found]


def _opportunities(number: int) -> list[Entry]:
    found = last_changes(now=now())[(number - 1) * PAGE : number * PAGE]
    return [
        Entry("guest:opportunity", (one.public_id, one.slug), max(one.updated_at, changed))
        for one in found
        if (changed := one.shift_changed_at)  # type: ignore[attr-defined]  # what the query adds
    ]


FIXED = {"pages": _pages, "regions": _regions, "organisations": _organisations}


def _answer(entries: list[Entry]) -> HttpResponse:
    urls = "".join(line for entry in entries for line in _lines(entry))
    return HttpResponse(f"{HEAD}<urlset {SPACES}>\n{urls}</urlset>\n", content_type=XML)


def _lines(entry: Entry) -> Iterable[str]:
    """Write a page once for each language, each with all the others, as search engines ask."""
    addresses = {}
    for code in LANGUAGES:
        with override(code):
            addresses[code] = _absolute(reverse(entry.name, args=entry.arguments))
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>' for code, address in addresses.items()
    )
    changed = f"<lastmod>{entry.changed_at.isoformat(timespec='seconds')}</lastmod>" if entry.changed_at else ""
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{changed}{others}</url>\n"


def _absolute(path: str) -> str:
    return escape(settings.SITE_URL + path, {'"': "&quot;"})
