"""One message to one person, before anybody decided how it travels."""

from dataclasses import dataclass, field

from django.conf import settings

from core.delivery.kinds import MessageKind

GONE_DOMAIN = "left.invalid"  # where people who have left cannot be reached
MOST_SUBJECT, MOST_TEXT, MOST_ATTACHED = 200, 20_000, 200_000


class LetterTooLarge(Exception):  # named after its situation
    """A handler wrote something that no channel carries; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with an e-mail: a calendar invitation. ``method`` is that of RFC 5546."""

    content: bytes
    filename: str = "asar.ics"
    method: str = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a handler writes.

    Either ``user_id`` names an account, and the person's choices decide the channels, or exactly one of ``email`` and
    ``phone`` is set, for people without one. ``path`` leads to a page of the product, without the language in front.
    ``stop_url`` stops this kind by one POST (RFC 8058); ``settings_path`` leads to the choices. An SMS carries
    ``text`` alone.
    """

    text: str
    subject: str = ""
    email: str = ""
    phone: str = ""
    user_id: int | None = None
    kind: str = MessageKind.SECURITY
    language: str = ""
    path: str = ""
    stop_url: str = ""
    settings_path: str = ""
    attachment: Attachment | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The page it leads to, in the reader's language; empty for none."""
        return self.address_of(self.path) if self.path else ""

    @property
    def settings_url(self) -> str:
        """The page where the reader chooses what comes how; empty for people without an account."""
        return self.address_of(self.settings_path) if self.settings_path else ""

    def address_of(self, path: str) -> str:
        """Return the full address of a page of the product in the reader's language."""
        return f"{settings.SITE_URL}/{self.language or settings.LANGUAGE_CODE}/{path.lstrip('/')}"

    def require_size(self) -> None:
        """Raise LetterTooLarge for what no channel carries."""
        attached = len(self.attachment.content) if self.attachment else 0
        if len(self.subject) > MOST_SUBJECT or len(self.text) > MOST_TEXT or attached > MOST_ATTACHED:
            raise LetterTooLarge
