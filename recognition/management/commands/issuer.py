"""``issuer``: the keys that sign heads of the ledger, certificates and badges."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from recognition.queries import public_keys
from recognition.services import rotate


class Command(BaseCommand):
    """Show the public keys, or sign with a new one from now on."""

    help = "show: print the public keys as a JSON Web Key Set. rotate: sign with a new key; old signatures stay valid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do."""
        parser.add_argument("action", choices=["rotate", "show"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["action"] == "rotate":
            rotate(actor=None, now=clock.now())
        self.stdout.write(json.dumps(public_keys(), indent=2))
