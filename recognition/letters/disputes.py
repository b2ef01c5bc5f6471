"""What letters say about objections: to the volunteer, to the organisation, and to whoever decides."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from events.letters.words import shift_words
from recognition.enums import DisputeState
from recognition.letters.hours import day_words
from recognition.models import Dispute
from recognition.queries.disputes import disputes


def _dispute(payload: Payload) -> Dispute | None:
    return disputes().filter(pk=payload["dispute_id"]).first()


def _facts(dispute: Dispute) -> dict[str, object]:
    """Return the words every letter about an objection uses, in the language in force."""
    return {
        **shift_words(dispute.signup.shift),
        "reason": dispute.get_reason_display(),
        "wanted": dispute.wanted_minutes,
        "until": day_words(dispute.due_at) if dispute.due_at else "",
        "answer": dispute.answer,
        "decision": dispute.decision,
    }


def _is_hers(dispute: Dispute, payload: Payload) -> bool:
    return int(payload["user_id"]) == dispute.signup.volunteer.user_id


@outbox.handler("disputes.opened")
def opened(payload: Payload) -> Letter | None:
    """Ask the organisation for an answer, while one is missing."""
    dispute = _dispute(payload)
    if dispute is None or dispute.state != DisputeState.WITH_HOST:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("An objection to hours: %(title)s") % _facts(dispute),
            _(
                "A volunteer objects to her hours at “%(title)s” on %(day)s: %(reason)s. She says %(wanted)s minutes. "
                "Please answer until %(until)s. After that somebody outside your organisation decides."
            )
            % _facts(dispute),
        ),
        kind=MessageKind.TEAM,
        path=f"org/{dispute.organisation.slug}/objections/{dispute.public_id}/",
    )


@outbox.handler("disputes.refused")
def refused(payload: Payload) -> Letter | None:
    """Tell the volunteer why the organisation says no, and until when she can take it further."""
    dispute = _dispute(payload)
    if dispute is None or dispute.state != DisputeState.REFUSED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Your objection was refused: %(title)s") % _facts(dispute),
            _(
                "“%(title)s” on %(day)s: the organisation does not agree. It writes: %(answer)s If you still object, "
                "pass it on until %(until)s: somebody outside the organisation decides then."
            )
            % _facts(dispute),
        ),
        kind=MessageKind.PLACE,
        path=f"me/objections/{dispute.public_id}/",
    )


@outbox.handler("disputes.escalated")
def escalated(payload: Payload) -> Letter | None:
    """Tell both sides that somebody outside decides, and until when."""
    dispute = _dispute(payload)
    if dispute is None or dispute.state != DisputeState.WITH_MEDIATOR:
        return None
    is_hers = _is_hers(dispute, payload)
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Somebody outside decides: %(title)s") % _facts(dispute),
            _(
                "The objection to the hours at “%(title)s” on %(day)s is now with a reviewer who has nothing to do "
                "with the organisation. The decision comes until %(until)s; without one, what the gate saw counts."
            )
            % _facts(dispute),
        ),
        kind=MessageKind.PLACE if is_hers else MessageKind.TEAM,
        path=_path_of(dispute, is_hers=is_hers),
    )


@outbox.handler("disputes.to_decide")
def to_decide(payload: Payload) -> Letter | None:
    """Ask somebody outside to decide, while nobody has."""
    dispute = _dispute(payload)
    if dispute is None or dispute.state != DisputeState.WITH_MEDIATOR:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("An objection to decide: %(title)s") % _facts(dispute),
            _(
                "A volunteer and an organisation do not agree about hours at “%(title)s” on %(day)s. Please decide "
                "until %(until)s."
            )
            % _facts(dispute),
        ),
        kind=MessageKind.TEAM,
        path=f"oversight/objections/{dispute.public_id}/",
    )


@outbox.handler("disputes.closed")
def closed(payload: Payload) -> Letter | None:
    """Tell both sides how it ended."""
    dispute = _dispute(payload)
    if dispute is None or dispute.is_open:
        return None
    is_hers = _is_hers(dispute, payload)
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("The objection is closed: %(title)s") % _facts(dispute),
            f"{_('“%(title)s” on %(day)s.') % _facts(dispute)} {_ending(dispute)}",
        ),
        kind=MessageKind.PLACE if is_hers else MessageKind.TEAM,
        path=_path_of(dispute, is_hers=is_hers),
    )


def _ending(dispute: Dispute) -> str:
    """Say in the language in force how an objection ended, and what is written now."""
    endings = {
        DisputeState.AGREED: _("The organisation agreed with the volunteer."),
        DisputeState.STANDS: _("The organisation refused, and the objection was not taken further."),
        DisputeState.UPHELD: _("A reviewer from outside changed the hours. The reason: %(decision)s"),
        DisputeState.REJECTED: _("A reviewer from outside left the hours as they are. The reason: %(decision)s"),
        DisputeState.SETTLED: _("Nobody decided in time, so what the gate saw counts, or else what was written."),
        DisputeState.WITHDRAWN: _("The volunteer took it back."),
    }
    said = endings[DisputeState(dispute.state)] % _facts(dispute)
    if dispute.minutes_after is None:
        return said
    now_written = _("Minutes that count: %(minutes)s.") % {"minutes": dispute.minutes_after}
    return f"{said} {now_written}"


def _path_of(dispute: Dispute, *, is_hers: bool) -> str:
    if is_hers:
        return f"me/objections/{dispute.public_id}/"
    return f"org/{dispute.organisation.slug}/objections/{dispute.public_id}/"
