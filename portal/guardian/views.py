"""Behind the link: what is asked, the answer, and afterwards the guardian's own page."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core.addresses import address_of
from core.clock import now
from events.access import guardian_link
from events.enums import ConsentAnswer
from events.queries import LinkState, address_hash, link_state, offered_scopes
from events.services.guardians import answering, withdrawing
from portal.errors import attempt
from portal.forms import PageForm, read_uuid
from portal.guardian import shown
from portal.guardian.forms import ConsentForm, QuestionForm
from portal.guardian.page import draw, guardian_page
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from accounts.models import GuardianConsent
    from events.models import ConsentRequest

CLOSED_STATUS = {LinkState.LATE: 410, LinkState.GONE: 410}


@guardian_page(guardian_link)
def link(request: HttpRequest, found: "ConsentRequest") -> HttpResponse:
    """The page behind the link, as it stands: a question, an answer given, or an end."""
    state = link_state(found, now=now())
    if state == LinkState.OPEN:
        return _answer(request, found) if request.method == "POST" else _asked(request, found)
    if state == LinkState.ANSWERED:
        return _change(request, found) if request.method == "POST" else _standing(request, found)
    context = {"link": found, "name": shown.first_name(found), "state": state.value}
    return draw(request, "ended", context, status=CLOSED_STATUS[state])


def _again(request: HttpRequest) -> HttpResponse:
    """Show the page anew, so that loading it once more sends nothing."""
    return redirect(request.get_full_path())


def _asked(
    request: HttpRequest,
    found: "ConsentRequest",
    form: ConsentForm | None = None,
    asking: QuestionForm | None = None,
) -> HttpResponse:
    bound = form or asking
    context: dict[str, object] = {
        "link": found,
        "name": shown.first_name(found),
        "age": found.signup.volunteer.age_on(found.signup.shift.starts_on),
        "facts": shown.safety_facts(found.signup.shift),
        "paragraphs": shown.consent_paragraphs(found),
        "consent_form": form or _consent_form(found),
        "question_form": asking or QuestionForm(),
        "form": bound,
    }
    return draw(request, "asked", context, status=422 if bound else 200)


def _consent_form(found: "ConsentRequest", request: HttpRequest | None = None) -> ConsentForm:
    scopes = offered_scopes(found.signup, today=timezone.localdate())
    start = {"scope": "opportunity", "full_name": found.guardian.name, "relation": found.guardian.relation}
    choices = shown.scope_choices(found, scopes)
    return ConsentForm(request.POST if request else None, scopes=choices, initial=start)


def _answer(request: HttpRequest, found: "ConsentRequest") -> HttpResponse:
    said, moment = request.POST.get("answer", ""), now()
    if said == "ask":
        asking = QuestionForm(request.POST)
        if asking.is_valid() and attempt(
            asking,
            lambda: answering.ask_coordinator(request=found, question=asking.cleaned_data["question"], now=moment),
        ):
            return _again(request)
        return _asked(request, found, asking=asking)
    if said == "refused":
        # Whatever stands in the way, the page that follows says how the link stands.
        attempt(PageForm(), lambda: answering.refuse(request=found, now=moment))
        return _again(request)
    form = _consent_form(found, request)
    if form.is_valid() and attempt(
        form, lambda: answering.agree(request=found, words=_words(request, form), now=moment)
    ):
        return _again(request)
    return _asked(request, found, form=form)


def _words(request: HttpRequest, form: ConsentForm) -> answering.Words:
    given = form.cleaned_data
    return answering.Words(
        full_name=given["full_name"],
        relation=given["relation"],
        scope=given["scope"],
        allows_photos=given["allows_photos"],
        comes_along=request.POST.get("answer") == "along",
        language=language(),
        address_hash=address_hash(address_of(request)),
    )


def _standing(request: HttpRequest, found: "ConsentRequest") -> HttpResponse:
    """The guardian's page; with ``withdraw`` in the address it asks once whether a consent shall end."""
    moment = now()
    consents = shown.given_consents(found, now=moment)
    wanted = read_uuid(request.GET.get("withdraw", ""))
    ending = next((one for one in consents if one.is_standing and one.consent.public_id == wanted), None)
    if ending is not None:
        return draw(request, "withdraw", {"link": found, "name": shown.first_name(found), "ending": ending})
    context: dict[str, object] = {"link": found, "name": shown.first_name(found)}
    if found.answer == ConsentAnswer.REFUSED:  # perhaps a stranger, whose address was typed by mistake
        return draw(request, "refused", context)
    ahead, behind = shown.shifts_of_minor(found, now=moment)
    context |= {
        "consents": consents,
        "ahead": ahead,
        "behind": behind,
        "looks": shown.looks(found),
        "paragraphs": shown.consent_paragraphs(found),
    }
    return draw(request, "standing", context)


def _change(request: HttpRequest, found: "ConsentRequest") -> HttpResponse:
    """Take back a consent or the permission for photographs; an answer sent twice changes nothing."""
    said, moment = request.POST.get("change", ""), now()
    consent = _own_consent(request, found)
    if consent is not None and said == "withdraw":
        attempt(
            PageForm(),
            lambda: withdrawing.withdraw_consent(consent=consent, actor=found.guardian, now=moment),
        )
    if consent is not None and said == "photos":
        withdrawing.withdraw_photos(consent=consent, actor=found.guardian, now=moment)
    return redirect(f"{request.path}?lang={language()}")


def _own_consent(request: HttpRequest, found: "ConsentRequest") -> "GuardianConsent | None":
    wanted = read_uuid(request.POST.get("consent", ""))
    given = shown.given_consents(found, now=now())
    return next((one.consent for one in given if one.is_standing and one.consent.public_id == wanted), None)
