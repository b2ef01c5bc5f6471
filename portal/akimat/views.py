"""The officer's pages: participation of a territory, and the same numbers as files."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from core.clock import now
from portal.akimat.dashboard import build_dashboard
from portal.akimat.forms import NOTHING, YEAR_BEFORE, FilterForm
from portal.akimat.periods import last_closed_quarter, period_words
from portal.akimat.presets import chosen_preset
from portal.errors import attempt
from reports.access import how_many_wait_for, own_territories, territory_for
from reports.exports import (
    CSV_TYPE,
    XLSX_TYPE,
    extract_name,
    extract_workbook,
    file_name,
    participation_csv,
    participation_xlsx,
)
from reports.queries import (
    Participation,
    Selection,
    cube_participation,
    get_period,
    get_structure,
    select,
    selection_of,
)
from reports.queries.extract import extract_of
from reports.queries.lists import rows_behind

if TYPE_CHECKING:
    from places.models import Territory

LIST_ROWS = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the territory the filters name, else to the officer's first; period and comparison come along."""
    own = own_territories(request.user)
    kept = request.GET.copy()
    first, last = ((kept.pop(name, None) or [""])[-1] for name in ("first", "last"))
    if first and last:
        kept["period"] = f"{first}_{last}"
    wanted = (kept.pop("territory", None) or [""])[-1]
    code = wanted if wanted.isascii() and wanted.isalnum() else own[0].code
    address = reverse("akimat:region", args=[code])
    return redirect(f"{address}?{kept.urlencode()}" if kept else address)


@require_safe
@cache_control(private=True)
def region(request: HttpRequest, code: str) -> HttpResponse:
    """How many young people took part in a territory in a period: by district, direction and month."""
    territory = territory_for(request.user, code)
    moment = now()
    today = today_in(territory, moment)
    own = own_territories(request.user)
    compare = NOTHING if request.GET.get("compare") == NOTHING else YEAR_BEFORE
    chosen = {
        "territory": territory.code,
        "period": period_text(request, today),
        "compare": compare,
        "structure": request.GET.get("structure", ""),
        "preset": request.GET.get("preset", ""),
    }
    territories = own if any(unit.pk == territory.pk for unit in own) else [territory, *own]
    form = FilterForm(chosen, territories=territories, today=today)
    above = next((unit for unit in own if unit.pk != territory.pk and unit.contains(territory)), None)
    context = {"section": "akimat", "territory": territory, "above": above, "form": form}
    selection = attempt(form, lambda: selected(territory, chosen["period"], chosen["structure"])).value
    if selection is None:
        return render(request, "portal/akimat/region.html", context, status=422)
    context["preset"] = chosen_preset(chosen["preset"], selection.period, today=today, asked=request.GET)
    dashboard = build_dashboard(selection, is_compared=compare == YEAR_BEFORE, today=today, now=moment)
    context |= {"dashboard": dashboard, "waiting": how_many_wait_for(request.user, now=moment)}
    return render(request, "portal/akimat/region.html", context)


@require_safe
@cache_control(private=True)
def participation_workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of the page as a workbook."""
    report = _report(request, code)
    return _file(participation_xlsx(report), XLSX_TYPE, file_name(report, "xlsx"))


@require_safe
@cache_control(private=True)
def participation_table(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of the page as one table of text."""
    report = _report(request, code)
    return _file(participation_csv(report), CSV_TYPE, file_name(report, "csv"))


@require_safe
@cache_control(private=True)
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind one number of the page, as many as it says; people stand in them without names."""
    territory = territory_for(request.user, code)
    selection = asked_for(request, territory)
    by, key = (request.GET.get(name, "") for name in ("by", "key"))
    found = rows_behind(selection, request.GET.get("metric") or "people", by=by, key=key)
    page = Paginator(found.rows, LIST_ROWS).get_page(request.GET.get("page"))
    context = {"section": "akimat", "territory": territory, "found": found, "page": page}
    return render(request, "portal/akimat/rows.html", context | {"period_words": period_words(selection.period)})


@require_safe
@cache_control(private=True)
def register_extract(request: HttpRequest, code: str) -> HttpResponse:
    """What was done in the territory, as the law's register of volunteering names it."""
    territory = territory_for(request.user, code, Action.REPORT_EXPORT)
    extract = extract_of(get_period(period_text(request, today_in(territory, now()))), territory=territory)
    return _file(extract_workbook(extract, about=territory), XLSX_TYPE, extract_name(extract, about=territory))


def asked_for(request: HttpRequest, territory: "Territory") -> Selection:
    """Return what the address asks about a territory. Raises what reading period and structure raises."""
    return selected(territory, period_text(request, today_in(territory, now())), request.GET.get("structure", ""))


def selected(territory: "Territory", text: str, structure: str) -> Selection:
    """Return the question about a territory, in a named structure or as it is today."""
    period = get_period(text)
    if not structure:
        return selection_of(territory, period)
    return select(territory.code, period, get_structure(structure, period))


def period_text(request: HttpRequest, today: date) -> str:
    """Return the period of the address, else the newest quarter that is over."""
    return request.GET.get("period", "").strip() or last_closed_quarter(today)


def today_in(territory: "Territory", moment: datetime) -> date:
    """Return the date in a territory."""
    return moment.astimezone(ZoneInfo(territory.time_zone)).date()


def _report(request: HttpRequest, code: str) -> Participation:
    """Count what the address asks for. Raises what reading the address raises."""
    selection = asked_for(request, territory_for(request.user, code, Action.REPORT_EXPORT))
    return cube_participation(selection)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
