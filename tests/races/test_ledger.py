"""Eight writers append to the ledger at once: exact chains, no waiting. Without holding a shard they break."""

import random
import threading

import pytest
from django.db import IntegrityError, transaction

from core import clock
from events.enums import Outcome, SignUpOrigin, SignUpStatus
from events.models import SignUp
from recognition import errors
from recognition.models import IssuerKey, LedgerEntry
from recognition.queries import examine_ledger, tally
from recognition.services import chaining, confirm_attendance, credit, current_key, publish_head, reverse
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 8, 15
TOGETHER = 3  # as many as have a connection at the same moment


@pytest.fixture
def attendances():
    role = make_role(make_shift(days_ahead=-5), capacity=WRITERS * EACH)
    return [make_attendance(make_signup(role, make_volunteer())) for _ in range(WRITERS * EACH)]


def write(attendances):
    """Credit each and take every third back; several in one transaction, as confirming everybody does."""
    actor = attendances[0].confirmed_by or make_user()
    for start in range(0, len(attendances), 5):
        with transaction.atomic():
            for place, attendance in enumerate(attendances[start : start + 5]):
                entry = credit(attendance=attendance, actor=actor, now=clock.now())
                if place % 3 == 0:
                    reverse(entry=entry, reason="Wrong person.", actor=actor, now=clock.now())


def shares(attendances):
    return [attendances[writer::WRITERS] for writer in range(WRITERS)]


def test_eight_writers_leave_exact_chains(attendances):
    mixed = random.Random(5).sample(attendances, len(attendances))
    outcomes = at_once(*(lambda own=own: write(own) for own in shares(mixed)))

    assert faults(outcomes) == []
    report = examine_ledger()
    assert (report.breaks, report.entries) == ([], WRITERS * EACH + WRITERS * EACH // 5 * 2)
    assert sum(head.position for head in tally().heads.values()) == report.entries


def test_a_head_is_signed_while_others_write(attendances):
    done = threading.Event()

    def sign():
        head = publish_head(now=clock.now())
        done.set()
        return head

    outcomes = at_once(sign, *(lambda own=own: write(own) for own in shares(attendances)))

    assert faults(outcomes) == []
    assert done.is_set()
    assert examine_ledger().is_intact


def test_without_holding_a_shard_two_writers_take_one_place_which_shows_that_the_race_is_real(
    attendances, monkeypatch
):
    monkeypatch.setattr(chaining, "take_lane", lambda model, lanes: 0)
    met = threading.Barrier(TOGETHER)
    head = chaining._head

    def read_together(shard):
        found = head(shard)
        met.wait(timeout=30)
        return found

    monkeypatch.setattr(chaining, "_head", read_together)
    outcomes = at_once(*(lambda own=own: _append(own[0]) for own in shares(attendances)[:TOGETHER]))

    assert sum(isinstance(fault, IntegrityError) for fault in outcomes) == TOGETHER - 1
    assert LedgerEntry.objects.count() == 1


def _append(attendance):
    chaining.append(
        chaining.LedgerEntry(
            volunteer=attendance.signup.volunteer,
            attendance=attendance,
            organisation=attendance.signup.shift.opportunity.organisation,
            territory=attendance.signup.volunteer.home,
            cause="ecology",
            worked_on=attendance.signup.shift.starts_on,
            age_years=20,
            minutes=60,
            kind="credit",
            evidence="C",
            recorded_at=clock.now(),
        )
    )


def test_the_last_minutes_of_a_shift_are_given_once():
    role = make_role(make_shift(days_ahead=-5), capacity=1)
    signups = [make_signup(role, make_volunteer())]
    for _ in range(WRITERS - 1):  # places the shift does not have
        phantom = SignUp(role=role, shift=role.shift, volunteer=make_volunteer(), made_at=clock.now())
        phantom.status, phantom.origin = SignUpStatus.CONFIRMED, SignUpOrigin.SELF
        phantom.save()
        signups.append(phantom)
    actor, minutes = make_user(), role.shift.minutes

    outcomes = at_once(
        *(
            lambda signup=signup: confirm_attendance(
                signup=signup, outcome=Outcome.PRESENT, minutes=minutes, actor=actor, now=clock.now()
            )
            for signup in signups
        )
    )

    assert faults(outcomes) == []
    assert sum(isinstance(refusal, errors.MinutesSpent) for refusal in outcomes) == WRITERS - 1
    assert LedgerEntry.objects.count() == 1


def test_one_key_is_made_when_many_ask_at_once():
    outcomes = at_once(*(lambda: current_key(now=clock.now()).kid for _ in range(WRITERS)))

    assert len(set(outcomes)) == IssuerKey.objects.count() == 1
