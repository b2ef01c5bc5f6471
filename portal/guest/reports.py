"""Published reports: for everybody, with files, checksums and every version there was."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from places.queries import get_territory_by_key
from portal.guest import caching
from portal.guest.sharing import report_card
from portal.templatetags.dates import language
from reports.documents import KINDS, content_of
from reports.errors import ReportNotThere
from reports.indicators import read_period
from reports.queries.figures import LANGUAGES
from reports.queries.snapshots import publications, publications_in, publications_of, published_file

if TYPE_CHECKING:
    from reports.models import Publication, PublishedFile

ROWS = 50
LIST_SECONDS = 5 * 60
FILE_SECONDS = 60 * 60 * 24 * 365


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List what is public, the newest periods first; ``territory`` narrows it to a unit and what lies below it.

    Raises UnknownTerritory.
    """
    key = request.GET.get("territory", "")
    territory = get_territory_by_key(key) if key else None
    found = publications_in(territory) if territory else publications()
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/guest/reports.html", {"page": page, "territory": territory})


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
        "older": [(one, files_by_language(one)) for one in found[1:]],
        "content": content,
        "card": report_card(newest, content),
        "files": files_by_language(newest),
    }
    return render(request, "portal/guest/report.html", context)


def files_by_language(publication: "Publication") -> list[tuple[str, str, list["PublishedFile"]]]:
    """Return the files of a publication under the code and the own name of their language, Kazakh first."""
    files = sorted(publication.files.all(), key=lambda file: file.pk)
    found = [(code, [file for file in files if file.language == code]) for code in LANGUAGES]
    names = dict(settings.LANGUAGES)
    return [(code, str(names[code]), of_language) for code, of_language in found if of_language]


@require_safe
def file(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """One file, byte for byte as it was published, also in parts. Raises ReportNotThere."""
    found = published_file(str(public_id), name)
    response = caching.open_file(request, bytes(found.content), content_type=KINDS[found.kind], seconds=FILE_SECONDS)
    patch_cache_control(response, immutable=True)
    disposition = content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    response.headers["Content-Disposition"] = disposition
    return response
