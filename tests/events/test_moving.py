from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import OpportunityStatus, ShiftStatus, SignUpStatus, SwapAnswer
from events.models import Shift, ShiftRole, SignUp, WaitlistEntry
from events.services import moving, publishing, reconfirming, signups, swaps
from events.services.publishing import PlacePlan, ShiftPlan
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 5, 9)  # five days after the Monday of the cast


def plan(day=SATURDAY, start=time(10), end=time(14)):
    return ShiftPlan(starts_on=day, start_time=start, ends_on=day, end_time=end)


@pytest.fixture
def shift(now, taza_su, dana):
    return make_shift(make_opportunity(organisation=taza_su))


@pytest.fixture
def role(shift):
    return make_role(shift)


@pytest.fixture
def place(role, aliya):
    return make_signup(role, aliya.volunteer)


def move(shift, now, **changed):
    return moving.move_shift(shift=shift, plan=plan(**changed), actor=None, now=now)


def statuses(*places):
    return [SignUp.objects.get(pk=place.pk).status for place in places]


def letters_to(user):
    return [f"{letter.subject}\n{letter.body}" for letter in sent() if letter.to == [user.email]]


def test_a_move_tells_old_and_new_and_asks_again_until_a_deadline(now, shift, place, aliya):
    moved = move(shift, now, start=time(15), end=time(19))

    place.refresh_from_db()
    assert (moved.sequence, moved.starts_at) == (1, datetime(2026, 5, 9, 10, tzinfo=UTC))
    assert place.reconfirm_by == now + timedelta(hours=48)
    [letter] = letters_to(aliya)
    assert "09.05.2026 10:00–14:00" in letter
    assert "09.05.2026 15:00–19:00" in letter
    assert "06.05.2026 09:00" in letter
    assert "/a/" in letter


@pytest.mark.parametrize(
    ("hours_ahead", "expected"),
    [
        (120, timedelta(hours=48)),  # two days, in the morning
        (50, timedelta(hours=36)),  # 11:00 on Wednesday: twelve hours before is night, so 21:00 on Tuesday
        (26, timedelta(hours=12)),  # 11:00 on Tuesday: 21:00 on Monday
        (3, timedelta(hours=2)),  # an hour before the start
        (1, timedelta(hours=1)),  # too near: until the start, silence frees nothing
    ],
)
def test_the_deadline_is_two_days_never_at_night_and_leaves_time_for_cover(now, shift, hours_ahead, expected):
    start = now + timedelta(hours=hours_ahead)
    shift.starts_at, shift.ends_at = start, start + timedelta(hours=2)

    until = reconfirming.reconfirm_until(shift, now)

    assert until - now == expected


def test_silence_frees_the_seat_once_and_tells_her_and_the_coordinator(now, shift, place, role, aliya, dana):
    move(shift, now, start=time(15), end=time(19))
    late = now + timedelta(hours=48)

    assert [reconfirming.free_silent(now=late - timedelta(minutes=1)), statuses(place)] == [0, ["confirmed"]]
    assert [reconfirming.free_silent(now=late), reconfirming.free_silent(now=late)] == [1, 0]

    assert statuses(place) == [SignUpStatus.CANCELLED]
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
    topics = OutboxMessage.objects.filter(topic__startswith="signups.silent").order_by("topic")
    assert [(one.topic, one.payload["user_id"]) for one in topics] == [
        ("signups.silent", aliya.pk),
        ("signups.silent_team", dana.pk),
    ]


def test_one_yes_keeps_the_seat_and_the_roster_can_count_it(now, shift, place, aliya):
    move(shift, now, start=time(15), end=time(19))

    reconfirming.reconfirm(signup=SignUp.objects.get(pk=place.pk), actor=aliya, now=now)

    place.refresh_from_db()
    assert (place.reconfirm_by, place.agreed_starts_at, place.coming_said_at) == (None, None, now)
    assert reconfirming.free_silent(now=now + timedelta(days=3)) == 0


def test_a_little_move_only_informs(now, shift, place, aliya):
    move(shift, now, start=time(10, 15), end=time(14, 15))

    place.refresh_from_db()
    assert place.reconfirm_by is None
    [letter] = letters_to(aliya)
    assert "You need not answer" in letter


def test_moving_back_to_what_she_agreed_asks_nothing_more(now, shift, place):
    move(shift, now, start=time(15), end=time(19))
    move(shift, now)

    place.refresh_from_db()
    assert (place.reconfirm_by, Shift.objects.get().sequence) == (None, 2)


def test_a_second_move_compares_with_what_she_agreed_to(now, shift, place, aliya):
    move(shift, now, start=time(15), end=time(19))
    move(shift, now, start=time(16), end=time(20))

    [letter] = letters_to(aliya)  # the first letter says nothing that still holds, so it is not sent
    assert ("10:00–14:00" in letter, "16:00–20:00" in letter, "15:00" in letter) == (True, True, False)


def test_a_night_hour_ends_a_minors_place_with_the_reason(now, shift, role, bekzat, place):
    young = make_signup(role, bekzat.volunteer)

    move(shift, now, start=time(19), end=time(23))

    assert statuses(young, place) == [SignUpStatus.CANCELLED, SignUpStatus.CONFIRMED]
    [letter] = letters_to(bekzat)
    assert "22:00" in letter
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_a_clash_at_the_new_time_is_told_and_stands_in_the_way_of_a_yes(now, shift, place, aliya):
    other = make_role(make_shift(start_time=time(16)))
    make_signup(other, aliya.volunteer)

    move(shift, now, start=time(15), end=time(19))

    assert "You can keep only one of the two" in letters_to(aliya)[0]
    with pytest.raises(errors.ShiftsClash):
        reconfirming.reconfirm(signup=SignUp.objects.get(pk=place.pk), actor=aliya, now=now)


