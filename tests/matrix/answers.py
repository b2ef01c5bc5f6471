"""What an answer means: let through, sent to sign in, refused, or nothing there."""

import re
from urllib.parse import urlsplit

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tests.matrix.doors import Door

THROUGH, SIGN_IN, JOIN, REFUSED, HIDDEN = "through", "sign_in", "join", "refused", "hidden"
NO_METHOD, SLOWED = "no_method", "slowed"
# What differs between two answers that say the same: tokens, identifiers of the request, and what was asked for.
TELLING = 4  # shorter values stand in every text
NOISE = re.compile(
    r"csrfmiddlewaretoken\" value=\"\w+\"|\"request_id\": ?\"[^\"]+\"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|"
    r"\b\d{9}\b|\b\d{12}\b"
)


def body_of(response: HttpResponse) -> bytes:
    """The bytes of an answer, of one that streams as well: it is put together and can be read again."""
    if not response.streaming:
        return response.content
    body = b"".join(response.streaming_content)
    response.streaming_content = [body]
    return body


def meaning_of(door: Door, response: HttpResponse) -> str:
    """Say what an answer means. Whatever reached the domain counts as let through, also when a rule then said no."""
    status = response.status_code
    if status == 405:
        return NO_METHOD
    if status == 429:
        return SLOWED
    if status == 401:
        return SIGN_IN
    if status == 403:
        return REFUSED
    if status == 404:
        return HIDDEN
    if status in (301, 302) and not door.is_api:
        path = urlsplit(response["Location"]).path[3:]
        return {"/sign-in/": SIGN_IN, "/join/": JOIN}.get(path, THROUGH)
    return THROUGH


def whole(response: HttpResponseBase) -> HttpResponse:
    """Return an answer with all it says, also one that comes piece by piece."""
    if not isinstance(response, StreamingHttpResponse):
        return response
    return HttpResponse(b"".join(response), status=response.status_code, headers=response.headers)


def said(response: HttpResponse, door: Door, values: dict[str, str]) -> str:
    """Return the words of an answer without what has to differ."""
    text = body_of(response).decode(errors="replace").replace(door.at(values).removeprefix("/en"), "*")
    for value in sorted((values[name] for name in door.parameters), key=len, reverse=True):
        text = text.replace(value, "*") if len(value) >= TELLING else text
    return NOISE.sub("*", text)
