"""The gate on a phone, with the network really cut: answers at once, nothing lost, nobody counted twice."""

from datetime import timedelta

import pytest

from events.models import GateScan, SignUp
from tests.browser.gates import Phone, counted, door_of, letters_of, open_gate, people_of
from tests.browser.harness import PHONE, visiting

LONGEST_MS = 300
LISTENING = """
window.heard = [];
Object.defineProperty(navigator, "vibrate", { value: (pattern) => heard.push(["shake", pattern]) });
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { heard.push(["beep"]); return make.call(this); };
"""


KEPT_ROWS = """async () => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const held = await asked(indexedDB.open("asar-door"));
    const counts = ["lists", "scans"].map((name) => asked(held.transaction(name).objectStore(name).count()));
    return (await Promise.all(counts)).reduce((one, other) => one + other);
}"""


@pytest.fixture
def role(town):
    return open_gate()


@pytest.fixture
def phone(browser, town, role):
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE, service_workers="allow") as visit:
        visit.page.add_init_script(LISTENING)
        opened = Phone(visit, role).open()
        yield opened
        opened.rest()


def test_gate_goes_on_without_network_and_sends_everything_once(phone, role):
    anna, boris, vera, *_ = people_of(role)
    phone.cut()
    assert phone.enter(letters_of(anna).lower()) == "in_on_time"
    assert phone.enter(letters_of(anna)) == "already_in"
    assert phone.tap(boris) == "in_on_time"
    assert phone.net == "Offline, 2 waiting"

    phone.page.reload()
    phone.ready()
    assert phone.net == "Offline, 2 waiting"
    assert phone.enter(letters_of(boris)) == "already_in"
    assert phone.enter(letters_of(vera)) == "in_on_time"
    assert counted(role) == []
    phone.cut(away=False)
    phone.wait_until_sent()

    assert counted(role) == sorted([anna.pk, boris.pk, vera.pk])
    assert SignUp.objects.filter(role=role, checked_in_at__isnull=False).count() == 3
    assert GateScan.objects.filter(shift=role.shift).count() == 3


def test_two_phones_without_network_count_a_person_once_and_say_so(browser, town, phone, role):
    anna = people_of(role)[0]
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE, service_workers="allow") as visit:
        other = Phone(visit, role).open()
        for device in (phone, other):
            device.cut()
            assert device.enter(letters_of(anna)) == "in_on_time"
        for device in (phone, other):
            device.cut(away=False)
            device.wait_until_sent()

        assert SignUp.objects.filter(role=role, checked_in_at__isnull=False).count() == 1
        assert phone.page.locator("[data-differences]").is_hidden()
        more = other.page.locator("[data-differences]")
        more.wait_for()
        assert "Already in" in more.inner_text()


def test_a_wrong_tap_is_taken_back_and_never_sent(phone, role):
    anna = people_of(role)[0]
    phone.tap(anna)
    phone.page.get_by_role("button", name="Undo").click()

    phone.page.get_by_text("Taken back.").wait_for()
    phone.wait_until_sent()
    assert GateScan.objects.count() == 0
    assert phone.page.locator(f"#p-{anna.public_id} form button").is_visible()


def test_every_answer_is_heard_felt_and_read(phone, role):
    anna = people_of(role)[0]
    phone.cut()
    for text in (letters_of(anna), "ZZZZZZ", letters_of(anna)):
        phone.enter(text)

    heard = phone.page.evaluate("heard")
    assert [pattern for kind, *rest in heard if kind == "shake" for pattern in rest] == [
        [60], [70, 60, 70], [200, 80, 200],
    ]  # fmt: skip
    assert sum(kind == "beep" for kind, *_ in heard) == 1 + 2 + 3
    assert phone.page.locator("[aria-live=assertive] [data-answer]").count() == 1


