"""Messages to the people of a shift: writing one, looking it over, and what became of those sent."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import shift_for
from events.errors import RoleNotFound
from events.queries.messages import deliveries_of, messages_of, senders_of
from events.services.messaging import Audience, audience_of, send_message
from events.validators import without_links
from portal.errors import attempt
from portal.ngo.board import roles_of
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import MessageForm
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import Shift

MESSAGE_ROWS = 10


@require_safe
def sent_messages(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What was written to the shifts of an event, and how many people have it."""
    event = event_of(request, slug, public_id, Action.SHIFT_MESSAGE)
    page = Paginator(messages_of(event), MESSAGE_ROWS).get_page(request.GET.get("page"))
    found = list(page.object_list)
    deliveries, senders = deliveries_of(found), senders_of(found)
    rows = [(message, deliveries[message.pk], senders.get(message.sent_by)) for message in found]
    context = desk(event.organisation, "events", now=now()) | {"event": event, "page": page, "rows": rows}
    return render(request, "portal/ngo/messages.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def write_message(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Write to one shift; the first press shows whom it reaches, the second sends it."""
    event = event_of(request, slug, public_id, Action.SHIFT_MESSAGE)
    shift = shift_for(request.user, shift_id, Action.SHIFT_MESSAGE)
    if shift.opportunity != event:
        raise RoleNotFound
    first = {"key": uuid4(), "only_unanswered": "unanswered" in request.GET}
    form = MessageForm(request.POST or None, roles=roles_of(shift), initial=first)
    reached: Audience | None = None
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "send" in request.POST:
            if _send(request, form, shift):
                return redirect("ngo:messages", slug, public_id)
        else:
            reached = _audience(request, form, shift)
    context = desk(event.organisation, "events", now=now()) | {"event": event, "shift": shift, "form": form}
    if reached is None:
        return render(request, "portal/ngo/message_form.html", context, status=422 if form.errors else 200)
    words = form.words
    context |= {
        "reached": reached,
        "subject": without_links(words.subject),
        "text": without_links(words.text),
        "has_links": without_links(words.subject + words.text) != words.subject + words.text,
    }
    return render(request, "portal/ngo/message_preview.html", context)


def _audience(request: HttpRequest, form: MessageForm, shift: "Shift") -> Audience | None:
    sender = person_of(request)
    return attempt(form, lambda: audience_of(shift=shift, words=form.words, sender=sender, now=now())).value


def _send(request: HttpRequest, form: MessageForm, shift: "Shift") -> bool:
    sender, key = person_of(request), form.cleaned_data["key"]
    done = attempt(form, lambda: send_message(shift=shift, words=form.words, key=key, actor=sender, now=now()))
    if done.value is None:
        return False
    people = deliveries_of([done.value])[done.value.pk].people
    words = ngettext(
        "Your message is on its way to %(count)s person.", "Your message is on its way to %(count)s people.", people
    )
    messages.success(request, words % {"count": number(people)})
    return True