def test_invited_and_waiting_people_keep_a_deadline_that_fits(now, shift, role, aliya):
    invited = make_signup(role, aliya.volunteer, status=SignUpStatus.INVITED)
    SignUp.objects.filter(pk=invited.pk).update(offer_expires_at=now + timedelta(days=3))
    awaiting = make_signup(role, make_volunteer(user=make_user(), age=15), status=SignUpStatus.CANCELLED)
    held = now + timedelta(hours=72)
    SignUp.objects.filter(pk=awaiting.pk).update(status=SignUpStatus.AWAITING, held_until=held)
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=2)

    move(shift, now, day=date(2026, 5, 6), start=time(18), end=time(20))

    invited.refresh_from_db()
    awaiting.refresh_from_db()
    assert (invited.reconfirm_by, invited.offer_expires_at) == (None, now + timedelta(hours=12))
    assert (awaiting.reconfirm_by is None, awaiting.held_until) == (False, now + timedelta(hours=33))


def test_an_offer_to_a_friend_ends_when_the_shift_moves(now, shift, place, aliya):
    make_volunteer(user=make_user(email="sabina@example.org"))
    signup = SignUp.objects.select_related("volunteer__user").get(pk=place.pk)
    offer = swaps.offer_place(signup=signup, email="sabina@example.org", actor=aliya, now=now)

    move(shift, now, start=time(15), end=time(19))

    offer.refresh_from_db()
    assert offer.answer == SwapAnswer.TAKEN_BACK


def test_a_plan_that_changes_nothing_writes_nothing(now, shift, place):
    move(shift, now)

    assert (Shift.objects.get().sequence, OutboxMessage.objects.count(), AuditLine.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"start": time(14), "end": time(10)}, errors.ShiftEndsBeforeStart),
        ({"start": time(10, 5)}, errors.ShiftNotOnQuarter),
        ({"day": date(1970, 1, 1)}, errors.ShiftDateImpossible),
        ({"day": date(2999, 1, 1)}, errors.ShiftDateImpossible),
    ],
)
def test_an_impossible_time_is_refused_and_nothing_moves(now, shift, place, changed, error):
    with pytest.raises(error):
        move(shift, now, **changed)

    assert Shift.objects.get().sequence == 0


def test_a_shift_that_began_or_is_called_off_does_not_move(now, shift):
    with pytest.raises(errors.ShiftStarted):
        move(shift, shift.starts_at)
    moving.cancel_shift(shift=shift, reason="", actor=None, now=now)
    with pytest.raises(errors.WrongStatus):
        move(shift, now, start=time(12))


def test_a_cancelled_shift_frees_everything_and_says_why(now, shift, role, place, aliya, zhanna):
    queued = make_volunteer(user=zhanna)
    WaitlistEntry.objects.create(role=role, volunteer=queued, joined_at=now)

    done = moving.cancel_shift(shift=shift, reason=" Storm warning. ", actor=None, now=now)

    assert (done.status, done.sequence, done.cancel_reason) == (ShiftStatus.CANCELLED, 1, "Storm warning.")
    assert (statuses(place), ShiftRole.objects.get(pk=role.pk).taken_count) == (["cancelled"], 0)
    assert not WaitlistEntry.objects.waiting().exists()
    assert ["Storm warning." in letters_to(user)[0] for user in (aliya, zhanna)] == [True, True]
    with pytest.raises(errors.WrongStatus):
        moving.cancel_shift(shift=shift, reason="", actor=None, now=now)


def test_calling_an_opportunity_off_tells_everybody_once(now, shift, place, aliya):
    second = make_shift(shift.opportunity, days_ahead=6)
    make_signup(make_role(second), aliya.volunteer)

    publishing.cancel_opportunity(opportunity=shift.opportunity, actor=None, now=now)

    assert sorted(Shift.objects.values_list("status", "sequence")) == [("cancelled", 1), ("cancelled", 1)]
    assert OutboxMessage.objects.filter(topic="shifts.cancelled").count() == 2
    assert shift.opportunity.status == OpportunityStatus.CANCELLED


def test_another_place_moves_all_shifts_ahead_and_asks_again(now, shift, place, aliya):
    past = make_shift(shift.opportunity, days_ahead=-5)
    there = PlacePlan(venue=settlement(KARAGANDA), address="Bukhar-Zhyrau 1")

    moving.change_place(opportunity=shift.opportunity, place=there, actor=None, now=now)

    place.refresh_from_db()
    assert list(Shift.objects.order_by("pk").values_list("pk", "sequence")) == [(shift.pk, 1), (past.pk, 0)]
    assert (place.agreed_address, place.reconfirm_by is None) == ("Abai avenue 10", False)
    [letter] = letters_to(aliya)
    assert ("Abai avenue 10" in letter, "Bukhar-Zhyrau 1" in letter) == (True, True)


def test_another_wording_of_the_address_only_informs(now, shift, place):
    work = shift.opportunity
    there = PlacePlan(venue=work.venue, address="Abai avenue 10, at the gate")

    moving.change_place(opportunity=work, place=there, actor=None, now=now)

    place.refresh_from_db()
    assert (place.reconfirm_by, Shift.objects.get().sequence) == (None, 1)


def test_whoever_claims_while_a_shift_moves_is_asked_to_look_again(now, shift, role, aliya):
    stale = ShiftRole.objects.select_related("shift__opportunity__organisation").get(pk=role.pk)
    move(shift, now, start=time(15), end=time(19))

    with pytest.raises(errors.ShiftMoved):
        signups.claim_seat(role=stale, volunteer=aliya.volunteer, actor=aliya, now=now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
