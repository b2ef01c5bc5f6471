"""From a draft to a published report: list, freeze, look, sign, publish, and the files of each."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from core.errors import NotSignedIn
from portal.akimat.reports.forms import SignForm
from portal.akimat.reports.queue import can_be_counted_again, queue_of, rows_of
from portal.akimat.reports.shown import shown
from portal.akimat.views import asked_for
from portal.errors import attempt, attempt_or_message
from reports import services
from reports.access import permitted, snapshot_for, territory_for
from reports.documents import KINDS, file_of, name_of
from reports.errors import PresetUnknown, ReportNotThere
from reports.indicators import preset_named
from reports.queries.figures import LANGUAGES
from reports.queries.snapshots import snapshots_in

if TYPE_CHECKING:
    from accounts.models import User

ROWS = 30


@require_safe
@cache_control(private=True)
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """List what waits for the officer, the oldest first, and the reports of a territory, the newest first."""
    territory = territory_for(request.user, code)
    page = Paginator(snapshots_in(territory), ROWS).get_page(request.GET.get("page"))
    context = {"section": "akimat", "territory": territory, "page": page, "rows": rows_of(page)}
    return render(request, "portal/akimat/reports/list.html", context | {"queue": queue_of(request.user, now=now())})


@require_POST
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze the figures of the days the page shows, in the units of the report, and lead to them."""
    territory = territory_for(request.user, code, Action.REPORT_SIGN)
    selection = attempt_or_message(request, lambda: asked_for(request, territory)).value
    if selection is None:
        return redirect("akimat:reports", code=code)
    permitted(request.user, territory, selection, Action.REPORT_SIGN)
    frozen = attempt_or_message(
        request, lambda: services.freeze(selection=selection, actor=_officer(request), now=now())
    ).value
    if frozen is None:
        return redirect("akimat:reports", code=code)
    return redirect("akimat:report", public_id=frozen.public_id)


@require_safe
@cache_control(private=True)
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One frozen report: its figures, what changed, what will be hidden, and the next step."""
    return _page(request, public_id, SignForm())


@require_POST
def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign a report, with a national signature of its file if one is given."""
    snapshot = snapshot_for(request.user, public_id, Action.REPORT_SIGN)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, form, status=422)
    signed = attempt(
        form,
        lambda: services.sign(
            snapshot=snapshot, actor=_officer(request), now=now(), detached=form.cleaned_data["signature"]
        ),
    )
    if not signed:
        return _page(request, public_id, form, status=422)
    messages.success(request, _("The report is signed."))
    return redirect("akimat:report", public_id=public_id)


@require_POST
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish a signed report."""
    snapshot = snapshot_for(request.user, public_id, Action.REPORT_PUBLISH)
    done = attempt_or_message(request, lambda: services.publish(snapshot=snapshot, actor=_officer(request), now=now()))
    if done:
        messages.success(request, _("The report is public. Its address never changes."))
    return redirect("akimat:report", public_id=public_id)


@require_safe
@cache_control(private=True)
def file(request: HttpRequest, public_id: UUID, language: str, kind: str) -> HttpResponse:
    """One file of a report for official use, whole or a preset of it: nothing hidden. Raises PresetUnknown."""
    snapshot = snapshot_for(request.user, public_id, Action.REPORT_EXPORT)
    if kind == "figures":  # the bytes that a national signature is over, the same in every language
        headers = {"Content-Disposition": f'attachment; filename="figures-{snapshot.digest[:12]}.json"'}
        return HttpResponse(snapshot.figures.encode(), content_type=KINDS["json"], headers=headers)
    if language not in LANGUAGES or kind not in KINDS:
        raise ReportNotThere
    wanted = request.GET.get("preset", "")
    preset = preset_named(wanted)
    if wanted and preset is None:
        raise PresetUnknown
    document = services.own_document(snapshot, preset)
    name = content_disposition_header(as_attachment=True, filename=name_of(document, kind, language)) or "attachment"
    content = file_of(document, kind, language)
    return HttpResponse(content, content_type=KINDS[kind], headers={"Content-Disposition": name})


def _officer(request: HttpRequest) -> "User":
    """Return whoever is signed in. Raises NotSignedIn."""
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user


def _page(request: HttpRequest, public_id: UUID, form: SignForm, *, status: int = 200) -> HttpResponse:
    snapshot = snapshot_for(request.user, public_id)
    figures = shown(snapshot)
    context = {"section": "akimat", "snapshot": snapshot, "form": form, "shown": figures}
    context["has_later_hours"] = can_be_counted_again(snapshot, figures)
    return render(request, "portal/akimat/reports/report.html", context, status=status)
