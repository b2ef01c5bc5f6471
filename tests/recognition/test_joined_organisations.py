"""Hours at a duplicate belong to the entry it was joined with, wherever an organisation's hours are read."""

from datetime import timedelta

import pytest

from core.invariants import examine
from ngos.queries.facts import Asked
from ngos.rating.method import current_method
from ngos.services.merging import merge, undo_merge
from recognition.access import person_who_worked
from recognition.models import Certificate
from recognition.queries.annual import annual_figures
from recognition.queries.certificates import letters_of
from recognition.queries.nominations import rows_of
from recognition.queries.rating_facts import hours
from recognition.services.certificates import write_letter
from recognition.services.nominating import nominate
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer
from volunteers.errors import PersonNotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(db):
    return make_organisation(name="Таза Су қоғамдық қоры", slug="taza-su-2")


@pytest.fixture
def entries(now, taza_su, twin, aliya):
    """Six hours at each of the two, on different days."""
    events = (make_opportunity(organisation=taza_su), make_opportunity(organisation=twin))
    return [
        make_hours(make_signup(make_role(make_shift(event, days_ahead=-days)), aliya.volunteer), minutes=360)
        for event, days in zip(events, (3, 9), strict=True)
    ]


def joined(taza_su, twin, now):
    return merge(survivor=taza_su, duplicate=twin, reason="The same.", reviewer=make_user(), now=now)


def test_a_year_and_the_rating_count_both(taza_su, twin, entries, now):
    alone = annual_figures(taza_su, year=2026)
    joining = joined(taza_su, twin, now)

    both = annual_figures(taza_su, year=2026)
    on = now.date() + timedelta(days=1)
    asked = Asked({taza_su.pk: taza_su.bin}, on, current_method(on).terms)
    counted = hours(asked).counts["confirmed_hours"]

    assert (alone.minutes, alone.event_count) == (360, 1)
    assert (both.minutes, both.event_count, both.people) == (720, 2, 1)
    assert {pk: count.successes for pk, count in counted.items()} == {taza_su.pk: 600}  # twelve hours, in whole tens
    undo_merge(joining=joining, reviewer=make_user(), now=now)
    assert annual_figures(taza_su, year=2026).minutes == 360


def test_a_nomination_rests_on_both(taza_su, twin, entries, aliya, dana, now):
    joined(taza_su, twin, now)

    made = nominate(
        organisation=taza_su,
        volunteer=aliya.volunteer,
        category="environment",
        reason="She leads.",
        actor=dana,
        now=now,
    )

    assert (made.minutes, made.entry_count) == (720, 2)
    assert [row.minutes_now for row in rows_of([made])] == [720]


def test_whoever_worked_at_the_duplicate_alone_gets_a_letter(taza_su, twin, dana, volunteer_elsewhere, now):
    with pytest.raises(PersonNotFound):
        person_who_worked(dana, taza_su, volunteer_elsewhere.public_id)
    joined(taza_su, twin, now)

    person = person_who_worked(dana, taza_su, volunteer_elsewhere.public_id)
    letter = write_letter(organisation=taza_su, volunteer=person, text="She came.", language="en", actor=dana, now=now)

    assert (letter.minutes, list(letters_of(taza_su))) == (240, [letter])
    assert examine(now=now)["recognition.certificates"] == []


def test_a_letter_shows_what_was_joined_by_then(taza_su, twin, entries, aliya, dana, now):
    letter = write_letter(
        organisation=taza_su, volunteer=aliya.volunteer, text="She came.", language="en", actor=dana, now=now
    )
    joined(taza_su, twin, now + timedelta(days=1))
    assert letter.minutes == 360

    Certificate.objects.filter(pk=letter.pk).update(minutes=400)  # 360 minutes joined later do not help

    assert [one.where for one in examine(now=now)["recognition.certificates"]] == [f"certificate {letter.pk}"]


@pytest.fixture
def volunteer_elsewhere(now, twin):
    entry = make_hours(
        make_signup(make_role(make_shift(make_opportunity(organisation=twin), days_ahead=-4)), make_volunteer()),
        minutes=240,
    )
    return entry.volunteer
