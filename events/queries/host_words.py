"""What a coordinator reads about whether somebody may take a shift: one line, and never which paper is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.eligibility import Decision, Gate, decide
from events.models import GateOverride, RoleSkill, ShiftRole, SignUp
from events.queries.fitness import people_facts, role_facts
from volunteers.models import Volunteer

# Whose papers are whose: of these a host learns only that they keep somebody out.
PRIVATE_GATES = frozenset({Gate.OFFENCE_CERTIFICATE, Gate.SAFEGUARDING_TRAINING, Gate.CODE_OF_ETHICS})
MAY = _("May take this shift.")
NOT_YET = _("May not take this shift yet.")
WAITING = _("Waiting for a guardian.")
# Gates whose own sentence speaks to the person; a host reads about somebody else.
ABOUT_SOMEBODY: dict[Gate, Promise] = {
    Gate.MINIMUM_AGE: _("Must be %(years)s on the day of the shift."),
    Gate.SKILL: _("Has not named a skill that this role needs."),
    Gate.LANGUAGE: _("Has not named a language that this role needs."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may take a shift, and the line that says so."""

    is_allowed: bool
    words: str


def host_words(decision: Decision, language: str) -> str:
    """Say in one line whether somebody may take a shift: yes, the first reason a host may know, or not yet."""
    with translation.override(language):
        if decision.is_allowed:
            return str(MAY)
        for closed in decision.closed:
            if closed.gate in ABOUT_SOMEBODY:
                return str(ABOUT_SOMEBODY[closed.gate]) % {"years": closed.years}
            if closed.gate not in PRIVATE_GATES | {Gate.GUARDIAN_CONSENT}:
                return closed.text(language)
        return str(WAITING if decision.gates == [Gate.GUARDIAN_CONSENT] else NOT_YET)


def standings_of_signups(signups: Iterable[SignUp], *, language: str) -> dict[int, Standing]:
    """Return how people stand with the roles they are on, by key of sign-up; eight queries however many they are."""
    rows = list(signups)
    pairs = [(row.role_id, row.volunteer, row.is_accompanied) for row in rows]
    return dict(zip((row.pk for row in rows), _standings(pairs, language), strict=True))


def standings_of_people(role: ShiftRole, volunteers: Iterable[Volunteer], *, language: str) -> dict[int, Standing]:
    """Return how people stand with a role, by key of volunteer; eight queries however many they are."""
    people = list(volunteers)
    pairs = [(role.pk, person, False) for person in people]
    return dict(zip((person.pk for person in people), _standings(pairs, language), strict=True))


def _standings(pairs: list[tuple[int, Volunteer, bool]], language: str) -> list[Standing]:
    decisions = _decisions(pairs)
    return [Standing(decision.is_allowed, host_words(decision, language)) for decision in decisions]


def _decisions(pairs: list[tuple[int, Volunteer, bool]]) -> list[Decision]:
    if not pairs:
        return []
    keys = {role for role, _person, _along in pairs}
    people = people_facts({person.pk: person for _role, person, _along in pairs}.values())
    levels: dict[int, dict[str, int]] = {}
    needed = RoleSkill.objects.filter(role__in=keys, is_required=True)
    for role, code, level in needed.values_list("role_id", "skill__code", "level"):
        levels.setdefault(role, {})[code] = level
    loaded = ShiftRole.objects.select_related(
        "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
    ).in_bulk(keys)
    roles = {key: role_facts(role, required_levels=levels.get(key, {})) for key, role in loaded.items()}
    opened: dict[tuple[int, int], set[str]] = {}
    for role, person, gate in GateOverride.objects.filter(role__in=keys, is_granted=True).values_list(
        "role_id", "volunteer_id", "gate"
    ):
        opened.setdefault((role, person), set()).add(gate)
    return [
        decide(
            replace(people[person.pk], is_accompanied=along, overridden=frozenset(opened.get((role, person.pk), ()))),
            roles[role],
            consent_age=settings.CONSENT_AGE_YEARS,
        )
        for role, person, along in pairs
    ]
