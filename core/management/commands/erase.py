"""``erase``: remove a person for good, or everybody on the list again after a backup was restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.clock import now
from core.privacy.erasure import erase_person, replay

UNKNOWN, WRONG_FILE = 4, 5
MARK_LETTERS = 64


class Command(BaseCommand):
    """Erase one person, or replay the list of those who left."""

    help = (
        "Erase a person: --person PUBLIC_ID. After restoring a backup: --replay FILE (erased.txt of the data folder)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whom."""
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--person", metavar="ID", help="public id of the account")
        whom.add_argument("--replay", type=Path, metavar="FILE", help="list of people who have left")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a second time changes nothing."""
        if options["person"]:
            person = _person(options["person"])
            erase_person(person=person, actor=None, now=now())
            self.stdout.write("erased")
            return
        count = replay(_marks(options["replay"]), now=now())
        self.stdout.write(f"{count} people of the list were there again and are erased")


def _person(public_id: str) -> Any:
    try:
        return get_user_model().objects.get(public_id=public_id)
    except (ValidationError, get_user_model().DoesNotExist) as unknown:
        raise CommandError("There is no account with this public id.", returncode=UNKNOWN) from unknown


def _marks(path: Path) -> set[str]:
    try:
        lines = path.read_text(encoding="ascii").split()
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{path} cannot be read: {wrong}", returncode=WRONG_FILE) from wrong
    if any(len(line) != MARK_LETTERS for line in lines):
        raise CommandError(f"{path} is not a list of people who left.", returncode=WRONG_FILE)
    return set(lines)
