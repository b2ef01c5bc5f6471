"""Turns a guardian's request into what her pages draw: facts about the shift, scopes in words, looks in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import SPOKEN_LANGUAGE_LABELS, Role, languages_of
from accounts.queries import guardian_text
from core.clock import local_day
from core.enums import Cause
from core.text import localised
from events.enums import HAZARD_LABELS, SignUpStatus
from events.queries import adults_present, consents_given, looks_at, named_scope, signups_of
from portal.templatetags.dates import full_date, language
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import GuardianConsent
    from core.models import Look
    from events.models import ConsentRequest, Opportunity, Shift, SignUp
    from events.queries import NamedScope, OfferedScope

Fact = tuple[str, str]
SHOWN_PAST = 10


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """One consent of a guardian in words, and whether it still holds."""

    consent: "GuardianConsent"
    words: str
    is_standing: bool


def first_name(link: "ConsentRequest") -> str:
    """Return how the page calls the minor."""
    return str(link.signup.volunteer.user.full_name).partition(" ")[0]


def safety_facts(shift: "Shift") -> list[Fact]:
    """Return the table of safety: every line is there, so silence never means no."""
    opportunity = shift.opportunity
    adults = adults_present(shift)
    looked_after = opportunity.safeguarding_lead or opportunity.contact_name
    facts = [
        (_("Who looks after the young people"), looked_after),
        (
            _("Adults on the shift so far"),
            ngettext("%(count)s adult", "%(count)s adults", adults) % {"count": number(adults)},
        ),
        (_("Dangers"), _hazards(opportunity)),
        (_("How hard is it"), str(opportunity.get_effort_display())),
        (_("Communication"), _languages(opportunity)),
    ]
    return facts if opportunity.is_remote else [*facts, *_place_facts(opportunity)]


def _hazards(opportunity: "Opportunity") -> str:
    declared = [str(label) for hazard, label in HAZARD_LABELS.items() if opportunity.hazards & hazard]
    return ". ".join(declared) or _("The organisation has declared none.")


def _languages(opportunity: "Opportunity") -> str:
    spoken = ", ".join(str(SPOKEN_LANGUAGE_LABELS[one]) for one in languages_of(opportunity.languages))
    return capfirst(spoken) or _("Any language")


def _place_facts(opportunity: "Opportunity") -> list[Fact]:
    moving = _("Step-free.") if opportunity.is_step_free else _("There are steps.")
    toilet = _("Accessible toilet.") if opportunity.has_accessible_toilet else _("No accessible toilet.")
    quiet = _("There is a quiet place to rest.") if opportunity.has_quiet_place else _("No quiet place to rest.")
    transport = _("Transport is provided.") if opportunity.provides_transport else _("You get there yourself.")
    return [
        (_("Getting around"), f"{moving} {toilet}"),
        (_("Rest"), quiet),
        (_("Costs and transport"), f"{transport} {localised(opportunity, 'costs', language()).text}".strip()),
    ]


def consent_paragraphs(link: "ConsentRequest") -> list[str]:
    """Return the words the guardian agrees to, in the language of the page."""
    text = guardian_text(language())
    operator = f"{settings.OPERATOR_NAME}, {settings.OPERATOR_BIN}"
    return text.paragraphs(minor=link.signup.volunteer.user.short_name.rstrip("."), operator=operator)


def scope_choices(link: "ConsentRequest", scopes: "Sequence[OfferedScope]") -> list[tuple[str, str]]:
    """Return the scopes on offer with their words and their last day."""
    return [(scope.kind, scope_words(named_scope(scope.key), until=full_date(scope.until))) for scope in scopes]


def scope_words(scope: "NamedScope", *, until: str) -> str:
    """Say what a consent is about, and until when it holds."""
    code = language()
    title = localised(scope.opportunity, "title", code).text if scope.opportunity else ""
    organisation = localised(scope.organisation, "name", code).text if scope.organisation else ""
    region = localised(scope.region, "name", code).text if scope.region else ""
    cause = str(Cause(scope.cause).label) if scope.cause in Cause.values else ""
    sentences = {
        "opportunity": _("Only this event: “%(title)s”. Until %(until)s."),
        "organisation": _("Everything with “%(organisation)s” for a year. Until %(until)s."),
        "cause": _("All events “%(cause)s” in the region %(region)s for a year. Until %(until)s."),
        "signup": _("Only this shift, and only together with me: “%(title)s”. Until %(until)s."),
        "everything": _("Every event. Until %(until)s."),
    }
    facts = {"title": title, "organisation": organisation, "region": region, "cause": cause, "until": until}
    return sentences[scope.kind] % facts


def given_consents(link: "ConsentRequest", *, now: "datetime") -> list[GivenConsent]:
    """Return everything the guardian agreed to."""
    today = local_day(now)
    return [
        GivenConsent(
            consent=consent,
            words=scope_words(named_scope(consent.scope), until=full_date(consent.valid_until)),
            is_standing=consent.withdrawn_at is None and consent.valid_until > today,
        )
        for consent in consents_given(link.guardian)
    ]


def shifts_of_minor(link: "ConsentRequest", *, now: "datetime") -> "tuple[list[SignUp], list[SignUp]]":
    """Return the minor's places ahead, soonest first, and the last ones behind."""
    held = (SignUpStatus.CONFIRMED, SignUpStatus.AWAITING, SignUpStatus.INVITED)
    signups = list(signups_of(link.signup.volunteer).filter(status__in=held))
    ahead = [signup for signup in signups if signup.shift.ends_at > now]
    behind = [s for s in signups if s.shift.ends_at <= now and s.status == SignUpStatus.CONFIRMED]
    return ahead, behind[::-1][:SHOWN_PAST]


def looks(link: "ConsentRequest") -> "list[tuple[Look, str, str]]":
    """Return who looked at the minor's data: the row, who in words, and at what in words."""
    return [(look, role_words(look.viewer_role), look_words(look.what)) for look in looks_at(link.guardian.minor)]


def role_words(role: str) -> str:
    """Name the role of somebody who looked."""
    return str(Role(role).label) if role in Role.values else _("staff")


def look_words(what: str) -> str:
    """Name what was looked at; a code that is new here is still shown as data."""
    words = {
        "contact": _("contact"),
        "clearance": _("clearances"),
        "needs": _("access needs"),
        "birth_date": _("date of birth"),
        "guardian": _("guardian"),
        "roster": _("place on a shift"),
    }
    return words.get(what, _("data"))
