"""``issuer``: the keys that sign heads of the ledger, certificates and badges, and the badge of one certificate."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core import clock
from core.errors import DomainError
from recognition import errors
from recognition.enums import Verdict
from recognition.queries import public_keys
from recognition.queries.certificates import with_code
from recognition.services import rotate, signed_badge
from recognition.validators import read_code

WRONG_INPUT = 5


class Command(BaseCommand):
    """Show the public keys, sign with a new one from now on, or sign one certificate as a badge."""

    help = (
        "show: print the public keys as a JSON Web Key Set. rotate: sign with a new key; old signatures stay valid. "
        "credential CODE: print the certificate with this code as a signed Open Badge 3.0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["rotate", "show", "credential"])
        parser.add_argument("code", nargs="?", default="", help="credential: the code on the certificate")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["action"] == "credential":
            self.stdout.write(self._credential(options["code"]))
            return
        if options["action"] == "rotate":
            rotate(actor=None, now=clock.now())
        self.stdout.write(json.dumps(public_keys(), indent=2))

    def _credential(self, code: str) -> str:
        try:
            found, now = with_code(read_code(code)), clock.now()
            if found is None:
                raise errors.CertificateUnknown
            if found.verdict_at(now) != Verdict.GENUINE:
                raise errors.NotValidNow
            return signed_badge(certificate=found, now=now)
        except DomainError as refusal:
            with translation.override("en"):
                raise CommandError(str(refusal), returncode=WRONG_INPUT) from refusal
