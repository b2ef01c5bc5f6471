"""After a shift: what people said of it, in groups, and thanks to those who came."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import signup_for
from events.enums import Thanks
from events.errors import SignUpNotFound
from events.queries.feedback import GROUP, how_it_was, to_thank
from events.services.feedback import give_thanks
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.errors import attempt_or_message
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import ThanksForm

ROWS = 50


@require_http_methods(("GET", "HEAD", "POST"))
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """The averages and words of five people and more, and everybody who can be thanked."""
    organisation, moment = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM), now()
    if request.method == "POST":
        return _thank(request, slug)
    user = person_of(request)
    waiting = to_thank(organisation, now=moment).exclude(volunteer__user=user)
    page = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
    note_looks(
        "name",
        [signup.volunteer for signup in page],
        viewer=user,
        organisation=organisation,
        purpose="hours",
        now=moment,
    )
    context = desk(organisation, "hours", now=moment) | {
        "answers": how_it_was(organisation),
        "group": GROUP,
        "page": page,
        "thanks": Thanks.choices,
    }
    return render(request, "portal/ngo/feedback.html", context)


def _thank(request: HttpRequest, slug: str) -> HttpResponse:
    form = ThanksForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose one of the options."))
        return redirect("ngo:feedback", slug)
    signup = signup_for(request.user, form.cleaned_data["signup"], Action.ATTENDANCE_CONFIRM)
    if signup.shift.opportunity.organisation.slug != slug:
        raise SignUpNotFound
    words, user = Thanks(form.cleaned_data["words"]), person_of(request)
    if attempt_or_message(request, lambda: give_thanks(signup=signup, words=words, actor=user, now=now())):
        messages.success(request, _("Your thanks are on their way."))
    return redirect("ngo:feedback", slug)
