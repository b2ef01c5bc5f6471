"""An objection is answered, or goes on by itself; hours follow its end, and both sides read it."""

from datetime import timedelta

import pytest
import time_machine

from accounts.enums import Role
from core.invariants import examine
from core.models import OutboxMessage
from core.privacy.erasure import erase_person
from events.enums import Outcome, SignUpOrigin, SignUpStatus
from events.errors import MinutesImpossible, ShiftNotOver, SignUpClosed
from events.models import Attendance, SignUp
from recognition import errors
from recognition.enums import CorrectionSource, DisputeReason, DisputeState, EntryKind
from recognition.models import Correction, Dispute, LedgerEntry
from recognition.queries import minutes_of
from recognition.queries.disputes import dispute_counts, disputes_to_decide, mediators_for
from recognition.services import confirm_attendance, reverse
from recognition.services.disputes import agree, decide, go_on, move_overdue, open_dispute, refuse, take_back
from recognition.tasks import settle_hours
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.recognition import make_presence
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place(aliya, taza_su, dana, now):
    """Aliya's place at Taza Su on a shift of four hours that was five days ago; nobody has said anything yet."""
    return make_signup(make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-5)), aliya.volunteer)


@pytest.fixture
def reviewer(db):
    user = make_user(email="reviewer@example.org", full_name="Тексеруші")
    make_grant(user, Role.REVIEWER, region())
    return user


def say(place, dana, now, minutes):
    outcome = Outcome.PRESENT if minutes else Outcome.ABSENT
    return confirm_attendance(signup=place, outcome=outcome, minutes=minutes, actor=dana, now=now)


def object_to(place, now, reason=DisputeReason.MISSING, **more):
    return open_dispute(signup=place, reason=reason, actor=place.volunteer.user, now=now, **more)


def told(topic):
    rows = OutboxMessage.objects.filter(topic=topic)
    return {row.payload["user_id"] for row in rows}


def test_missing_hours_that_the_host_agrees_to_are_credited_at_once(place, aliya, dana, now):
    dispute = object_to(place, now)
    assert (dispute.state, dispute.due_at) == (DisputeState.WITH_HOST, now + 7 * DAY)
    assert told("disputes.opened") == {dana.pk}

    agree(dispute=dispute, actor=dana, now=now + DAY)

    assert (dispute.state, dispute.minutes_before, dispute.minutes_after) == (DisputeState.AGREED, None, 240)
    assert minutes_of(aliya.volunteer) == 240
    assert told("disputes.closed") == {aliya.pk, dana.pk}


def test_wrong_minutes_are_put_right_by_a_reversal_and_a_new_credit(place, aliya, dana, now):
    say(place, dana, now, 100)
    dispute = object_to(place, now, DisputeReason.MINUTES, wanted_minutes=210)

    agree(dispute=dispute, words="You are right.", actor=dana, now=now)

    entries = list(LedgerEntry.objects.order_by("pk").values_list("kind", "minutes"))
    assert entries == [(EntryKind.CREDIT, 100), (EntryKind.REVERSAL, -100), (EntryKind.CORRECTION, 210)]
    assert minutes_of(aliya.volunteer) == 210
    change = Correction.objects.get()
    assert (change.minutes_before, change.minutes_after, change.source, change.reason, change.is_late) == (
        100,
        210,
        CorrectionSource.AGREED,
        "You are right.",
        False,
    )
    assert Attendance.objects.get().minutes == 210
    assert not examine(now=now)["recognition.ledger"]
    Attendance.objects.update(minutes=100)
    assert examine(now=now)["recognition.ledger"][0].where == f"ledger entry {LedgerEntry.objects.latest('pk').pk}"


def test_somebody_written_down_as_absent_gets_what_the_gate_saw(place, aliya, dana, now):
    make_presence(place, minutes=180)
    say(place, dana, now, 0)

    dispute = object_to(place, now, DisputeReason.CAME)
    agree(dispute=dispute, actor=dana, now=now)

    assert dispute.wanted_minutes == minutes_of(aliya.volunteer) == 180
    assert Attendance.objects.get().evidence == "A"


def test_who_was_not_there_gives_the_hours_back(place, aliya, dana, now):
    say(place, dana, now, 240)

    agree(dispute=object_to(place, now, DisputeReason.NOT_MINE), actor=dana, now=now)

    assert minutes_of(aliya.volunteer) == 0
    assert Attendance.objects.get().outcome == Outcome.ABSENT


