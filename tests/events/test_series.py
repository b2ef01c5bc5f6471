"""Shifts that repeat: made once, changed one, from one on, or all, and cut where a change begins."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from core.models import OutboxMessage
from events import errors
from events.enums import Scope, ShiftStatus, SignUpStatus
from events.models import Shift, ShiftRole, ShiftSeries, SignUp
from events.queries.recurrence import SeriesPlan
from events.services.moving import cancel_shift, move_shift
from events.services.publishing import RolePlan, ShiftPlan
from events.services.scopes import (
    add_roles,
    cancel_shifts,
    change_roles,
    move_shifts,
    plan_of_role,
    reach_of_move,
    remove_roles,
)
from events.services.series import create_series, generate_shifts, preview_series
from tests.events import icalendar_reader
from tests.factories.events import make_opportunity, make_shift, make_signup
from tests.factories.volunteers import make_skill, make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 5, 16)
WEEK = timedelta(days=7)
WEEKLY = SeriesPlan(first_on=SATURDAY, start_time=time(10), end_time=time(14), rule="FREQ=WEEKLY;COUNT=5")
HELPER = RolePlan(names={"en": "Helper"}, capacity=4, minimum=2)


def saturdays(*numbers):
    return [SATURDAY + number * WEEK for number in numbers]


@pytest.fixture
def series(now, taza_su, dana):
    event = make_opportunity(organisation=taza_su)
    roles = [replace(HELPER, required_skills={make_skill("first_aid"): 2}, wanted_skills={make_skill("photo"): 1})]
    return create_series(opportunity=event, plan=WEEKLY, roles=roles, actor=dana, now=now)


def shifts_of(series):
    return list(Shift.objects.filter(opportunity=series.opportunity).order_by("starts_at"))


def times_of(shifts):
    return [(shift.starts_on, shift.start_time.hour) for shift in shifts]


def plan_for(shift, *, days=0, start=11, end=15, nights=0):
    starts_on = shift.starts_on + timedelta(days=days)
    return ShiftPlan(
        starts_on=starts_on,
        start_time=time(start),
        ends_on=starts_on + timedelta(days=nights),
        end_time=time(end),
    )


def generate_again(series, now):
    return [new for each in ShiftSeries.objects.all() for new in generate_shifts(series=each, actor=None, now=now)]


def test_a_series_makes_its_shifts_with_roles_and_skills(series):
    shifts = shifts_of(series)

    assert [shift.starts_on for shift in shifts] == saturdays(0, 1, 2, 3, 4)
    assert {(shift.series, shift.minutes) for shift in shifts} == {(series, 240)}
    roles = ShiftRole.objects.order_by("pk")
    assert [(role.name_en, role.capacity, role.minimum) for role in roles] == [("Helper", 4, 2)] * 5
    skills = {tuple(role.skills.order_by("skill__code").values_list("skill__code", "level")) for role in roles}
    assert skills == {(("first_aid", 2), ("photo", 1))}
    assert series.generated_until == SATURDAY + 4 * WEEK


def test_making_again_makes_nothing(series, now):
    made = shifts_of(series)
    cancel_shift(shift=made[1], reason="Rain", actor=None, now=now)
    move_shift(shift=made[2], plan=plan_for(made[2], days=1), actor=None, now=now)

    again = [generate_shifts(series=series, actor=None, now=now) for _ in range(2)]

    assert (again, len(shifts_of(series))) == ([[], []], 5)


def test_the_table_refuses_two_shifts_for_one_day(series):
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        make_shift(series.opportunity, series=series, recurs_on=SATURDAY)


def test_a_shift_that_went_missing_is_made_anew_unless_it_is_over(series, now):
    first, *_, last = shifts_of(series)
    Shift.objects.filter(pk__in=[first.pk, last.pk]).delete()
    later = datetime(2026, 5, 20, tzinfo=UTC)

    made = generate_shifts(series=series, actor=None, now=later)

    assert [shift.starts_on for shift in made] == [last.starts_on]


def test_wall_time_is_the_truth_across_a_change_of_clocks(now, taza_su):
    with time_machine.travel(datetime(2024, 2, 1, tzinfo=UTC), tick=False):
        event = make_opportunity(organisation=taza_su)
        moment = datetime(2024, 2, 1, tzinfo=UTC)
        night = SeriesPlan(
            first_on=date(2024, 2, 28),
            start_time=time(22),
            end_time=time(6),
            ends_next_day=True,
            rule="FREQ=DAILY;COUNT=3",
        )
        series = create_series(opportunity=event, plan=night, roles=[HELPER], actor=None, now=moment)

    shifts = shifts_of(series)
    assert [(shift.starts_on.day, shift.minutes) for shift in shifts] == [(28, 480), (29, 540), (1, 480)]
    assert {shift.start_time for shift in shifts} == {time(22)}
    assert [shift.starts_at.hour for shift in shifts] == [16, 16, 17]


BAD_PLANS = {
    "nothing repeats": (replace(WEEKLY, rule=""), errors.NothingRepeats),
    "never ends": (replace(WEEKLY, rule="FREQ=WEEKLY"), errors.RuleNeverEnds),
    "every second": (replace(WEEKLY, rule="FREQ=SECONDLY;COUNT=9"), errors.RuleUnsupported),
    "1970": (replace(WEEKLY, first_on=date(1970, 1, 1)), errors.ShiftDateImpossible),
    "2999": (replace(WEEKLY, first_on=date(2999, 1, 1)), errors.ShiftDateImpossible),
    "the last day of all": (replace(WEEKLY, first_on=date.max, ends_next_day=True), errors.ShiftDateImpossible),
    "chosen day in 1970": (replace(WEEKLY, dates=(date(1970, 1, 1),)), errors.ShiftDateImpossible),
    "chosen last day of all": (
        replace(WEEKLY, dates=(date.max,), ends_next_day=True, end_time=time(2)),
        errors.ShiftDateImpossible,
    ),
    "end before start": (replace(WEEKLY, end_time=time(9)), errors.ShiftEndsBeforeStart),
    "between quarters": (replace(WEEKLY, start_time=time(10, 7)), errors.ShiftNotOnQuarter),
    "too long": (replace(WEEKLY, ends_next_day=True), errors.ShiftTooLong),
    "too many": (replace(WEEKLY, rule="FREQ=DAILY;COUNT=1000"), errors.TooManyShifts),
    "all of them exceptions": (replace(WEEKLY, except_on=frozenset(saturdays(0, 1, 2, 3, 4))), errors.NoDayLeft),
}


@pytest.mark.parametrize("case", BAD_PLANS)
def test_a_series_that_cannot_be_says_why_and_leaves_nothing_behind(now, taza_su, case):
    bad, error = BAD_PLANS[case]
    event = make_opportunity(organisation=taza_su)

    with pytest.raises(error) as refusal:
        create_series(opportunity=event, plan=bad, roles=[HELPER], actor=None, now=now)

    assert str(refusal.value)
    assert (ShiftSeries.objects.count(), Shift.objects.count()) == (0, 0)


def test_a_role_that_cannot_be_leaves_no_series_behind(now, taza_su):
    event = make_opportunity(organisation=taza_su)

    with pytest.raises(errors.CapacityImpossible):
        create_series(opportunity=event, plan=WEEKLY, roles=[replace(HELPER, capacity=1)], actor=None, now=now)

    assert Shift.objects.count() == 0


def test_looking_first_writes_nothing(now):
    found = preview_series(plan=WEEKLY, time_zone="Asia/Almaty", now=now)

    assert (list(found.days), Shift.objects.count()) == (saturdays(0, 1, 2, 3, 4), 0)


def test_only_this_shift_moves_and_stays_the_exception(series, now):
    third = shifts_of(series)[2]

    move_shifts(shift=third, plan=plan_for(third, days=1), scope=Scope.THIS, actor=None, now=now)

    expected = [(day, 10) for day in saturdays(0, 1, 2, 3, 4)]
    expected[2] = (SATURDAY + 2 * WEEK + timedelta(days=1), 11)
    assert times_of(shifts_of(series)) == expected
    assert generate_again(series, now) == []


def test_this_and_the_following_cut_the_series(series, now):
    third = shifts_of(series)[2]

    moved = move_shifts(shift=third, plan=plan_for(third), scope=Scope.FOLLOWING, actor=None, now=now)

    assert times_of(shifts_of(series)) == [
        *((day, 10) for day in saturdays(0, 1)), *((day, 11) for day in saturdays(2, 3, 4)),
    ]  # fmt: skip
    earlier, later = ShiftSeries.objects.order_by("pk")
    assert (earlier.rule, later.rule) == ("FREQ=WEEKLY;UNTIL=20260523", "FREQ=WEEKLY;UNTIL=20260613")
    assert {shift.series for shift in moved} == {later}
    assert (later.start_time, later.first_on) == (time(11), SATURDAY + 2 * WEEK)
    assert generate_again(series, now) == []


def test_all_still_ahead_move_and_what_is_over_stays(series, now):
    after_the_first = datetime(2026, 5, 18, tzinfo=UTC)
    third = shifts_of(series)[2]

    with time_machine.travel(after_the_first, tick=False):
        move_shifts(
            shift=third, plan=plan_for(third, days=1), scope=Scope.ALL, actor=None, now=after_the_first
        )  # fmt: skip

    sundays = [day + timedelta(days=1) for day in saturdays(1, 2, 3, 4)]
    assert times_of(shifts_of(series)) == [(SATURDAY, 10), *((day, 11) for day in sundays)]
    assert generate_again(series, after_the_first) == []


def joined_by(person, series):
    return [make_signup(shift.roles.get(), person.volunteer) for shift in shifts_of(series)]


def letters_about(topic):
    return [(one.key, one.payload["user_id"]) for one in OutboxMessage.objects.filter(topic=topic).order_by("pk")]


def test_whoever_has_several_of_the_shifts_that_move_reads_one_letter(series, now, aliya, zhanna):
    mine = joined_by(aliya, series)
    make_volunteer(user=zhanna)
    [alone] = [make_signup(shifts_of(series)[1].roles.get(), zhanna.volunteer)]

    first = shifts_of(series)[0]
    move_shifts(shift=first, plan=plan_for(first), scope=Scope.ALL, actor=None, now=now)

    assert letters_about("shifts.moved_together") == [(f"shifts.moved_together:{mine[0].pk}:1:{aliya.pk}", aliya.pk)]
    assert letters_about("shifts.moved") == [(f"shifts.moved:{alone.pk}:1:{zhanna.pk}", zhanna.pk)]
    [letter] = [one for one in sent() if one.to == [aliya.email]]
    days = [f"{day:%d.%m.%Y}" for day in saturdays(0, 1, 2, 3, 4)]
    assert [f"It was: {day} 10:00–14:00" in letter.body for day in days] == [True] * 5
    assert [f"It is now: {day} 11:00–15:00" in letter.body for day in days] == [True] * 5
    assert letter.body.count("/a/") == 5
    read = icalendar_reader.read(letter.attachments[0].content.encode())
    assert [(one.uid, one.sequence, one.starts_at.hour) for one in read] == [
        (str(shift.public_id), 1, 6) for shift in shifts_of(series)
    ]


def test_a_second_move_makes_the_first_letter_say_nothing_and_another_all(series, now, aliya):
    joined_by(aliya, series)
    first = shifts_of(series)[0]
    move_shifts(shift=first, plan=plan_for(first), scope=Scope.ALL, actor=None, now=now)
    first = shifts_of(series)[0]
    move_shifts(shift=first, plan=plan_for(first, start=12, end=16), scope=Scope.ALL, actor=None, now=now)

    [letter] = [one for one in sent() if one.to == [aliya.email]]

    assert len(letters_about("shifts.moved_together")) == 2
    assert letter.body.count("It was: ") == letter.body.count("12:00–16:00") == 5
    assert "11:00" not in letter.body


def test_what_one_letter_cannot_hold_fills_two(now, taza_su, dana, aliya):
    plan = replace(WEEKLY, rule="FREQ=WEEKLY;COUNT=13")
    event = make_opportunity(organisation=taza_su)
    long = create_series(opportunity=event, plan=plan, roles=[HELPER], actor=dana, now=now)
    joined_by(aliya, long)

    first = shifts_of(long)[0]
    move_shifts(shift=first, plan=plan_for(first), scope=Scope.ALL, actor=None, now=now)

    letters = [one.body for one in sent() if one.to == [aliya.email]]
    assert sorted(body.count("It was: ") for body in letters) == [1, 12]


def test_a_week_later_is_possible_although_every_day_was_taken(series, now):
    first = shifts_of(series)[0]

    move_shifts(shift=first, plan=plan_for(first, days=7), scope=Scope.ALL, actor=None, now=now)

    assert times_of(shifts_of(series)) == [(day, 11) for day in saturdays(1, 2, 3, 4, 5)]
    assert generate_again(series, now) == []


def test_who_was_moved_alone_or_cancelled_stays_so_when_the_others_move(series, now):
    first, second, third, *_ = shifts_of(series)
    move_shift(shift=second, plan=plan_for(second, days=1, start=8, end=9), actor=None, now=now)
    cancel_shift(shift=third, reason="Rain", actor=None, now=now)
    first.refresh_from_db()
    reach = reach_of_move(first, Scope.ALL, now=now)

    move_shifts(shift=first, plan=plan_for(first), scope=Scope.ALL, actor=None, now=now)

    assert [shift.pk for shift in reach.own_ways] == [second.pk]
    hours = [(shift.start_time.hour, shift.status) for shift in shifts_of(series)]
    planned, cancelled = ShiftStatus.PLANNED, ShiftStatus.CANCELLED
    assert hours == [(11, planned), (8, planned), (10, cancelled), (11, planned), (11, planned)]
    assert generate_again(series, now) == []


def test_a_move_that_one_shift_cannot_make_moves_none(series, now):
    first = shifts_of(series)[0]
    before = times_of(shifts_of(series))

    with pytest.raises(errors.ShiftDateImpossible):
        move_shifts(shift=first, plan=plan_for(first, days=-30), scope=Scope.ALL, actor=None, now=now)

    assert times_of(shifts_of(series)) == before
    assert ShiftSeries.objects.count() == 1


@pytest.mark.parametrize(
    ("scope", "gone"), [(Scope.THIS, [2]), (Scope.FOLLOWING, [2, 3, 4]), (Scope.ALL, [0, 1, 2, 3, 4])]
)
def test_calling_off_reaches_as_far_as_said(series, now, scope, gone):
    third = shifts_of(series)[2]
    held = make_signup(third.roles.get(), make_volunteer())

    cancel_shifts(shift=third, scope=scope, reason="Rain", actor=None, now=now)

    statuses = [shift.status for shift in shifts_of(series)]
    assert [number for number, status in enumerate(statuses) if status == ShiftStatus.CANCELLED] == gone
    assert SignUp.objects.get(pk=held.pk).status == SignUpStatus.CANCELLED
    assert generate_again(series, now) == []


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_a_shift_that_does_not_repeat_is_changed_alone(now, scope):
    shift = make_shift()

    with pytest.raises(errors.ShiftStandsAlone):
        move_shifts(shift=shift, plan=plan_for(shift), scope=scope, actor=None, now=now)


def test_what_has_begun_is_not_changed(series):
    first = shifts_of(series)[0]
    begun = first.starts_at + timedelta(minutes=1)

    with pytest.raises(errors.NothingAhead):
        cancel_shifts(shift=first, scope=Scope.THIS, reason="Rain", actor=None, now=begun)


def test_a_role_changes_from_one_shift_on_and_new_shifts_get_it(series, now):
    fourth = shifts_of(series)[3]
    wish = replace(plan_of_role(fourth.roles.get()), capacity=9, min_age=18, languages=1, required_skills={})

    change_roles(role=fourth.roles.get(), plan=wish, scope=Scope.FOLLOWING, actor=None, now=now)
    fourth.delete()
    generate_again(series, now)

    in_order = ShiftRole.objects.order_by("shift__starts_on")
    roles = [(role.capacity, role.min_age, role.skills.count()) for role in in_order]
    assert roles == [(4, None, 2)] * 3 + [(9, 18, 1)] * 2


def test_fewer_places_than_people_on_one_day_are_refused_for_all_by_its_date(series, now):
    last_role = shifts_of(series)[4].roles.get()
    for _ in range(3):
        make_signup(last_role, make_volunteer())
    role = shifts_of(series)[0].roles.get()

    with pytest.raises(errors.CapacityBelowTakenOn, match=r"On 13\.06\.2026, 3 places are already taken"):
        change_roles(role=role, plan=replace(HELPER, capacity=2), scope=Scope.ALL, actor=None, now=now)

    assert set(ShiftRole.objects.values_list("capacity", flat=True)) == {4}


def test_a_rule_that_the_people_on_the_list_fail_is_refused(series, now):
    role = shifts_of(series)[1].roles.get()
    make_signup(role, make_volunteer(age=17))

    with pytest.raises(errors.PeopleNoLongerFit):
        change_roles(role=role, plan=replace(HELPER, min_age=18), scope=Scope.ALL, actor=None, now=now)


def test_a_role_is_added_to_all_and_removed_from_where_nobody_is(series, now):
    first = shifts_of(series)[0]
    added = add_roles(
        shift=first, plan=RolePlan(names={"en": "Medic"}, capacity=1), scope=Scope.ALL, actor=None, now=now
    )
    make_signup(added[2], make_volunteer())

    with pytest.raises(errors.RoleInUse, match=r"30\.05\.2026"):
        remove_roles(role=added[0], scope=Scope.ALL, actor=None, now=now)
    removed = remove_roles(role=added[0], scope=Scope.THIS, actor=None, now=now)

    assert (len(added), removed, ShiftRole.objects.filter(name_en="Medic").count()) == (5, 1, 4)


def test_the_only_role_of_a_shift_stays(series, now):
    role = shifts_of(series)[0].roles.get()

    with pytest.raises(errors.RoleInUse):
        remove_roles(role=role, scope=Scope.THIS, actor=None, now=now)


@pytest.mark.parametrize("count", [2, 40])
def test_making_many_shifts_asks_the_database_no_more_often_than_few(
    now, taza_su, count, django_assert_max_num_queries
):
    event = make_opportunity(organisation=taza_su)
    plan = replace(WEEKLY, rule=f"FREQ=WEEKLY;COUNT={count}")

    with django_assert_max_num_queries(20):
        create_series(opportunity=event, plan=plan, roles=[HELPER], actor=None, now=now)
