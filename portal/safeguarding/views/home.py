"""The first page of the safeguarding officers: one card for each part of the work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.queries.concerns import concerns_seen_by, open_concerns
from portal.safeguarding.guards import for_officers

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Card:
    """One part of the work; ``count`` says how many things wait in it."""

    url_name: str
    title: str | Promise
    text: str | Promise
    icon: str
    count: "Callable[[User], int] | None" = None


CARDS = (
    Card(
        "safeguarding:concerns",
        _("Reports"),
        _("What people report because it is not safe or not right."),
        "message-circle",
        lambda user: open_concerns(concerns_seen_by(user)).count(),
    ),
)


@require_safe
@for_officers
def home(request: HttpRequest, officer: "User") -> HttpResponse:
    """Every part of the work, with what waits in it."""
    cards = [(card, reverse(card.url_name), card.count(officer) if card.count else None) for card in CARDS]
    return render(request, "portal/safeguarding/home.html", {"section": "safeguarding", "cards": cards})
