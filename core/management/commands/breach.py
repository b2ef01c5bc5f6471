"""``breach``: whose data an account saw between two days, and a draft of the notice the law asks for."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.clock import now
from core.models import Look

WRONG = 4
DRAFT = """Draft of a notice (Law No 94-V, Art. 25(2)(8); within one working day)

Operator: {operator}, BIN {bin}. Responsible: {contact}.
Found on: {found}.
Account concerned: {actor}, from {first} to {last}.
People concerned: {people}. Data seen: {what}.
What happened: ...
What was done at once: ...
What people should do: ...
"""


class Command(BaseCommand):
    """List people and data that one account saw, from the chained looks."""

    help = "List whose data an account saw between two days (the last not included), with a draft of the notice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whose looks, and when."""
        parser.add_argument("--actor", type=UUID, required=True, metavar="ID", help="public id of the account")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DAY")
        parser.add_argument("--until", dest="last", type=date.fromisoformat, required=True, metavar="DAY")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print people and data, one line each."""
        first, last = options["first"], options["last"]
        if first >= last:
            raise CommandError("The first day has to lie before the last.", returncode=WRONG)
        seen = _seen(options["actor"], first, last)
        draft = _draft(options["actor"], first, last, seen)
        if options["json"]:
            people = {str(person): sorted(what) for person, what in seen.items()}
            self.stdout.write(json.dumps({"people": people, "draft": draft}, ensure_ascii=False))
            return
        for person, what in seen.items():
            self.stdout.write(f"{person}  {', '.join(sorted(what))}")
        self.stdout.write(f"\n{draft}")


def _seen(actor: UUID, first: date, last: date) -> dict[UUID, set[str]]:
    """Return what was seen of whom; one query, in the order of the people."""
    looks = Look.objects.filter(viewer=actor, happened_at__gte=_start(first), happened_at__lt=_start(last))
    found: dict[UUID, set[str]] = {}
    for person, what in looks.order_by("person", "what").values_list("person", "what").distinct():
        found.setdefault(person, set()).add(what)
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _draft(actor: UUID, first: date, last: date, seen: dict[UUID, set[str]]) -> str:
    kinds: Iterable[str] = sorted({kind for what in seen.values() for kind in what})
    return DRAFT.format(
        operator=settings.OPERATOR_NAME,
        bin=settings.OPERATOR_BIN,
        contact=settings.PRIVACY_CONTACT,
        found=timezone.localdate(now()).isoformat(),
        actor=actor,
        first=first,
        last=last,
        people=len(seen),
        what=", ".join(kinds) or "none",
    )
