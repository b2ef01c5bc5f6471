"""Whether somebody agreed to the words about personal data in force, and asking again when they change."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.queries import has_current_data_consent
from accounts.services import record_data_consent
from core.addresses import address_of
from core.clock import now
from portal.templatetags.dates import language
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from accounts.enums import AgreementChannel
    from accounts.models import User

ASKS = "asks_consent"


def agree(request: HttpRequest, user: "User", channel: "AgreementChannel") -> None:
    """Record that the person agreed in the language of the page, from the address of the request."""
    address = address_of(request)
    record_data_consent(user=user, language=language(), channel=channel, address=address, actor=user, now=now())
    request.session.pop(ASKS, None)


def is_to_be_asked(request: HttpRequest) -> bool:
    """Say, once a visit, whether the page that asks comes first; after that everything can be read as before."""
    return request.method == "GET" and bool(request.session.pop(ASKS, False))


@receiver(user_logged_in)
def note_missing_consent(request: HttpRequest | None, user: "User", **unknown: Any) -> None:
    """Remember at sign-in that a volunteer has not agreed to the words in force."""
    session = getattr(request, "session", None)
    if session is not None and volunteer_of(user) is not None and not has_current_data_consent(user):
        session[ASKS] = True
