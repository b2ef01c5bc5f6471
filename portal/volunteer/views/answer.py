"""Behind the link of a letter: "I am coming" or "I cannot", without signing in."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.clock import now
from events.access import answer_link
from events.enums import SignUpStatus
from events.errors import AnswerLinkUnknown
from events.queries.answers import AnswerState, answer_state
from events.queries.moves import agreed_span
from events.services.dropping import cannot_come, is_late
from events.services.reconfirming import reconfirm
from events.services.signups import accept_invitation
from portal.context import LANGUAGE_WORDS, LanguageLink
from portal.errors import attempt, attempt_catching
from portal.forms import PageForm

if TYPE_CHECKING:
    from events.models import SignUp

# A mail scanner may read as often as it likes: only POST answers.
READ_OR_ANSWER = ("GET", "HEAD", "OPTIONS", "POST")


@csrf_exempt
@never_cache
@require_http_methods(READ_OR_ANSWER)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: one button for each answer, then what was said.

    No cookie is set or needed: whoever forges an answer would have to know the address, which is the secret itself.
    The page says the title and the time of the shift and a first name, and the address is told to nobody.
    """
    signup = attempt_catching(AnswerLinkUnknown, lambda: answer_link(token))
    with translation.override(_language(request, signup)):
        if isinstance(signup, AnswerLinkUnknown):
            response = _draw(request, {"state": "unknown"}, status=404)
        elif request.method == "POST":
            response = _answered(request, signup)
        else:
            response = _draw(request, _shown(signup))
        response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answered(request: HttpRequest, signup: "SignUp") -> HttpResponse:
    """Do what was said once and show the page anew; a second tap changes nothing."""
    said, form = request.POST.get("answer", ""), PageForm()
    if answer_state(signup, now=now()) == AnswerState.OPEN and said in ("coming", "cannot"):
        done = attempt(form, lambda: _say(signup, said))
        if not done.ok:
            refusal = " ".join(str(error) for error in form.non_field_errors())
            return _draw(request, _shown(signup) | {"refusal": refusal}, status=409)
    return redirect(request.get_full_path())


def _say(signup: "SignUp", said: str) -> "SignUp":
    person = signup.volunteer.user
    if said == "cannot":
        return cannot_come(signup=signup, actor=person, now=now())
    if signup.status == SignUpStatus.INVITED:
        return accept_invitation(signup=signup, actor=person, now=now())
    return reconfirm(signup=signup, actor=person, now=now())


def _shown(signup: "SignUp") -> dict[str, object]:
    moment = now()
    has_said_no = signup.status in (SignUpStatus.WITHDRAWN, SignUpStatus.DECLINED)
    has_moved = signup.reconfirm_by is not None
    return {
        "state": answer_state(signup, now=moment).value,
        "signup": signup,
        "name": signup.volunteer.user.full_name.partition(" ")[0],
        "is_late": is_late(signup, moment),
        "is_here": signup.checked_in_at is not None,
        "has_said_no": has_said_no,
        "has_said_yes": signup.coming_said_at is not None and not has_moved,
        "was": agreed_span(signup) if has_moved else "",
        "has_other_place": has_moved
        and (signup.agreed_venue_id, signup.agreed_address)
        != (signup.shift.opportunity.venue_id, signup.shift.opportunity.address),
    }


def _language(request: HttpRequest, signup: "SignUp | AnswerLinkUnknown") -> str:
    asked = request.GET.get("lang", "")
    if asked in LANGUAGE_WORDS:
        return asked
    if isinstance(signup, AnswerLinkUnknown):
        return get_language_from_request(request)
    return str(signup.volunteer.user.language)


def _draw(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Draw the page without menus, sessions or the bar of the demonstration."""
    current = translation.get_language()
    links = [
        LanguageLink(code=code, short=short, rest=rest, url=f"{request.path}?lang={code}", is_current=code == current)
        for code, (short, rest) in LANGUAGE_WORDS.items()
    ]
    shared = {"visit": None, "demo_buttons": [], "messages": [], "language_links": links}
    return render(request, "portal/volunteer/answer.html", shared | context, status=status)
