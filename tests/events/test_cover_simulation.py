"""Waves against writing to everybody: the same places filled with a fraction of the messages, the ceiling kept."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings

from events.models import CoverAsk, CoverSearch, SignUp
from events.queries.cover import WEEK, Hopeful, chances, searches
from events.services import covering
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
PEOPLE, DAYS, SEED = 40, 20, 20261128
SOME_ALWAYS_SOME_NEVER = (0.8, 0.5, 0.3, 0.1, 0.0)  # how likely people of five kinds say yes; nobody is told


def says_yes(habits, person, day):
    """The same person on the same day answers the same, however she is asked."""
    return Random(f"{SEED}:{person}:{day}").random() < habits[person]


def look_for_cover(role, people, habits, day, now):
    """Run one search to its end: each wave is answered before the next."""
    search = covering.open_search(role=role, wanted=1, actor=None, now=now)
    while not (search := searches().get(pk=search.pk)).end:
        moment = search.next_wave_at
        likely = chances(people, now=moment)
        hopefuls = [Hopeful(person, likely[person]) for person in sorted(people, key=lambda one: -likely[one])]
        for ask in covering.run_wave(search=search, hopefuls=hopefuls, now=moment):
            if CoverSearch.objects.get(pk=search.pk).end:
                break  # filled: the others need not answer
            person = ask.volunteer
            if says_yes(habits, person.pk, day):
                covering.accept_cover(ask=ask, actor=person.user, now=moment)
            else:
                covering.decline_cover(ask=ask, actor=person.user, now=moment)


def most_in_a_week():
    """Return how often anybody was asked within any seven days."""
    moments: dict[int, list] = {}
    for person, moment in CoverAsk.objects.order_by("asked_at").values_list("volunteer_id", "asked_at"):
        moments.setdefault(person, []).append(moment)
    return max(sum(one - WEEK < other <= one for other in asked) for asked in moments.values() for one in asked)


def test_waves_fill_as_many_places_with_fewer_messages_and_never_pass_the_ceiling(now, taza_su, dana, figure):
    people = [make_volunteer(user=make_user()).pk for _number in range(PEOPLE)]
    habits = {person: SOME_ALWAYS_SOME_NEVER[number % 5] for number, person in enumerate(people)}
    told = Counter()
    for day in range(DAYS):
        role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=day + 1), capacity=1)
        look_for_cover(role, people, habits, day, now + timedelta(days=day))
        told["by_everybody"] += any(says_yes(habits, person, day) for person in people)

    told |= {"by_waves": SignUp.objects.count(), "asked": CoverAsk.objects.count(), "a_week": most_in_a_week()}
    figure(
        "cover in waves",
        drop_outs=DAYS,
        filled_by_waves=told["by_waves"],
        messages=told["asked"],
        filled_by_writing_to_all=told["by_everybody"],
        messages_to_all=PEOPLE * DAYS,
        most_asks_of_one_person_in_a_week=told["a_week"],
    )
    assert told["by_waves"] == told["by_everybody"]
    assert told["asked"] * 4 < PEOPLE * DAYS
    assert told["a_week"] <= settings.COVER_ASKS_A_WEEK
