"""Calendar feeds under addresses without a language: of an organisation, a region, an event, and one person."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.clock import now
from core.text import localised
from events.access import calendar_feed, public_opportunity
from events.exports import calendar_file, fingerprint
from events.queries.calendars import opportunity_entries, organisation_entries, own_entries, region_entries
from ngos.access import public_organisation_named
from places.queries import get_territory_by_key
from portal.guest.caching import answer, by_language, private, wished_language

if TYPE_CHECKING:
    from events.queries.calendars import CalendarEntry

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def organisation_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The open shifts of an organisation; cancelled ones stay, as cancelled."""
    found = public_organisation_named(slug)
    return _public(request, organisation_entries(found, now=now()), found, "name")


@require_safe
def region_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The open shifts of a region or another territory."""
    found = get_territory_by_key(code)
    return _public(request, region_entries(found, now=now()), found, "name")


@require_safe
def event_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The open shifts of one event, as a file to add to a calendar; of a protected place there is none."""
    found = public_opportunity(public_id)
    return _public(request, opportunity_entries(found, now=now()), found, "title")


@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own places, in her language; whoever holds the secret address may read it."""
    feed = calendar_feed(token)
    entries = own_entries(feed.volunteer, now=now())
    code = feed.volunteer.user.language
    with override(code):
        name = _("My shifts in Asar")
    return private(_file(request, entries, name, code))


def _public(request: HttpRequest, entries: "list[CalendarEntry]", about: object, field: str) -> HttpResponse:
    code = wished_language(request)
    return by_language(_file(request, entries, localised(about, field, code).text, code))


def _file(request: HttpRequest, entries: "list[CalendarEntry]", name: str, code: str) -> HttpResponse:
    response = answer(
        request,
        etag=fingerprint(entries, name=name, language=code),
        content_type=CALENDAR,
        write=lambda: calendar_file(entries, name=name, language=code),
    )
    response.headers["Content-Language"] = code
    response.headers["Content-Disposition"] = 'inline; filename="asar.ics"'
    return response
