"""What an organisation takes out to hand in elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from core.clock import now
from ngos.access import organisation_for
from reports.exports import XLSX_TYPE, extract_name, extract_workbook
from reports.queries import get_period
from reports.queries.extract import extract_of


@require_safe
@cache_control(private=True)
def register_extract(request: HttpRequest, slug: str) -> HttpResponse:
    """The year of the organisation, as the law's register of volunteering names it; another period by ``?period=``."""
    organisation = organisation_for(request.user, slug, Action.ROSTER_VIEW)
    period = get_period(request.GET.get("period", "").strip() or str(now().year))
    extract = extract_of(period, organisation=organisation)
    name = content_disposition_header(as_attachment=True, filename=extract_name(extract, about=organisation))
    content = extract_workbook(extract, about=organisation)
    return HttpResponse(content, content_type=XLSX_TYPE, headers={"Content-Disposition": name or "attachment"})