def test_a_refusal_has_a_reason_and_the_volunteer_takes_it_further(place, aliya, dana, reviewer, now):
    say(place, dana, now, 0)
    dispute = object_to(place, now, DisputeReason.CAME)
    with pytest.raises(errors.WordsMissing):
        refuse(dispute=dispute, words="  ", actor=dana, now=now)

    refuse(dispute=dispute, words="Nobody saw her.", actor=dana, now=now + DAY)
    assert (dispute.state, dispute.due_at) == (DisputeState.REFUSED, now + 8 * DAY)
    assert told("disputes.refused") == {aliya.pk}
    go_on(dispute=dispute, actor=aliya, now=now + 2 * DAY)
    assert (dispute.state, dispute.due_at) == (DisputeState.WITH_MEDIATOR, now + 16 * DAY)
    assert told("disputes.to_decide") == {reviewer.pk}

    decide(dispute=dispute, minutes=120, words="Half of it, by the photographs.", actor=reviewer, now=now + 3 * DAY)

    assert (dispute.state, dispute.minutes_after) == (DisputeState.UPHELD, 120)
    assert minutes_of(aliya.volunteer) == 120
    assert Correction.objects.get().source == CorrectionSource.MEDIATOR


def test_a_mediator_who_leaves_the_hours_changes_nothing(place, aliya, dana, reviewer, now):
    say(place, dana, now, 100)
    dispute = object_to(place, now, DisputeReason.MINUTES)
    refuse(dispute=dispute, words="She left early.", actor=dana, now=now)
    go_on(dispute=dispute, actor=aliya, now=now)

    decide(dispute=dispute, minutes=100, words="The list says so.", actor=reviewer, now=now)

    assert (dispute.state, dispute.minutes_after) == (DisputeState.REJECTED, 100)
    assert LedgerEntry.objects.count() == 1
    assert not Correction.objects.exists()


def test_silence_of_the_host_escalates_by_itself_on_the_seventh_day(place, aliya, dana, reviewer, now):
    dispute = object_to(place, now)

    assert move_overdue(now=now + 7 * DAY - timedelta(seconds=1)) == 0
    assert move_overdue(now=now + 7 * DAY) == 1
    assert move_overdue(now=now + 7 * DAY) == 0

    dispute.refresh_from_db()
    assert (dispute.state, dispute.escalated_at) == (DisputeState.WITH_MEDIATOR, now + 7 * DAY)
    assert told("disputes.escalated") == {aliya.pk, dana.pk}
    assert told("disputes.to_decide") == {reviewer.pk}
    with pytest.raises(errors.DisputeMoved):
        agree(dispute=dispute, actor=dana, now=now + 7 * DAY)


def test_a_refusal_nobody_takes_further_stands(place, dana, now):
    dispute = object_to(place, now)
    refuse(dispute=dispute, words="Nobody saw her.", actor=dana, now=now)

    assert move_overdue(now=now + 7 * DAY) == 1

    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_at) == (DisputeState.STANDS, now + 7 * DAY)


@pytest.mark.parametrize(("seen", "counted"), [(180, 180), (None, 0)])
def test_when_nobody_outside_decides_the_gate_does(place, aliya, dana, now, seen, counted):
    if seen:
        make_presence(place, minutes=seen)
    dispute = object_to(place, now, wanted_minutes=240)
    for days in (7, 21):
        assert move_overdue(now=now + days * DAY) == 1

    dispute.refresh_from_db()
    assert (dispute.state, dispute.minutes_after) == (DisputeState.SETTLED, seen)
    assert minutes_of(aliya.volunteer) == counted
    assert Attendance.objects.exists() == bool(seen)


def test_the_nightly_task_ends_every_objection_within_the_policy(place, now):
    dispute = object_to(place, now)

    for days in range(1, 29):
        with time_machine.travel(now + days * DAY, tick=False):
            settle_hours()

    dispute.refresh_from_db()
    assert not dispute.is_open
    assert dispute.closed_at <= now + 28 * DAY


