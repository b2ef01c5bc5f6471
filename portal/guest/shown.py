"""Turns what the domain found into what the public templates draw."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import SPOKEN_LANGUAGE_LABELS, SpokenLanguage, languages_of
from core.text import localised
from events.eligibility import ADULT_AGE_YEARS
from events.enums import HAZARD_LABELS, hazards_of
from events.queries import OpportunityRow, ShiftRow
from places.queries import place_label as full_label
from portal.guest.search import Widening
from portal.templatetags.causes import cause_class
from portal.templatetags.dates import language
from portal.templatetags.numbers import distance, number
from portal.templatetags.opportunities import least_age
from portal.templatetags.ringmap import RingPoint

if TYPE_CHECKING:
    from events.models import Opportunity, Shift, ShiftRole, SignUp
    from places.models import Territory

LANGUAGE_CHOICES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))

Choice = tuple[str, str, bool]
"""Value, words, whether it is chosen."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One role on one shift that a person may choose."""

    shift: "Shift"
    role: "ShiftRole"
    seats_left: int
    minutes: int
    is_chosen: bool
    is_ticked: bool
    own: "SignUp | None"


@dataclass(frozen=True, slots=True)
class WideningLink:
    """One way out of an empty list, in words."""

    words: str
    changes: dict[str, str | None]


def place_label(territory: "Territory | None") -> str:
    """Name a place in the reader's language; nothing for no place."""
    return full_label(territory, language()) if territory else ""


def ring_points(rows: Sequence[OpportunityRow], *, first_number: int) -> list[RingPoint]:
    """Return the pins of a list; online work has none, and numbers follow the list."""
    return [
        RingPoint(
            number=number_in_list,
            label=localised(row.opportunity, "title", language()).text,
            distance_km=row.distance_km,
            bearing=row.bearing,
            css_class=cause_class(row.opportunity.cause),
            href=f"#op{number_in_list}",
        )
        for number_in_list, row in enumerate(rows, start=first_number)
        if row.distance_km is not None and row.bearing is not None
    ]


def when_choices(chosen: str) -> list[Choice]:
    """Return the choices of days."""
    words = (
        ("", _("Any day")),
        ("weekend", _("This weekend")),
        ("week", _("Next 7 days")),
        ("month", _("Next 30 days")),
    )
    return [(value, word, value == chosen) for value, word in words]


def reach_choices(chosen: str, reaches_km: Sequence[int]) -> list[Choice]:
    """Return the choices of distance."""
    near = [(str(km), _("Within %(distance)s") % {"distance": distance(km)}) for km in reaches_km]
    words = [("", _("As near as possible")), *near, ("any", _("Anywhere in Kazakhstan"))]
    return [(value, word, value == chosen) for value, word in words]


def language_choices(chosen: Sequence[str]) -> list[Choice]:
    """Return the languages of work."""
    words = (*LANGUAGE_CHOICES, ("sign", _("Sign language")))
    return [(value, word, value in chosen) for value, word in words]


def widenings(found: Sequence[Widening]) -> list[WideningLink]:
    """Say in words what each change would find."""
    return [WideningLink(words=_widening_words(widening), changes=widening.changes) for widening in found]


def _widening_words(widening: Widening) -> str:
    count = ngettext("%(count)s opportunity", "%(count)s opportunities", widening.count) % {
        "count": number(widening.count)
    }
    sentences = {
        "farther": _("Within %(distance)s: %(count)s"),
        "anywhere": _("Anywhere in Kazakhstan: %(count)s"),
        "any_day": _("On any day: %(count)s"),
        "any_cause": _("All causes: %(count)s"),
        "online": _("Online: %(count)s"),
    }
    return sentences[widening.kind] % {"count": count, "distance": distance(widening.kilometres)}


