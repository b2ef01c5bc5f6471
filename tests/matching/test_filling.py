import json
from importlib import import_module

import pytest
from django.core.management import call_command

from events.enums import SignUpOrigin, SignUpStatus
from events.models import SignUp
from matching import errors
from matching.enums import RunStatus, SuggestionStatus
from matching.models import Suggestion
from matching.services import propose_filling, send_proposals
from matching.services.filling import propose_all
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_clearances, make_volunteer

pytestmark = pytest.mark.django_db


def crowd(count):
    return [make_volunteer(user=make_user(), age=20 + number) for number in range(count)]


def test_propose_filling_fills_every_place_and_sends_nothing(now, dana):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity), capacity=2)
    make_role(make_shift(opportunity, days_ahead=6), capacity=2)
    crowd(5)

    run = propose_filling(opportunity=opportunity, actor=dana, now=now)

    assert (run.seats_count, run.placed_count, run.is_verified, run.gap_ppm) == (4, 4, True, 0)
    assert run.suggestions.filter(status=SuggestionStatus.PROPOSED).count() == 4
    assert SignUp.objects.count() == 0
    assert all(sum(suggestion.parts.values()) == suggestion.score for suggestion in run.suggestions.all())


def test_propose_filling_with_every_seat_taken_is_refused(now, dana):
    opportunity = make_opportunity()
    make_signup(make_role(make_shift(opportunity), capacity=1), crowd(1)[0])

    with pytest.raises(errors.NothingToFill):
        propose_filling(opportunity=opportunity, actor=dana, now=now)


def test_propose_filling_spreads_first_places_before_second_ones(now, dana):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity), capacity=1)
    make_role(make_shift(opportunity, days_ahead=6), capacity=1)
    people = crowd(2)

    run = propose_filling(opportunity=opportunity, actor=dana, now=now)

    assert {suggestion.volunteer_id for suggestion in run.suggestions.all()} == {person.pk for person in people}


def test_a_large_filling_waits_for_a_worker_who_finds_the_same(
    now, dana, monkeypatch, django_capture_on_commit_callbacks
):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity), capacity=2)
    crowd(3)
    at_once = propose_filling(opportunity=opportunity, actor=dana, now=now)
    monkeypatch.setattr(import_module("matching.engine.solve"), "QUICK_EDGES", 1)

    with django_capture_on_commit_callbacks(execute=True):
        run = propose_filling(opportunity=opportunity, actor=dana, now=now)
        assert (run.status, run.suggestions.count(), run.volunteers_count) == (RunStatus.QUEUED, 0, 3)
    run.refresh_from_db()

    assert (run.status, run.is_verified) == (RunStatus.DRAFT, True)
    assert (run.problem_hash, run.objective) == (at_once.problem_hash, at_once.objective)
    pairs = [set(one.suggestions.values_list("volunteer", "role", "score")) for one in (run, at_once)]
    assert pairs[0] == pairs[1]


def test_send_proposals_invites_the_kept_and_drops_the_rest(now, dana):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity), capacity=3)
    crowd(3)
    run = propose_filling(opportunity=opportunity, actor=dana, now=now)
    kept = frozenset(run.suggestions.values_list("public_id", flat=True)[:2])

    result = send_proposals(run=run, keep=kept, actor=dana, now=now)

    assert (len(result.sent), result.stale) == (2, [])
    assert list(SignUp.objects.values_list("status", "origin")) == [(SignUpStatus.INVITED, SignUpOrigin.AUTOFILL)] * 2
    assert run.suggestions.filter(status=SuggestionStatus.DROPPED).count() == 1


def test_send_proposals_twice_invites_nobody_twice(now, dana):
    opportunity = make_opportunity()
    make_role(make_shift(opportunity), capacity=2)
    crowd(2)
    run = propose_filling(opportunity=opportunity, actor=dana, now=now)
    everybody = frozenset(run.suggestions.values_list("public_id", flat=True))
    send_proposals(run=run, keep=everybody, actor=dana, now=now)

    with pytest.raises(errors.NobodyChosen):
        send_proposals(run=run, keep=everybody, actor=dana, now=now)

    assert SignUp.objects.count() == 2


def test_a_proposal_the_world_has_overtaken_is_stale_and_the_others_go_out(now, dana):
    opportunity = make_opportunity()
    role = make_role(make_shift(opportunity), capacity=2)
    crowd(2)
    run = propose_filling(opportunity=opportunity, actor=dana, now=now)
    first, second = run.suggestions.order_by("volunteer_id")
    make_signup(make_role(make_shift(make_opportunity())), first.volunteer)

    result = send_proposals(run=run, keep=frozenset({first.public_id, second.public_id}), actor=dana, now=now)

    assert [suggestion.pk for suggestion in result.sent] == [second.pk]
    assert [(late.pk, error.code) for late, error in result.stale] == [(first.pk, "events.shifts_clash")]
    assert Suggestion.objects.get(pk=first.pk).status == SuggestionStatus.STALE
    assert SignUp.objects.filter(role=role).count() == 1


def test_rank_command_prints_parts_that_add_up(now, aliya, capsys):
    for days in (3, 4, 5):
        make_role(make_shift(make_opportunity(), days_ahead=days))

    call_command("rank", "--volunteer", str(aliya.volunteer.public_id), "--limit", "2", "--json")

    shifts = json.loads(capsys.readouterr().out)["shifts"]
    assert [sum(shift["parts"].values()) == shift["score"] for shift in shifts] == [True, True]


@pytest.mark.parametrize(
    ("scope", "of_event", "of_organisation"),
    [
        ("everything", 1, 1),
        ("organisation:{organisation}", 1, 1),
        ("opportunity:{opportunity}", 1, 0),
        ("cause:ecology@{region}", 1, 0),
        ("opportunity:another", 0, 0),
        (None, 0, 0),
    ],
)
def test_a_minor_is_proposed_where_a_recorded_consent_covers_all_the_filling(
    now, dana, scope, of_event, of_organisation
):
    opportunity = make_opportunity(organisation=dana.memberships.get().organisation)
    make_role(make_shift(opportunity))
    minor = make_volunteer(user=make_user(), age=15)
    if scope:
        consent = make_consent(minor.user)
        consent.scope = scope.format(
            organisation=opportunity.organisation.public_id,
            opportunity=opportunity.public_id,
            region=opportunity.venue.region.key,
        )
        consent.save()

    event = propose_filling(opportunity=opportunity, actor=dana, now=now)
    organisation = propose_all(organisation=opportunity.organisation, actor=dana, now=now)

    assert (event.placed_count, organisation.placed_count) == (of_event, of_organisation)


def test_nobody_without_clearance_is_proposed_beside_children(now, dana):
    opportunity = make_opportunity(has_child_contact=True)
    make_role(make_shift(opportunity), capacity=3)
    cleared = crowd(5)[:2]
    for person in cleared:
        make_clearances(person)

    run = propose_filling(opportunity=opportunity, actor=dana, now=now)

    assert {suggestion.volunteer_id for suggestion in run.suggestions.all()} == {person.pk for person in cleared}
