"""What a service that checks national signatures has to do, and which one is set up."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from reports import errors


@dataclass(frozen=True, slots=True)
class Signer:
    """Which organisation signed, by its certificate; the person's name and IIN are not kept."""

    organisation: str
    bin: str


class Verifier(Protocol):
    """A service that checks a detached CMS signature over bytes."""

    name: str

    def check(self, *, signature: str, content: bytes) -> Signer:
        """Return who signed exactly these bytes.

        Raises SignatureOfOtherFile, SignerUnknown or SignatureServiceAway.
        """
        ...


def verifier() -> Verifier:
    """Return the service that is set up. Raises SignatureServiceOff."""
    if not settings.SIGNATURE_SERVICE_URL:
        raise errors.SignatureServiceOff
    found: Verifier = import_string(settings.SIGNATURE_SERVICE)(settings.SIGNATURE_SERVICE_URL)
    return found
