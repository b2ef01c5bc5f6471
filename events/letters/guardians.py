"""What letters about a guardian's word say: to the guardian, to the minor, and to the coordinators."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.enums import ContactKind
from accounts.letters import letter_to
from core import clock, outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from core.text import localised
from events.enums import SignUpStatus
from events.letters.moves import moved_places, was_and_is
from events.letters.words import desk_path, shift_words
from events.models import ConsentRequest, SignUp
from events.queries.guardians import LinkState, link_code, link_state, link_token, requests, token_hash

FREED: dict[str, Promise] = {
    "refused": gettext_lazy(
        "Your guardian did not agree this time. You have lost nothing. Other shifts are open: %(find)s"
    ),
    "unanswered": gettext_lazy(
        "Nobody answered for you in time, so the place is free again. You can join anew and ask somebody else: "
        "%(find)s"
    ),
    "withdrawn": gettext_lazy(
        "Your guardian has taken the consent back, so you are off the list. You have lost nothing: %(find)s"
    ),
}
FREED_TEAM: dict[str, Promise] = {
    "refused": gettext_lazy("%(name)s cannot come: the guardian did not agree. The place is free."),
    "unanswered": gettext_lazy("%(name)s cannot come: the guardian did not answer in time. The place is free."),
    "withdrawn": gettext_lazy("%(name)s cannot come: the guardian has taken the consent back. The place is free."),
}


def link_of(request: ConsentRequest) -> str:
    """Return the address of a guardian's page; only ever written into a message to the guardian."""
    return f"{settings.SITE_URL}/c/{link_token(request.public_id)}"


def _first_name(signup: SignUp) -> str:
    return signup.volunteer.user.full_name.partition(" ")[0]


def _words(signup: SignUp) -> dict[str, str]:
    """Return the words that letters about a place share, in the language in force."""
    organisation = signup.shift.opportunity.organisation
    code = get_language() or settings.LANGUAGE_CODE
    return {
        **shift_words(signup.shift),
        "name": signup.volunteer.user.short_name,
        "organisation": localised(organisation, "name", code).text,
        "find": f"{settings.SITE_URL}/{code}/find/",
        "page": f"{settings.SITE_URL}/{code}/me/shifts/{signup.public_id}/",
    }


def _place(payload: Payload) -> SignUp | None:
    places = SignUp.objects.select_related("volunteer__user", "shift__opportunity__organisation")
    return places.filter(pk=payload["signup_id"]).first()


def _to_guardian(
    payload: Payload,
    write: Callable[[ConsentRequest], tuple[str, str]],
    *,
    kind: MessageKind = MessageKind.GUARDIAN,
) -> Letter | None:
    """Write to the contact of a request's guardian in her language, unless it was erased or the site's key changed."""
    request = requests().filter(pk=payload["request_id"]).first()
    if request is None or not request.guardian.contact:
        return None
    if token_hash(link_token(request.public_id)) != request.token_hash:
        return None
    guardian = request.guardian
    with translation.override(guardian.language):
        subject, text = write(request)
    if guardian.contact_kind == ContactKind.PHONE:
        return Letter(text=text, phone=guardian.contact, kind=kind, language=guardian.language)
    return Letter(subject=subject, text=text, email=guardian.contact, kind=kind, language=guardian.language)


def _asking(request: ConsentRequest) -> tuple[str, str]:
    signup = request.signup
    name = _first_name(signup)
    words = _words(signup) | {
        "name": name,
        "age": str(signup.volunteer.age_on(signup.shift.starts_on)),
        "link": link_of(request),
    }
    sentence = _(
        "%(name)s (%(age)s) wants to take part in “%(title)s” with %(organisation)s on %(day)s. Please read and "
        "answer: %(link)s Two minutes, no account."
    )
    return _("%(name)s asks for your agreement") % {"name": name}, sentence % words


def _waits(payload: Payload) -> bool:
    request = requests().filter(pk=payload["request_id"]).first()
    return request is not None and link_state(request, now=clock.now()) == LinkState.OPEN


@outbox.handler("guardians.ask")
def ask(payload: Payload) -> Letter | None:
    """Ask a guardian about a minor's place."""
    return _to_guardian(payload, _asking) if _waits(payload) else None


@outbox.handler("guardians.remind")
def remind(payload: Payload) -> Letter | None:
    """Ask once more, and say until when the place is held."""

    def write(request: ConsentRequest) -> tuple[str, str]:
        subject, text = _asking(request)
        until = _("The place is held until %(moment)s.") % {"moment": _moment(request.expires_at, request.signup)}
        return subject, f"{text} {until}"

    return _to_guardian(payload, write) if _waits(payload) else None


def _moment(value: datetime, signup: SignUp) -> str:
    return value.astimezone(ZoneInfo(signup.shift.time_zone)).strftime("%d.%m.%Y, %H:%M")


@outbox.handler("guardians.code")
def code(payload: Payload) -> Letter | None:
    """Send the six figures that open a shared link."""
    return _to_guardian(
        payload,
        lambda request: (
            _("Your code for Asar"),
            _("%(code)s is your code for Asar. It holds for 15 minutes. Give it to nobody, not even to your child.")
            % {"code": link_code(request)},
        ),
        kind=MessageKind.SECURITY,
    )


