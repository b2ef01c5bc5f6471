"""Who may open a safeguarding officer's page, asked once per view, and what all these pages have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.enums import Role
from accounts.queries import roles_of
from core.errors import NotFound, NotSignedIn
from events.queries.concerns import may_handle_concerns

if TYPE_CHECKING:
    from accounts.models import User

P = ParamSpec("P")
OFFICER = Role.SAFEGUARDING_OFFICER.value


@dataclass(frozen=True, slots=True)
class OfficerLink:
    """One entry of the officers' menu."""

    key: str
    label: str
    icon: str
    url: str


def for_officers(
    view: "Callable[Concatenate[HttpRequest, User, P], HttpResponse]",
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the officer; for others there is no such page. Where one may act is asked of ``access``."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            raise NotSignedIn
        if not may_handle_concerns(request.user):
            raise NotFound
        return view(request, request.user, *args, **kwargs)

    return guarded


def officer_desk(officer: "User", section: str) -> dict[str, object]:
    """Return the part of the context every officer's page shares: its menu. Staff only stand in for reports."""
    entries = (
        ("home", _("Safeguarding"), "shield-check"),
        ("concerns", _("Reports"), "message-circle"),
        ("people", _("Papers and training"), "user-check"),
        ("overrides", _("Exceptions"), "door-open"),
        ("messages", _("Messages to shifts"), "send"),
        ("birth_dates", _("Dates of birth"), "calendar"),
    )
    opens = entries if OFFICER in roles_of(officer) else entries[:2]
    links = [OfficerLink(key, label, icon, reverse(f"safeguarding:{key}")) for key, label, icon in opens]
    return {"section": section, "nav": links}
