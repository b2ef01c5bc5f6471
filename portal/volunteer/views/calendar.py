"""A person's own calendar: the secret link, a new one, none; and one place as a file."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from events.access import own_signup
from events.exports import calendar_file
from events.queries.calendars import feed_of, feed_token, is_discreet, signup_entries
from events.services.calendars import make_feed, stop_feed
from portal.templatetags.dates import language
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_http_methods(("GET", "HEAD", "POST"))
@with_profile
def calendar(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """The link to a calendar that follows a person's shifts; buttons make it, renew it and take it away."""
    if request.method == "POST":
        _change(request, volunteer)
        return redirect("volunteer:calendar")
    feed = feed_of(volunteer)
    url = settings.SITE_URL + reverse("own_calendar", args=[feed_token(feed.public_id)]) if feed else ""
    context = {
        "section": "shifts",
        "feed": feed,
        "feed_url": url,
        "subscribe_url": "webcal" + url.removeprefix("https").removeprefix("http") if url else "",
        "is_discreet": is_discreet(volunteer, on=localdate(now())),
    }
    return render(request, "portal/volunteer/calendar.html", context)


def _change(request: HttpRequest, volunteer: "Volunteer") -> None:
    moment = now()
    if request.POST.get("act") == "stop":
        if stop_feed(volunteer=volunteer, actor=volunteer.user, now=moment):
            messages.success(request, _("The link is gone. Calendars that used it stop following your shifts."))
        return
    had_one = feed_of(volunteer) is not None
    make_feed(volunteer=volunteer, actor=volunteer.user, now=moment)
    messages.success(
        request,
        _("Here is your new link. The old one shows nothing any more.") if had_one else _("Your link is ready."),
    )


@require_safe
@with_profile
def shift_file(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One of the person's places as a file that a calendar opens."""
    entries = signup_entries([own_signup(volunteer.user, public_id)], now=now())
    content = calendar_file(entries, name="", language=language())
    headers = {"Content-Disposition": 'attachment; filename="asar.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
