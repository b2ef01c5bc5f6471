"""NCANode: a server that an operator runs beside the site and that checks signatures of the national authority.

Its third version answers ``POST /cms/verify`` with JSON.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from reports import errors
from reports.services.signatures.checking import Signer

PATIENCE = 10  # seconds
LONGEST_SIGNATURE = 100_000
LONGEST_ANSWER = 1_000_000


class NcaNode:
    """A client of one such server."""

    name = "NCANode"

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/cms/verify"

    def check(self, *, signature: str, content: bytes) -> Signer:
        """Ask whether a detached signature is valid, not revoked, and over exactly these bytes."""
        plain = "".join(signature.split()).removeprefix("-----BEGINCMS-----").removesuffix("-----ENDCMS-----")
        try:
            b64decode(plain, validate=True)
        except NoBase64 as wrong:
            raise errors.SignatureOfOtherFile from wrong
        if not plain or len(plain) > LONGEST_SIGNATURE:
            raise errors.SignatureOfOtherFile
        answer = self._ask({"cms": plain, "data": b64encode(content).decode(), "revocationCheck": ["OCSP"]})
        if answer.get("valid") is not True:
            raise errors.SignatureOfOtherFile
        return _signer(answer)

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        request = Request(self._url, json.dumps(question).encode(), {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=PATIENCE) as heard:
                answer = json.loads(heard.read(LONGEST_ANSWER))
        except HTTPError as refused:
            if refused.code < 500:  # it answers 400 to a signature it cannot read
                raise errors.SignatureOfOtherFile from refused
            raise errors.SignatureServiceAway from refused
        except (URLError, TimeoutError, OSError, ValueError) as away:
            raise errors.SignatureServiceAway from away
        if not isinstance(answer, dict):
            raise errors.SignatureServiceAway
        return answer


def _signer(answer: dict[str, Any]) -> Signer:
    """Return the organisation of the only signer whose own certificate is valid."""
    try:
        (signer,) = answer["signers"]
        certificate = signer["certificates"][0]
        subject = certificate["subject"]
        if certificate.get("valid") is not True:
            raise errors.SignatureOfOtherFile
        bin_, organisation = str(subject.get("bin") or ""), str(subject.get("organization") or "")
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as unknown:
        raise errors.SignerUnknown from unknown
    if not bin_:
        raise errors.SignerUnknown
    return Signer(organisation, bin_)
