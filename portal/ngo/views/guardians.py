"""Answering the questions of guardians."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action
from core.clock import now
from events.access import question_for
from events.errors import SignUpNotFound
from events.queries import open_questions
from events.services.guardians.answering import reply
from portal.errors import attempt_or_message
from portal.ngo.doors import event_of, person_of
from portal.ngo.forms import ReplyForm

if TYPE_CHECKING:
    from events.models import ConsentRequest, Opportunity


def questions_of(event: "Opportunity") -> "list[tuple[ConsentRequest, ReplyForm]]":
    """Return the open questions about an event, each with a form of its own."""
    return [(asked, ReplyForm(auto_id=f"id_{asked.public_id.hex}_%s")) for asked in open_questions(event)]


@require_POST
def reply_guardian(request: HttpRequest, slug: str, public_id: UUID, request_id: UUID) -> HttpResponse:
    """Send one answer; it goes to the guardian by the contact of the link."""
    found, user = event_of(request, slug, public_id, Action.ROSTER_VIEW), person_of(request)
    asked = question_for(user, request_id, Action.ROSTER_VIEW)
    if asked.signup.shift.opportunity != found:
        raise SignUpNotFound
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reply"][0]))
    elif attempt_or_message(
        request, lambda: reply(request=asked, text=form.cleaned_data["reply"], actor=user, now=now())
    ):
        messages.success(request, _("The answer is on its way to the guardian."))
    return redirect("ngo:event", slug, public_id)
