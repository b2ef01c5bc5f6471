"""The coordinator's pages after the gate: what contradicts what, heads, who was there, and a second person's word."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.sealing import seal
from events.enums import ScanVerdict
from events.models import GateScan, HeadCount, Presence
from events.services.gate.presence import settle_presence
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_scan, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.volunteers import make_volunteer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WHY = "I saw her at the gate."


@pytest.fixture
def shift(past_role):
    """The shift of a week ago, 10:00 to 14:00."""
    return past_role.shift


@pytest.fixture
def signup(past_role, aliya):
    return make_signup(past_role, aliya.volunteer)


def page(shift, name, *more):
    with translation.override("en"):
        return reverse(f"ngo:{name}", args=[shift.opportunity.organisation.slug, shift.opportunity.public_id, *more])


def seen(signup, minutes, **columns):
    """A scan that counts, so many minutes after the start."""
    at = signup.shift.starts_at + minutes * MINUTE
    moments = dict.fromkeys(("scanned_at", "received_at", "happened_at"), at)
    scan = make_scan(
        signup, **{"outcome": "in_on_time", "needs_look": False, "is_counted": True, **moments, **columns}
    )
    settle_presence(signup)
    return scan


@pytest.fixture
def contested(signup, dana):
    """Somebody came in at 10:02 by one phone, and another phone says that she left at 10:01."""
    seen(signup, 2, device="near", scanned_by=dana.public_id)
    return seen(signup, 1, kind="out", device="far", outcome="out_before_in", needs_look=True, marks=3,
                clock_offset_seconds=1_230)  # fmt: skip


def test_the_page_says_what_is_open_who_was_there_and_whose_end_is_the_planned_one(desk, shift, signup, contested):
    body = desk.get(page(shift, "after_gate", shift.public_id)).content.decode()

    assert "This is before the person came in." in body
    assert "1 of 1 person is noted." in body
    assert "10:02–14:00" in body
    assert "The end is the planned one: nobody saw the person leave." in body
    assert "Seen by an organiser at the gate" in body
    assert page(shift, "decide_scan", contested.key) in body


def test_a_case_shows_what_each_phone_said_and_what_is_odd_about_it(desk, shift, dana, contested):
    body = desk.get(page(shift, "decide_scan", contested.key)).content.decode()

    said = [
        body.index(words)
        for words in ("10:01", "Phone 1, somebody whose account is gone: pass", "10:02", f"Phone 2, {dana.short_name}")
    ]
    assert said == sorted(said)
    assert "The phone had no network; it reached us at 10:01." in body
    assert "The clock of the phone was 20 minutes wrong; that is put right." in body


@pytest.mark.parametrize("verdict", ScanVerdict)
def test_a_decision_is_taken_once_with_its_reason(desk, shift, contested, verdict):
    address = page(shift, "decide_scan", contested.key)

    refused = desk.post(address, {"verdict": verdict, "reason": ""})
    assert (refused.status_code, GateScan.objects.to_look_at().count()) == (422, 1)
    answer = desk.post(address, {"verdict": verdict, "reason": WHY}, follow=True)

    assert "No check-in contradicts another." in answer.content.decode()
    contested.refresh_from_db()
    assert (contested.verdict, contested.reason) == (verdict, WHY)
    assert WHY in desk.get(address).content.decode()
    again = desk.post(address, {"verdict": verdict, "reason": WHY})
    assert (again.status_code, "Somebody has decided" in again.content.decode()) == (422, True)


def test_nobody_decides_about_herself(client, shift, taza_su, contested, aliya):
    make_member(taza_su, user=aliya)
    client.force_login(aliya)

    answer = client.post(page(shift, "decide_scan", contested.key), {"verdict": "stands", "reason": WHY})

    assert (answer.status_code, "This is about you." in answer.content.decode()) == (422, True)
    assert GateScan.objects.to_look_at().count() == 1


def test_what_counts_for_nobody_is_only_closed_and_its_name_goes(desk, shift, signup):
    scan = make_scan(
        signup, way="walk_in", outcome="walk_in_refused", walk_in=seal("Nobody Known\nnobody@example.org"),
        details={"error": "events.walk_in_refused"},
    )  # fmt: skip
    GateScan.objects.update(signup=None)
    address = page(shift, "decide_scan", scan.key)

    first = desk.get(address).content.decode()
    desk.post(address, {"reason": "She went home."})

    assert ("nobody@example.org" in first, 'name="verdict"' in first) == (True, False)
    scan.refresh_from_db()
    assert (scan.verdict, scan.reason, scan.walk_in) == ("dropped", "She went home.", "")
    assert "Nobody Known" not in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        (1, "Both are the same."),
        (2, "1 head more than people noted. Somebody came in without a check-in: write down who it was."),
        (4, "3 heads more than people noted."),
        (0, "1 head fewer than people noted. Somebody left without a check-out, or was not there."),
    ],
)
def test_heads_stand_beside_people_noted_with_the_difference_in_words(desk, shift, signup, dana, heads, words):
    seen(signup, 2)

    answer = desk.post(page(shift, "count_heads", shift.public_id), {"people": heads}, follow=True)

    assert words in answer.content.decode()
    assert f"Counted by {dana.short_name} before the names were opened." in answer.content.decode()
    desk.post(page(shift, "count_heads", shift.public_id), {"people": heads})
    assert list(HeadCount.objects.order_by("pk").values_list("is_blind", flat=True)) == [True, False]


@pytest.mark.parametrize("heads", ["", "-1", "2001", "many", "1.5"])
def test_impossible_heads_are_explained_and_not_kept(desk, shift, heads):
    answer = desk.post(page(shift, "count_heads", shift.public_id), {"people": heads})

    assert (answer.status_code, HeadCount.objects.count()) == (422, 0)
    assert 'class="errsum"' in answer.content.decode()


def test_the_page_that_counts_heads_names_nobody(desk, shift, signup):
    body = desk.get(page(shift, "count_heads", shift.public_id)).content.decode()

    assert signup.volunteer.user.short_name not in body


def test_what_one_writes_down_another_agrees_to_and_the_hours_are_approved(client, desk, shift, signup, taza_su, dana):
    address, times = page(shift, "write_presence", signup.public_id), {"starts_at": "10:15", "ends_at": "12:00"}
    assert (
        "Write down that the person was there" in desk.get(page(shift, "after_gate", shift.public_id)).content.decode()
    )
    assert desk.post(address, times).status_code == 422
    mine = desk.post(address, times | {"reason": WHY}, follow=True).content.decode()
    agreed = page(shift, "confirm_presence", signup.public_id)

    assert "10:15–12:00" in mine
    assert "A second person of your organisation has to agree." in mine
    assert "I agree: the person was there" not in mine
    assert "not the one who wrote it" in desk.post(agreed, follow=True).content.decode()
    assert Presence.objects.get().confirmed_by is None

    other = make_member(taza_su, user=make_user())
    client.force_login(other)
    theirs = client.get(page(shift, "after_gate", shift.public_id)).content.decode()
    assert ("I agree: the person was there" in theirs, WHY in theirs, "Written down afterwards" in theirs) == (
        True, True, True,
    )  # fmt: skip
    client.post(agreed)
    presence = Presence.objects.get()
    assert (presence.confirmed_by, presence.evidence, presence.reason) == (other.public_id, "C", WHY)
    door = f"{page(shift, 'door')}?shift={shift.public_id}"
    client.post(door, {"signup": signup.public_id, "outcome": "present", "minutes": "105"})
    signup.refresh_from_db()
    assert (signup.attendance.minutes, signup.attendance.evidence) == (105, "C")


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        ("12:00", "11:00", "The end must lie after the start."),
        ("09:00", "11:00", "Both times must lie within the shift."),
        ("10:00", "14:15", "Both times must lie within the shift."),
        ("ten", "11:00", "Please enter a time"),
    ],
)
def test_impossible_times_are_explained_and_stay_in_the_boxes(desk, shift, signup, starts_at, ends_at, words):
    answer = desk.post(
        page(shift, "write_presence", signup.public_id), {"starts_at": starts_at, "ends_at": ends_at, "reason": WHY}
    )

    assert (answer.status_code, Presence.objects.count()) == (422, 0)
    assert words in answer.content.decode()
    assert f'value="{ends_at}"' in answer.content.decode()


def test_whoever_is_alone_hears_that_nobody_can_agree(desk, shift, signup, taza_su):
    address = page(shift, "write_presence", signup.public_id)
    alone = "you are the only one"

    assert alone in desk.get(address).content.decode()
    make_member(taza_su, user=make_user())
    assert alone not in desk.get(address).content.decode()


def test_approved_hours_end_the_writing(desk, shift, signup):
    make_attendance(signup)

    assert (
        "Write down that the person was there"
        not in desk.get(page(shift, "after_gate", shift.public_id)).content.decode()
    )


def test_other_events_and_strangers_find_nothing(desk, shift, signup, contested, taza_su):
    other = make_shift(make_opportunity(organisation=taza_su), days_ahead=-7)
    addresses = [
        page(other, "after_gate", shift.public_id),
        page(other, "count_heads", shift.public_id),
        page(other, "decide_scan", contested.key),
        page(other, "write_presence", signup.public_id),
    ]

    assert [desk.get(address).status_code for address in addresses] == [404] * 4
    assert desk.post(page(other, "confirm_presence", signup.public_id)).status_code == 404


def test_today_and_the_door_lead_to_what_waits(desk, shift, contested):
    address = page(shift, "after_gate", shift.public_id)

    today = desk.get(reverse("ngo:today", args=["taza-su"])).content.decode()
    door = desk.get(f"{page(shift, 'door')}?shift={shift.public_id}").content.decode()

    assert "A check-in waits for a decision." in today
    assert (address in today, address in door, "1 to decide" in door) == (True, True, True)
    GateScan.objects.update(looked_at=clock.now())
    assert address not in desk.get(reverse("ngo:today", args=["taza-su"])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(desk, shift, past_role, assert_chained_queries, count):
    for _number in range(count):
        signup = make_signup(past_role, make_volunteer())
        seen(signup, 2)
        seen(signup, 1, kind="out", outcome="out_before_in", needs_look=True)
        make_signup(make_role(shift), make_volunteer())
        HeadCount.objects.create(shift=shift, people=3, counted_at=shift.starts_at, counted_by=signup.public_id)

    with assert_chained_queries(20, chained=1):
        desk.get(page(shift, "after_gate", shift.public_id))


def test_one_click_promises_only_what_it_does(desk, shift, past_role, contested):
    seen(make_signup(past_role, make_volunteer()), 2, device="near", scanned_by=make_user().public_id)
    door = f"{page(shift, 'door')}?shift={shift.public_id}"
    Presence.objects.filter(signup=contested.signup).update(is_contested=True)

    body = desk.get(door).content.decode()

    assert ("Confirm that 1 person came" in body, "Confirm that all 2 came" in body) == (True, False)
