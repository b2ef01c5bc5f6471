"""The one door to allauth's sign-in by code, and what a newcomer typed while the code is on its way."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.enums import AgreementChannel
from accounts.queries import account_of
from accounts.services import register, send_code
from accounts.validators import Contact, clean_contact
from core.clock import now
from places.queries import get_territory_by_key, place_label
from portal.errors import attempt_or_message
from portal.templatetags.dates import language
from portal.volunteer.agreeing import agree
from portal.volunteer.forms.fields import ContactForm
from volunteers.queries import volunteer_of
from volunteers.services import join

if TYPE_CHECKING:
    from accounts.models import User
    from places.models import Territory

SESSION_KEY = "joining"
INTRODUCED_KEY = "introduced"


class Joining(TypedDict):
    """The answers of the joining form, kept in the session until the address is proven."""

    contact: str
    full_name: str
    birth_date: str
    home: str


class CodeProcess(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth ships no types
    """allauth's sign-in by code, which does the same work for known and unknown addresses.

    ``is_expected`` says whether the code opens anything: an account, or, for a newcomer, the one that is made when it
    is typed. Otherwise no code is good and the message in the outbox is for nobody.
    """

    @classmethod
    def start(cls, request: HttpRequest, *, contact: Contact, user: "User | None", is_expected: bool) -> None:
        """Send a code and remember in the session what it opens."""
        login = Login(user=user, email=contact.email or None, phone=contact.phone or None)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        state = cls.initial_state(user=user, email=contact.email, phone=contact.phone)
        stage.state.update(state, initiated_by_user=True, is_expected=is_expected)
        process = cls(stage=stage)
        process.send()
        process.persist()

    @property
    def contact(self) -> Contact:
        """Where the code was sent."""
        return Contact(email=self.state.get("email", ""), phone=self.state.get("phone", ""))

    def send(self, skip_enumeration_mails: bool = False) -> None:
        """Make a code and put the message into the outbox."""
        code = get_adapter().generate_login_code()
        self.state["code"] = code if self.state["is_expected"] else ""
        send_code(contact=self.contact, code=self.state["code"], language=language(), now=now())

    def generate_code(self) -> str:
        """Leave the code alone: sending makes it."""
        return str(self.code)

    def welcome(self, user: "User") -> None:
        """Go on as somebody whose account did not exist when the code was sent."""
        self._user = self.stage.login.user = user
        self.state.update(self.initial_state(user=user, email=self.contact.email, phone=self.contact.phone))


def may_ask(request: HttpRequest, form: ContactForm) -> bool:
    """Count a request for a code to what a valid form names; too many are an error of the form."""
    if ratelimit.consume(request, action="request_login_code", key=str(form.found)):
        return True
    form.add_error("contact", str(get_adapter().error_messages["too_many_login_attempts"]))
    return False


def ask_for_code(request: HttpRequest, *, contact: Contact) -> None:
    """Start a sign-in by code. For an unknown address nothing is sent, and everything else is the same."""
    user = account_of(contact)
    known = user if user is not None and user.is_active else None
    CodeProcess.start(request, contact=contact, user=known, is_expected=known is not None)


def ask_for_code_to_join(request: HttpRequest, *, contact: Contact) -> None:
    """Send a code to whoever joins: to the account of the address, or to a newcomer, whose account it makes.

    Nothing is written about a newcomer until the code is typed, so nobody leaves accounts under others' addresses.
    """
    user = account_of(contact)
    known = user if user is not None and user.is_active else None
    CodeProcess.start(request, contact=contact, user=known, is_expected=user is None or user.is_active)


def account_behind(request: HttpRequest, process: CodeProcess) -> "User | None":
    """Return whose code was typed, made now for a newcomer; nothing when a rule says no."""
    user: User | None = process.user or account_of(process.contact) or _newcomer(request, process.contact)
    if user is not None:
        sync_user_email_address(user)  # so that the code also proves the address
    return user


def _newcomer(request: HttpRequest, contact: Contact) -> "User | None":
    answers: Joining = request.session[SESSION_KEY]
    made = attempt_or_message(
        request,
        lambda: register(
            email=contact.email,
            phone=contact.phone,
            full_name=answers["full_name"],
            language=language(),
            now=now(),
        ),
    )
    return made.value


def remember(request: HttpRequest, *, contact: Contact, full_name: str, birth_date: date, home: "Territory") -> None:
    """Keep the answers until the code is typed."""
    answers: Joining = {
        "contact": str(contact),
        "full_name": full_name,
        "birth_date": birth_date.isoformat(),
        "home": home.key,
    }
    request.session[SESSION_KEY] = answers


def introduce(request: HttpRequest, *, contact: str, full_name: str) -> None:
    """Keep what a ministry or a university told us about a newcomer, to fill in the joining form."""
    request.session[INTRODUCED_KEY] = {"contact": contact, "full_name": full_name}


def recalled(request: HttpRequest) -> dict[str, object]:
    """Return the answers as the joining form shows them again, for somebody who goes back to change one."""
    answers: Joining | None = request.session.get(SESSION_KEY)
    if answers is None:
        return dict(request.session.get(INTRODUCED_KEY, {}))
    return {
        "contact": answers["contact"],
        "full_name": answers["full_name"],
        "birth_date": date.fromisoformat(answers["birth_date"]),
        "place": place_label(get_territory_by_key(answers["home"]), language()),
    }


def finish_joining(request: HttpRequest, user: "User") -> None:
    """Make the profile the person asked for before the code, unless there is one or the address is another."""
    answers: Joining | None = request.session.pop(SESSION_KEY, None)
    if answers is None or volunteer_of(user) is not None:
        return
    contact = clean_contact(answers["contact"])
    if contact.email != (user.email or "") and contact.phone != user.phone:
        return
    joined = attempt_or_message(
        request,
        lambda: join(
            user=user,
            full_name=answers["full_name"],
            birth_date=date.fromisoformat(answers["birth_date"]),
            home=get_territory_by_key(answers["home"]),
            now=now(),
        ),
    )
    if joined:
        agree(request, user, AgreementChannel.JOINING)  # the form was not sent without the tick
