"""Reminders: due by arithmetic, written once, void once the world has moved on, and never sent at night."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from core import outbox
from core.models import OutboxMessage
from events.enums import OpportunityStatus, ReminderKind, ShiftStatus, SignUpStatus
from events.models import Opportunity, Shift, SignUp
from events.queries.answers import answer_url
from events.queries.nights import ANSWERS, LETTERS
from events.queries.reminders import slots_of
from events.services.moving import move_shift
from events.services.publishing import ShiftPlan
from events.services.reconfirming import reconfirm
from events.services.reminding import write_reminders
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
DAYS, DAY, HOURS = ReminderKind


def booked(volunteer, *, days_ahead=9, start=time(14), booked_at=None, **columns):
    """A confirmed place on a shift so many days from Monday 4 May."""
    role = make_role(make_shift(make_opportunity(**columns), days_ahead=days_ahead, start_time=start))
    signup = make_signup(role, volunteer)
    if booked_at is not None:
        SignUp.objects.filter(pk=signup.pk).update(made_at=booked_at)
    return signup


def local(day, hour, minute=0):
    return datetime(2026, 5, day, hour, minute, tzinfo=ALMATY)


def run(since, until, step=timedelta(hours=2)):
    """Let the beat and the sweep go on, every two hours; return what was sent, with the moment of each."""
    sent = []
    moment = since
    while moment <= until:
        with time_machine.travel(moment, tick=False):
            before = len(mail.outbox)
            write_reminders(now=moment)
            for key in outbox.due(moment):
                outbox.deliver(key, now=moment)
            sent += [(moment, letter) for letter in mail.outbox[before:]]
        moment += step
    return sent


def test_three_reminders_by_the_clock_of_the_shift(now, aliya):
    booked(aliya.volunteer)  # Wednesday 13 May, 14:00

    sent = run(local(11, 8), local(13, 15))

    assert [(moment, letter.to) for moment, letter in sent] == [
        (local(11, 14), ["aliya@example.org"]),
        (local(12, 14), ["aliya@example.org"]),
        (local(13, 12), ["aliya@example.org"]),
    ]
    assert OutboxMessage.objects.count() == 3


def test_what_they_say(now, aliya):
    signup = booked(aliya.volunteer, bring_en="Gloves", contact_phone="+7 701 000 11 22")
    aliya.language = "en"
    aliya.save()

    first, second, third = (letter for _moment, letter in run(local(11, 8), local(13, 15)))

    page = answer_url(signup)
    assert first.subject == "In two days: Clean the river bank"
    assert second.subject == "Are you coming? Clean the river bank, 13.05.2026"
    assert second.body.startswith("“Clean the river bank” on 13.05.2026 at 14:00, Almaty, Abai avenue 10. ")
    assert "Are you coming? Yes or I cannot, one tap:" in second.body
    assert "The place: Almaty, Abai avenue 10. " in third.body
    assert "Ask for: Dana +7 701 000 11 22." in third.body
    assert "Bring: Gloves" in third.body
    assert [page in letter.body for letter in (first, second, third)] == [True, True, True]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((13, 14, 0), [(11, 14, 0), (12, 14, 0), (13, 12, 0)]),
        ((13, 9, 0), [(11, 9, 0), (12, 9, 0), (12, 20, 30)]),  # 7:00 is night: the evening before
        ((13, 7, 0), [(10, 20, 30), (11, 20, 30), (12, 20, 30)]),
        ((13, 22, 0), [(11, 20, 30), (12, 20, 30), (13, 20, 0)]),
        ((13, 23, 30), [(11, 20, 30), (12, 20, 30), (13, 20, 30)]),
        ((13, 0, 30), [(10, 20, 30), (11, 20, 30), (12, 20, 30)]),
        ((13, 10, 0), [(11, 10, 0), (12, 10, 0), (13, 8, 0)]),  # the night is over at eight
        ((13, 21, 0), [(11, 20, 30), (12, 20, 30), (13, 19, 0)]),
    ],
)
def test_what_would_fall_into_the_night_comes_the_evening_before(start, expected):
    slots = slots_of(local(*start).astimezone(UTC), "Asia/Almaty")

    assert [slot.due_at for slot in slots] == [local(*moment) for moment in expected]
    assert [LETTERS.holds(slot.due_at, "Asia/Almaty") for slot in slots] == [False, False, False]


def test_the_night_is_the_night_of_the_place_of_the_shift():
    moment = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)  # 7:30 in Almaty, 5:30 in Istanbul

    assert LETTERS.evening_before(moment, "Asia/Almaty") == local(11, 20, 30)
    assert LETTERS.evening_before(moment, "Europe/Istanbul") == datetime(
        2026, 5, 11, 20, 30, tzinfo=ZoneInfo("Europe/Istanbul")
    )


@pytest.mark.parametrize(
    ("night", "moment", "before", "after"),
    [
        (LETTERS, (11, 20, 59), (11, 20, 59), (11, 20, 59)),
        (LETTERS, (11, 21, 0), (11, 20, 30), (12, 8, 0)),  # nobody is woken at nine sharp
        (LETTERS, (12, 7, 59), (11, 20, 30), (12, 8, 0)),
        (LETTERS, (12, 8, 0), (12, 8, 0), (12, 8, 0)),
        (ANSWERS, (11, 21, 0), (11, 21, 0), (11, 21, 0)),  # and till nine sharp one may answer
        (ANSWERS, (11, 21, 1), (11, 21, 0), (12, 9, 0)),
        (ANSWERS, (12, 7, 59), (11, 21, 0), (12, 9, 0)),
        (ANSWERS, (12, 8, 0), (12, 8, 0), (12, 8, 0)),
    ],
)
def test_the_night_of_letters_and_the_night_of_answers_have_these_edges(night, moment, before, after):
    at = local(*moment).astimezone(UTC)

    assert night.evening_before(at, "Asia/Almaty") == local(*before)
    assert night.morning_after(at, "Asia/Almaty") == local(*after)
    assert night.holds(at, "Asia/Almaty") is (before != after)


def test_the_night_in_which_the_clocks_of_kazakhstan_changed():
    start = datetime(2024, 3, 1, 10, tzinfo=ALMATY).astimezone(UTC)  # the clock went back an hour at midnight

    assert [slot.due_at.astimezone(ALMATY).isoformat() for slot in slots_of(start, "Asia/Almaty")] == [
        "2024-02-28T11:00:00+06:00",
        "2024-02-29T11:00:00+06:00",
        "2024-03-01T08:00:00+05:00",
    ]


@pytest.mark.parametrize(
    ("booked_at", "kinds"),
    [
        (local(8, 13), {DAYS, DAY, HOURS}),
        (local(8, 15), {DAY, HOURS}),  # less than five days ahead: no reminder two days before
        (local(12, 11, 59), {DAY, HOURS}),
        (local(12, 12, 1), {HOURS}),  # joined two hours before it was due: knows without it
        (local(13, 9, 59), {HOURS}),
        (local(13, 10, 1), set()),
        (local(13, 13), set()),  # an hour before: no nonsense
    ],
)
def test_whoever_joins_late_gets_no_nonsense(now, aliya, booked_at, kinds):
    booked(aliya.volunteer, booked_at=booked_at)

    sent = run(local(11, 8), local(13, 15))

    keys = OutboxMessage.objects.values_list("payload__kind", flat=True)
    assert (set(keys), len(sent)) == (kinds, len(kinds))


@pytest.mark.parametrize("status", [SignUpStatus.INVITED, SignUpStatus.AWAITING, SignUpStatus.WITHDRAWN])
def test_only_confirmed_people_are_reminded(now, aliya, status):
    signup = booked(aliya.volunteer)
    SignUp.objects.filter(pk=signup.pk).update(status=status, held_until=now)

    assert run(local(11, 8), local(13, 15)) == []


@pytest.mark.parametrize("case", ["withdrawn", "shift", "event", "moved", "gone"])
def test_a_reminder_that_is_written_says_nothing_once_the_world_has_moved_on(now, aliya, case):
    signup = booked(aliya.volunteer)
    moment = local(12, 13, 50)
    assert write_reminders(now=moment) == 1
    if case == "withdrawn":
        SignUp.objects.update(status=SignUpStatus.WITHDRAWN)
    elif case == "shift":
        Shift.objects.update(status=ShiftStatus.CANCELLED)
    elif case == "event":
        Opportunity.objects.update(status=OpportunityStatus.CANCELLED)
    elif case == "moved":
        later = signup.shift.starts_at + timedelta(days=3)
        Shift.objects.update(sequence=1, starts_at=later, ends_at=later + timedelta(hours=4))
    else:
        signup.volunteer.user.is_active = False
        signup.volunteer.user.save()

    assert run(local(12, 14), local(12, 14)) == []
    assert OutboxMessage.objects.get().done_at == local(12, 14)


def moved(signup, day, hour, *, at):
    plan = ShiftPlan(
        starts_on=date(2026, 5, day), start_time=time(hour), ends_on=date(2026, 5, day), end_time=time(hour + 4)
    )
    move_shift(shift=Shift.objects.get(pk=signup.shift_id), plan=plan, actor=None, now=at)


def reminders(sent):
    return [moment for moment, letter in sent if not letter.subject.startswith("Moved")]


def test_a_moved_shift_is_reminded_of_anew(now, aliya):
    signup = booked(aliya.volunteer)
    assert len(run(local(11, 8), local(12, 15))) == 2
    moved(signup, 17, 14, at=local(12, 15))

    sent = run(local(12, 16), local(17, 14))

    assert reminders(sent) == [local(15, 14), local(16, 14), local(17, 12)]


def test_whoever_has_just_heard_of_a_move_is_not_asked_twice(now, aliya):
    signup = booked(aliya.volunteer)
    moved(signup, 13, 12, at=local(12, 13))  # the day before it was to be at noon: an hour ago

    assert reminders(run(local(12, 14), local(13, 12))) == [local(13, 10)]


def test_a_letter_held_up_into_the_night_waits_for_the_morning(now, aliya):
    booked(aliya.volunteer, days_ahead=9, start=time(20, 45))
    write_reminders(now=local(12, 20, 40))

    sent = run(local(12, 21), local(13, 8, 30), timedelta(minutes=30))

    assert [moment for moment, _letter in sent] == [local(13, 8, 30)]  # the first round some seconds after eight
    assert OutboxMessage.objects.get().attempts == 1


def test_a_round_that_comes_late_still_writes_what_is_of_use(now, aliya):
    booked(aliya.volunteer)

    assert [moment for moment, _letter in run(local(12, 20), local(12, 20))] == [local(12, 20)]  # six hours late
    assert write_reminders(now=local(13, 13, 31)) == 0  # the last half hour belongs to the way


def test_two_rounds_write_each_reminder_once(now, aliya):
    booked(aliya.volunteer)

    assert [write_reminders(now=local(12, 13, 50)) for _round in range(2)] == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_quiet_round_costs_the_same_for_one_shift_and_three(now, aliya, count, django_assert_num_queries):
    for hours in range(count):
        booked(aliya.volunteer, start=time(10 + 2 * hours))
    write_reminders(now=local(12, 15, 50))

    with django_assert_num_queries(4):
        assert write_reminders(now=local(12, 15, 50)) == 0


def test_whoever_has_said_so_is_not_asked_again(now, aliya):
    signup = booked(aliya.volunteer)
    reconfirm(signup=signup, actor=aliya, now=now)
    aliya.language = "en"
    aliya.save()

    ((_moment, letter),) = run(local(12, 12), local(12, 15))

    assert "You have said that you come." in letter.body


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_person_reads_her_own_language(now, aliya, language):
    booked(aliya.volunteer)
    aliya.language = language
    aliya.save()

    with translation.override("en"):
        sent = run(local(12, 12), local(12, 15))

    titles = {"kk": "Clean the river bank (kk)", "ru": "Clean the river bank (ru)", "en": "Clean the river bank"}
    assert [f"“{titles[language]}”" in letter.body or f"«{titles[language]}»" in letter.body for _at, letter in sent]
