"""What people need and what places offer, as the engine reads them; and what of it others may read."""

import pytest

from matching.gather import gather
from matching.gather.drift import find_differences
from matching.queries import candidate_pool, explain_role, find_candidates, open_roles
from matching.reasons import lack_lines
from matching.services import propose_filling
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer
from volunteers.enums import ALL_ACCESS_NEEDS, AccessNeed
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
RAMP = AccessNeed.STEP_FREE


def test_engine_reads_needs_of_places_only_and_none_where_they_are_switched_off(now):
    make_role(make_shift(make_opportunity(is_step_free=True, has_quiet_place=True)))
    make_volunteer(access_needs=ALL_ACCESS_NEEDS)
    make_volunteer(access_needs=ALL_ACCESS_NEEDS, filters_by_needs=False)
    make_volunteer()

    problem = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now).problem

    assert sorted(problem.volunteers.access_needs.tolist()) == [0, 0, 31]
    assert problem.shifts.access.tolist() == [RAMP | AccessNeed.QUIET_PLACE]


def test_a_place_that_lacks_something_says_to_her_what(now):
    role, her = make_role(make_shift()), make_volunteer(access_needs=RAMP | AccessNeed.BREAKS)

    (factor,) = explain_role(her, role, now=now).factors

    assert (factor.code, factor.verdict) == ("access", "fails")
    assert factor.sentence == "Not offered here: a way without steps."


def test_the_coordinator_reads_nothing_of_needs_that_are_met(now):
    role = make_role(make_shift(make_opportunity(is_step_free=True)))
    her = make_volunteer(access_needs=RAMP)

    (found,) = find_candidates(role, now=now).ranked

    assert found.volunteer == her
    assert "access" not in {factor.code for factor in found.factors} | found.parts.keys()


def test_who_lacks_only_access_is_never_counted(now):
    role = make_role(make_shift())
    for _number in range(9):
        make_volunteer(access_needs=RAMP)
    for _number in range(5):
        make_volunteer(free_parts=0)

    assert find_candidates(role, now=now).lacking == ["5 people: all fits but the time"]
    assert lack_lines([], {}) == []


def test_nobody_is_told_that_needs_have_changed_since_a_proposal(now, dana, taza_su):
    event = make_opportunity(organisation=taza_su)
    make_role(make_shift(event))
    make_volunteer()
    run = propose_filling(opportunity=event, actor=dana, now=now)
    suggestions = list(run.suggestions.select_related("volunteer", "role__shift"))
    problem = gather(volunteers=candidate_pool(), roles=open_roles(now), now=now).problem
    open_ids = {row.role_id for row in suggestions}

    Volunteer.objects.update(access_needs=RAMP)
    assert find_differences(run, problem, suggestions, open_role_ids=open_ids) == []
    Volunteer.objects.update(max_km=3)  # the check can fail
    (difference,) = find_differences(run, problem, suggestions, open_role_ids=open_ids)
    assert difference.facts == ("max_metres",)
