"""Every step of an objection is in one table, and no silence leaves one waiting."""

from datetime import timedelta
from itertools import pairwise

import pytest

from recognition import errors
from recognition.enums import OPEN_DISPUTES, DisputeReason, DisputeState
from recognition.models import Dispute
from recognition.services.dispute_states import DISPUTE_TABLE, OVERDUE, DisputeEvent, deadline, move_dispute
from recognition.terms import all_terms, terms_on
from tests.factories.events import make_role, make_shift, make_signup

TERMS = all_terms()[-1]
ENDS = [state for state in DisputeState if state not in OPEN_DISPUTES]
STEPS = [(event, before) for event in DisputeEvent for before in DisputeState]
# Said once more by hand: what the table has to say.
ALLOWED = {
    ("agree", "with_host"): "agreed",
    ("agree", "refused"): "agreed",
    ("refuse", "with_host"): "refused",
    ("host_silent", "with_host"): "mediator",
    ("go_on", "refused"): "mediator",
    ("leave_it", "refused"): "stands",
    ("uphold", "mediator"): "upheld",
    ("reject", "mediator"): "rejected",
    ("mediator_silent", "mediator"): "settled",
    ("take_back", "with_host"): "withdrawn",
    ("take_back", "refused"): "withdrawn",
    ("take_back", "mediator"): "withdrawn",
    ("leave_asar", "with_host"): "withdrawn",
    ("leave_asar", "refused"): "withdrawn",
    ("leave_asar", "mediator"): "withdrawn",
}


@pytest.fixture
def place(aliya, taza_su, now):
    return make_signup(make_role(make_shift(days_ahead=-5)), aliya.volunteer)


def standing(place, state, now):
    is_open = state in OPEN_DISPUTES
    return Dispute.objects.create(
        signup=place,
        organisation=place.shift.opportunity.organisation,
        reason=DisputeReason.MISSING,
        wanted_minutes=240,
        state=state,
        opened_at=now - timedelta(days=30),
        due_at=now if is_open else None,
        closed_at=None if is_open else now,
        answer="No.",
        decision="So.",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("event", "before"), STEPS)
def test_each_event_moves_exactly_the_states_it_names(place, now, event, before):
    dispute = standing(place, before, now)
    after = ALLOWED.get((event.value, before.value))

    if after is None:
        with pytest.raises(errors.DisputeMoved):
            move_dispute(dispute, event, terms=TERMS, now=now)
        dispute.refresh_from_db()
        assert dispute.state == before
        return

    move_dispute(dispute, event, terms=TERMS, now=now)
    assert dispute.state == after
    assert dispute.due_at == deadline(DisputeState(after), TERMS, now=now)
    assert (dispute.closed_at is None) == (after in OPEN_DISPUTES)


def test_the_table_says_nothing_more():
    told = {(event, before): after for event, steps in DISPUTE_TABLE.items() for before, after in steps.items()}

    assert told == ALLOWED


@pytest.mark.django_db
@pytest.mark.parametrize("before", OPEN_DISPUTES)
def test_nothing_happens_by_itself_before_its_time(place, now, before):
    dispute = standing(place, before, now)

    with pytest.raises(errors.DisputeMoved):
        move_dispute(dispute, OVERDUE[before], terms=TERMS, now=now - timedelta(microseconds=1))
    move_dispute(dispute, OVERDUE[before], terms=TERMS, now=now)

    assert dispute.state != before


@pytest.mark.django_db
def test_who_read_it_before_somebody_else_acted_is_refused(place, now):
    dispute = standing(place, DisputeState.WITH_HOST, now)
    late = Dispute.objects.get(pk=dispute.pk)
    move_dispute(dispute, DisputeEvent.REFUSE, terms=TERMS, now=now)

    with pytest.raises(errors.DisputeMoved):
        move_dispute(late, DisputeEvent.AGREE, terms=TERMS, now=now)

    dispute.refresh_from_db()
    assert dispute.state == DisputeState.REFUSED


@pytest.mark.parametrize("first", OPEN_DISPUTES)
def test_silence_of_everybody_ends_every_state_within_the_policy(now, first):
    state, waited = first, timedelta()

    while state in OPEN_DISPUTES:
        waited += deadline(state, TERMS, now=now) - now
        state = DISPUTE_TABLE[OVERDUE[state]][state]

    assert state in ENDS
    assert waited <= timedelta(days=TERMS.longest_days)


def longest_wait(state, seen=()):
    """Return the most days any path of the table can take from a state on."""
    assert state not in seen, "a circle never ends"
    if state not in OPEN_DISPUTES:
        return 0
    days = {"with_host": TERMS.answer_days, "refused": TERMS.further_days, "mediator": TERMS.decide_days}[state]
    nexts = [steps[state] for steps in DISPUTE_TABLE.values() if state in steps]
    return days + max(longest_wait(after, (*seen, state)) for after in nexts)


def test_no_path_through_the_table_is_longer_than_the_policy_says():
    assert longest_wait(DisputeState.WITH_HOST) == TERMS.longest_days == 28


def test_the_control_finds_a_circle():
    with pytest.raises(AssertionError, match="circle"):
        longest_wait(DisputeState.WITH_HOST, seen=(DisputeState.WITH_MEDIATOR,))


def test_terms_are_dated_and_answer_within_seven_days():
    days = [terms.valid_from for terms in all_terms()]

    assert all(first < second for first, second in pairwise(days))
    assert terms_on(days[0]).answer_days == 7
    with pytest.raises(LookupError):
        terms_on(days[0] - timedelta(days=1))
