"""What still keeps one shift from starting, in words: people, skills, languages, adults. Asks the database nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import SPOKEN_LANGUAGE_LABELS, languages_of
from core.text import localised
from portal.templatetags.dates import language
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from events.models import Shift, ShiftRole


def blocks_of(shift: "Shift", *, has_child_contact: bool) -> tuple[str, ...]:
    """Say what a shift ahead still lacks, role by role; its roles with their skills are loaded."""
    return tuple(_blocks(shift, has_child_contact))


def _blocks(shift: "Shift", has_child_contact: bool) -> Iterator[str]:
    for role in sorted(shift.roles.all(), key=lambda role: (role.position, role.pk)):
        name = localised(role, "name", language()).text
        missing = role.minimum - role.taken_count
        needs = asked_of(role)
        if missing > 0:
            words = ngettext("%(role)s: %(count)s person missing", "%(role)s: %(count)s people missing", missing)
            yield words % {"role": name, "count": number(missing)}
        if needs and role.taken_count == 0:
            yield _("%(role)s: nobody yet with %(needs)s") % {"role": name, "needs": ", ".join(needs)}
    if has_child_contact and not shift.has_two_adults:
        yield _("two cleared adults are missing")


def asked_of(role: "ShiftRole") -> list[str]:
    """Name what everybody in a role must know and speak."""
    skills = [localised(need.skill, "name", language()).text for need in role.skills.all() if need.is_required]
    return [*skills, *(str(SPOKEN_LANGUAGE_LABELS[spoken]) for spoken in languages_of(role.languages))]
