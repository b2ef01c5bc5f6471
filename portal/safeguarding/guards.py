"""Who may open an officer's page, asked once per view."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from core.errors import NotFound, NotSignedIn
from events.queries.concerns import may_handle_concerns

if TYPE_CHECKING:
    from accounts.models import User

P = ParamSpec("P")


def for_officers(
    view: "Callable[Concatenate[HttpRequest, User, P], HttpResponse]",
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the officer; for everybody else who is signed in there is no such page."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            raise NotSignedIn
        if not may_handle_concerns(request.user):
            raise NotFound
        return view(request, request.user, *args, **kwargs)

    return guarded
