"""What happens to somebody's shifts when she leaves for good."""

from django.db.models import Q

from core import audit
from core.privacy.erasure import Leaving, step
from core.text import localised
from events.enums import SEAT_HOLDING, SignUpStatus
from events.models import Opportunity, SignUp
from events.services.placing import free_seat
from events.services.telling import coordinators_of, tell


@step(order=10)
def give_back_places(leaving: Leaving) -> None:
    """Free the places ahead and tell their organisations; delete every place that led to nothing.

    What stays, without a name: confirmed places on shifts that have begun, since attendance and hours rest on them.
    """
    mine = SignUp.objects.filter(volunteer__user=leaving.person)
    ahead = mine.filter(status__in=SEAT_HOLDING, shift__starts_at__gt=leaving.now)
    for signup in ahead.select_related("role", "shift__opportunity__organisation").order_by("role_id"):
        free_seat(signup, after=SignUpStatus.WITHDRAWN, now=leaving.now)
        audit.record("signup.erased", actor=leaving.actor, subject=signup, at=leaving.now)
        members = [one for one in coordinators_of(signup.shift.opportunity) if one.pk != leaving.person.pk]
        tell("events.place_freed", members, key=str(signup.public_id), now=leaving.now, role_id=signup.role_id)
    mine.exclude(status=SignUpStatus.CONFIRMED, shift__starts_at__lte=leaving.now).delete()


@step(order=20)
def take_name_off_events(leaving: Leaving) -> None:
    """Put the organisation's name where somebody who acted for it stood as the one to ask."""
    person = leaving.person
    written = Opportunity.objects.filter(organisation__memberships__user=person)
    named = written.filter(Q(contact_name=person.full_name) | Q(safeguarding_lead=person.full_name))
    for opportunity in named.select_related("organisation").distinct() if person.full_name else ():
        if opportunity.contact_name == person.full_name:
            opportunity.contact_name = localised(opportunity.organisation, "name", "kk").text[:100]
            opportunity.contact_phone = ""
        if opportunity.safeguarding_lead == person.full_name:
            opportunity.safeguarding_lead = ""
        opportunity.save(update_fields=["contact_name", "contact_phone", "safeguarding_lead", "updated_at"])
        audit.record("opportunity.contact_removed", actor=leaving.actor, subject=opportunity, at=leaving.now)