def offers(
    rows: Sequence[ShiftRow],
    *,
    wished: Sequence[UUID] = (),
    suitable: UUID | None = None,
    own: Mapping[int, "SignUp"] | None = None,
) -> list[Offer]:
    """Return every role of the shifts ahead.

    Ticked are those the reader came for, or the only one there is: several can be joined at once, so nobody has to
    untick what she never chose. One is the chosen one, of which the page speaks: the first that is wished for, else
    the suitable one, else the first open one. ``own`` holds the person's sign-ups by shift; a shift she is on already
    is not offered again.
    """
    mine = own or {}
    pairs = [(row, role) for row in rows for role in row.roles]
    open_ids = [role.public_id for row, role in pairs if role.free_count > 0 and row.shift.pk not in mine]
    ticked = {one for one in wished if one in open_ids} or set(open_ids if len(open_ids) == 1 else ())
    chosen = next((one for one in (*wished, suitable, *open_ids) if one in open_ids), None)
    return [
        Offer(
            shift=row.shift,
            role=role,
            seats_left=role.free_count,
            minutes=row.shift.minutes,
            is_chosen=role.public_id == chosen,
            is_ticked=role.public_id in ticked,
            own=mine.get(row.shift.pk),
        )
        for row, role in pairs
    ]


def access_facts(opportunity: "Opportunity") -> list[tuple[str, str | Promise]]:
    """Return the table of access and safety: every line is there, so silence never means no."""
    moving = _("Step-free.") if opportunity.is_step_free else _("There are steps.")
    toilet = _("Accessible toilet.") if opportunity.has_accessible_toilet else _("No accessible toilet.")
    speaking = ", ".join(_spoken(opportunity.languages)) or _("Any language")
    signing = _("Sign-language interpreter.") if opportunity.has_sign_language else _("No sign-language interpreter.")
    quiet = _("There is a quiet place to rest.") if opportunity.has_quiet_place else _("No quiet place to rest.")
    transport = _("Transport is provided.") if opportunity.provides_transport else _("You get there yourself.")
    costs = localised(opportunity, "costs", language()).text
    facts: list[tuple[str, str | Promise]] = []
    if not opportunity.is_remote:
        facts.append((_("Getting around"), f"{moving} {toilet}"))
    facts.append((_("Communication"), f"{capfirst(speaking)}. {signing}"))
    facts.append((_("How hard is it"), opportunity.get_effort_display()))
    if not opportunity.is_remote:
        facts.append((_("Rest"), quiet))
        facts.append((_("Costs and transport"), f"{transport} {costs}".strip()))
    facts.append((_("Who looks after you"), opportunity.contact_name))
    facts.append((_("Age"), _age_sentence(opportunity)))
    facts.append((_("Safety"), _safety_sentence(opportunity)))
    return facts


def _spoken(mask: int) -> list[str]:
    """Name the languages of a mask; signing has its own sentence."""
    return [str(SPOKEN_LANGUAGE_LABELS[one]) for one in languages_of(mask) if one != SpokenLanguage.SIGN]


def _age_sentence(opportunity: "Opportunity") -> str:
    least = least_age(opportunity)
    if least >= ADULT_AGE_YEARS:
        return _("From %(age)s. Only for adults.") % {"age": least}
    return _("From %(age)s. Under 18 with a guardian’s consent.") % {"age": least}


def _safety_sentence(opportunity: "Opportunity") -> str:
    """Say what the organiser declared about the work, and who answers for children."""
    if not opportunity.is_hazard_declared:
        return _("The organiser has not declared yet how safe the work is. Nobody can join before that.")
    words = [f"{HAZARD_LABELS[hazard]}." for hazard in hazards_of(opportunity.hazards)]
    said = " ".join(words) or _("The organiser declares no dangerous work.")
    if not opportunity.has_child_contact:
        return said
    facts = {"name": opportunity.safeguarding_lead or opportunity.contact_name}
    return f"{said} {_('Two cleared adults are always together. %(name)s answers for the children.') % facts}"


def lines(opportunity: "Opportunity", field: str) -> list[str]:
    """Return a short text of things, one per line break or semicolon, else per comma."""
    text = localised(opportunity, field, language()).text
    marks = r"[\n;]" if re.search(r"[\n;]", text) else r","
    things = [thing.strip() for thing in re.split(marks, text)]
    return [thing[0].upper() + thing[1:] for thing in things if thing]
