"""Documents of organisations, given out as files that no browser runs."""

from base64 import b64encode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import vault
from ngos.access import material_for_reader
from ngos.enums import MaterialState
from ngos.errors import MaterialNotFound
from ngos.papers.shapes import ENDINGS, PaperKind

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def material(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give out a document: an accepted one to everybody, another to its owners and reviewers. Never shown in place."""
    found = material_for_reader(request.user, public_id)
    content = vault.read(found.sha256)
    if content is None:
        raise MaterialNotFound
    answer = HttpResponse(content, content_type=found.media_type)
    name = f"{found.kind}-{found.issued_on:%Y-%m-%d}.{ENDINGS[PaperKind(found.media_type)]}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(found.sha256)).decode()}:"
    # An accepted document may be withdrawn: a shared cache would give it out after that.
    is_public = found.state == MaterialState.ACCEPTED
    answer.headers["Cache-Control"] = "private, max-age=300" if is_public else "private, no-store"
    return answer
