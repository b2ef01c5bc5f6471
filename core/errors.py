"""Kinds of failure a person or a program can act on, each with a code, a status and a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class DomainError(Exception):
    """A rule said no. ``context`` fills the sentence and never holds personal data.

    ``field`` names the input the sentence belongs to, where there is one; ``status`` is the HTTP status; ``next`` are
    calls of the API that would help a program further.
    """

    code: str = "core.error"
    status: int = 400
    message: str | Promise = _("This did not work.")
    field: str = ""
    next: Sequence[Mapping[str, Any]] = ()

    def __init__(self, **context: Any) -> None:
        super().__init__(self.code)
        self.context = context

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        sentence = str(self.message)
        return sentence % self.context if self.context else sentence


class InvalidInput(DomainError):
    """What was sent cannot be right, whoever sends it."""

    code = "core.invalid_input"
    status = 422
    message = _("Something in what you sent is not right.")


class UploadRefused(InvalidInput):
    """A file was sent where none is taken."""

    code = "core.upload_refused"
    message = _(
        "No file is taken here. Copies of identity documents and certificates are never kept: show the original to "
        "an officer instead."
    )


class UploadTooLarge(InvalidInput):
    """More than a photograph has."""

    code = "core.upload_too_large"
    message = _("This file is too large. Send at most %(megabytes)s MB.")


class NotSignedIn(DomainError):
    """The person has to sign in first."""

    code = "core.not_signed_in"
    status = 401
    message = _("Please sign in first.")


class NotAllowed(DomainError):
    """The person may see this but not do it."""

    code = "core.not_allowed"
    status = 403
    message = _("You may not do this with your present role.")


class NotFound(DomainError):
    """It is not there, or the person may not know that it is."""

    code = "core.not_found"
    status = 404
    message = _("We could not find this.")


class Conflict(DomainError):
    """The world has moved on, or two wishes exclude each other."""

    code = "core.conflict"
    status = 409
    message = _("This clashes with something that already exists.")


class KeyReused(InvalidInput):
    """The key of a request stands for another request."""

    code = "core.key_reused"
    message = _("This Idempotency-Key was used for another request. Send a new key with every new request.")


class KeyImpossible(InvalidInput):
    """The key of a request is empty, too long, or no plain text."""

    code = "core.key_impossible"
    message = _("An Idempotency-Key has 1 to 255 plain characters, for example a UUID.")


class KeyInUse(Conflict):
    """The first request under the same key is still being answered."""

    code = "core.key_in_use"
    message = _("The same request is still being answered. Ask again in a moment, with the same key.")


class TooMany(DomainError):
    """Too many attempts in a short time; ``seconds`` of the context say when the next one is possible."""

    code = "core.too_many"
    status = 429
    message = _("Too many attempts. Please wait a little.")

    def __str__(self) -> str:
        """Return the sentence, with the time to wait where it is known."""
        return f"{self.message} {self.wait}".strip()

    @property
    def wait(self) -> str:
        """Say in how many minutes or hours to try again; an empty text when that is not known."""
        minutes = ceil(self.context.get("seconds", 0) / 60)
        if minutes > 90:
            hours = ceil(minutes / 60)
            sentence = ngettext("Try again in %(count)s hour.", "Try again in %(count)s hours.", hours)
            return sentence % {"count": hours}
        sentence = ngettext("Try again in %(count)s minute.", "Try again in %(count)s minutes.", minutes)
        return sentence % {"count": minutes} if minutes else ""


class Unavailable(DomainError):
    """A part we depend on does not answer."""

    code = "core.unavailable"
    status = 503
    message = _("This is not available just now. Please try again later.")


class PeriodReversed(InvalidInput):
    """The last day lies before the first."""

    code = "core.period_reversed"
    message = _("The last day lies before the first. Check both dates.")
    field = "to"


@contextmanager
def blaming(field: str) -> Iterator[None]:
    """Let an error raised inside name the input that caused it.

    What an input names and nobody finds is a wrong input, not a missing page, so NotFound becomes InvalidInput.
    """
    try:
        yield
    except (InvalidInput, NotFound) as error:
        refusal = InvalidInput(**error.context)
        refusal.code, refusal.message, refusal.field = error.code, error.message, field
        raise refusal from error
