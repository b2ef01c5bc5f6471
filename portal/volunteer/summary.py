"""A profile in words, one line per page that changes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import SPOKEN_LANGUAGE_LABELS, InterfaceLanguage, languages_of
from accounts.queries import guardian_on_file, has_guardian_consent
from core.enums import Cause
from core.text import localised
from events.queries import needs_guardian
from places.queries import place_label
from portal.templatetags.content import masked
from portal.templatetags.dates import WEEKDAYS_SHORT, full_date, language
from portal.templatetags.numbers import hours, number
from volunteers.enums import ALL_FREE_PARTS, NEED_LABELS, DayPart, needs_of

if TYPE_CHECKING:
    from volunteers.models import Volunteer

SHOWN_SKILLS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the profile: what, how it stands, where to change it (nothing: it cannot be changed here)."""

    label: str
    text: str
    url: str


def profile_lines(volunteer: "Volunteer", skill_names: list[str]) -> list[Line]:
    """Return the whole profile."""
    user = volunteer.user
    lines = [
        Line(_("Name"), user.full_name, reverse("volunteer:profile_about")),
        Line(_("Date of birth"), full_date(volunteer.birth_date), reverse("volunteer:profile_birth_date")),
        Line(_("Place and distance"), place_words(volunteer), reverse("volunteer:profile_place")),
        Line(_("Free times"), times_words(volunteer.free_parts), reverse("volunteer:profile_times")),
        Line(_("Skills"), skills_words(skill_names), reverse("volunteer:profile_skills")),
        Line(_("Causes"), causes_words(volunteer), reverse("volunteer:profile_causes")),
        Line(_("Languages"), languages_words(volunteer.languages), reverse("volunteer:profile_languages")),
        Line(_("Weekly limit"), limits_words(volunteer), reverse("volunteer:profile_limits")),
        Line(_("What helps me take part"), needs_words(volunteer.access_needs), reverse("volunteer:profile_needs")),
        Line(
            _("Language of messages"),
            str(InterfaceLanguage(user.language).label),
            reverse("volunteer:profile_about"),
        ),
    ]
    if needs_guardian(volunteer, on=timezone.localdate()):
        lines.append(Line(_("Parent or guardian"), guardian_words(volunteer), reverse("volunteer:profile_guardian")))
    return lines


def guardian_words(volunteer: "Volunteer") -> str:
    """How the guardian on file is reached, masked: a phone is seen by many eyes."""
    guardian = guardian_on_file(volunteer.user)
    if guardian:
        return masked(guardian.contact)
    is_agreed = has_guardian_consent(volunteer.user, on=timezone.localdate())
    return _("Agreed on paper") if is_agreed else _("None yet")


def place_words(volunteer: "Volunteer") -> str:
    """Karaganda. Up to 10 km. Online too."""
    sentences = [place_label(volunteer.home, language())]
    if volunteer.accepts_on_site:
        sentences.append(_("Up to %(km)s km") % {"km": number(volunteer.max_km)})
    if volunteer.accepts_remote:
        sentences.append(_("Online too") if volunteer.accepts_on_site else _("Online only"))
    return ". ".join(sentences)


def times_words(mask: int) -> str:
    """Sat morning, day; Sun day. Or: any time."""
    if mask == ALL_FREE_PARTS:
        return _("Any time")
    days = []
    for weekday, short in enumerate(WEEKDAYS_SHORT[language()]):
        parts = [str(part.label).lower() for part in DayPart if mask & (1 << (weekday * len(DayPart) + part.value))]
        if parts:
            days.append(f"{short.capitalize()} {', '.join(parts)}")
    return "; ".join(days) or _("No times yet")


def skills_words(names: list[str]) -> str:
    """The first few skills, and how many more there are."""
    if not names:
        return _("None yet")
    rest = len(names) - SHOWN_SKILLS
    listed = ", ".join(names[:SHOWN_SKILLS])
    if rest <= 0:
        return listed
    more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
    return f"{listed} {more}"


def skill_names(volunteer: "Volunteer") -> list[str]:
    """Return the person's skills in the reader's language, best first. One query."""
    owned = volunteer.skills.select_related("skill").order_by("-level", "skill__group", "skill__position", "pk")
    return [localised(row.skill, "name", language()).text for row in owned]


def causes_words(volunteer: "Volunteer") -> str:
    """The causes a person cares for, most first."""
    weights = [(getattr(volunteer, f"cause_{cause}"), str(label)) for cause, label in Cause.choices]
    chosen = [label for weight, label in sorted(weights, key=lambda pair: -pair[0]) if weight]
    return ", ".join(chosen) or _("None yet")


def languages_words(mask: int) -> str:
    """Kazakh, Russian."""
    return capfirst(", ".join(str(SPOKEN_LANGUAGE_LABELS[one]) for one in languages_of(mask))) or _("None yet")


def needs_words(mask: int) -> str:
    """A way without steps; breaks when I need them."""
    return "; ".join(str(NEED_LABELS[need]) for need in needs_of(mask)) or _("Nothing named")


def limits_words(volunteer: "Volunteer") -> str:
    """8 hours, 3 shifts."""
    count = volunteer.max_shifts_week
    shifts = ngettext("%(count)s shift", "%(count)s shifts", count) % {"count": count}
    return f"{hours(volunteer.max_minutes_week)}, {shifts}"
