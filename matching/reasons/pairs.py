"""The engine's factors as sentences, for the volunteer and for the coordinator, in the reader's language.

Every sentence states one fact that can be checked and changed; a factor with nothing to say gives none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.enums import Cause
from core.text import localised
from events.eligibility import CLEARANCE_GATES, Gate, closed_by_organiser, closed_to_minors, gate_text, least_age_years
from events.models import ShiftRole
from events.queries import provided_at, work_facts
from matching import engine
from matching.reasons.bands import band_words
from matching.reasons.words import WEEKDAYS, joined, lowered, spoken
from volunteers.enums import NEED_LABELS, PLACE_NEEDS, ClearanceKind, needs_of
from volunteers.models import Volunteer

FAVOURITE_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class FactorText:
    """One line of the answer to "why": verdict ``fits``, ``check`` or ``fails``."""

    code: str
    verdict: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What the sentences name about one person and one role; names are in the reader's language.

    ``unmet``: gates of clearances that are not held on the days of the shift.
    """

    volunteer: Volunteer
    role: ShiftRole
    distance_km: float | None
    needed: tuple[str, ...]
    lacking: tuple[str, ...]
    wanted_known: tuple[str, ...]
    wanted_unknown: tuple[str, ...]
    unmet: tuple[Gate, ...] = ()

    @property
    def when(self) -> dict[str, str]:
        """Weekday and wall time of the shift."""
        shift = self.role.shift
        return {
            "weekday": str(WEEKDAYS[shift.starts_on.weekday()]),
            "start": shift.start_time.strftime("%H:%M"),
            "end": shift.end_time.strftime("%H:%M"),
        }

    @property
    def km(self) -> str:
        """The distance, with one digit below ten kilometres unless it is a zero."""
        distance = self.distance_km or 0.0
        shown = round(distance, 1) if distance < 10 else round(distance)
        return number_format(int(shown) if shown == int(shown) else shown)

    @property
    def cause(self) -> str:
        """The cause in words."""
        return str(Cause(self.role.shift.opportunity.cause).label).lower()

    @property
    def cause_weight(self) -> int:
        """How much the person cares for it, 0 to 3."""
        return int(getattr(self.volunteer, f"cause_{self.role.shift.opportunity.cause}"))

    @property
    def age(self) -> int:
        """Completed years on the day of the shift."""
        return self.volunteer.age_on(self.role.shift.starts_on)


Line = tuple[str, str] | None


def pair_facts(volunteer: Volunteer, role: ShiftRole, *, distance_km: float | None) -> PairFacts:
    """Collect the facts of a pair; skills of both sides should be prefetched."""
    levels = {owned.skill_id: owned.level for owned in volunteer.skills.all()}
    language = get_language() or "kk"
    needed: list[str] = []
    lacking: list[str] = []
    known: list[str] = []
    unknown: list[str] = []
    for asked in role.skills.all():
        has_it = levels.get(asked.skill_id, 0) >= asked.level
        name = localised(asked.skill, "name", language).text
        if asked.is_required:
            (needed if has_it else lacking).append(name)
        else:
            (known if has_it else unknown).append(name)
    return PairFacts(
        volunteer=volunteer,
        role=role,
        distance_km=distance_km,
        needed=tuple(needed),
        lacking=tuple(lacking),
        wanted_known=tuple(known),
        wanted_unknown=tuple(unknown),
    )


def for_volunteer(factor: engine.Factor, facts: PairFacts) -> FactorText | None:
    """Tell the volunteer about one factor, or nothing where there is nothing to tell."""
    return _text(factor, facts, VOLUNTEER_LINES)


def for_coordinator(factor: engine.Factor, facts: PairFacts) -> FactorText | None:
    """Tell the coordinator about one factor; needs, contacts, certificates and who a guardian is stay out of it."""
    return _text(factor, facts, COORDINATOR_LINES)


def for_everybody(role: ShiftRole) -> list[FactorText]:
    """Tell what the organiser has left unsaid, so that nobody may take the role yet."""
    gates = closed_by_organiser(work_facts(role.shift))
    return [FactorText(gate.value, "fails", _("Not open yet"), _sentence(gate)) for gate in gates]


