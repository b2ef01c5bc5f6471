"""Published reports: for everybody, with files, checksums and every version there was."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.guest.sharing import report_card
from portal.templatetags.dates import language
from reports.documents import KINDS, content_of
from reports.errors import ReportNotThere
from reports.indicators import ROW_NAMES, read_period
from reports.queries.figures import LANGUAGES
from reports.queries.snapshots import publications, publications_of, published_file

if TYPE_CHECKING:
    from reports.models import Publication, PublishedFile

ROWS = 50
LIST_SECONDS = 5 * 60
FILE_SECONDS = 60 * 60 * 24 * 365


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List what is public, the newest periods first."""
    page = Paginator(publications(), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/guest/reports.html", {"page": page})


@require_safe
def report(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The newest version of a report, and those it replaced; ``structure`` may name theirs. Raises ReportNotThere."""
    days = read_period(period)
    if days is None:
        raise ReportNotThere
    found = publications_of(code, days, request.GET.get("structure", ""))
    newest = found[0]
    content = content_of(newest.content, language())
    context = {
        "newest": newest,
        "older": found[1:],
        "content": content,
        "document": newest.content,
        "card": report_card(newest, content),
        "files": files_by_language(newest),
    }
    return render(request, "portal/guest/report.html", context)


def files_by_language(publication: "Publication") -> list[tuple[str, str, list["PublishedFile"]]]:
    """Return the files of a publication under the code and the name of their language, Kazakh first."""
    files = sorted(publication.files.all(), key=lambda file: file.pk)
    found = [(code, [file for file in files if file.language == code]) for code in LANGUAGES]
    return [(code, ROW_NAMES["language"][code], of_language) for code, of_language in found if of_language]


@require_safe
@cache_control(public=True, max_age=FILE_SECONDS, immutable=True)
def file(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """One file, byte for byte as it was published. Raises ReportNotThere."""
    found = published_file(str(public_id), name)
    disposition = content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    etag = quote_etag(found.digest)
    answer = HttpResponse(
        bytes(found.content),
        content_type=KINDS[found.kind],
        headers={"Content-Disposition": disposition, "ETag": etag},
    )
    return get_conditional_response(request, etag=etag, response=answer) or answer
