"""What a phone may keep for the time without network: the server says of each page whether, and until when."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

KEEP_UNTIL = "Asar-Keep-Until"
PERSON = "Asar-Person"


def keep_until(response: HttpResponseBase, moment: datetime) -> None:
    """Let the phone keep this page until a moment, for the person who reads it and nobody else."""
    response[KEEP_UNTIL] = str(int(moment.timestamp()))


def person_mark(request: HttpRequest) -> str:
    """Return a mark of who is signed in, which tells nothing else; an empty text for guests."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("portal.offline", str(user.pk)).hexdigest()[:16]


class PersonMarkMiddleware:
    """Name the reader on every page, so that a phone drops what it kept for somebody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Mark pages only: files and answers for programs are never kept by person."""
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not request.path.startswith("/admin/"):
            response[PERSON] = person_mark(request)
        return response
