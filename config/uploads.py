"""Asar takes no files but two: a copy of an identity document that nobody sends cannot leak.

The exception is the page on which a volunteer sends hours from elsewhere: a record or a table, and one photograph.
They stay in memory, up to a limit; the photograph is drawn anew before it is kept (recognition/outside/pictures.py).
"""

import io
import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

from config import problems
from core.errors import DomainError, UploadRefused, UploadTooLarge
from portal.errors import API_PREFIX, refusal_page

MARK = "has_refused_file"
TOO_LARGE = "has_too_large_file"
LARGEST_BYTES = 6 * 1024 * 1024  # all files of a request together
TAKING = re.compile(r"/(kk|ru|en)/me/hours/outside/(send/)?")


class RefusingUploadHandler(FileUploadHandler):
    """Lets a file pass by unread and unkept, and marks the request; one page is given a small one."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total = 0

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Skip the file, unless the page takes one."""
        if not _takes_files(self.request):
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
    has_file = bool(request.FILES) or getattr(request, MARK, False)
    if getattr(request, TOO_LARGE, False):
        return UploadTooLarge(megabytes=LARGEST_BYTES // 1024**2)
    return UploadRefused() if has_file and not _takes_files(request) else None


def _takes_files(request: HttpRequest | None) -> bool:
    if request is None or TAKING.fullmatch(request.path_info) is None:
        return False
    return bool(request.user.is_authenticated)
