"""The year of an organisation: people once, hours that stand, and nothing of others."""

import pytest

from recognition.queries.annual import annual_figures
from recognition.services import reverse
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_a_year_takes_three_queries_however_many_events(now, taza_su, django_assert_num_queries, count):
    person = make_volunteer()
    for number in range(count):
        event = make_opportunity(organisation=taza_su, title=f"Event {number}")
        make_hours(make_signup(make_role(make_shift(event, days_ahead=-5 - number)), person))
    elsewhere = make_opportunity(organisation=make_organisation(name="Басқа"))
    make_hours(make_signup(make_role(make_shift(elsewhere, days_ahead=-20)), person))

    with django_assert_num_queries(3):
        figures = annual_figures(taza_su, year=2026)

    assert (figures.people, figures.minutes, len(figures.events)) == (1, 240 * count, count)
    assert sum(row.minutes for row in figures.months) == figures.minutes
    assert annual_figures(taza_su, year=2025).events == ()


def test_hours_taken_back_do_not_count(now, taza_su, dana):
    event = make_opportunity(organisation=taza_su)
    entry = make_hours(make_signup(make_role(make_shift(event, days_ahead=-5)), make_volunteer()))

    reverse(entry=entry, reason="Wrong person.", actor=dana, now=now)

    assert annual_figures(taza_su, year=2026).minutes == 0
