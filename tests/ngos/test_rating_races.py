"""Runs of the ratings that begin at the same moment take turns. PostgreSQL."""

import pytest

from core import clock
from ngos.models import Rating, RatingRun
from ngos.services.ratings import run_ratings
from tests.factories.ngos import make_organisation
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_runs_at_one_moment_take_turns_before_there_is_any_run_and_after():
    now, organisations = clock.now(), [make_organisation() for _ in range(3)]

    for _before_and_after in range(2):
        outcomes = at_once(*(lambda: run_ratings(as_of=now.date(), now=now),) * 3)
        assert faults(outcomes) == []

    assert RatingRun.objects.count() == 6
    assert Rating.objects.count() == len(organisations)  # the first run wrote them, and nothing has changed since
