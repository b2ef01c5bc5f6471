"""A thousand people for twenty places, round after round, and a thousand while the web workers are being killed.

``CROWD_ROUNDS`` says how many rounds (20 unless set), ``CROWD_UNDER_FIRE`` how many people (1,000 unless set).
"""

import json
import os
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection
from statistics import quantiles
from uuid import UUID, uuid5

import pytest
from django.db.models import F

from core.models import AnsweredRequest
from events.enums import SignUpStatus
from events.models import ShiftRole, SignUp
from tests.bar.crowd import Heard, claim_all, workers_dying
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.races.servers import call_headers, cookies_of, server, volunteers

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
IN_FLIGHT = 200
PEOPLE, SEATS, ROUNDS = 1_000, 20, int(os.environ.get("CROWD_ROUNDS", "20"))
UNDER_FIRE = int(os.environ.get("CROWD_UNDER_FIRE", "1000"))
MORE_SEATS, FEW_PEOPLE, MOST_ROUNDS = 150, 400, 6
LEAST_KILLS = 20
KEYS = UUID("5f1d7c52-5b1c-4b38-9b43-0f3c8b0c7a11")


def confirmed(role: ShiftRole) -> set[int]:
    """Return who has a place, by number."""
    emails = SignUp.objects.filter(role=role, status=SignUpStatus.CONFIRMED).values_list("volunteer__user__email")
    return {int(email.removeprefix("racer").partition("@")[0]) for (email,) in emails}


def misinformed(role: ShiftRole, heard: list[Heard]) -> list[Heard]:
    """Return who was told something that is not so: placed without knowing it, or of a place that is not there."""
    placed = confirmed(role)
    is_true = {
        (True, 201): True,
        (False, 409): True,
    }
    return [
        one
        for one in heard
        if not is_true.get((one.person in placed, one.status))
        or (one.status == 409 and one.code != "events.shift_full")
    ]


def empty_again(role: ShiftRole) -> None:
    SignUp.objects.filter(role=role).delete()
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=0)


def test_a_thousand_people_for_twenty_places_again_and_again(figure):
    role = make_role(make_shift(make_opportunity()), capacity=SEATS)
    cookies, seconds = cookies_of(volunteers(PEOPLE)), []
    with server("config.settings") as site:
        for number in range(ROUNDS):
            heard = claim_all(site.port, role, cookies, in_flight=IN_FLIGHT)
            role.refresh_from_db()

            assert Counter(one.status for one in heard) == {201: SEATS, 409: PEOPLE - SEATS}
            assert (misinformed(role, heard), len(confirmed(role)), role.taken_count) == ([], SEATS, SEATS)

            seconds += [one.seconds for one in heard] if number else []  # the first round also starts the workers up
            figure("claims over HTTP", claims=len(heard), places=SEATS, overbooked=0, faults=0)
            empty_again(role)
    percent = quantiles(seconds, n=100)
    figure("claims over HTTP, milliseconds", median=int(percent[49] * 1000), p99=int(percent[98] * 1000))


def under_fire(
    settings_module: str, role: ShiftRole, cookies: list[str], *, with_keys: bool
) -> tuple[list[Heard], int]:
    """Let everybody claim and ask again until answered, while workers die by themselves and by a killer."""
    key_of = (lambda person: str(uuid5(KEYS, f"{role.pk}:{person}"))) if with_keys else None
    heard: list[Heard] = []
    with server(settings_module, workers=2) as site, workers_dying(site, heard, every=0.25) as killed:
        claim_all(site.port, role, cookies, in_flight=IN_FLIGHT, key_of=key_of, again=True, heard=heard)
    return heard, len(killed)


def test_everybody_hears_the_truth_while_web_workers_are_killed(figure):
    role = make_role(make_shift(make_opportunity()), capacity=MORE_SEATS)
    cookies = cookies_of(volunteers(UNDER_FIRE))

    heard, kills = under_fire("tests.bar.settings", role, cookies, with_keys=True)

    role.refresh_from_db()
    again = sum(one.tries - 1 for one in heard)
    figure("claims under fire", claims=len(heard), kills=kills, tries_again=again, misinformed=0, overbooked=0)
    assert (kills >= LEAST_KILLS, again > 0) == (True, True)
    assert (len(confirmed(role)), role.taken_count) == (MORE_SEATS, MORE_SEATS)
    assert misinformed(role, heard) == []
    assert Counter(one.status for one in heard) == {201: MORE_SEATS, 409: UNDER_FIRE - MORE_SEATS}
    same_keys_say_the_same(role, cookies, heard)


def same_keys_say_the_same(role: ShiftRole, cookies: list[str], heard: list[Heard]) -> None:
    """Ask a hundred people's questions again: byte for byte the same answer; another question is refused."""
    other = make_role(make_shift(make_opportunity(), days_ahead=9), capacity=1)
    with server("config.settings") as site, closing(HTTPConnection("127.0.0.1", site.port, timeout=60)) as link:
        for one in sorted(heard, key=lambda one: one.person)[:100]:
            headers = call_headers(
                cookies[one.person], **{"Idempotency-Key": str(uuid5(KEYS, f"{role.pk}:{one.person}"))}
            )
            link.request("POST", f"/api/v1/shifts/{role.shift.public_id}/signups",
                         json.dumps({"role_id": str(role.public_id)}), headers)  # fmt: skip
            answer = link.getresponse()
            assert (answer.status, answer.read()) == (one.status, one.body)
            link.request("POST", f"/api/v1/shifts/{other.shift.public_id}/signups",
                         json.dumps({"role_id": str(other.public_id)}), headers)  # fmt: skip
            answer = link.getresponse()
            assert (answer.status, json.loads(answer.read())["code"]) == (422, "core.key_reused")
    assert SignUp.objects.filter(role=other).count() == 0


def test_without_keys_some_are_told_a_falsehood_which_shows_what_the_keys_do(figure):
    cookies, false = cookies_of(volunteers(FEW_PEOPLE)), []
    for day in range(5, 5 + MOST_ROUNDS):
        role = make_role(make_shift(make_opportunity(), days_ahead=day), capacity=MORE_SEATS)
        heard, _kills = under_fire("tests.bar.settings", role, cookies, with_keys=False)
        false += misinformed(role, heard)
        figure("claims under fire without keys", claims=len(heard), misinformed=len(misinformed(role, heard)))
        if false:
            break

    assert AnsweredRequest.objects.count() == 0
    assert {one.code for one in false} == {"events.already_signed_up"}
    assert ShiftRole.objects.filter(taken_count__gt=F("capacity")).count() == 0
