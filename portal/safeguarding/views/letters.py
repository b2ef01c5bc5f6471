"""What organisations wrote to shifts with children, for whoever watches over them."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action
from events.queries.messages import messages_to_minors, senders_of
from portal.safeguarding.guards import for_officers, officer_desk
from volunteers.access import officer_territories

if TYPE_CHECKING:
    from accounts.models import User

LETTER_ROWS = 20


@require_safe
@for_officers
def letters(request: HttpRequest, officer: "User") -> HttpResponse:
    """The latest messages of the officer's territory, word for word."""
    found = messages_to_minors(officer_territories(officer, Action.CLEARANCE_RECORD))
    page = Paginator(found, LETTER_ROWS).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    senders = senders_of(shown)
    rows = [(message, senders.get(message.sent_by)) for message in shown]
    return render(
        request, "portal/safeguarding/letters.html", officer_desk(officer, "messages") | {"page": page, "rows": rows}
    )
