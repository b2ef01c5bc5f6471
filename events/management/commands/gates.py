"""``gates``: every gate between one volunteer and one role, with its verdict, its source and its sentence."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.queries import account_known_as, demo_email
from core import clock
from events.eligibility import Closed, Decision, Gate
from events.models import ShiftRole
from events.queries import judge, public_shifts
from volunteers.models import Volunteer
from volunteers.queries import volunteer_known_as, volunteer_of

LANGUAGES = ("kk", "ru", "en")
SAMPLE_PERSON = "volunteer_15"
SAMPLE_ROLES = 50


class Command(BaseCommand):
    """Explain who may take what, and why not."""

    help = "Print every gate between a volunteer and a role: open, closed or overridden, by which law, in what words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pair and the shape of the answer."""
        parser.add_argument("--explain", action="store_true", help="explain the pair; this is what the command does")
        parser.add_argument("--volunteer", help="public id, e-mail address or number of a volunteer")
        parser.add_argument("--role", help="public id or number of a role")
        parser.add_argument("--sample", action="store_true", help="take a pair of the demonstration")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the readable form")
        parser.add_argument("--json", action="store_true", help="print one JSON object, with all three languages")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the gates."""
        volunteer, role = _sample() if options["sample"] else _named(options["volunteer"], options["role"])
        answer = explained(volunteer, role, judge(role, volunteer))
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        standing = "may take" if answer["allowed"] else "may not take"
        self.stdout.write(f"Volunteer {answer['volunteer']} {standing} role {answer['role']}.")
        self.stdout.write(f"Rules {answer['rules_version']}.")
        for row in answer["gates"]:
            self.stdout.write(f"{row['verdict']:>10}  {row['code']}  ({row['source']})")
            if row["verdict"] != "open":
                self.stdout.write(f"            {row['text'][options['language']]}")


def explained(volunteer: Volunteer, role: ShiftRole, decision: Decision) -> dict[str, Any]:
    """Write a decision as plain values, every gate in its order."""
    closed = {gate.gate: gate for gate in decision.closed}
    years = max(role.shift.opportunity.min_age, role.min_age or 0)
    return {
        "volunteer": str(volunteer.public_id),
        "role": str(role.public_id),
        "rules_version": decision.rules_version,
        "allowed": decision.is_allowed,
        "expires_on": decision.expires_on.isoformat() if decision.expires_on else None,
        "inputs_sha256": decision.inputs_sha256,
        "gates": [
            {
                "code": gate.value,
                "verdict": _verdict(gate, decision),
                "source": told.source,
                "text": {language: told.text(language) for language in LANGUAGES},
            }
            for gate, told in ((gate, closed.get(gate, Closed(gate, years))) for gate in Gate)
        ],
    }


def _verdict(gate: Gate, decision: Decision) -> str:
    if gate in decision.gates:
        return "closed"
    return "overridden" if gate in decision.overridden else "open"


def _named(volunteer_name: str | None, role_name: str | None) -> tuple[Volunteer, ShiftRole]:
    if not volunteer_name or not role_name:
        raise CommandError("Name a pair with --volunteer and --role, or ask for --sample.", returncode=2)
    volunteer = volunteer_known_as(volunteer_name)
    if volunteer is None:
        raise CommandError("No volunteer is known by that id. Use a public id or an e-mail address.", returncode=3)
    role = _role_known_as(role_name)
    if role is None:
        raise CommandError("No role is known by that id. Use its public id.", returncode=3)
    return volunteer, role


def _role_known_as(name: str) -> ShiftRole | None:
    roles = ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    )
    try:
        if name.isascii() and name.isdecimal():
            return roles.filter(pk=int(name)).first()
        return roles.filter(public_id=UUID(name)).first()
    except ValueError:
        return None


def _sample() -> tuple[Volunteer, ShiftRole]:
    """Take the young volunteer of the demonstration and the role ahead that most gates close to her."""
    account = account_known_as(demo_email(SAMPLE_PERSON))
    volunteer = volunteer_of(account) if account else Volunteer.objects.order_by("pk").first()
    ahead = ShiftRole.objects.filter(shift__in=public_shifts(clock.now())).select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    )
    roles = list(ahead.order_by("shift__starts_at", "pk")[:SAMPLE_ROLES])
    if volunteer is None or not roles:
        raise CommandError("There is nobody or nothing to take a sample of. Fill a town: manage demo.", returncode=3)
    return volunteer, max(roles, key=lambda role: len(judge(role, volunteer).closed))
