"""The site with two doors left open: an operation anybody may call, and a page nobody reviewed that tells a name."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as real
from tests.matrix.people import word


def tells_everybody(request: HttpRequest) -> HttpResponse:
    """Answer whoever asks."""
    return HttpResponse(word("name", "minor"))


urlpatterns = [
    path("api/v1/me", tells_everybody),
    path("names/", tells_everybody, name="everybodys_names"),
    *real,
]
