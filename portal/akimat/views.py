"""The officer's pages: participation of a territory, and the same numbers as files."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from core.clock import now
from portal.akimat.dashboard import build_dashboard
from portal.akimat.forms import NOTHING, YEAR_BEFORE, FilterForm
from portal.akimat.lists import listing_of
from portal.akimat.official import official_of, progress_of
from portal.akimat.periods import last_closed_quarter
from portal.akimat.presets import chosen_preset
from portal.errors import attempt
from reports.access import how_many_wait_for, own_territories, permitted, territory_for
from reports.exports import (
    CSV_TYPE,
    XLSX_TYPE,
    extract_name,
    extract_workbook,
    file_name,
    participation_csv,
    participation_xlsx,
)
from reports.exports.lists import rows_csv, rows_name
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
DAYS = ("first", "last")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the territory the filters name, else to the officer's first; period and comparison come along.

    Of two days only one was given: both fields come along as they are, and the page says what is missing.
    """
    own = own_territories(request.user)
    kept = request.GET.copy()
    first, last = days_typed(request)
    if bool(first) == bool(last):
        for name in DAYS:
            kept.pop(name, None)
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
    typed = dict(zip(DAYS, days_typed(request), strict=True))
    territories = own if any(unit.pk == territory.pk for unit in own) else [territory, *own]
    form = FilterForm(chosen | typed, territories=territories, today=today)
    above = next((unit for unit in own if unit.pk != territory.pk and unit.contains(territory)), None)
    context = {"section": "akimat", "territory": territory, "unit": territory, "above": above, "form": form}
    missing = [name for name, day in typed.items() if not day]
    if len(missing) == 1:
        form.add_error(missing[0], _("Give both days, the first and the last, or leave both empty."))
        return render(request, "portal/akimat/region.html", context, status=422)
    selection = attempt(form, lambda: selected(territory, chosen["period"], chosen["structure"])).value
    if selection is None:
        return render(request, "portal/akimat/region.html", context, status=422)
    context["unit"] = permitted(request.user, territory, selection).territory
    context["preset"] = chosen_preset(chosen["preset"], selection.period, today=today, asked=request.GET)
    dashboard = build_dashboard(selection, is_compared=compare == YEAR_BEFORE, today=today, now=moment)
    context |= {"dashboard": dashboard, "waiting": how_many_wait_for(request.user, now=moment)}
    official = official_of(selection) if dashboard.can_freeze else None
    context["official"] = official
    context["progress"] = progress_of(official.asked) if official and official.asked else None
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
    """The rows behind one number of the page, as many as it says; people stand in them without names.

    With ``file=csv`` all of them as a table of text, for whoever may take numbers away; a list that the page does not
    show is no file either.
    """
    is_file = request.GET.get("file") == "csv"
    action = Action.REPORT_EXPORT if is_file else Action.REPORT_VIEW
    territory = territory_for(request.user, code, action)
    selection = permitted(request.user, territory, asked_for(request, territory), action)
    by, key = (request.GET.get(name, "") for name in ("by", "key"))
    found = rows_behind(selection, request.GET.get("metric") or "people", by=by, key=key)
    if is_file and not found.is_hidden:
        return _file(rows_csv(found), CSV_TYPE, rows_name(selection, found, by=by, key=key))
    page = Paginator(found.rows, LIST_ROWS).get_page(request.GET.get("page"))
    context = {"section": "akimat", "territory": territory, "unit": selection.territory, "found": found, "page": page}
    context["listing"] = listing_of(selection, found, by=by, key=key)
    return render(request, "portal/akimat/rows.html", context, status=422 if is_file else 200)


@require_safe
@cache_control(private=True)
def register_extract(request: HttpRequest, code: str) -> HttpResponse:
    """What was done in the territory, as the law's register of volunteering names it."""
    territory = territory_for(request.user, code, Action.REPORT_EXPORT)
    extract = extract_of(get_period(period_text(request, today_in(territory, now()))), territory=territory)
    return _file(extract_workbook(extract, about=territory), XLSX_TYPE, extract_name(extract, about=territory))


def asked_for(request: HttpRequest, territory: "Territory") -> Selection:
    """Return what the address asks about a territory. Raises what reading period and structure raises.

    Which unit had the code then is known only now: ``permitted`` says whether it is the person's.
    """
    return selected(territory, period_text(request, today_in(territory, now())), request.GET.get("structure", ""))


def selected(territory: "Territory", text: str, structure: str) -> Selection:
    """Return the question about a territory, in a named structure or as it is today."""
    period = get_period(text)
    if not structure:
        return selection_of(territory, period)
    return select(territory.code, period, get_structure(structure, period))


def period_text(request: HttpRequest, today: date) -> str:
    """Return the two days or the period of the address, else the newest quarter that is over."""
    days = days_typed(request)
    if all(days):
        return "_".join(days)
    return request.GET.get("period", "").strip() or last_closed_quarter(today)


def days_typed(request: HttpRequest) -> list[str]:
    """Return the first and the last day as they were typed beside the periods."""
    return [request.GET.get(name, "").strip() for name in DAYS]


def today_in(territory: "Territory", moment: datetime) -> date:
    """Return the date in a territory."""
    return moment.astimezone(ZoneInfo(territory.time_zone)).date()


def _report(request: HttpRequest, code: str) -> Participation:
    """Count what the address asks for. Raises what reading the address raises, or TerritoryNotYours."""
    territory = territory_for(request.user, code, Action.REPORT_EXPORT)
    selection = asked_for(request, territory)
    return cube_participation(permitted(request.user, territory, selection, Action.REPORT_EXPORT))


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
