"""What the browser meets about hours: an objection at each desk, and hours written down by hand."""

from datetime import timedelta

from accounts.models import User
from core import clock
from events.models import Opportunity, ShiftRole, SignUp
from ngos.models import Organisation
from recognition.enums import DisputeReason, DisputeState
from recognition.models import Dispute, HandCredit, Nomination
from recognition.terms import month_of
from tests.factories.events import make_attendance, make_role, make_shift, make_signup
from tests.factories.recognition import make_nomination
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer


def make_dispute(event: Opportunity, volunteer: Volunteer, state: DisputeState, *, days_ago: int) -> Dispute:
    """An objection in a state that waits for somebody."""
    now = clock.now()
    is_outside = state == DisputeState.WITH_MEDIATOR
    return Dispute.objects.create(
        signup=make_signup(make_role(make_shift(event, days_ahead=-days_ago)), volunteer),
        organisation=event.organisation,
        reason=DisputeReason.MISSING,
        words="I carried the boxes until four.",
        wanted_minutes=240,
        state=state,
        answer="" if state == DisputeState.WITH_HOST else "Nobody on our list saw her.",
        answered_at=None if state == DisputeState.WITH_HOST else now,
        escalated_at=now if is_outside else None,
        opened_at=now,
        due_at=now + timedelta(days=7),
    )


def make_place(event: Opportunity, user: User) -> SignUp:
    """A place on a shift that is over and that nobody has confirmed."""
    return make_signup(make_role(make_shift(event, days_ahead=-6)), user.volunteer)


def a_shift_to_rate(event: Opportunity, user: User) -> SignUp:
    """A place on a shift of the last days at which the person was, the same however often it is asked for."""
    found = SignUp.objects.filter(volunteer=user.volunteer, attendance__minutes=239).first()
    if found is None:
        found = make_signup(make_role(make_shift(event, days_ahead=-4)), user.volunteer)
        make_attendance(found, minutes=239)
    return found


def a_confirmed_place(event: Opportunity) -> SignUp:
    """A place whose hours are confirmed, the same however often it is asked for."""
    found = SignUp.objects.filter(role__shift__opportunity=event, attendance__minutes=238).first()
    if found is None:
        found = make_signup(make_role(make_shift(event, days_ahead=-11)), make_volunteer())
        make_attendance(found, minutes=238)
    return found


def make_wish(event: Opportunity) -> HandCredit:
    """Hours by hand that wait for a decision."""
    role = make_role(make_shift(event, days_ahead=-9))
    return HandCredit.objects.create(
        role=role,
        organisation=event.organisation,
        volunteer=make_volunteer(),
        month=month_of(role.shift.starts_on),
        minutes=120,
        reason="The list had no place left.",
        proposed_at=clock.now(),
    )


def make_asked(event: Opportunity, user: User, **columns: object) -> Nomination:
    """A nomination of somebody by the organisation of an event."""
    return make_nomination(event.organisation, user.volunteer, clock.now(), **columns)


def a_role_that_is_over(organisation: Organisation) -> ShiftRole:
    """Return a role of the last weeks to write hours by hand for."""
    return ShiftRole.objects.filter(
        shift__opportunity__organisation=organisation, shift__ends_at__lte=clock.now()
    ).latest("shift__ends_at")
