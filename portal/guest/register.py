"""The public register of organisations: the list with its filters, and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.clock import local_day, now
from events.queries import OpportunityFilter, search_opportunities
from events.queries.past import past_opportunities
from ngos.access import public_organisation_at
from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel, LegalForm, LegalStatus, OrganisationStatus
from ngos.queries.entries import facts_of, history_of
from ngos.queries.listing import RegisterWishes, levels_of, search_register
from ngos.queries.ratings import explained
from places.queries import regions_in_order
from portal.guest import sharing
from portal.guest.entry import history_lines
from portal.guest.search import CAUSES, WHERE_MAX
from portal.guest.views import PAGE_ROWS, day_of_reader
from portal.templatetags.dates import language
from recognition.queries.disputes import dispute_counts
from recognition.queries.organisations import public_minutes_at

REGISTER_ROWS = 24


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The public register of organisations; what is wished stands in the address."""
    wishes, day = wishes_from(request), local_day(now())
    page = Paginator(search_register(wishes, on=day), REGISTER_ROWS).get_page(request.GET.get("page"))
    levels = levels_of(page, on=day)
    context = {
        "section": "organisations",
        "page": page,
        "rows": [(found, levels.get(found.pk)) for found in page],
        "wishes": wishes,
        "is_narrowed": any((wishes.direction, wishes.legal_form, wishes.legal_status, wishes.level, wishes.status)),
        "regions": regions_in_order(language()),
        "causes": CAUSES,
        "directions": DIRECTIONS.values(),
        "forms": LegalForm.choices,
        "legal_statuses": LegalStatus.choices,
        "statuses": OrganisationStatus.choices,
        "levels": [choice for choice in DisclosureLevel.choices if choice[0]],
    }
    return render(request, "portal/guest/organisations.html", context)


def wishes_from(request: HttpRequest) -> RegisterWishes:
    """Read what is looked for out of an address; what nobody knows is left out."""
    level = request.GET.get("level", "")
    return RegisterWishes(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:WHERE_MAX],
        region_code=_known(request, "region", None),
        cause=_known(request, "cause", CAUSES),
        status=_known(request, "status", OrganisationStatus.values),
        direction=_known(request, "direction", DIRECTIONS),
        legal_form=_known(request, "form", LegalForm.values),
        legal_status=_known(request, "legal_status", LegalStatus.values),
        level=int(level) if level in map(str, DisclosureLevel.values) else 0,
        sort=_known(request, "sort", ("newest",)) or "name",
    )


def _known(request: HttpRequest, name: str, choices: object) -> str:
    wish = request.GET.get(name, "")
    if choices is None:
        return wish if wish.isascii() and wish.isdigit() else ""
    return wish if wish in choices else ""  # type: ignore[operator]  # any container of texts


@require_safe
def organisation(request: HttpRequest, address: str) -> HttpResponse:
    """One organisation: what the register holds, what it did and what it asks for now. At most ten queries."""
    found = public_organisation_at(address)
    if found.address != address:
        return redirect("guest:organisation", found.address)
    moment = now()
    criteria = OpportunityFilter(organisation=found, online="too", order="soonest", of_age_on=day_of_reader(request))
    page = search_opportunities(criteria, now=moment, limit=PAGE_ROWS)
    context = {
        "section": "organisations",
        "card": sharing.organisation_card(found),
        "organisation": found,
        "organisation_causes": [cause for cause in CAUSES if getattr(found, f"works_in_{cause}")],
        "facts": facts_of(found, on=local_day(moment)),
        "history": history_lines(history_of(found)),
        "worked": public_minutes_at(found),
        "past": list(past_opportunities(found, now=moment)),
        "rows": page.rows,
        "total": page.total,
        "objection_counts": dispute_counts(found),
        "rating": explained(found),
    }
    return render(request, "portal/guest/organisation.html", context)