def _text(
    factor: engine.Factor, facts: PairFacts, lines: dict[tuple[str, str], Callable[[PairFacts], Line]]
) -> FactorText | None:
    write = lines.get((factor.code, factor.verdict))
    line = write(replace(facts, unmet=_unmet(factor))) if write else None
    return FactorText(factor.code, factor.verdict, *line) if line else None


def _unmet(factor: engine.Factor) -> tuple[Gate, ...]:
    missing = factor.values.get("missing", 0) if factor.code == "clearance" else 0
    bits = missing if isinstance(missing, int) else 0
    return tuple(CLEARANCE_GATES[kind.value] for bit, kind in enumerate(ClearanceKind) if bits >> bit & 1)


def _sentence(gate: Gate, years: int = 0) -> str:
    return gate_text(gate, get_language() or "kk", years=years)


def _time_fits(facts: PairFacts) -> Line:
    return _("You are free then"), _("%(weekday)s %(start)s–%(end)s is inside your free time.") % facts.when


def _time_fails(facts: PairFacts) -> Line:
    return _("You are not free then"), _("%(weekday)s %(start)s–%(end)s is outside your free time.") % facts.when


def _required_fit(facts: PairFacts) -> Line:
    return _("You know this work"), _("Needed here, and you have it: %(skills)s.") % {"skills": joined(facts.needed)}


def _skills_fit(facts: PairFacts) -> Line:
    if facts.wanted_known:
        known = {"skills": joined(facts.wanted_known)}
        return _("Your skills help here"), _("Welcome here, and you have it: %(skills)s.") % known
    if facts.needed:
        return None
    return _("No special skills needed"), _("This role asks for no special skills.")


def _skills_check(facts: PairFacts) -> Line:
    if not facts.wanted_unknown:
        return None
    return _("A skill would help"), _("Welcome here, but not a must: %(skills)s.") % {
        "skills": joined(facts.wanted_unknown)
    }


def _skills_fail(facts: PairFacts) -> Line:
    return _("A skill is missing"), _("This role needs: %(skills)s.") % {"skills": joined(facts.lacking)}


def _distance_fits(facts: PairFacts) -> Line:
    if facts.role.shift.opportunity.is_remote:
        return _("You can do it from home"), _("This is online work.")
    return _("It is within your reach"), _("%(km)s km from home.") % {"km": facts.km}


def _distance_check(facts: PairFacts) -> Line:
    return _("It is a way to go"), _("%(km)s km from home.") % {"km": facts.km}


def _distance_fails(facts: PairFacts) -> Line:
    limit = {"km": facts.km, "limit": facts.volunteer.max_km}
    return _("It is far"), _("%(km)s km from home. You chose up to %(limit)s km.") % limit


def _mode_fails(facts: PairFacts) -> Line:
    if facts.role.shift.opportunity.is_remote:
        return _("It is online"), _("Your profile says you do not want online work.")
    return _("It is on site"), _("Your profile says you want online work only.")


def _cause_fits(facts: PairFacts) -> Line:
    if facts.cause_weight >= FAVOURITE_WEIGHT:
        return _("It is your cause"), _("You chose %(cause)s.") % {"cause": facts.cause}
    return None


def _cause_check(facts: PairFacts) -> Line:
    if facts.cause_weight == 0:
        return _("Another cause"), _("This is %(cause)s, which you did not choose.") % {"cause": facts.cause}
    return None


def _language_fits(facts: PairFacts) -> Line:
    languages = spoken(facts.role.shift.opportunity.languages)
    return _("It is in your language"), _("People work in: %(languages)s.") % {"languages": languages}


def _language_check(facts: PairFacts) -> Line:
    languages = spoken(facts.role.shift.opportunity.languages)
    return _("Another language"), _("People work in: %(languages)s.") % {"languages": languages}


