"""What letters about waiting lists, swaps and the nightly look at the gates say."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from events.enums import ShiftStatus, SignUpStatus, SwapAnswer
from events.letters.words import desk_path, gate_lines, moment_words, place_as, shift_words
from events.models import SwapOffer


@outbox.handler("signups.flagged")
def flagged(payload: Payload) -> Letter | None:
    """Tell a coordinator what stands in the way of a place that has not ended: somebody can still mend it."""
    signup = place_as(payload, SignUpStatus.CONFIRMED)
    if signup is None or signup.shift.status != ShiftStatus.PLANNED:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Please look at a shift again"),
            _("Something stands in the way of “%(title)s” on %(day)s at %(time)s. %(name)s cannot be checked in yet.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name}
            + "\n\n"
            + gate_lines(signup, payload, user.language),
        ),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


@outbox.handler("waitlist.offered")
def place_offered(payload: Payload) -> Letter | None:
    """Tell the next person of a waiting list that a place is held for her, and until when."""
    signup = place_as(payload, SignUpStatus.INVITED)
    if signup is None or signup.offer_expires_at is None:
        return None
    until = moment_words(signup.offer_expires_at, signup.shift)
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("A place is free for you"),
            _(
                "You waited for “%(title)s” on %(day)s at %(time)s, and a place is free. It is held for you until "
                "%(until)s. Open My shifts and answer. After that it goes to the next person."
            )
            % {**shift_words(signup.shift), "until": until},
        ),
        kind=MessageKind.OFFER,
        path="me/shifts/",
    )


@outbox.handler("seats.reduced")
def place_lost(payload: Payload) -> Letter | None:
    """Tell somebody that there are fewer places, why, what else is free, and that she may wait first."""
    signup = place_as(payload, SignUpStatus.CANCELLED)
    if signup is None or signup.reduction is None:
        return None
    page = reverse("volunteer:joined", args=[signup.shift.opportunity.public_id])
    address = f"{settings.SITE_URL}{page}?role={signup.role.public_id}"
    reason = signup.reduction.reason
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("There are fewer places on your shift"),
            _(
                "“%(title)s” on %(day)s at %(time)s has fewer places than before, and yours is one of those that end. "
                "The organiser writes: %(reason)s"
            )
            % {**shift_words(signup.shift), "reason": reason}
            + "\n\n"
            + _("Other shifts that fit you, and the first place on the waiting list if you like: %(address)s")
            % {"address": address},
        ),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )


@outbox.handler("swap.offered")
def swap_offered(payload: Payload) -> Letter | None:
    """Tell somebody that a person she knows would like to give her a place; nothing when nobody has the address."""
    offer = _swap(payload)
    if offer is None or offer.answer or offer.volunteer is None:
        return None
    return letter_to(
        offer.volunteer.user_id,
        lambda user: (
            _("%(name)s offers you a place") % {"name": offer.signup.volunteer.user.short_name},
            _("%(name)s cannot come to “%(title)s” on %(day)s at %(time)s and offers you the place. Open My shifts.")
            % {**shift_words(offer.signup.shift), "name": offer.signup.volunteer.user.short_name},
        ),
        kind=MessageKind.OFFER,
        path="me/shifts/",
    )


@outbox.handler("swap.taken")
def swap_taken(payload: Payload) -> Letter | None:
    """Tell the giver that the place has found somebody."""
    offer = _swap(payload)
    if offer is None or offer.answer != SwapAnswer.TAKEN:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Your place is taken over"),
            _("Somebody else comes to “%(title)s” on %(day)s at %(time)s in your place. Thank you.")
            % shift_words(offer.signup.shift),
        ),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )


@outbox.handler("swap.noted")
def swap_noted(payload: Payload) -> Letter | None:
    """Tell a coordinator who comes instead of somebody else."""
    signup = place_as(payload, SignUpStatus.CONFIRMED)
    if signup is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Somebody took over a place"),
            _("%(name)s takes over a place on “%(title)s” on %(day)s at %(time)s. All rules were checked.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name},
        ),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


def _swap(payload: Payload) -> SwapOffer | None:
    found = SwapOffer.objects.select_related("signup__shift__opportunity", "signup__volunteer__user", "volunteer")
    return found.filter(pk=payload["offer_id"]).first()
