"""Letters to people with an account: one recipient, her language, and the ways she chose."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import translation

from accounts.models import User
from core.delivery.kinds import MessageKind, may_be_stopped
from core.delivery.letter import Attachment, Letter

SETTINGS_PATH = "me/messages/choices/"
STOP_SALT = "accounts.messages.stop"


def letter_to(
    user_id: int,
    write: Callable[[User], tuple[str, str]],
    *,
    kind: MessageKind = MessageKind.PLACE,
    path: str = "",
    attachment: Attachment | None = None,
) -> Letter | None:
    """Write a letter to a person in the language of her account, or nothing once the account is closed.

    ``write`` returns subject and text and is called with that language in force. ``kind`` decides whether she may stop
    it and when it may come; ``path`` leads to a page of the product, without the language in front.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    with translation.override(user.language):
        subject, text = write(user)
    return Letter(
        subject=subject,
        text=text,
        user_id=user.pk,
        kind=kind,
        language=user.language,
        path=path,
        stop_url=stop_url(user, kind) if may_be_stopped(kind) else "",
        settings_path=SETTINGS_PATH,
        attachment=attachment,
    )


def stop_url(user: User, kind: str) -> str:
    """Return the address that stops a kind for a person without signing in (RFC 8058); it opens nothing else."""
    return f"{settings.SITE_URL}/stop/{signing.dumps([user.public_id.hex, str(kind)], salt=STOP_SALT)}/"


def read_stop(token: str) -> tuple[User, MessageKind] | None:
    """Return whom and what an address stops; nothing for one we did not write or whose account is closed."""
    try:
        number, kind = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(public_id=UUID(hex=number), is_active=True).first()
    return (user, MessageKind(kind)) if user and kind in MessageKind.values and may_be_stopped(kind) else None
