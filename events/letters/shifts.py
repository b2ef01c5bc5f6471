"""What letters about shifts say. Each is written when it is sent, from ids, and not at all once it no longer holds."""

from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from events.enums import ShiftStatus, SignUpStatus
from events.letters.words import desk_path, gate_lines, place_as, shift_words
from events.models import GateOverride, Shift


@outbox.handler("shifts.too_few_adults")
def too_few_adults(payload: Payload) -> Letter | None:
    """Tell a coordinator or an officer that a shift with children may not run as it stands."""
    shift = Shift.objects.select_related("opportunity").filter(pk=payload["shift_id"]).first()
    if shift is None or shift.has_two_adults or shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A shift with children needs another adult"),
            _(
                "“%(title)s” on %(day)s at %(time)s has fewer than two cleared adults. It may not take place until "
                "another one has joined. Please find one, or call the shift off."
            )
            % shift_words(shift),
        ),
        kind=MessageKind.SAFEGUARDING,
    )


@outbox.handler("signups.dropped")
def dropped(payload: Payload) -> Letter | None:
    """Tell a person that she may no longer take a place she had, and why."""
    signup = place_as(payload, SignUpStatus.CANCELLED)
    if signup is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Your place on a shift is free again"),
            _("You no longer have a place on “%(title)s” on %(day)s at %(time)s. The reason:")
            % shift_words(signup.shift)
            + "\n\n"
            + gate_lines(signup, payload, user.language),
        ),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )


@outbox.handler("signups.place_free")
def place_free(payload: Payload) -> Letter | None:
    """Tell a coordinator that a place is free again, and nothing about why."""
    signup = place_as(payload, SignUpStatus.CANCELLED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A place on your shift is free again"),
            _("%(name)s has no place any more on “%(title)s” on %(day)s at %(time)s. You can invite somebody else.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name},
        ),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


@outbox.handler("overrides.asked")
def override_asked(payload: Payload) -> Letter | None:
    """Tell somebody who may decide that an exception waits."""
    override = (
        GateOverride.objects.select_related("role__shift__opportunity")
        .filter(pk=payload["override_id"], decided_at__isnull=True)
        .first()
    )
    if override is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("An exception waits for your decision"),
            _("Somebody asks to let a person in on “%(title)s” on %(day)s at %(time)s. Sign in and open Exceptions.")
            % shift_words(override.role.shift),
        ),
        kind=MessageKind.SAFEGUARDING,
    )


@outbox.handler("overrides.decided")
def override_decided(payload: Payload) -> Letter | None:
    """Tell the person and whoever asked what became of an exception."""
    override = (
        GateOverride.objects.select_related("role__shift__opportunity", "volunteer__user")
        .filter(pk=payload["override_id"], decided_at__isnull=False)
        .first()
    )
    if override is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("An exception is granted") if override.is_granted else _("An exception is not granted"),
            (
                _("%(name)s may take a place on “%(title)s” on %(day)s at %(time)s. The reason: %(reason)s")
                if override.is_granted
                else _(
                    "There is no exception for %(name)s on “%(title)s” on %(day)s at %(time)s. The reason: %(reason)s"
                )
            )
            % {
                **shift_words(override.role.shift),
                "name": override.volunteer.user.short_name,
                "reason": override.decision_reason,
            },
        ),
        kind=MessageKind.SAFEGUARDING,
    )
