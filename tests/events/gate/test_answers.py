"""Every answer of the gate, and the words it comes in."""

from datetime import time, timedelta

import pytest

from core.models import OutboxMessage
from events.enums import SignUpStatus
from events.models import GateScan, GateTicket, Opportunity, Presence, Shift, ShiftRole, SignUp
from events.queries.gate import keys
from events.services.gate.tickets import print_tickets
from tests.events.gate.doors import pass_scan, scan
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def letters(signup):
    return keys.pass_letters(signup.volunteer_id, signup.shift.starts_on)[0]


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}".lower()])
def test_the_letters_of_a_pass_are_as_good_as_the_pass(outcomes, start, signup, spelling):
    assert outcomes([scan(start, way="code", token=spelling.format(letters(signup)))], start) == ["in_on_time"]


def test_a_whole_address_and_a_name_on_the_list_are_known(outcomes, start, signup, role, bekzat):
    other = make_signup(role, bekzat.volunteer)
    address = f"https://asar.example/p/{keys.pass_token(signup.volunteer_id, signup.shift.starts_on)}"

    found = outcomes([scan(start, token=address), scan(start, way="list", signup_id=str(other.public_id))], start)

    assert found == ["in_on_time", "in_on_time"]


def test_the_pass_of_another_day_is_old(outcomes, start, signup):
    yesterday = keys.pass_token(signup.volunteer_id, signup.shift.starts_on - timedelta(days=1))

    assert outcomes([scan(start, token=yesterday)], start) == ["code_expired"]


def test_the_pass_of_a_night_opens_on_both_its_days(now, taza_su, aliya, outcomes, start):
    night = make_shift(make_opportunity(organisation=taza_su), days_ahead=0, start_time=time(22), hours=8)
    signup = make_signup(make_role(night), aliya.volunteer)
    second = keys.pass_token(signup.volunteer_id, night.ends_on)

    assert outcomes([scan(night.starts_at + 3 * HOUR, token=second)], night.starts_at + 3 * HOUR, to=night) == [
        "in_late"
    ]


def test_somebody_of_another_shift_of_the_event_can_be_let_in_here(answers, shift, start, aliya, role):
    later = make_shift(shift.opportunity, days_ahead=0, start_time=time(19))
    signup = make_signup(make_role(later), aliya.volunteer)

    first = answers([pass_scan(signup, start)], start)[0]
    second = answers([pass_scan(signup, start, way="walk_in")], start)[0]

    assert (first["outcome"], first["tone"]) == ("other_shift", "warn")
    assert first["sentence"] == "Has a place on the shift at 19:00. Check in here?"
    assert first["details"]["shift"] == str(later.public_id)
    assert second["outcome"] == "walked_in"
    assert SignUp.objects.get(shift=shift).awaits_own_word


def test_somebody_of_another_event_is_not_on_the_list_and_nothing_is_told(answers, start, aliya):
    signup = make_signup(make_role(make_shift(days_ahead=0, start_time=time(15))), aliya.volunteer)

    answer = answers([pass_scan(signup, start)], start)[0]

    assert (answer["outcome"], answer["name"], answer["details"]) == ("not_on_list", "", {})
    assert answer["sentence"] == "Not on the list. Add this person as somebody who came on the day?"


def test_a_walk_in_needs_name_and_address_and_gets_the_one_answer_for_nobody(answers, start, aliya, shift):
    her = scan(start, way="walk_in", name="Әлия", contact="aliya@example.org")
    nobody = scan(start, way="walk_in", name="Болат", contact="nobody@example.org")
    nameless = scan(start, way="walk_in")

    found = answers([her, nobody, nameless], start)

    assert [answer["outcome"] for answer in found] == ["walked_in", "walk_in_refused", "walk_in_refused"]
    assert found[1]["sentence"] == found[2]["sentence"]
    assert GateScan.objects.exclude(walk_in="").count() == 0


def test_a_walk_in_without_network_is_kept_to_look_at(answers, start, dana):
    late = scan(start, way="walk_in", name="Болат", contact="nobody@example.org", was_offline=True)

    answer = answers([late], start + HOUR)[0]

    assert (answer["outcome"], answer["needs_look"]) == ("walk_in_refused", True)
    assert "Болат" not in GateScan.objects.get().walk_in != ""


def test_a_full_shift_says_so_to_a_walk_in(answers, start, role, aliya):
    ShiftRole.objects.filter(pk=role.pk).update(capacity=1, taken_count=1)

    answer = answers([scan(start, way="walk_in", name="Әлия", contact="aliya@example.org")], start)[0]

    assert answer["sentence"] == "This shift is full. Make room first, or send the person to another shift."