def test_one_whose_hours_cannot_be_written_ends_all_the_same(place, dana, now, bekzat, taza_su):
    other = make_signup(place.role, bekzat.volunteer)
    first = object_to(place, now)
    object_to(other, now)
    Dispute.objects.filter(pk=first.pk).update(state=DisputeState.WITH_MEDIATOR, escalated_at=now)
    make_presence(place)
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.CANCELLED)

    assert move_overdue(now=now + 7 * DAY) == 2

    first.refresh_from_db()
    assert (first.state, first.minutes_after) == (DisputeState.SETTLED, None)
    assert not Attendance.objects.exists()


def test_an_open_objection_is_the_only_one(place, now):
    object_to(place, now)

    with pytest.raises(errors.AlreadyObjected):
        object_to(place, now)

    assert Dispute.objects.count() == 1


def test_what_was_decided_is_not_asked_again_until_something_changes(place, aliya, dana, now):
    say(place, dana, now, 100)
    dispute = object_to(place, now, DisputeReason.MINUTES)
    agree(dispute=dispute, actor=dana, now=now + DAY)
    with pytest.raises(errors.TooLateToObject):
        object_to(place, now + 2 * DAY, DisputeReason.MINUTES, wanted_minutes=200)

    standing = LedgerEntry.objects.order_by("pk").last()
    reverse(entry=standing, reason="A mistake.", actor=dana, now=now + 3 * DAY)

    assert object_to(place, now + 3 * DAY, DisputeReason.CAME).minutes_before == 0


def test_what_was_taken_back_can_be_said_again(place, aliya, dana, now):
    dispute = object_to(place, now)
    take_back(dispute=dispute, actor=aliya, now=now)
    assert told("disputes.closed") == {dana.pk}

    assert object_to(place, now + DAY).is_open


def test_the_days_to_object_end(place, dana, now):
    until = place.shift.ends_at + 30 * DAY

    with pytest.raises(errors.TooLateToObject):
        object_to(place, until)
    assert object_to(place, until - timedelta(seconds=1)).is_open


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (None, DisputeReason.CAME),
        (None, DisputeReason.MINUTES),
        (None, DisputeReason.NOT_MINE),
        (0, DisputeReason.MISSING),
        (0, DisputeReason.NOT_MINE),
        (120, DisputeReason.MISSING),
        (120, DisputeReason.CAME),
    ],
)
def test_what_does_not_fit_what_is_written_is_refused(place, dana, now, minutes, reason):
    if minutes is not None:
        say(place, dana, now, minutes)

    with pytest.raises(errors.NothingToObject):
        object_to(place, now, reason)


@pytest.mark.parametrize("wanted", [-5, 0, 241, 25 * 60])
def test_impossible_minutes_are_refused(place, dana, now, wanted):
    say(place, dana, now, 100)

    with pytest.raises(MinutesImpossible):
        object_to(place, now, DisputeReason.MINUTES, wanted_minutes=wanted)

    assert not Dispute.objects.exists()


def test_the_same_minutes_are_no_objection(place, dana, now):
    say(place, dana, now, 100)

    with pytest.raises(errors.NothingToObject):
        object_to(place, now, DisputeReason.MINUTES, wanted_minutes=100)


def test_only_places_of_shifts_that_are_over_are_objected_to(place, aliya, now):
    ahead = make_signup(make_role(make_shift(days_ahead=3)), aliya.volunteer)
    with pytest.raises(ShiftNotOver):
        object_to(ahead, now)
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.WITHDRAWN)
    place.refresh_from_db()
    with pytest.raises(SignUpClosed):
        object_to(place, now)


def test_a_walk_in_gives_her_own_word_first(place, now):
    SignUp.objects.filter(pk=place.pk).update(origin=SignUpOrigin.WALK_IN)
    place.refresh_from_db()

    with pytest.raises(errors.OwnWordFirst):
        object_to(place, now)


def test_a_coordinator_who_volunteers_does_not_answer_herself(place, aliya, taza_su, now):
    make_member(taza_su, user=aliya)
    dispute = object_to(place, now)

    for answer in (agree, refuse):
        with pytest.raises(errors.OwnHours):
            answer(dispute=dispute, words="Yes.", actor=aliya, now=now)
    assert aliya.pk not in told("disputes.opened")


