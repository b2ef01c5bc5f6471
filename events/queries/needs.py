"""What a place offers to people with access needs, and the sentence a host reads of a need that was shared.

A host never reads a need itself: not its name, not how many there are, and no list is filtered by it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.enums import Effort
from events.models import Opportunity
from volunteers.enums import AccessNeed, needs_of

# What an opportunity says about itself, under the names of its columns.
PLACE_FACTS = (
    "is_remote",
    "is_step_free",
    "has_accessible_toilet",
    "has_sign_language",
    "has_quiet_place",
    "provides_transport",
)
AT_HOME = AccessNeed.STEP_FREE | AccessNeed.ACCESSIBLE_TOILET | AccessNeed.QUIET_PLACE | AccessNeed.TRANSPORT
HOST_SENTENCES: dict[AccessNeed, Promise] = {
    AccessNeed.STEP_FREE: _("A ramp or level way is needed."),
    AccessNeed.ACCESSIBLE_TOILET: _("A toilet with a wide door and a handrail is needed."),
    AccessNeed.SIGN_LANGUAGE: _("Please have somebody who signs."),
    AccessNeed.QUIET_PLACE: _("Please keep a quiet corner free."),
    AccessNeed.TRANSPORT: _("A ride to the place and back is needed."),
    AccessNeed.COMPANION: _("Somebody comes along to help."),
    AccessNeed.SCREEN_READER: _("Please send texts as files or messages, not as pictures."),
    AccessNeed.BREAKS: _("Please plan short breaks."),
    AccessNeed.SEATED_WORK: _("Please give a task that can be done sitting."),
}


@dataclass(frozen=True, slots=True)
class NeedAt:
    """How one need stands at an opportunity: ``fits``, ``fails``, or ``check`` where its page does not say."""

    need: AccessNeed
    verdict: str


def provided_needs(
    *,
    is_remote: bool,
    is_step_free: bool,
    has_accessible_toilet: bool,
    has_sign_language: bool,
    has_quiet_place: bool,
    provides_transport: bool,
) -> int:
    """Return the mask of needs that an opportunity provides; at home everything about a place is as it is at home."""
    offered = (
        (AccessNeed.STEP_FREE, is_step_free),
        (AccessNeed.ACCESSIBLE_TOILET, has_accessible_toilet),
        (AccessNeed.SIGN_LANGUAGE, has_sign_language),
        (AccessNeed.QUIET_PLACE, has_quiet_place),
        (AccessNeed.TRANSPORT, provides_transport),
    )
    found = sum(need for need, is_offered in offered if is_offered)
    return int(found | AT_HOME if is_remote else found)


def provided_at(opportunity: Opportunity) -> int:
    """Return the mask of needs that an opportunity provides."""
    return provided_needs(**{name: getattr(opportunity, name) for name in PLACE_FACTS})


def needs_at(opportunity: Opportunity, needs: int) -> list[NeedAt]:
    """Say for each need of a person how it stands there; for her eyes only."""
    return [NeedAt(need, _verdict(opportunity, need)) for need in needs_of(needs)]


def _verdict(opportunity: Opportunity, need: AccessNeed) -> str:
    if need == AccessNeed.SEATED_WORK:
        return "fits" if opportunity.effort == Effort.LIGHT else "check"
    if need > AccessNeed.TRANSPORT:
        return "check"
    return "fits" if provided_at(opportunity) & need else "fails"


def host_sentences(shared: int) -> list[str]:
    """Return what the host reads of needs that were shared, in the reader's language."""
    return [str(HOST_SENTENCES[need]) for need in needs_of(shared)]