def _languages_fail(facts: PairFacts) -> Line:
    return _("A language is missing"), _("This role needs: %(languages)s.") % {
        "languages": spoken(facts.role.languages)
    }


def _age_fails(facts: PairFacts) -> Line:
    years = least_age_years(facts.role.shift.opportunity.min_age, facts.role.min_age)
    work = work_facts(facts.role.shift)
    closed = [gate for gate in closed_to_minors(work) if gate != Gate.ADULTS_ONLY or not work.has_child_contact]
    if facts.age < years or not closed:
        return _("You are too young for this one"), _("You must be %(years)s on the day of the shift.") % {
            "years": years
        }
    if closed[0] in (Gate.NIGHT_HOURS, Gate.SCHOOL_HOURS):
        return _("Not at this hour"), _sentence(closed[0])
    return _("For adults only"), _sentence(closed[0])


def _adults_only(facts: PairFacts) -> Line:
    return _("For adults only"), _("This is work with children, so helpers must be 18 or older.")


def _consent_fits(facts: PairFacts) -> Line:
    return _("Your guardian agrees"), _("The agreement of your parent or guardian is recorded.")


def _consent_check(facts: PairFacts) -> Line:
    words = _("You are %(age)s. The place waits for you until your parent or guardian answers.")
    return _("A parent or guardian will be asked"), words % {"age": facts.age}


def _consent_fails(facts: PairFacts) -> Line:
    return _("A parent or guardian must agree"), _("You are %(age)s. Their agreement is not recorded yet.") % {
        "age": facts.age
    }


def _clash_fails(facts: PairFacts) -> Line:
    return _("You are busy then"), _("It clashes with a shift you already have, counting the way between.")


def _week_shifts_fail(facts: PairFacts) -> Line:
    limit = facts.volunteer.max_shifts_week
    return _("Your week is full"), ngettext(
        "You chose at most %(count)s shift a week.", "You chose at most %(count)s shifts a week.", limit
    ) % {"count": limit}


def _week_minutes_fail(facts: PairFacts) -> Line:
    hours = facts.volunteer.max_minutes_week // 60
    return _("Your week is full"), ngettext(
        "You chose at most %(count)s hour a week.", "You chose at most %(count)s hours a week.", hours
    ) % {"count": hours}


def _full_fails(facts: PairFacts) -> Line:
    return _("No place left"), _("All places of this role are taken.")


def _started_fails(facts: PairFacts) -> Line:
    return _("Too late"), _("This shift has started or starts in a moment.")


def _clearance_fits(facts: PairFacts) -> Line:
    return _("Your checks are in order"), _("Everything this role asks to see first has been seen and is in date.")


def _clearance_fails(facts: PairFacts) -> Line:
    return _("A check is needed first"), _sentence(facts.unmet[0] if facts.unmet else Gate.OFFENCE_CERTIFICATE)


def _access_fits(facts: PairFacts) -> Line:
    needs = facts.volunteer.access_needs & PLACE_NEEDS
    return _("It has what you need"), _("Here there is: %(needs)s.") % {"needs": _named(needs)}


def _access_fails(facts: PairFacts) -> Line:
    lacking = facts.volunteer.access_needs & PLACE_NEEDS & ~provided_at(facts.role.shift.opportunity)
    return _("Something you need is missing"), _("Not offered here: %(needs)s.") % {"needs": _named(lacking)}


def _named(needs: int) -> str:
    return joined(tuple(lowered(str(NEED_LABELS[need])) for need in needs_of(needs)))


def _unseen_fits(facts: PairFacts) -> Line:
    return _("You would be the first"), _("Nobody has a place here yet, so it stands a little higher in your list.")


