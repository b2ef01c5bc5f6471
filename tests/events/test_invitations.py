from datetime import time, timedelta

import pytest

from core.models import AuditLine
from events import errors
from events.enums import OpportunityStatus, SignUpOrigin, SignUpStatus
from events.models import Opportunity, ShiftRole, SignUp
from events.services.invitations import SeatsRefused, Wish, invite_all, take_back_invitations
from events.services.signups import accept_invitation, cancel_signup, decline_invitation
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def people(count, **columns):
    return [make_volunteer(user=make_user(), **columns) for _ in range(count)]


def ask(*pairs, now):
    wishes = [Wish(person.pk, role.pk) for person, role in pairs]
    return invite_all(wishes=wishes, origin=SignUpOrigin.AUTOFILL, actor=None, now=now)


def refusals(*pairs, now):
    """The code behind each refused pair, and proof that nothing was written."""
    with pytest.raises(SeatsRefused) as refused:
        ask(*pairs, now=now)
    assert not SignUp.objects.filter(status=SignUpStatus.INVITED).exists()
    assert set(ShiftRole.objects.values_list("taken_count", flat=True)) <= {
        SignUp.objects.filter(role=role).count() for role in ShiftRole.objects.all()
    }
    return {(wish.volunteer_id, wish.role_id): refusal.code for wish, refusal in refused.value.refusals}


def test_everybody_is_invited_and_every_seat_counted(now):
    one, other = make_role(capacity=2), make_role(make_shift(days_ahead=6), capacity=1)
    first, second = people(2)

    signups = ask((first, one), (second, one), (first, other), now=now)

    assert [signup.status for signup in signups] == [SignUpStatus.INVITED] * 3
    assert dict(ShiftRole.objects.values_list("pk", "taken_count")) == {one.pk: 2, other.pk: 1}
    assert AuditLine.objects.filter(action="signup.invited").count() == 3


def test_one_who_cannot_come_leaves_everybody_uninvited(now):
    role, grown_up = make_role(capacity=3), make_role(make_shift(days_ahead=6), min_age=30)
    first, second = people(2, age=21)

    assert refusals((first, role), (second, grown_up), now=now) == {
        (second.pk, grown_up.pk): "events.too_young_for_role"
    }


def test_a_role_without_enough_seats_refuses_all_its_people(now):
    role = make_role(capacity=2)
    make_signup(role, people(1)[0])
    first, second = people(2)

    assert set(refusals((first, role), (second, role), now=now).values()) == {"events.shift_full"}


def test_wishes_of_one_person_that_clash_among_themselves_are_refused(now):
    here = make_role(make_shift(make_opportunity(), start_time=time(10)))
    there = make_role(make_shift(make_opportunity(venue=settlement(KARAGANDA)), start_time=time(15)))
    person = people(1)[0]

    assert refusals((person, here), (person, there), now=now) == {(person.pk, there.pk): "events.shifts_clash"}


def test_a_seat_held_before_is_seen(now):
    shift = make_shift()
    role, same_shift, same_time = make_role(shift), make_role(shift), make_role(make_shift(make_opportunity()))
    person = people(1)[0]
    make_signup(role, person)

    assert refusals((person, same_shift), now=now) == {(person.pk, same_shift.pk): "events.already_signed_up"}
    assert refusals((person, same_time), now=now) == {(person.pk, same_time.pk): "events.shifts_clash"}


def test_a_minor_needs_a_consent_that_holds_on_the_day(now):
    role = make_role()
    with_consent, without = people(2, age=15)
    consent = make_consent(with_consent.user)

    assert refusals((with_consent, role), (without, role), now=now) == {
        (without.pk, role.pk): "events.guardian_consent_missing"
    }
    consent.valid_until = role.shift.starts_on
    consent.save(update_fields=["valid_until"])
    assert len(refusals((with_consent, role), (without, role), now=now)) == 2


def test_a_closed_opportunity_and_a_closed_account_are_refused(now):
    role = make_role()
    gone, person = people(2)
    gone.user.is_active = False
    gone.user.save(update_fields=["is_active"])

    assert refusals((gone, role), now=now) == {(gone.pk, role.pk): "events.role_not_found"}
    Opportunity.objects.update(status=OpportunityStatus.CLOSED)
    assert refusals((person, role), now=now) == {(person.pk, role.pk): "events.shift_not_open"}
    assert refusals((person, role), now=now + timedelta(days=30)) == {(person.pk, role.pk): "events.shift_not_open"}


def test_the_number_of_queries_does_not_grow_with_the_people(now, django_assert_max_num_queries):
    role = make_role(capacity=20)
    crowd = people(20)

    with django_assert_max_num_queries(22):
        ask(*((person, role) for person in crowd), now=now)


def test_unanswered_invitations_are_taken_back_and_their_seats_are_free(now):
    role = make_role(capacity=3)
    signups = ask(*((person, role) for person in people(3)), now=now)
    cancel_signup(signup=signups[0], actor=make_user(), now=now)

    taken_back = take_back_invitations(signups=signups, actor=None, now=now)

    role.refresh_from_db()
    assert (len(taken_back), role.taken_count) == (2, 0)
    assert set(SignUp.objects.values_list("status", flat=True)) == {SignUpStatus.CANCELLED}


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
def test_after_an_answer_nothing_is_taken_back(now, answer):
    role = make_role(capacity=2)
    signups = ask(*((person, role) for person in people(2)), now=now)
    answer(signup=signups[0], actor=signups[0].volunteer.user, now=now)

    with pytest.raises(errors.InvitationAnswered):
        take_back_invitations(signups=signups, actor=None, now=now)

    assert SignUp.objects.filter(status=SignUpStatus.INVITED).count() == 1
