"""The database itself refuses one person at two shifts at once, whatever the code does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from events.models import Presence
from events.models.exclusions import allowing_overlaps
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def present(person, starts_at, hours=2):
    signup = make_signup(make_role(make_shift()), person)
    with transaction.atomic():
        return Presence.objects.create(
            signup=signup,
            volunteer=person,
            starts_at=starts_at,
            ends_at=starts_at + hours * HOUR,
            seen_in_at=starts_at,
            evidence="B",
        )


@pytest.mark.parametrize(("shifted", "is_refused"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_spans_of_one_person_may_touch_and_not_overlap(now, shifted, is_refused):
    person = make_volunteer()
    present(person, now)

    if is_refused:
        with pytest.raises(IntegrityError):
            present(person, now + shifted * HOUR)
    else:
        present(person, now + shifted * HOUR)
    assert Presence.objects.count() == 2 - is_refused


def test_moving_a_span_into_another_is_refused_and_other_people_are_not_in_the_way(now):
    person = make_volunteer()
    present(person, now)
    later = present(person, now + 3 * HOUR)
    present(make_volunteer(), now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.filter(pk=later.pk).update(starts_at=now + HOUR)
    Presence.objects.filter(pk=later.pk).update(starts_at=now + 2 * HOUR)


def test_without_the_refusal_spans_overlap(now):
    """The control; the transaction of the test brings the refusal back."""
    person = make_volunteer()
    connection.check_constraints()  # what is put off until the end keeps PostgreSQL from changing the table
    with connection.cursor() as cursor:
        for statement in allowing_overlaps(connection.vendor, "events_presence"):
            cursor.execute(statement)
    present(person, now)
    present(person, now)

    assert Presence.objects.count() == 2