@pytest.mark.parametrize(
    ("status", "outcome"), [(SignUpStatus.INVITED, "not_answered"), (SignUpStatus.AWAITING, "guardian_missing")]
)
def test_a_place_that_is_not_confirmed_says_what_is_missing(outcomes, start, role, aliya, status, outcome):
    signup = make_signup(role, aliya.volunteer)
    SignUp.objects.filter(pk=signup.pk).update(status=status, held_until=start)

    assert outcomes([pass_scan(signup, start)], start) == [outcome]


def test_a_consent_withdrawn_since_blocks_and_a_parent_beside_opens(answers, start, role, bekzat, now):
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=now)

    refused = answers([pass_scan(signup, start)], start)[0]
    along = answers([pass_scan(signup, start, is_parent_here=True)], start)[0]

    assert (refused["outcome"], refused["tone"], along["outcome"]) == ("guardian_missing", "warn", "in_on_time")
    assert SignUp.objects.get().is_accompanied


def test_let_in_without_network_against_a_rule_she_was_there_and_people_are_told(
    answers, start, role, bekzat, dana, now
):
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=now)

    answer = answers([pass_scan(signup, start, was_offline=True)], start + HOUR)[0]

    assert (answer["outcome"], answer["needs_look"]) == ("let_in_closed", True)
    assert answer["sentence"].startswith("Let in without network, but: ")
    assert Presence.objects.get().is_contested
    assert SignUp.objects.get().checked_in_at == start
    told = OutboxMessage.objects.filter(topic="gate.let_in_closed")
    assert list(told.values_list("payload__user_id", flat=True)) == [dana.pk]


def test_a_consent_that_was_withdrawn_after_she_came_held_when_she_came(outcomes, start, role, bekzat):
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=start + 30 * MINUTE)

    assert outcomes([pass_scan(signup, start, was_offline=True)], start + HOUR) == ["in_on_time"]


def test_too_few_adults_keep_everybody_out(answers, start, signup):
    Opportunity.objects.update(has_child_contact=True)

    answer = answers([pass_scan(signup, start)], start)[0]

    assert (answer["outcome"], answer["sentence"]) == ("gate_closed", "May not take this shift yet.")


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [
        (-122, "too_early"),
        (-121, "in_on_time"),
        (4, "in_on_time"),
        (5, "in_late"),
        (241, "in_late"),
        (242, "too_late"),
    ],
)
def test_the_gate_is_open_from_two_hours_before_until_the_end_give_or_take_a_clock(
    outcomes, start, signup, minutes, outcome
):
    at = start + minutes * MINUTE

    assert outcomes([pass_scan(signup, at)], at) == [outcome]


def test_a_cancelled_shift_lets_nobody_in(outcomes, start, signup):
    Shift.objects.update(status="cancelled")

    assert outcomes([pass_scan(signup, start)], start) == ["shift_off"]


@pytest.mark.parametrize(
    "text", ["", "?", "А" * 45, "A" * 45, "ABCDEF", "ABCDEFGH", "v1.x.y.z", "https://evil.example/p/"]
)
def test_garbage_is_an_unknown_code(outcomes, start, signup, text):
    expected = "unknown_code" if text else "not_on_list"

    assert outcomes([scan(start, token=text)], start) == [expected]


# --- Tickets -------------------------------------------------------------------------------------------------------


def test_a_ticket_opens_once(answers, start, signup, shift, dana):
    token = print_tickets(shift=shift, blank=0, is_named=True, actor=dana, now=start)[0].token

    first, second = (answers([scan(start, way="ticket", token=token)], start)[0] for _ in range(2))

    assert (first["outcome"], second["outcome"]) == ("in_on_time", "already_in")
    assert GateTicket.objects.get().used_at == start


def test_a_blank_ticket_asks_who_holds_it_and_belongs_to_one(outcomes, start, signup, role, shift, dana):
    other = make_signup(role, make_volunteer(user=make_user()))
    printed = print_tickets(shift=shift, blank=1, is_named=False, actor=dana, now=start)[0]
    held = {"way": "ticket", "token": printed.letters}

    assert outcomes([scan(start, **held)], start) == ["ticket_blank"]
    assert outcomes([scan(start, **held, signup_id=str(signup.public_id))], start) == ["in_on_time"]
    assert outcomes([scan(start, **held, signup_id=str(other.public_id))], start) == ["already_in"]
    assert SignUp.objects.get(pk=other.pk).checked_in_at is None