def test_muted_gate_still_shakes(phone, role):
    phone.page.get_by_role("button", name="Sound").click()
    phone.page.evaluate("heard.length = 0")

    phone.enter(letters_of(people_of(role)[0]))

    assert [kind for kind, *_ in phone.page.evaluate("heard")] == ["shake"]


def test_walk_in_waits_for_the_network_and_is_answered_then(phone, role):
    phone.cut()
    phone.page.get_by_role("button", name="Add somebody who came").click()
    phone.page.get_by_label("Name", exact=True).fill("Nobody Known")
    phone.page.get_by_label("Phone or e-mail").fill("nobody@example.org")
    phone.page.get_by_role("button", name="Add to the list").click()
    assert phone.answered() == "saved"
    phone.cut(away=False)
    phone.wait_until_sent()

    more = phone.page.locator("[data-differences]")
    more.wait_for()
    assert "Nobody Known" in more.inner_text()
    assert list(GateScan.objects.values_list("outcome", flat=True)) == ["walk_in_refused"]


def test_guardian_that_has_not_agreed_is_said_without_network_and_no_number_is_kept(phone, role):
    kept = phone.page.evaluate("""async () => {
        const held = await new Promise((done) => { const asked = indexedDB.open("asar-door"); asked.onsuccess = () => done(asked.result); });
        const rows = await new Promise((done) => { const asked = held.transaction("lists").objectStore("lists").getAll(); asked.onsuccess = () => done(asked.result); });
        return JSON.stringify(rows);
    }""")  # noqa: E501

    people = [signup.volunteer.user for signup in people_of(role)]
    assert all(user.email not in kept and (not user.phone or user.phone not in kept) for user in people)
    assert people[0].short_name in kept
    assert letters_of(people_of(role)[0]) not in kept


def test_list_and_scans_are_gone_a_day_after_the_shift(browser, town, role):
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE, service_workers="allow") as visit:
        phone = Phone(visit, role).open()
        phone.cut()
        phone.enter(letters_of(people_of(role)[0]))
        assert phone.page.evaluate(KEPT_ROWS) == 2
        phone.page.clock.set_system_time(role.shift.ends_at + timedelta(hours=25))
        phone.page.reload()
        phone.ready()

        assert phone.net == "Offline"
        assert phone.page.evaluate(KEPT_ROWS) == 0


@pytest.mark.parametrize("minutes", [2, 17])
def test_lateness_is_said_in_minutes(browser, town, minutes):
    role = open_gate(minutes_ago=minutes)
    with visiting(browser, town, user=town.person("coordinator"), service_workers="allow") as visit:
        phone = Phone(visit, role).open()
        said = phone.enter(letters_of(people_of(role)[0]))

        assert said == ("in_late" if minutes == 17 else "in_on_time")
        assert (f"{minutes} min late" in phone.answer) == (minutes == 17)
        phone.rest()


def test_three_hundred_people_are_answered_within_a_blink(browser, town, figure):
    role = open_gate(300)
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE, service_workers="allow") as visit:
        phone = Phone(visit, role).open()
        phone.cut()
        taken = []
        for signup in people_of(role)[::15]:
            phone.enter(letters_of(signup))
            taken.append(phone.milliseconds)

    figure("gate without network, 300 people", codes=len(taken), ms_at_most=max(taken))
    assert len(taken) == 20
    assert max(taken) <= LONGEST_MS


def test_list_checks_in_without_scripts(browser, town, role):
    anna = people_of(role)[0]
    with visiting(browser, town, user=town.person("coordinator"), java_script_enabled=False) as visit:
        visit.go(door_of(role.shift))
        visit.page.locator(f"#p-{anna.public_id}").get_by_role("button", name="Check in").click()

        assert visit.page.locator(f"#p-{anna.public_id}").get_by_text("is here").is_visible()
        assert visit.page.locator("#gate").is_hidden()
    assert SignUp.objects.get(pk=anna.pk).checked_in_at is not None
