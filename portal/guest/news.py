"""New open opportunities for feed readers: RSS and Atom of a region, a cause, an organisation."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.clock import now
from core.text import localised
from events.exports.linked_data import opportunity_address
from events.queries.open_data import open_opportunities, open_rows
from ngos.access import public_organisation_named
from places.queries import get_territory_by_key
from portal.guest.caching import answer, by_language, wished_language
from portal.templatetags.causes import CAUSES, cause_label
from portal.templatetags.dates import when

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events.models import Opportunity

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
TYPES = {kind: f"application/{kind}+xml; charset=utf-8" for kind in KINDS}
MOST_ITEMS = 50
VERSION = 1


@require_safe
def region_news(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """What is open in a region."""
    found = get_territory_by_key(code)
    name = localised(found, "name", wished_language(request)).text
    page = reverse("guest:region", args=[found.code])
    return _news(request, kind, name, page, open_opportunities(now=now(), territory=found))


@require_safe
def cause_news(request: HttpRequest, cause: str, kind: str) -> HttpResponse:
    """What is open for a cause, in the whole country and online."""
    if cause not in CAUSES:
        raise Http404
    with override(wished_language(request)):
        name, page = cause_label(cause), f"{reverse('guest:opportunities')}?cause={cause}&km=any"
    return _news(request, kind, name, page, open_opportunities(now=now(), cause=cause))


@require_safe
def organisation_news(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What an organisation asks for."""
    found = public_organisation_named(slug)
    name = localised(found, "name", wished_language(request)).text
    page = reverse("guest:organisation", args=[found.address])
    return _news(request, kind, name, page, open_opportunities(now=now(), organisation=found))


def _news(request: HttpRequest, kind: str, name: str, page: str, found: "QuerySet[Opportunity]") -> HttpResponse:
    code = wished_language(request)
    items = list(found.order_by("-published_at", "pk")[:MOST_ITEMS])
    response = answer(
        request,
        etag=_fingerprint(items, kind, code, name),
        content_type=TYPES[kind],
        write=lambda: _written(request, items, kind=kind, name=name, page=page, code=code),
    )
    return by_language(response)


def _fingerprint(items: "Sequence[Opportunity]", kind: str, code: str, name: str) -> str:
    said = [f"{VERSION} {kind} {code} {name}"]
    for item in items:
        shifts = [(row.shift.public_id, row.shift.starts_at) for row in open_rows(item)]
        said.append(f"{item.public_id} {item.updated_at} {item.organisation.updated_at} {shifts}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _written(
    request: HttpRequest, items: "Sequence[Opportunity]", *, kind: str, name: str, page: str, code: str
) -> bytes:
    with override(code):
        feed = KINDS[kind](
            title=_("Asar: %(name)s") % {"name": name},
            link=settings.SITE_URL + page,
            description=_("Open volunteering, newest first."),
            language=code,
            feed_url=f"{settings.SITE_URL}{request.path}?lang={code}",
        )
        for item in items:
            _add(feed, item, code)
        return feed.writeString("utf-8").encode()


def _add(feed: SyndicationFeed, item: "Opportunity", code: str) -> None:
    shifts = [row.shift for row in open_rows(item)]
    place = _("Online") if item.is_remote or not item.venue else localised(item.venue, "name", code).text
    days = "; ".join(when(shift) for shift in shifts[:5])
    said = localised(item, "description", code).text
    feed.add_item(
        title=localised(item, "title", code).text,
        link=opportunity_address(item),
        description=f"{days}. {place}. {said}".strip(),
        unique_id=settings.SITE_URL + reverse("short_event", args=[item.public_id]),
        unique_id_is_permalink=True,
        author_name=localised(item.organisation, "name", code).text,
        categories=[cause_label(item.cause)],
        pubdate=item.published_at,
        updateddate=_changed_at(item),
    )


def _changed_at(item: "Opportunity") -> datetime:
    return max([item.updated_at, *(row.shift.updated_at for row in open_rows(item))])
