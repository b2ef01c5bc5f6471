"""Two hundred people, ten seats, one moment, over real HTTP to a real server on PostgreSQL."""

import json
import threading
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection

import pytest

from events.models import ShiftRole, SignUp
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.races.servers import call_headers, cookies_of, server, volunteers

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, SEATS = 200, 10
ROUNDS = 5  # chances for the faulty claim to show itself


def claim_all_at_once(port: int, role: ShiftRole, cookies: list[str]) -> Counter[int]:
    """Send every claim behind one barrier; return how often each status came back."""
    barrier, statuses, lock = threading.Barrier(len(cookies)), Counter(), threading.Lock()
    target, body = f"/api/v1/shifts/{role.shift.public_id}/signups", json.dumps({"role_id": str(role.public_id)})

    def claim(cookie: str) -> None:
        headers = call_headers(cookie)
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as link:
            link.connect()
            barrier.wait()
            link.request("POST", target, body, headers)
            status = link.getresponse().status
        with lock:
            statuses[status] += 1

    threads = [threading.Thread(target=claim, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def race(settings_module: str) -> tuple[Counter[int], ShiftRole]:
    role = make_role(make_shift(make_opportunity()), capacity=SEATS)
    cookies = cookies_of(volunteers(PEOPLE))
    with server(settings_module) as site:
        statuses = claim_all_at_once(site.port, role, cookies)
    role.refresh_from_db()
    return statuses, role


def test_two_hundred_claims_for_ten_seats_give_exactly_ten():
    statuses, role = race("config.settings")

    print(f"claimed by update: {dict(statuses)}, {SignUp.objects.count()} sign-ups for {SEATS} seats")
    assert statuses == {201: SEATS, 409: PEOPLE - SEATS}
    assert (role.taken_count, SignUp.objects.filter(role=role).count()) == (SEATS, SEATS)


def test_counting_and_then_inserting_overbooks_which_shows_that_the_race_is_real():
    roles = [make_role(make_shift(make_opportunity(), days_ahead=day), capacity=SEATS) for day in range(5, 5 + ROUNDS)]
    cookies, taken = cookies_of(volunteers(PEOPLE)), 0
    with server("tests.races.control_settings") as site:
        for role in roles:  # on a busy machine one round may happen to be orderly
            statuses = claim_all_at_once(site.port, role, cookies)
            taken = SignUp.objects.filter(role=role).count()
            print(f"counted, then inserted: {dict(statuses)}, {taken} sign-ups for {SEATS} seats")
            if taken > SEATS:
                break

    assert taken > SEATS
