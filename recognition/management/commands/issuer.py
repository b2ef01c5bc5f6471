"""``issuer``: the keys that sign, the badge of one certificate, and other issuers that are believed."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core import clock
from core.errors import DomainError
from recognition import errors
from recognition.enums import Verdict
from recognition.models import TrustedIssuer
from recognition.queries import public_keys
from recognition.queries.certificates import with_code
from recognition.services import rotate, signed_badge
from recognition.services.issuers import end_trust, issuer_named, learn_withdrawn, trust_issuer
from recognition.validators import read_code

WRONG_CALL, NOT_FOUND, WRONG_FILE = 2, 3, 5


class Command(BaseCommand):
    """Show the public keys, sign with a new one from now on, or say whose signatures are believed."""

    help = (
        "show: print the public keys as a JSON Web Key Set. rotate: sign with a new key; old signatures stay valid. "
        "credential CODE: print the certificate with this code as a signed Open Badge 3.0. "
        "trust FILE: believe the issuer of a DID document (or of an object with issuer, name and keys). withdrawn "
        "ISSUER FILE: keep its signed status list. remove ISSUER: take no more of its records. list: print them all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["rotate", "show", "credential", "trust", "withdrawn", "remove", "list"])
        parser.add_argument("about", nargs="*", help="a code, a file, or an issuer and a file")
        parser.add_argument("--name", default="", help="how people know the issuer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        acts: dict[str, tuple[int, Callable[..., str]]] = {
            "show": (0, self._show),
            "rotate": (0, self._rotate),
            "list": (0, _listed),
            "credential": (1, self._credential),
            "trust": (1, lambda file: _trust(Path(file), options["name"])),
            "remove": (1, lambda name: _summary(end_trust(issuer=_issuer(name), now=clock.now()))),
            "withdrawn": (2, _withdrawn),
        }
        wanted, act = acts[options["action"]]
        if len(options["about"]) != wanted:
            raise CommandError(f"`issuer {options['action']}` takes {wanted} arguments.", returncode=WRONG_CALL)
        try:
            self.stdout.write(act(*options["about"]))
        except DomainError as refusal:
            with translation.override("en"):
                raise CommandError(str(refusal), returncode=WRONG_FILE) from refusal

    def _show(self) -> str:
        return json.dumps(public_keys(), indent=2)

    def _rotate(self) -> str:
        rotate(actor=None, now=clock.now())
        return self._show()

    def _credential(self, code: str) -> str:
        found, now = with_code(read_code(code)), clock.now()
        if found is None:
            raise errors.CertificateUnknown
        if found.verdict_at(now) != Verdict.GENUINE:
            raise errors.NotValidNow
        return signed_badge(certificate=found, now=now)


def _trust(path: Path, name: str) -> str:
    try:
        document = json.loads(_text(path))
    except ValueError as wrong:
        raise CommandError(f"{path} is no JSON.", returncode=WRONG_FILE) from wrong
    return _summary(trust_issuer(document=document, name=name, now=clock.now()))


def _withdrawn(name: str, file: str) -> str:
    issuer = _issuer(name)
    count = learn_withdrawn(issuer=issuer, token=_text(Path(file)).strip(), now=clock.now())
    return f"{issuer.identifier}: {count} withdrawn"


def _issuer(name: str) -> TrustedIssuer:
    found = issuer_named(name)
    if found is None:
        raise CommandError(f"{name} is not trusted. See: issuer list", returncode=NOT_FOUND)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"{path} cannot be read.", returncode=WRONG_FILE) from wrong


def _listed() -> str:
    return "\n".join(_summary(issuer) for issuer in TrustedIssuer.objects.order_by("identifier"))


def _summary(issuer: TrustedIssuer) -> str:
    state = f"until {issuer.trusted_until:%Y-%m-%d}" if issuer.trusted_until else "trusted"
    known = f"withdrawals as of {issuer.withdrawn_as_of:%Y-%m-%d}" if issuer.withdrawn_as_of else "withdrawals unknown"
    return f"{issuer.identifier}  {issuer.name}  {len(issuer.keys)} keys  {state}  {known}"
