"""E-mail: text and HTML in the reader's language, one recipient, a name that tells a copy from a new letter."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from core.delivery.faults import ChannelAway, ContactRefused, MessageRefused
from core.delivery.letter import GONE_DOMAIN, Letter
from core.delivery.wording import as_html, as_text

LASTING = 500  # an SMTP answer from here on stays the same however often one asks


def message_id(key: str) -> str:
    """Return the Message-ID of a key: always the same, so that a mailbox keeps one copy; it tells nobody a thing."""
    digest = salted_hmac("core.delivery.mail", key, algorithm="sha256").hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'asar'}>"


def headers_of(letter: Letter, key: str) -> dict[str, str]:
    """Return the headers of a letter: who made it (RFC 3834), which it is, and how to stop more of it (RFC 8058)."""
    headers = {
        "Message-ID": message_id(key),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": letter.language or settings.LANGUAGE_CODE,
    }
    if letter.stop_url:
        headers |= {
            "List-Unsubscribe": f"<{letter.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def written(letter: Letter, *, to: str, key: str) -> EmailMultiAlternatives:
    """Return the e-mail of a letter."""
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()), body=as_text(letter), to=[to], headers=headers_of(letter, key)
    )
    mail.attach_alternative(as_html(letter), "text/html")
    if letter.attachment:
        file = letter.attachment
        calendar = f'text/calendar; method={file.method}; charset="utf-8"; name="{file.filename}"'
        mail.attach(file.filename, file.content.decode(), calendar)
    return mail


class MailChannel:
    """E-mail behind the contract of channels. The Message-ID lets a mailbox tell a copy."""

    code = "email"
    knows_copies = True

    def send(self, letter: Letter, *, to: str, key: str) -> None:
        """Send to one address. Raises ContactRefused, MessageRefused or ChannelAway."""
        if to.endswith(f"@{GONE_DOMAIN}"):
            return
        try:
            written(letter, to=to, key=key).send()
        except SMTPRecipientsRefused as failure:
            code = max(status for status, _words in failure.recipients.values())
            raise (ContactRefused if code >= LASTING else ChannelAway)(f"SMTP {code}") from failure
        except SMTPAuthenticationError as failure:  # our own password: every message would fail alike
            raise ChannelAway(f"SMTP {failure.smtp_code}") from failure
        except SMTPResponseException as failure:
            is_lasting = failure.smtp_code >= LASTING
            raise (MessageRefused if is_lasting else ChannelAway)(f"SMTP {failure.smtp_code}") from failure
        except (SMTPException, OSError) as failure:
            raise ChannelAway(type(failure).__name__) from failure
