"""The officer's pages: participation of a territory, and the same numbers as files."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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
from portal.akimat.periods import last_closed_quarter
from portal.errors import attempt
from reports.access import own_territories, territory_for
from reports.exports import (
    CSV_TYPE,
    XLSX_TYPE,
    extract_name,
    extract_workbook,
    file_name,
    participation_csv,
    participation_xlsx,
)
from reports.queries import Participation, get_period, participation
from reports.queries.extract import extract_of

if TYPE_CHECKING:
    from places.models import Territory


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the territory the filters name, else to the officer's first; period and comparison come along."""
    own = own_territories(request.user)
    kept = request.GET.copy()
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
    today = _today_in(territory, moment)
    own = own_territories(request.user)
    compare = NOTHING if request.GET.get("compare") == NOTHING else YEAR_BEFORE
    chosen = {"territory": territory.code, "period": _period_text(request, today), "compare": compare}
    territories = own if any(unit.pk == territory.pk for unit in own) else [territory, *own]
    form = FilterForm(chosen, territories=territories, today=today)
    above = next((unit for unit in own if unit.pk != territory.pk and unit.contains(territory)), None)
    context = {"section": "akimat", "territory": territory, "above": above, "form": form}
    period = attempt(form, lambda: get_period(chosen["period"])).value
    if period is None:
        return render(request, "portal/akimat/region.html", context, status=422)
    dashboard = build_dashboard(territory, period, is_compared=compare == YEAR_BEFORE, today=today, now=moment)
    return render(request, "portal/akimat/region.html", context | {"dashboard": dashboard})


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
def register_extract(request: HttpRequest, code: str) -> HttpResponse:
    """What was done in the territory, as the law's register of volunteering names it."""
    territory = territory_for(request.user, code, Action.REPORT_EXPORT)
    extract = extract_of(get_period(_period_text(request, _today_in(territory, now()))), territory=territory)
    return _file(extract_workbook(extract, about=territory), XLSX_TYPE, extract_name(extract, about=territory))


def _report(request: HttpRequest, code: str) -> Participation:
    """Count what the address asks for. Raises PeriodUnreadable, and what territory_for raises."""
    territory = territory_for(request.user, code, Action.REPORT_EXPORT)
    return participation(territory, get_period(_period_text(request, _today_in(territory, now()))))


def _period_text(request: HttpRequest, today: date) -> str:
    return request.GET.get("period", "").strip() or last_closed_quarter(today)


def _today_in(territory: "Territory", moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(territory.time_zone)).date()


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
