"""Asar takes files at three doors alone: a copy of an identity document that nobody sends cannot leak.

Two doors take a document of an organisation, written to the disk as it comes and checked by ngos.services.materials.
The page on which a volunteer sends hours from elsewhere takes a record or a table, and one photograph: they stay in
memory, up to a limit, and the photograph is drawn anew before it is kept (recognition/outside/pictures.py).
"""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from config import problems
from core.errors import DomainError, UploadRefused, UploadTooLarge
from ngos.errors import MaterialTooLarge
from ngos.papers.shapes import LARGEST_BYTES as LARGEST_DOCUMENT
from portal.errors import API_PREFIX, refusal_page

MARK = "has_refused_file"
TOO_LARGE = "has_too_large_file"
LARGEST_BYTES = 6 * 1024 * 1024  # all files of a request with hours from elsewhere together
AROUND = 64 * 1024  # the other fields of the form, and the lines between them
DOCUMENT_DOORS = frozenset({"ngo:post_material", "api:list_materials"})  # the API's has the name of its first call
HOURS_DOORS = frozenset({"volunteer:outside", "volunteer:send_outside"})


class RefusingUploadHandler(FileUploadHandler):
    """Lets a file pass by unread and unkept, and marks the request; two pages are given a small one."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total = 0

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Skip the file, unless the page takes one."""
        if not _takes_hours(self.request):
            setattr(self.request, MARK, True)
            raise SkipFile
        super().new_file(*arguments, **options)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part in memory, up to the limit."""
        self.total += len(raw_data)
        if self.total > LARGEST_BYTES:
            self.file = io.BytesIO()
            setattr(self.request, TOO_LARGE, True)
            raise SkipFile
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand over what was kept."""
        self.file.seek(0)
        kind = (self.field_name, self.file_name, self.content_type)
        return InMemoryUploadedFile(self.file, *kind, file_size, self.charset, self.content_type_extra)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the disk as it comes, and ends the request that sends more than a document has."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece. Raises StopUpload behind the largest size."""
        if start + len(raw_data) > LARGEST_DOCUMENT:
            setattr(self.request, MARK, True)
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def no_uploads(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse every request that carries a file it may not, with the reason, before a page or operation sees it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        refusal = _refusal(request)
        if refusal is None:
            return get_response(request)
        if request.path.startswith(API_PREFIX):
            return problems.from_domain(request, refusal)
        return refusal_page(request, refusal)

    return middleware


def _refusal(request: HttpRequest) -> DomainError | None:
    """Say what is wrong with a file that came. Django reads forms that are posted; others are not sent by any page."""
    if request.content_type != "multipart/form-data":
        return None
    if request.method != "POST":
        return UploadRefused()
    if _door(request) in DOCUMENT_DOORS:
        return _document_refusal(request)
    has_file = bool(request.FILES) or getattr(request, MARK, False)
    if getattr(request, TOO_LARGE, False):
        return UploadTooLarge(megabytes=LARGEST_BYTES // 1024**2)
    return UploadRefused() if has_file and not _takes_hours(request) else None


def _document_refusal(request: HttpRequest) -> DomainError | None:
    """Say that a document is too large: by what the request says of itself, before a byte of it is read.

    Of somebody who is not signed in nothing is kept; the door itself then says what is missing.
    """
    too_large = MaterialTooLarge(most=LARGEST_DOCUMENT // 1024**2)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_DOCUMENT + AROUND:
        return too_large
    if not request.user.is_authenticated:
        return None
    request.upload_handlers = [BoundedUploadHandler(request)]
    request.FILES  # noqa: B018 - reads the body, so that what is too large is known here
    return too_large if getattr(request, MARK, False) else None


def _takes_hours(request: HttpRequest | None) -> bool:
    return request is not None and _door(request) in HOURS_DOORS and bool(request.user.is_authenticated)


def _door(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