@outbox.handler("guardians.thanks")
def thanks(payload: Payload) -> Letter | None:
    """Tell a guardian where to see the shifts and to take the word back."""
    return _to_guardian(
        payload,
        lambda request: (
            _("Thank you for your answer"),
            _("You have agreed for %(name)s. See the shifts or take your word back at any time: %(link)s")
            % {"name": _first_name(request.signup), "link": link_of(request)},
        ),
    )


@outbox.handler("guardians.moved")
def moved(payload: Payload) -> Letter | None:
    """Tell a guardian when and where a minor's shifts are now; whoever agreed to them may take the word back."""
    signups = moved_places(payload)
    if not signups:
        return None

    def write(request: ConsentRequest) -> tuple[str, str]:
        words = _words(signups[0]) | {"name": _first_name(request.signup), "link": link_of(request)}
        said = _("“%(title)s” with %(organisation)s, where %(name)s takes part, has moved.") % words
        link = _("See the shifts, or say that this does not suit you: %(link)s") % words
        is_short = request.guardian.contact_kind == ContactKind.PHONE and len(signups) > 1
        times = () if is_short else map(was_and_is, signups)
        return _("Moved: %(title)s") % words, "\n\n".join((said, *times, link))

    return _to_guardian(payload, write)


@outbox.handler("guardians.reply")
def reply(payload: Payload) -> Letter | None:
    """Pass a coordinator's reply on to the guardian who asked."""
    return _to_guardian(
        payload,
        lambda request: (
            _("The answer to your question"),
            _("%(organisation)s answers: %(reply)s Your page: %(link)s")
            % {
                "organisation": _words(request.signup)["organisation"],
                "reply": request.reply,
                "link": link_of(request),
            },
        ),
    )


def _to_person(payload: Payload, signup: SignUp, subject: str | Promise, text: str | Promise) -> Letter | None:
    return letter_to(
        int(payload["user_id"]),
        lambda user: (str(subject) % _words(signup), str(text) % _words(signup)),
        kind=MessageKind.GUARDIAN,
        path=f"me/shifts/{signup.public_id}/",
    )


def _to_team(payload: Payload, signup: SignUp, subject: str | Promise, text: str | Promise) -> Letter | None:
    return letter_to(
        int(payload["user_id"]),
        lambda user: (str(subject) % _words(signup), str(text) % _words(signup)),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


@outbox.handler("guardians.agreed")
def agreed(payload: Payload) -> Letter | None:
    """Tell a minor that the place is confirmed."""
    signup = _place(payload)
    if signup is None or signup.status != SignUpStatus.CONFIRMED:
        return None
    text = gettext_lazy(
        "Your guardian has agreed. You are in: “%(title)s” on %(day)s at %(time)s. Everything about it: %(page)s"
    )
    return _to_person(payload, signup, gettext_lazy("You are in: %(title)s"), text)


@outbox.handler("guardians.agreed_late")
def agreed_late(payload: Payload) -> Letter | None:
    """Tell a minor that the word came, and the place is not there any more."""
    signup = _place(payload)
    if signup is None or signup.status == SignUpStatus.CONFIRMED:
        return None
    text = gettext_lazy(
        "Your guardian has agreed, but you have no place on “%(title)s” on %(day)s any more. The consent is kept. "
        "Look for another shift: %(find)s"
    )
    return _to_person(payload, signup, gettext_lazy("Your guardian has agreed"), text)


@outbox.handler("guardians.freed")
def freed(payload: Payload) -> Letter | None:
    """Tell a minor kindly that the place is gone, and why."""
    signup = _place(payload)
    if signup is None:
        return None
    return _to_person(payload, signup, gettext_lazy("About “%(title)s” on %(day)s"), FREED[str(payload["reason"])])


@outbox.handler("guardians.agreed_team")
def agreed_team(payload: Payload) -> Letter | None:
    """Tell a coordinator that a minor's place is confirmed."""
    signup = _place(payload)
    if signup is None or signup.status != SignUpStatus.CONFIRMED:
        return None
    text = gettext_lazy("%(name)s has a place on “%(title)s” on %(day)s at %(time)s: the guardian has agreed.")
    return _to_team(payload, signup, gettext_lazy("A guardian has agreed: %(title)s"), text)


@outbox.handler("guardians.freed_team")
def freed_team(payload: Payload) -> Letter | None:
    """Tell a coordinator that a place is free again, and why."""
    signup = _place(payload)
    if signup is None:
        return None
    subject = gettext_lazy("A place is free: “%(title)s” on %(day)s")
    return _to_team(payload, signup, subject, FREED_TEAM[str(payload["reason"])])


@outbox.handler("guardians.no_photos_team")
def no_photos_team(payload: Payload) -> Letter | None:
    """Tell a coordinator that a minor may not be photographed any more."""
    signup = _place(payload)
    if signup is None:
        return None
    text = gettext_lazy(
        "The guardian of %(name)s no longer allows photographs. Please take none on %(day)s, and remove those you "
        "have."
    )
    return _to_team(payload, signup, gettext_lazy("No photographs: “%(title)s” on %(day)s"), text)


@outbox.handler("guardians.question")
def question(payload: Payload) -> Letter | None:
    """Tell a coordinator that a guardian asks something; the question itself stays on the roster page."""
    signup = _place(payload)
    if signup is None:
        return None
    text = gettext_lazy(
        "The guardian of %(name)s has a question about “%(title)s” on %(day)s. Please answer it on the page of the "
        "event."
    )
    return _to_team(payload, signup, gettext_lazy("A guardian asks: “%(title)s”"), text)
