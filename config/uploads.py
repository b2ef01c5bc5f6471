"""Files: two doors take a document of an organisation, every other one none.

A copy of an identity document or a certificate that nobody sends cannot leak.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from config import problems
from core.errors import DomainError, UploadRefused
from ngos.errors import MaterialTooLarge
from ngos.papers.shapes import LARGEST_BYTES
from portal.errors import API_PREFIX, refusal_page

MARK = "has_refused_file"
# What they take is checked by ngos.services.materials; who may send is asked there as well.
DOORS = frozenset({"ngo:post_material", "api:list_materials"})  # an address of the API has the name of its first call
AROUND = 64 * 1024  # the other fields of the form, and the lines between them


class RefusingUploadHandler(FileUploadHandler):
    """Lets a file pass by unread and unkept, and marks the request that carried it."""

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Skip the file."""
        setattr(self.request, MARK, True)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the disk as it comes, and ends the request that sends more than a document has."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece. Raises StopUpload behind the largest size."""
        if start + len(raw_data) > LARGEST_BYTES:
            setattr(self.request, MARK, True)
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def no_uploads(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse every request that carries a file, with the reason, before any page or operation sees it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.content_type != "multipart/form-data":
            return get_response(request)
        if request.method == "POST" and _takes_files(request):
            return _bounded(request, get_response)
        if request.method == "POST" and not request.FILES and not getattr(request, MARK, False):
            return get_response(request)
        return _refused(request, UploadRefused())

    return middleware


def _takes_files(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in DOORS
    except Resolver404:
        return False


def _bounded(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """Let a document in, unless it is too large: by what the request says of itself, before a byte of it is read.

    Of somebody who is not signed in nothing is kept; the door itself then says what is missing.
    """
    too_large = MaterialTooLarge(most=LARGEST_BYTES // 1024**2)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES + AROUND:
        return _refused(request, too_large)
    if request.user.is_authenticated:
        request.upload_handlers = [BoundedUploadHandler(request)]
        request.FILES  # noqa: B018 - reads the body, so that what is too large is known here
        if getattr(request, MARK, False):
            return _refused(request, too_large)
    return get_response(request)


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return problems.from_domain(request, refusal)
    return refusal_page(request, refusal)
