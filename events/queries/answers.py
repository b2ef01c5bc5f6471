"""The link in a letter that lets a person say "I am coming" or "I cannot" without signing in.

The token proves itself: the place's public id and a keyed mark over it. Nothing keeps it, and it ends with the shift.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from events.enums import OpportunityStatus, ShiftStatus, SignUpStatus
from events.models import SignUp

PURPOSE = "events.answer_link"
MARK_BYTES = 16
TOKEN_LENGTH = 43


class AnswerState(StrEnum):
    """What a link stands for: an answer is wanted, the place has ended, the shift is called off or over."""

    OPEN = "open"
    GONE = "gone"
    CALLED_OFF = "called_off"
    OVER = "over"


def answer_token(signup: SignUp) -> str:
    """Work out the secret of a place's link."""
    name = signup.public_id.bytes
    return _written(name + _mark(name, settings.SECRET_KEY))


def answer_url(signup: SignUp) -> str:
    """Return the address at which a person answers for one place; only ever written into a message to her."""
    return f"{settings.SITE_URL}/a/{answer_token(signup)}/"


def signup_with_token(token: str) -> SignUp | None:
    """Return the place a link belongs to; nothing for a link that was changed or never made."""
    try:
        told = urlsafe_b64decode(f"{token}=") if len(token) == TOKEN_LENGTH and token.isascii() else b""
    except (NotBase64, ValueError):
        return None
    if _written(told) != token:  # the last sign has bits to spare: one token, one spelling
        return None
    name, mark = told[:16], told[16:]
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if not any(constant_time_compare(mark, _mark(name, key)) for key in keys):
        return None
    return (
        SignUp.objects.select_related(
            "role",
            "shift__opportunity__organisation__region",
            "shift__opportunity__venue",
            "volunteer__user",
            "agreed_venue",
        )
        .filter(public_id=UUID(bytes=name))
        .first()
    )


def answer_state(signup: SignUp, *, now: datetime) -> AnswerState:
    """Say what a link stands for at a moment."""
    shift = signup.shift
    if shift.ends_at <= now:
        return AnswerState.OVER
    if shift.status == ShiftStatus.CANCELLED or shift.opportunity.status == OpportunityStatus.CANCELLED:
        return AnswerState.CALLED_OFF
    held = (SignUpStatus.INVITED, SignUpStatus.AWAITING, SignUpStatus.CONFIRMED)
    return AnswerState.OPEN if signup.status in held else AnswerState.GONE


def _written(told: bytes) -> str:
    return urlsafe_b64encode(told).decode().rstrip("=")


def _mark(name: bytes, key: str) -> bytes:
    return salted_hmac(PURPOSE, name, secret=key, algorithm="sha256").digest()[:MARK_BYTES]
