"""What letters say about nominations for awards: to the person, and to the organisation that nominated her."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from core.text import localised
from recognition.documents.words import round_name
from recognition.enums import NominationState
from recognition.models import Nomination
from recognition.queries.nominations import nominations


def _found(payload: Payload) -> Nomination | None:
    return nominations().filter(pk=payload["nomination_id"]).first()


def _facts(nomination: Nomination) -> dict[str, object]:
    """Return the words every letter about a nomination uses, in the language in force."""
    code = get_language() or "kk"
    return {
        "award": round_name(nomination.round, code),
        "category": nomination.get_category_display(),
        "organisation": localised(nomination.organisation, "name", code).text,
    }


@outbox.handler("awards.nominated")
def nominated(payload: Payload) -> Letter | None:
    """Ask a person whether she agrees, while she has not answered."""
    nomination = _found(payload)
    if nomination is None or nomination.state != NominationState.ASKED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("You are nominated: %(award)s") % _facts(nomination),
            _(
                "%(organisation)s nominates you for “%(award)s”, %(category)s. Nobody outside the organisation "
                "sees it before you agree. Read what they write, and say yes or no."
            )
            % _facts(nomination),
        ),
        kind=MessageKind.ORGANISATION,
        path=f"me/nominations/{nomination.public_id}/",
    )


@outbox.handler("awards.taken_back")
def taken_back(payload: Payload) -> Letter | None:
    """Tell a person that the organisation took her nomination back."""
    nomination = _found(payload)
    if nomination is None or nomination.state != NominationState.TAKEN_BACK:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A nomination was taken back: %(award)s") % _facts(nomination),
            _("%(organisation)s took its nomination of you for “%(award)s”, %(category)s, back.") % _facts(nomination),
        ),
        kind=MessageKind.ORGANISATION,
        path="me/badges/",
    )


@outbox.handler("awards.answered")
def answered(payload: Payload) -> Letter | None:
    """Tell the organisation what a person said, while that is so; she is named on the page alone."""
    nomination = _found(payload)
    if nomination is None or nomination.state != payload["state"]:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A nomination was answered: %(award)s") % _facts(nomination),
            _("Your nomination for “%(award)s”, %(category)s: %(state)s.")
            % {**_facts(nomination), "state": nomination.get_state_display()},
        ),
        kind=MessageKind.TEAM,
        path=f"org/{nomination.organisation.slug}/nominations/",
    )
