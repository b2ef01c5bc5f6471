"""What letters say about shifts that move or are called off, and about places that silence freed."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import clock, outbox
from core.delivery import Attachment, Letter, MessageKind
from core.outbox import Payload
from core.text import localised
from events.enums import SEAT_HOLDING, ShiftStatus, SignUpOrigin, SignUpStatus
from events.exports import several_file
from events.letters.words import (
    change_kind,
    desk_path,
    gate_lines,
    invitation,
    moment_words,
    place_as,
    places_told,
    shift_words,
)
from events.models import CoverSearch, Shift, SignUp
from events.queries import clashing_signup
from events.queries.answers import answer_url
from events.queries.moves import agreed_words, place_words, span_words

ENDED = (SignUpStatus.CANCELLED, SignUpStatus.WITHDRAWN)


@outbox.handler("shifts.moved")
def moved(payload: Payload) -> Letter | None:
    """Tell a person the old and the new time and place, and until when she is asked to say that she still comes."""
    signup = _moved(payload)
    if signup is None or signup.reconfirm_by is None:
        return None
    return _about_one(payload, signup)


@outbox.handler("shifts.moved_little")
def moved_little(payload: Payload) -> Letter | None:
    """Tell a person that a shift moves a little, or moved before she has answered; nothing is asked of her."""
    signup = _moved(payload)
    return _about_one(payload, signup) if signup else None


@outbox.handler("shifts.moved_together")
def moved_together(payload: Payload) -> Letter | None:
    """Tell a person of all her shifts that moved at once, each with the old and the new and what is asked of her."""
    signups = moved_places(payload)
    if len(signups) < 2:
        return _about_one(payload, signups[0]) if signups else None
    soonest = min((signup.shift for signup in signups), key=lambda shift: shift.starts_at)
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Moved: %(title)s") % shift_words(soonest),
            "\n\n".join((_title(soonest), *(f"{was_and_is(one)}\n\n{_asked(one)}" for one in signups))),
        ),
        kind=change_kind(soonest, now=clock.now()),
        path="me/shifts/",
        attachment=Attachment(several_file(signups)),
    )


def _about_one(payload: Payload, signup: SignUp) -> Letter | None:
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Moved: %(title)s") % shift_words(signup.shift),
            "\n\n".join((_title(signup.shift), was_and_is(signup), _asked(signup))),
        ),
        kind=change_kind(signup.shift, now=clock.now()),
        path=f"me/shifts/{signup.public_id}/",
        attachment=invitation(signup),
    )


def _title(shift: Shift) -> str:
    return _("“%(title)s” has moved.") % shift_words(shift)


def was_and_is(signup: SignUp) -> str:
    """Write the old and the new one below the other."""
    was = _("It was: %(when)s") % {"when": agreed_words(signup)}
    new = _("It is now: %(when)s") % {"when": ", ".join(filter(None, (span_words(signup.shift), place_words(signup))))}
    return f"{was}\n{new}"


def _asked(signup: SignUp) -> str:
    """Say what is asked of a person, and what she has at the new time besides."""
    deadline = signup.reconfirm_by
    if deadline is None:
        return _("You need not answer. If you cannot come then, please say so in My shifts.")
    said = _("Please say until %(until)s whether you still come. Without an answer the place is given to others.")
    if deadline >= signup.shift.starts_at:
        said = _("Please say whether you still come.")
    asked = f"{said % {'until': moment_words(deadline, signup.shift)}} {answer_url(signup)}"
    return "\n\n".join(filter(None, (_clash(signup), asked)))


def _clash(signup: SignUp) -> str:
    other = clashing_signup(signup.volunteer, signup.shift)
    if other is None:
        return ""
    said = _("At the new time you also have “%(title)s” on %(day)s at %(time)s. You can keep only one of the two.")
    return said % shift_words(other.shift)


@outbox.handler("shifts.moved_away")
def moved_away(payload: Payload) -> Letter | None:
    """Tell a person that she may not take a shift at its new time, and why; nothing is her fault."""
    signup = place_as(payload, *ENDED)
    if signup is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("About “%(title)s”") % shift_words(signup.shift),
            _("“%(title)s” moves to %(day)s at %(time)s. You cannot take it then, so your place is free. The reason:")
            % shift_words(signup.shift)
            + "\n\n"
            + gate_lines(signup, payload, user.language)
            + "\n\n"
            + _("Look for another shift: %(find)s") % {"find": f"{settings.SITE_URL}/{user.language}/find/"},
        ),
        kind=change_kind(signup.shift, now=clock.now()),
        path=f"me/shifts/{signup.public_id}/",
        attachment=invitation(signup, "CANCEL"),
    )


@outbox.handler("shifts.cancelled")
def cancelled(payload: Payload) -> Letter | None:
    """Tell whoever had a place or waited for one that a shift does not take place."""
    shift = Shift.objects.select_related("opportunity").filter(pk=payload["shift_id"]).first()
    if shift is None or shift.status != ShiftStatus.CANCELLED:
        return None

    place = places_told().filter(shift=shift, volunteer__user=int(payload["user_id"])).order_by("made_at", "pk").last()

    def write() -> str:
        said = _("“%(title)s” on %(day)s at %(time)s does not take place.") % shift_words(shift)
        why = _("The organiser writes: %(reason)s") % {"reason": shift.cancel_reason} if shift.cancel_reason else ""
        code = get_language() or settings.LANGUAGE_CODE
        find = _("Look for another shift: %(find)s") % {"find": f"{settings.SITE_URL}/{code}/find/"}
        return "\n\n".join(filter(None, (said, why, find)))

    return letter_to(
        int(payload["user_id"]),
        lambda user: (_("Does not take place: %(title)s") % shift_words(shift), write()),
        kind=change_kind(shift, now=clock.now()),
        path="me/shifts/",
        attachment=invitation(place, "CANCEL") if place else None,
    )


@outbox.handler("signups.silent")
def silent(payload: Payload) -> Letter | None:
    """Tell a person that her place is free because she did not answer, and how to come back."""
    signup = place_as(payload, *ENDED)
    if signup is None:
        return None

    def write() -> str:
        said = _(
            "“%(title)s” moved to %(day)s at %(time)s, and we did not hear from you in time. The place is free again. "
            "If you would still like to come, join anew while there is a place: %(page)s"
        )
        code = get_language() or settings.LANGUAGE_CODE
        page = f"{settings.SITE_URL}/{code}/me/shifts/{signup.public_id}/"
        return said % {**shift_words(signup.shift), "page": page}

    return letter_to(
        int(payload["user_id"]),
        lambda user: (_("About “%(title)s”") % shift_words(signup.shift), write()),
        kind=MessageKind.PLACE,
        path=f"me/shifts/{signup.public_id}/",
        attachment=invitation(signup, "CANCEL"),
    )


@outbox.handler("signups.silent_team")
def silent_team(payload: Payload) -> Letter | None:
    """Tell a coordinator that a place is free because its person did not answer after the move."""
    signup = place_as(payload, *ENDED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A place on your shift is free again"),
            _("%(name)s did not answer after “%(title)s” moved to %(day)s at %(time)s. The place is free again.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name},
        ),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


@outbox.handler("signups.late_cancel")
def late_cancel(payload: Payload) -> Letter | None:
    """Tell a coordinator at once that somebody cannot come to a shift that is near."""
    signup = place_as(payload, *ENDED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED or signup.shift.ends_at <= clock.now():
        return None

    def write() -> str:
        said = _("%(name)s cannot come to “%(title)s” (%(role)s) on %(day)s at %(time)s.")
        role = localised(signup.role, "name", get_language() or settings.LANGUAGE_CODE).text
        words = {**shift_words(signup.shift), "name": signup.volunteer.user.short_name, "role": role}
        return f"{said % words} {_what_is_done(signup)}".strip()

    return letter_to(
        int(payload["user_id"]),
        lambda user: (_("Cannot come: “%(title)s”") % shift_words(signup.shift), write()),
        kind=change_kind(signup.shift, now=clock.now()),
        path=desk_path(signup.shift),
    )


def _what_is_done(signup: SignUp) -> str:
    """Say who is asked instead, as far as anybody is."""
    if CoverSearch.objects.running().filter(role=signup.role_id).exists():
        return _("We are looking for cover.")
    if SignUp.objects.filter(role=signup.role_id, status=SignUpStatus.INVITED, origin=SignUpOrigin.WAITLIST).exists():
        return _("The place is offered to the next person on the waiting list.")
    return ""


def _moved(payload: Payload) -> SignUp | None:
    return next(iter(_as_moved({int(payload["signup_id"]): int(payload["sequence"])})), None)


def moved_places(payload: Payload) -> list[SignUp]:
    """Return the places a message names that stand as it names them, soonest first."""
    names = (name.split(":") for name in str(payload["places"]).split(","))
    return _as_moved({int(place): int(sequence) for place, sequence in names})


def _as_moved(sequences: Mapping[int, int]) -> list[SignUp]:
    """Return places that stand, unless their shift has moved again since: then another letter says more."""
    found = places_told().filter(pk__in=sequences, status__in=SEAT_HOLDING, agreed_starts_at__isnull=False)
    standing = found.filter(shift__status=ShiftStatus.PLANNED).order_by("shift__starts_at", "pk")
    return [signup for signup in standing if signup.shift.sequence == sequences[signup.pk]]