VOLUNTEER_LINES: dict[tuple[str, str], Callable[[PairFacts], Line]] = {
    ("time", "fits"): _time_fits,
    ("time", "fails"): _time_fails,
    ("required_skills", "fits"): _required_fit,
    ("skills", "fits"): _skills_fit,
    ("skills", "check"): _skills_check,
    ("skills", "fails"): _skills_fail,
    ("distance", "fits"): _distance_fits,
    ("distance", "check"): _distance_check,
    ("distance", "fails"): _distance_fails,
    ("mode", "fails"): _mode_fails,
    ("cause", "fits"): _cause_fits,
    ("cause", "check"): _cause_check,
    ("language", "fits"): _language_fits,
    ("language", "check"): _language_check,
    ("unseen", "fits"): _unseen_fits,
    ("languages", "fails"): _languages_fail,
    ("age", "fails"): _age_fails,
    ("child_contact", "fails"): _adults_only,
    ("consent", "fits"): _consent_fits,
    ("consent", "check"): _consent_check,
    ("consent", "fails"): _consent_fails,
    ("clash", "fails"): _clash_fails,
    ("week_shifts", "fails"): _week_shifts_fail,
    ("week_minutes", "fails"): _week_minutes_fail,
    ("full", "fails"): _full_fails,
    ("started", "fails"): _started_fails,
    ("clearance", "fits"): _clearance_fits,
    ("clearance", "fails"): _clearance_fails,
    ("access", "fits"): _access_fits,
    ("access", "fails"): _access_fails,
}


def _free_for_coordinator(facts: PairFacts) -> Line:
    return _("Free the whole shift"), _("%(weekday)s %(start)s–%(end)s is inside their free time.") % facts.when


def _required_for_coordinator(facts: PairFacts) -> Line:
    return joined(facts.needed), _("Needed in this role.")


def _skills_for_coordinator(facts: PairFacts) -> Line:
    if not facts.wanted_known:
        return None
    return joined(facts.wanted_known), _("Welcome in this role.")


def _wanted_for_coordinator(facts: PairFacts) -> Line:
    if not facts.wanted_unknown:
        return None
    return _("Without: %(skills)s") % {"skills": joined(facts.wanted_unknown)}, _("Welcome in this role, not a must.")


def _distance_for_coordinator(facts: PairFacts) -> Line:
    if facts.role.shift.opportunity.is_remote:
        return _("Works online"), _("This is online work.")
    return band_words(facts.distance_km or 0.0), _("Between home and the venue.")


def _cause_for_coordinator(facts: PairFacts) -> Line:
    if facts.cause_weight >= FAVOURITE_WEIGHT:
        return _("Chose %(cause)s") % {"cause": facts.cause}, _("It is one of their causes.")
    return None


def _language_for_coordinator(facts: PairFacts) -> Line:
    shared = facts.volunteer.languages & facts.role.shift.opportunity.languages
    if not shared:
        return None
    return _("Speaks %(languages)s") % {"languages": spoken(shared)}, _("A language of this work.")


def _language_gap_for_coordinator(facts: PairFacts) -> Line:
    return _("Prefers another language"), _("People work in: %(languages)s.") % {
        "languages": spoken(facts.role.shift.opportunity.languages)
    }


def _consent_for_coordinator(facts: PairFacts) -> Line:
    return _("A guardian will be asked"), _("The place waits until they answer.")


def _clearance_for_coordinator(facts: PairFacts) -> Line:
    return _("May take this shift"), _("Every check this role asks for is in date.")


def _first_shift_for_coordinator(facts: PairFacts) -> Line:
    return _("Waiting for a first shift"), _("So they stand a little higher in this list.")


COORDINATOR_LINES: dict[tuple[str, str], Callable[[PairFacts], Line]] = {
    ("time", "fits"): _free_for_coordinator,
    ("required_skills", "fits"): _required_for_coordinator,
    ("skills", "fits"): _skills_for_coordinator,
    ("skills", "check"): _wanted_for_coordinator,
    ("distance", "fits"): _distance_for_coordinator,
    ("distance", "check"): _distance_for_coordinator,
    ("cause", "fits"): _cause_for_coordinator,
    ("language", "fits"): _language_for_coordinator,
    ("language", "check"): _language_gap_for_coordinator,
    ("consent", "check"): _consent_for_coordinator,
    ("clearance", "fits"): _clearance_for_coordinator,
    ("first_shift", "fits"): _first_shift_for_coordinator,
}
