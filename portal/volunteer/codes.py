"""The one door to allauth's sign-in by code, and what a newcomer typed while the code is on its way."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from django.http import HttpRequest

from accounts.enums import AgreementChannel
from core.clock import now
from places.queries import get_territory_by_key, place_label
from portal.errors import attempt_or_message
from portal.templatetags.dates import language
from portal.volunteer.agreeing import agree
from volunteers.queries import volunteer_of
from volunteers.services import join

if TYPE_CHECKING:
    from accounts.models import User
    from places.models import Territory

SESSION_KEY = "joining"


class Joining(TypedDict):
    """The answers of the joining form, kept in the session until the address is proven."""

    email: str
    full_name: str
    birth_date: str
    home: str


def send_code(request: HttpRequest, *, email: str, user: "User | None") -> None:
    """Start a sign-in by code. Without a user nothing is sent, and the page that follows looks the same."""
    if user is not None:
        sync_user_email_address(user)  # so that the code also proves the address
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)


def remember(request: HttpRequest, *, email: str, full_name: str, birth_date: date, home: "Territory") -> None:
    """Keep the answers until the code is typed."""
    answers: Joining = {
        "email": email,
        "full_name": full_name,
        "birth_date": birth_date.isoformat(),
        "home": home.key,
    }
    request.session[SESSION_KEY] = answers


def recalled(request: HttpRequest) -> dict[str, object]:
    """Return the answers as the joining form shows them again, for somebody who goes back to change one."""
    answers: Joining | None = request.session.get(SESSION_KEY)
    if answers is None:
        return {}
    return {
        "email": answers["email"],
        "full_name": answers["full_name"],
        "birth_date": date.fromisoformat(answers["birth_date"]),
        "place": place_label(get_territory_by_key(answers["home"]), language()),
    }


def finish_joining(request: HttpRequest, user: "User") -> None:
    """Make the profile the person asked for before the code, unless there is one or the address is another."""
    answers: Joining | None = request.session.pop(SESSION_KEY, None)
    if answers is None or answers["email"] != user.email or volunteer_of(user) is not None:
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
