"""What happens to somebody's shifts, events and reports when she leaves for good."""

from uuid import uuid4

from django.db.models import Q

from core import audit
from core.privacy.erasure import Leaving, step
from core.privacy.finding import contacts_of
from core.privacy.striking import strike_contacts, strike_person
from core.text import localised
from events.enums import SEAT_HOLDING, SignUpStatus
from events.models import Concern, Opportunity, SignUp, WaitlistEntry
from events.services.placing import free_seat
from events.services.states import SignUpEvent
from events.services.telling import coordinators_of, tell


@step(order=10)
def give_back_places(leaving: Leaving) -> None:
    """Free the places ahead and tell their organisations; delete every place that led to nothing.

    What stays, without a name: confirmed places on shifts that have begun, since attendance and hours rest on them.
    """
    WaitlistEntry.objects.filter(volunteer__user=leaving.person).delete()  # first: a place given back is not for her
    mine = SignUp.objects.filter(volunteer__user=leaving.person)
    ahead = mine.filter(status__in=SEAT_HOLDING, shift__starts_at__gt=leaving.now)
    for signup in ahead.select_related("role", "shift__opportunity__organisation").order_by("role_id"):
        free_seat(signup, event=SignUpEvent.LEAVE_ASAR, now=leaving.now)
        audit.record("signup.erased", actor=leaving.actor, subject=signup, at=leaving.now)
        members = [one for one in coordinators_of(signup.shift.opportunity) if one.pk != leaving.person.pk]
        tell("events.place_freed", members, key=uuid4().hex, now=leaving.now, role_id=signup.role_id)
    mine.exclude(status=SignUpStatus.CONFIRMED, shift__starts_at__lte=leaving.now).delete()


@step(order=20)
def take_name_off_events(leaving: Leaving) -> None:
    """Put the organisation's name where somebody who acted for it stood as the one to ask."""
    person = leaving.person
    own = Q(organisation__memberships__user=person)
    named = own & (Q(contact_name=person.full_name) | Q(safeguarding_lead=person.full_name))
    reached = Q(contact_phone__in=contacts_of(person))
    written = Opportunity.objects.filter(named | reached if person.full_name else reached)
    for opportunity in written.select_related("organisation").distinct():
        is_hers = opportunity.contact_phone in contacts_of(person)
        if is_hers or opportunity.contact_name == person.full_name:
            opportunity.contact_name = localised(opportunity.organisation, "name", "kk").text[:100]
            opportunity.contact_phone = ""
        if opportunity.safeguarding_lead == person.full_name:
            opportunity.safeguarding_lead = ""
        opportunity.save(update_fields=["contact_name", "contact_phone", "safeguarding_lead", "updated_at"])
        audit.record("opportunity.contact_removed", actor=leaving.actor, subject=opportunity, at=leaving.now)


@step(order=30)
def strike_out_of_reports(leaving: Leaving) -> None:
    """Strike the person out of the words of reports she put her name to, and her contacts out of all others.

    The reports stay: they are about somebody's safety. In a report by somebody else her name stays with it, also when
    it is about her; nobody can have such a report removed by leaving.
    """
    person = leaving.person
    for concern in Concern.objects.order_by("pk").iterator(chunk_size=500):
        strike = strike_person if concern.reporter_id == person.pk else strike_contacts
        struck = {name: strike(getattr(concern, name), person) for name in ("text", "answer", "outcome")}
        if strike_contacts(concern.contact, person) != concern.contact:
            struck["contact"] = ""
        changed = {name: words for name, words in struck.items() if words != getattr(concern, name)}
        if changed:
            Concern.objects.filter(pk=concern.pk).update(**changed)
            audit.record("concern.person_struck", actor=leaving.actor, subject=concern, at=leaving.now)