def test_a_ticket_of_another_shift_is_no_ticket_here(outcomes, start, taza_su, dana, shift):
    other = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=0)).shift
    token = print_tickets(shift=other, blank=1, is_named=False, actor=dana, now=start)[0].token

    assert outcomes([scan(start, way="ticket", token=token)], start) == ["code_elsewhere"]


def test_a_sheet_printed_twice_is_the_same_sheet(now, signup, shift, dana):
    first, second = (print_tickets(shift=shift, blank=3, is_named=True, actor=dana, now=now) for _ in range(2))

    assert first == second
    assert len({printed.token for printed in first}) == len({printed.letters for printed in first}) == 4


# --- Out -----------------------------------------------------------------------------------------------------------


def test_going_out_ends_the_presence_and_the_latest_counts(answers, start, signup, shift):
    answers([pass_scan(signup, start)], start)

    first = answers([pass_scan(signup, start + HOUR, kind="out")], start + HOUR)[0]
    second = answers([pass_scan(signup, start + 2 * HOUR, kind="out")], start + 2 * HOUR)[0]

    assert (first["outcome"], second["outcome"]) == ("out", "already_out")
    assert second["sentence"] == "Already out at 16:00. The later time counts."
    presence = Presence.objects.get()
    assert (presence.ends_at, presence.is_end_inferred) == (start + 2 * HOUR, False)


def test_out_before_in_is_answered_and_counts_nothing(answers, start, signup):
    answers([pass_scan(signup, start + HOUR)], start + HOUR)

    answer = answers([pass_scan(signup, start, kind="out", was_offline=True)], start + HOUR)[0]

    assert (answer["outcome"], answer["needs_look"]) == ("out_before_in", True)
    assert Presence.objects.get().is_end_inferred


def test_out_without_in_waits_for_the_phone_that_saw_the_in(outcomes, start, signup):
    assert outcomes([pass_scan(signup, start + HOUR, kind="out")], start + HOUR) == ["out_not_in"]
    assert GateScan.objects.to_look_at().count() == 1

    assert outcomes([pass_scan(signup, start, was_offline=True)], start + 2 * HOUR) == ["in_on_time"]

    assert Presence.objects.get().seen_out_at == start + HOUR
    assert GateScan.objects.to_look_at().count() == 0


def test_hours_never_reach_beyond_the_shift(answers, start, signup, shift):
    early, late = start - HOUR, shift.ends_at + HOUR
    answers([pass_scan(signup, early)], early)
    answers([pass_scan(signup, late, kind="out")], late)

    presence = Presence.objects.get()
    assert (presence.seen_in_at, presence.seen_out_at) == (early, late)
    assert (presence.starts_at, presence.ends_at) == (start, shift.ends_at)


# --- At two shifts at once -----------------------------------------------------------------------------------------


def test_nobody_is_at_two_shifts_at_once_and_the_second_is_kept_to_look_at(outcomes, start, signup, taza_su, aliya):
    other = make_shift(make_opportunity(organisation=taza_su), days_ahead=0, start_time=time(16))
    second = make_signup(make_role(other), aliya.volunteer)
    outcomes([pass_scan(signup, start)], start)

    assert outcomes([pass_scan(second, start + HOUR)], start + HOUR, to=other) == ["elsewhere"]
    assert SignUp.objects.get(pk=second.pk).checked_in_at is None
    assert GateScan.objects.to_look_at().get().signup == second

    outcomes([pass_scan(signup, start + HOUR, kind="out")], start + 90 * MINUTE)
    assert outcomes([pass_scan(second, start + 90 * MINUTE)], start + 90 * MINUTE, to=other) == ["in_late"]


def test_shifts_that_touch_are_both_attended(outcomes, start, signup, taza_su, aliya, shift):
    other = make_shift(shift.opportunity, days_ahead=0, start_time=time(19))
    second = make_signup(make_role(other), aliya.volunteer)
    outcomes([pass_scan(signup, start)], start)

    assert outcomes([pass_scan(second, other.starts_at - HOUR)], other.starts_at - HOUR, to=other) == ["in_on_time"]


def test_a_minor_still_waiting_for_a_guardian_who_was_let_in_without_network_was_there(
    answers, start, role, aliya, dana
):
    signup = make_signup(role, aliya.volunteer)
    SignUp.objects.filter(pk=signup.pk).update(status=SignUpStatus.AWAITING, held_until=start + HOUR)

    answer = answers([pass_scan(signup, start, was_offline=True)], start + HOUR)[0]

    assert (answer["outcome"], answer["needs_look"], Presence.objects.get().is_contested) == (
        "let_in_closed",
        True,
        True,
    )
    assert OutboxMessage.objects.get(topic="gate.let_in_closed").payload["user_id"] == dana.pk