def test_whoever_is_part_of_the_case_does_not_decide_it(place, aliya, dana, reviewer, taza_su, now):
    dispute = object_to(place, now)
    refuse(dispute=dispute, words="No.", actor=dana, now=now)
    go_on(dispute=dispute, actor=aliya, now=now)
    make_grant(dana, Role.REVIEWER)
    make_grant(aliya, Role.STAFF)
    inside = make_member(taza_su, user=make_user())
    make_grant(inside, Role.REVIEWER)

    for person in (dana, aliya, inside):
        with pytest.raises(errors.MediatorNotNeutral):
            decide(dispute=dispute, minutes=240, words="Mine.", actor=person, now=now)
        assert dispute not in disputes_to_decide(person)
    assert mediators_for(dispute) == [reviewer]
    decide(dispute=dispute, minutes=240, words="She was seen.", actor=reviewer, now=now)


def test_whoever_confirmed_the_hours_and_left_the_organisation_does_not_decide(place, aliya, dana, now):
    say(place, dana, now, 100)
    dispute = object_to(place, now, DisputeReason.MINUTES)
    move_overdue(now=now + 7 * DAY)
    dispute = Dispute.objects.get(pk=dispute.pk)
    dana.memberships.all().delete()
    make_grant(dana, Role.REVIEWER)

    with pytest.raises(errors.MediatorNotNeutral):
        decide(dispute=dispute, minutes=100, words="As I said.", actor=dana, now=now + 8 * DAY)


def test_reviewers_see_what_came_that_far_in_their_territory(place, aliya, reviewer, now):
    far = make_user()
    make_grant(far, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    dispute = object_to(place, now)
    assert list(disputes_to_decide(reviewer)) == []

    move_overdue(now=now + 7 * DAY)

    assert list(disputes_to_decide(reviewer)) == [dispute]
    assert list(disputes_to_decide(far)) == []
    assert far not in mediators_for(dispute)


def test_where_no_reviewer_is_left_the_staff_decides(place, now):
    staff = make_user()
    make_grant(staff, Role.STAFF)

    assert mediators_for(object_to(place, now)) == [staff]


def test_the_public_numbers_of_an_organisation(place, aliya, dana, reviewer, taza_su, now):
    agree(dispute=object_to(place, now), actor=dana, now=now)
    second = object_to(make_signup(place.role, make_volunteer()), now)
    third = object_to(make_signup(make_role(make_shift(place.shift.opportunity, days_ahead=-3)), aliya.volunteer), now)
    take_back(dispute=third, actor=aliya, now=now)
    move_overdue(now=now + 7 * DAY)
    second = Dispute.objects.get(pk=second.pk)
    decide(dispute=second, minutes=240, words="Seen.", actor=reviewer, now=now + 8 * DAY)

    counts = dispute_counts(taza_su)

    assert (counts.opened, counts.answered, counts.agreed) == (2, 1, 1)
    assert (counts.decided_outside, counts.upheld, counts.is_waiting) == (1, 1, 0)


def test_letters_reach_both_sides_in_words(place, aliya, dana, reviewer, now):
    dispute = object_to(place, now, words="I stayed until four.")
    asked = sent()[-1]
    assert (asked.to, "Nobody confirmed my hours" in asked.body) == (["dana@example.org"], True)
    assert f"objections/{dispute.public_id}" in asked.body

    refuse(dispute=dispute, words="Nobody saw her.", actor=dana, now=now)
    said = sent()[-1]
    assert (said.to, "Nobody saw her." in said.body) == (["aliya@example.org"], True)

    go_on(dispute=dispute, actor=aliya, now=now)
    decide(dispute=dispute, minutes=240, words="A photograph shows her.", actor=reviewer, now=now)
    ends = [letter for letter in sent() if "closed" in letter.subject]
    assert {letter.to[0] for letter in ends} == {"aliya@example.org", "dana@example.org"}
    assert all("A photograph shows her." in letter.body and "240" in letter.body for letter in ends)


def test_leaving_ends_an_open_objection_and_keeps_the_count(place, aliya, dana, taza_su, now):
    dispute = object_to(place, now, words="kanarbek")

    erase_person(person=aliya, actor=aliya, now=now)

    dispute.refresh_from_db()
    assert (dispute.state, "kanarbek" in dispute.words) == (DisputeState.WITHDRAWN, False)
    assert Dispute.objects.filter(organisation=taza_su).count() == 1
