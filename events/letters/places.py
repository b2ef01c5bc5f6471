"""What letters say about a person's own place: she is in, she is asked, she waits, it is gone."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import clock, outbox
from core.delivery.kinds import MessageKind
from core.delivery.letter import Letter
from core.outbox import Payload
from core.text import localised
from events.enums import ShiftStatus, SignUpStatus
from events.letters.words import invitation, place_as, shift_words
from events.models import SignUp, WaitlistEntry
from events.queries.moves import where_words
from events.queries.ways import queued_of


@outbox.handler("signups.confirmed")
def confirmed(payload: Payload) -> Letter | None:
    """Tell a person that she is in: when and where, whom to ask, and where everything about it stands."""
    signup = place_as(payload, SignUpStatus.CONFIRMED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("You are in: %(title)s") % shift_words(signup.shift),
            _(
                "You are in. “%(title)s” is on %(day)s at %(time)s, %(place)s. Everything about it, and how to say "
                "that you cannot come: %(page)s"
            )
            % _words(signup, user.language),
        ),
        path=f"me/shifts/{signup.public_id}/",
        attachment=invitation(signup),
    )


@outbox.handler("signups.invited")
def invited(payload: Payload) -> Letter | None:
    """Ask a person whether she takes the place that is held for her."""
    signup = place_as(payload, SignUpStatus.INVITED)
    if signup is None or signup.shift.starts_at <= clock.now():
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("You are invited: %(title)s") % shift_words(signup.shift),
            _(
                "%(organisation)s invites you to “%(title)s” on %(day)s at %(time)s, as “%(role)s”. A place is held "
                "for you. Say yes or no here: %(page)s"
            )
            % _words(signup, user.language),
        ),
        kind=MessageKind.INVITATION,
        path=f"me/shifts/{signup.public_id}/",
    )


@outbox.handler("signups.declined")
def declined(payload: Payload) -> Letter | None:
    """Tell a coordinator that somebody she invited by hand has said no."""
    signup = place_as(payload, SignUpStatus.DECLINED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A place on your shift is free again"),
            _("%(name)s cannot come to “%(title)s” on %(day)s at %(time)s. The place is free again.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name},
        ),
        kind=MessageKind.TEAM,
    )


@outbox.handler("signups.taken_off")
def taken_off(payload: Payload) -> Letter | None:
    """Tell a person that the organiser has taken her off the list."""
    signup = place_as(payload, SignUpStatus.CANCELLED)
    if signup is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("About “%(title)s” on %(day)s") % shift_words(signup.shift),
            _(
                "%(organisation)s has taken you off the list of “%(title)s” on %(day)s at %(time)s. You do not need "
                "to come. Other shifts are open: %(find)s"
            )
            % _words(signup, user.language),
        ),
        path="me/shifts/",
        attachment=invitation(signup, "CANCEL"),
    )


@outbox.handler("waitlist.joined")
def waits(payload: Payload) -> Letter | None:
    """Tell a person her number in the queue, and that she will hear when a place is free."""
    entry = WaitlistEntry.objects.waiting().select_related("volunteer").filter(pk=payload["entry_id"]).first()
    if entry is None:
        return None
    row = next((row for row in queued_of(entry.volunteer, now=clock.now()) if row.entry == entry), None)
    if row is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("You are in line: %(title)s") % shift_words(row.entry.role.shift),
            _(
                "“%(title)s” on %(day)s at %(time)s is full. You are number %(position)s in line. We will write to "
                "you if a place opens."
            )
            % {**shift_words(row.entry.role.shift), "position": row.position},
        ),
        path="me/shifts/",
    )


def _words(signup: SignUp, language: str) -> dict[str, str]:
    opportunity = signup.shift.opportunity
    return {
        **shift_words(signup.shift),
        "place": where_words(opportunity),
        "role": localised(signup.role, "name", language).text,
        "organisation": localised(opportunity.organisation, "name", language).text,
        "page": f"{settings.SITE_URL}/{language}/me/shifts/{signup.public_id}/",
        "find": f"{settings.SITE_URL}/{language}/find/",
    }
