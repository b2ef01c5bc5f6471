"""Counters that hold, windows that end when they say, and addresses nobody can make up."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import RequestFactory

from core import limits
from core.addresses import address_of
from core.errors import TooMany, Unavailable
from core.models import RateCounter

COUNTED, COURTESY = "concerns_of_address", "api_of_address"


def taken(name, who, *, now, attempts):
    """How many of so many attempts pass."""
    passed = 0
    for _ in range(attempts):
        try:
            limits.take(name, who, now=now)
        except TooMany:
            continue
        passed += 1
    return passed


@pytest.mark.parametrize("name", [COUNTED, COURTESY, "code_requests_of_account"])
def test_exactly_as_many_pass_as_the_table_says(db, now, name):
    amount = limits.LIMITS[name].amount

    assert taken(name, "a", now=now, attempts=amount + 30) == amount
    assert taken(name, "b", now=now, attempts=1) == 1


@pytest.mark.parametrize("name", [COUNTED, COURTESY])
def test_waiting_as_long_as_said_is_enough_and_a_second_less_is_not(db, now, name):
    taken(name, "a", now=now, attempts=limits.LIMITS[name].amount + 30)
    with pytest.raises(TooMany) as refusal:
        limits.take(name, "a", now=now)
    wait = timedelta(seconds=refusal.value.context["seconds"])

    with pytest.raises(TooMany):
        limits.take(name, "a", now=now + wait - timedelta(seconds=1))
    assert limits.take(name, "a", now=now + wait).remaining == limits.LIMITS[name].amount - 1


def test_usage_says_what_is_left(db, now):
    usage = limits.take(COUNTED, "a", now=now)

    assert usage.remaining == 4
    assert 0 < usage.seconds_left <= limits.HOUR


def test_of_several_limits_a_full_one_leaves_the_others_as_they_were(db, now):
    taken("login_failures_of_address", "school", now=now, attempts=20)

    for _ in range(15):
        with pytest.raises(TooMany):
            limits.take_all([("login_failures_of_account", "a"), ("login_failures_of_address", "school")], now=now)

    assert taken("login_failures_of_account", "a", now=now, attempts=11) == 10


def test_what_did_not_count_is_given_back(db, now):
    taken(COUNTED, "a", now=now, attempts=5)

    limits.give_back([(COUNTED, "a")], now=now)

    assert taken(COUNTED, "a", now=now, attempts=3) == 1


def test_counter_does_not_say_who_was_counted(db, now):
    limits.take(COUNTED, "203.0.113.77", now=now)

    assert "203.0.113" not in str(RateCounter.objects.values())


def test_counters_are_kept_for_a_day_after_their_window(db, now):
    limits.take(COUNTED, "a", now=now)

    assert limits.forget(now=now + timedelta(hours=24)) == 0
    assert limits.forget(now=now + timedelta(hours=25, seconds=1)) == 1


def test_without_the_cache_reading_goes_on_and_the_log_says_so(now, monkeypatch, caplog):
    def broken(*arguments, **options):
        raise ConnectionError("no cache")

    monkeypatch.setattr(cache, "incr", broken)

    assert taken(COURTESY, "a", now=now, attempts=100) == 100
    assert "limits.unavailable" in caplog.text


def test_without_the_database_nobody_passes(db, now, monkeypatch, caplog):
    def broken(*arguments, **options):
        raise OperationalError("no database")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        with pytest.raises(Unavailable):
            limits.take(COUNTED, "a", now=now)

    assert "limits.unavailable" in caplog.text


def seen_from(forwarded, *, direct="198.51.100.1"):
    return address_of(RequestFactory().get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=forwarded))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", "198.51.100.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 7.7.7.7, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "198.51.100.1"),
        (1, "203.0.113.5:8080", "203.0.113.5"),
        (1, "[2001:db8:1:2:3::9]:443", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "<script>", "198.51.100.1"),
        (1, "", "198.51.100.1"),
    ],
)
def test_address_is_that_of_the_last_hop_we_trust(settings, proxies, forwarded, address):
    settings.PROXY_COUNT = proxies

    assert seen_from(forwarded) == address


def test_a_path_of_a_socket_is_no_address(settings):
    settings.PROXY_COUNT = 0

    assert seen_from("", direct="") == "unknown"
