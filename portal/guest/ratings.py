"""How organisations are rated: the method with an example to play with, objections, and the files of open data."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.clock import local_day, now
from ngos.exports.ratings import FILES, fixed_file, method_file, required_run
from ngos.queries.appeals import appeal_log
from ngos.queries.ratings import latest_run, overview
from ngos.rating import Count, Inputs, Kind, Method, current_method, known_versions, method_of, points_of, rate
from portal.forms import PageForm
from portal.guest import caching

SECONDS = 60 * 60
APPEALS = 30
MOST = 1_000_000
EXAMPLE = {
    "materials_complete": (5, 6),
    "filings_on_time": (2, 3),
    "materials_checked": (7, 8),
    "shifts_held": (19, 20),
    "hours_recorded": (18, 19),
    "projects_reported": (1, 1),
    "confirmed_hours": (300, 0),
    "volunteers_returned": (25, 60),
    "volunteers_content": (28, 35),
    "word_kept": (19, 20),
    "events_accessible": (4, 6),
    "children_guarded": (5, 5),
    "safeguarding_policy": (1, 1),
    "objections_answered": (2, 2),
    "complaints_answered": (1, 2),
    "conflicts_declared": (0, 1),
}
# What people type in other units than the method counts in: hours, and voices of 5 of 5.
UNITS = {"confirmed_hours": 60, "volunteers_content": 100}
KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "toml": "application/toml; charset=utf-8"}


class CalculatorForm(PageForm):
    """Two whole numbers for every share, one for all else; what is left empty is nothing."""

    def __init__(self, data: Any, *, method: Method) -> None:
        super().__init__(data)
        self.method = method
        for code, indicator in method.indicators.items():
            most = indicator.of if indicator.kind is Kind.EXACT else MOST
            self.fields[code] = forms.IntegerField(required=False, min_value=0, max_value=most)
            if indicator.kind is Kind.SHARE:
                self.fields[f"{code}_of"] = forms.IntegerField(required=False, min_value=0, max_value=MOST)
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Refuse more successes than cases."""
        values = super().clean() or {}
        for code, indicator in self.method.indicators.items():
            if indicator.kind is Kind.SHARE and (values.get(code) or 0) > (values.get(f"{code}_of") or 0):
                self.add_error(code, _("This cannot be more than the number it is out of."))
        return values

    @property
    def inputs(self) -> Inputs:
        """The counts that were entered; of a valid form."""
        counts = {}
        for code in self.method.indicators:
            unit = UNITS.get(code, 1)
            pair = (self.cleaned_data.get(code) or 0, self.cleaned_data.get(f"{code}_of") or 0)
            counts[code] = Count(pair[0] * unit, pair[1] * unit)
        return Inputs("", counts)


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The method in words and numbers, worked out on an example that the reader can change."""
    used = current_method(local_day(now()))
    form = CalculatorForm(request.GET if "shifts_held" in request.GET else _example(used), method=used)
    is_right = form.is_valid()
    result = rate(form.inputs, used) if is_right else None
    context = {
        "section": "organisations",
        "method": used,
        "form": form,
        "groups": _groups(used, form, is_right=is_right),
        "result": result,
        "run": latest_run(),
        "overview": overview(),
        "versions": [method_of(version) for version in reversed(known_versions())],
    }
    return render(request, "portal/guest/ratings.html", context, status=200)


def _example(method: Method) -> dict[str, str]:
    values = {}
    for code, indicator in method.indicators.items():
        successes, cases = EXAMPLE.get(code, (0, 0))
        values[code] = str(successes)
        if indicator.kind is Kind.SHARE:
            values[f"{code}_of"] = str(cases)
    return values


def _groups(method: Method, form: CalculatorForm, *, is_right: bool) -> list[dict[str, Any]]:
    inputs = form.inputs if is_right else None
    groups = []
    for group in method.groups:
        rows = [
            {
                "indicator": indicator,
                "field": form[indicator.code],
                "of": form[f"{indicator.code}_of"] if indicator.kind is Kind.SHARE else None,
                "tenths": points_of(indicator, inputs.count(indicator.code))[0] if inputs else None,
            }
            for indicator in group.indicators
        ]
        tenths = sum(row["tenths"] for row in rows) if inputs else None  # type: ignore[misc]  # whole numbers all
        groups.append({"group": group, "rows": rows, "tenths": tenths})
    return groups


@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """Every objection of an organisation to a count, what was decided and why."""
    page = Paginator(appeal_log(), APPEALS).get_page(request.GET.get("page"))
    return render(request, "portal/guest/rating_appeals.html", {"section": "organisations", "page": page})


@require_safe
def data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one file of the latest run, piece by piece: all organisations are many. Raises NotRated."""
    run = required_run()
    fingerprint = f"{run.method_sha256} {run.inputs_sha256} {run.as_of} {name}"
    return caching.open_lines(
        request,
        etag=sha256(fingerprint.encode()).hexdigest()[:32],
        content_type=_kind(name),
        write=lambda: FILES[name](run),
        seconds=SECONDS,
    )


@require_safe
def fixed(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the schema or the dictionary."""
    return caching.open_file(request, fixed_file(name).encode(), content_type=_kind(name), seconds=SECONDS)


@require_safe
def method(request: HttpRequest, version: str) -> HttpResponse:
    """Hand out a version of the method as it was published."""
    return caching.open_file(request, method_file(version).encode(), content_type=KINDS["toml"], seconds=SECONDS)


def _kind(name: str) -> str:
    return KINDS[name.rsplit(".", 1)[1]]
