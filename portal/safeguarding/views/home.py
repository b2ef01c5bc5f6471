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

from accounts.permissions import Action
from accounts.queries import roles_of
from events.eligibility import Gate
from events.queries import waiting_overrides
from events.queries.concerns import concerns_seen_by, open_concerns
from portal.safeguarding.guards import OFFICER, for_officers, officer_desk
from volunteers.access import officer_territories
from volunteers.queries import waiting_corrections

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
    Card(
        "safeguarding:people",
        _("Papers and training"),
        _("Write down that you have seen somebody’s paper."),
        "user-check",
    ),
    Card(
        "safeguarding:overrides",
        _("Exceptions"),
        _("Somebody asks to let a pupil help in lesson time."),
        "door-open",
        lambda user: len(waiting_overrides(Gate.SCHOOL_HOURS, officer_territories(user, Action.GATE_OVERRIDE))),
    ),
    Card(
        "safeguarding:messages",
        _("Messages to shifts"),
        _("What organisations wrote to shifts with children."),
        "send",
    ),
    Card(
        "safeguarding:birth_dates",
        _("Dates of birth"),
        _("Somebody says the date we have is wrong."),
        "calendar",
        lambda user: len(waiting_corrections(officer_territories(user, Action.BIRTH_DATE_CORRECT))),
    ),
)
STAFF_CARDS = CARDS[:1]  # staff stand in where no officer is left to read a report, and for nothing else


@require_safe
@for_officers
def home(request: HttpRequest, officer: "User") -> HttpResponse:
    """Every part of the work, with what waits in it."""
    chosen = CARDS if OFFICER in roles_of(officer) else STAFF_CARDS
    cards = [(card, reverse(card.url_name), card.count(officer) if card.count else None) for card in chosen]
    return render(request, "portal/safeguarding/home.html", officer_desk(officer, "home") | {"cards": cards})
