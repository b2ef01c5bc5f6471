"""Asar takes no files: a copy of an identity document or a certificate that nobody sends cannot leak."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

from config import problems
from core.errors import UploadRefused
from portal.errors import API_PREFIX, refusal_page

MARK = "has_refused_file"


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


def no_uploads(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse every request that carries a file, with the reason, before any page or operation sees it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _carries_file(request):
            return get_response(request)
        if request.path.startswith(API_PREFIX):
            return problems.from_domain(request, UploadRefused())
        return refusal_page(request, UploadRefused())

    return middleware


def _carries_file(request: HttpRequest) -> bool:
    """Say whether a file came with a request. Django reads forms that are posted; others are not sent by any page."""
    if request.content_type != "multipart/form-data":
        return False
    return request.method != "POST" or bool(request.FILES) or getattr(request, MARK, False)
