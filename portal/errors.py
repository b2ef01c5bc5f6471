"""Where a rule's "no" becomes a page: an error of the form, a message, or a whole page with its status."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from core.errors import DomainError, NotSignedIn

T = TypeVar("T")
E = TypeVar("E", bound=DomainError)

PAGES = {403: "403.html", 404: "404.html"}
API_PREFIX = "/api/"


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What came of a call into the domain: ``value`` is set exactly when ``ok``."""

    ok: bool
    value: T | None = None

    def __bool__(self) -> bool:
        return self.ok


def attempt(form: forms.Form, call: Callable[[], T]) -> Attempt[T]:
    """Call a service; when a rule says no, put the sentence on the field it names, or on the whole form.

    NotSignedIn is not caught: it leads to the sign-in page.
    """
    try:
        return Attempt(ok=True, value=call())
    except NotSignedIn:
        raise
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return Attempt(ok=False)


def attempt_or_message(request: HttpRequest, call: Callable[[], T]) -> Attempt[T]:
    """Call a service; when a rule says no, show the sentence as a message on the next page."""
    try:
        return Attempt(ok=True, value=call())
    except NotSignedIn:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return Attempt(ok=False)


def attempt_catching(refusal_type: type[E], call: Callable[[], T]) -> T | E:
    """Call a service; hand back the one refusal for which the page has an answer of its own."""
    try:
        return call()
    except refusal_type as refusal:
        return refusal


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the page that says why not, with its status."""
    page = PAGES.get(refusal.status, "portal/refused.html")
    return render(request, page, {"refusal": refusal, "code": refusal.code}, status=refusal.status)


class DomainErrorMiddleware:
    """Answer a rule's "no" that no form caught with a page; programs under /api/ get their own shape elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is in process_exception."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a DomainError into a page; leave every other exception alone."""
        if not isinstance(exception, DomainError) or request.path.startswith(API_PREFIX):
            return None
        if isinstance(exception, NotSignedIn):
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return refusal_page(request, exception)
