"""The public pages: each reads its address, asks one or two questions of the domain, and draws."""

from datetime import date, timedelta
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.queries import consent_text
from core.clock import now
from core.privacy.words import kept_about_people
from events.queries import OpportunityFilter, day_of_age, open_seats_by_region, search_opportunities
from ngos.queries import register
from places.queries import get_territory_by_key, regions_in_order
from portal.guest import sharing, shown
from portal.guest.region_reports import reports_of
from portal.guest.search import CAUSES, REACHES_KM, WHERE_COOKIE, WHERE_MAX, default_place, look, wishes_from
from portal.templatetags.dates import language
from volunteers.queries import volunteer_of

HOME_ROWS, PAGE_ROWS, REGION_ROWS = 6, 20, 12
SOON = timedelta(days=30)
TEXT_PAGES = {
    "about": "about",
    "help": "help",
    "privacy": "privacy",
    "accessibility": "accessibility",
    "rules": "rules",
    "matching": "matching",
    "for_ngos": "for-ngos",
    "for_akimats": "for-akimats",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, what is near, the ring map, the tile map."""
    moment = now()
    context = _search_context(request, size=HOME_ROWS)
    context["counts"] = open_seats_by_region(now=moment, until=moment + SOON)
    return _remember_place(request, render(request, "portal/guest/home.html", context), context)


@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """The whole list with every filter."""
    context = _search_context(request, size=PAGE_ROWS)
    return _remember_place(request, render(request, "portal/guest/opportunities.html", context), context)


def _search_context(request: HttpRequest, *, size: int) -> dict[str, object]:
    wishes = wishes_from(request.GET, default_where=_usual_place(request))
    found = look(wishes, now=now(), size=size, of_age_on=day_of_reader(request))
    page = Paginator(range(found.page.total), size).get_page(wishes.page)
    return {
        "section": "find",
        "wishes": wishes,
        "found": found,
        "rows": found.page.rows,
        "total": found.page.total,
        "page": page,
        "points": shown.ring_points(found.page.rows, first_number=page.start_index() or 1),
        "first_number": page.start_index() or 1,
        "reach_km": found.reach_km or 0,
        "place_label": shown.place_label(found.place.territory),
        "other_places": [shown.place_label(place) for place in found.place.others],
        "close_places": [shown.place_label(place) for place in found.place.close],
        "widenings": shown.widenings(found.widenings),
        "when_choices": shown.when_choices(wishes.when),
        "reach_choices": shown.reach_choices(wishes.reach, REACHES_KM),
        "language_choices": shown.language_choices(wishes.languages),
        "causes": CAUSES,
    }


def day_of_reader(request: HttpRequest) -> date | None:
    """Return when a volunteer who is signed in comes of age: until then, what the law closes to her is not listed."""
    return day_of_age(volunteer_of(request.user))


def _usual_place(request: HttpRequest) -> str:
    """Return where to look when nothing is written: the last place, else a volunteer's home, else the default."""
    remembered = unquote(request.COOKIES.get(WHERE_COOKIE, ""))
    if remembered:
        return remembered
    volunteer = volunteer_of(request.user)
    return shown.place_label(volunteer.home) if volunteer else default_place(language())


def _remember_place(request: HttpRequest, response: HttpResponse, context: dict[str, object]) -> HttpResponse:
    """Keep the last place that was found, so that the next visit starts there."""
    where = request.GET.get("where", "").strip()[:WHERE_MAX]
    written = quote(where)  # a cookie holds ASCII only
    if where and context["place_label"] and written != request.COOKIES.get(WHERE_COOKIE):
        response.set_cookie(
            WHERE_COOKIE,
            written,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return response


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The country as tiles and as a list."""
    moment = now()
    context = {
        "section": "regions",
        "counts": open_seats_by_region(now=moment, until=moment + SOON),
        "regions": regions_in_order(language()),
    }
    return render(request, "portal/guest/regions.html", context)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region or district: open places, what was reported about it, and the organisations that work there."""
    found = get_territory_by_key(code)
    moment = now()
    criteria = OpportunityFilter(territory=found, order="soonest", of_age_on=day_of_reader(request))
    page = search_opportunities(criteria, now=moment, limit=REGION_ROWS)
    reports = reports_of(found, now=moment)
    context = {
        "section": "regions",
        "card": sharing.region_card(found, reports.nodes),
        "reports": reports,
        "region": found,
        "rows": page.rows,
        "total": page.total,
        "counts": open_seats_by_region(now=moment, until=moment + SOON),
        "organisation_count": register(region_code=found.code).count(),
    }
    return render(request, "portal/guest/region.html", context)


@require_safe
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages about the service itself."""
    context = {"section": name} | (_privacy() if name == "privacy" else {})
    return render(request, f"portal/guest/{name}.html", context)


def _privacy() -> dict[str, object]:
    """Return what the page about privacy says: every purpose of the data map, who answers, and the consent's words."""
    words = consent_text(language())
    return {
        "kept": kept_about_people(),
        "operator_name": settings.OPERATOR_NAME,
        "operator_bin": settings.OPERATOR_BIN,
        "privacy_contact": settings.PRIVACY_CONTACT,
        "consent": words.filled_in(person=_("Your name")),
        "text_language": words.language,
    }
