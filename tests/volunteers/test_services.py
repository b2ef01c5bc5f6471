from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import make_user
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_skill, make_volunteer
from volunteers import errors, services
from volunteers.models import Volunteer
from volunteers.services import ProfileChange
from volunteers.validators import age_on, check_birth_date, free_parts_mask, free_parts_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2010, 5, 4), TODAY, 16),
        (date(2010, 5, 5), TODAY, 15),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_counts_completed_years(birth, day, age):
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "error"),
    [
        (date(2026, 5, 5), errors.BirthDateImpossible),
        (date(1899, 12, 31), errors.BirthDateImpossible),
        (date(2012, 5, 5), errors.TooYoung),
    ],
)
def test_check_birth_date_refuses_the_impossible_and_the_too_young(birth, error):
    with pytest.raises(error):
        check_birth_date(birth, today=TODAY)
    check_birth_date(date(2012, 5, 4), today=TODAY)


def test_free_parts_pack_and_unpack_the_whole_table():
    table = {(weekday, part) for weekday in range(7) for part in range(3)}

    assert free_parts_mask(table) == 2**21 - 1
    assert free_parts_of(free_parts_mask({(5, 0), (6, 2)})) == {(5, 0), (6, 2)}
    assert free_parts_mask(set()) == 0


@pytest.mark.parametrize("slot", [(7, 0), (-1, 0), (0, 3), (0, -1)])
def test_free_parts_outside_the_table_are_refused(slot):
    with pytest.raises(errors.FreeTimeUnknown):
        free_parts_mask({slot})


def test_create_profile_puts_a_person_at_the_centre_of_a_place(now):
    user, place = make_user(), settlement(KARAGANDA)

    volunteer = services.create_profile(user=user, birth_date=date(2005, 1, 2), home=place, actor=user, now=now)

    assert (volunteer.latitude, volunteer.longitude) == (place.latitude, place.longitude)
    with pytest.raises(errors.ProfileExists):
        services.create_profile(user=user, birth_date=date(2005, 1, 2), home=place, actor=user, now=now)


def test_a_birthday_begins_at_midnight_in_the_country(settings):
    settings.TIME_ZONE = "Asia/Almaty"
    evening, place = datetime(2026, 5, 3, 18, 59, tzinfo=UTC), settlement(KARAGANDA)  # 23:59 there
    turns_14 = {"birth_date": date(2012, 5, 4), "home": place, "actor": None}

    with pytest.raises(errors.TooYoung):
        services.create_profile(user=make_user(), now=evening, **turns_14)
    assert services.create_profile(user=make_user(), now=evening + timedelta(minutes=1), **turns_14)


def test_update_profile_changes_only_what_was_asked(now, aliya):
    before = Volunteer.objects.values().get(pk=aliya.volunteer.pk)

    change = ProfileChange(max_km=7, cause_weights={"inclusion": 3}, free_times=frozenset({(5, 0)}))
    services.update_profile(volunteer=aliya.volunteer, change=change, actor=aliya, now=now)

    after = Volunteer.objects.values().get(pk=aliya.volunteer.pk)
    changed = {field for field in after if after[field] != before[field]} - {"updated_at"}
    assert changed <= {"max_km", "cause_inclusion", "free_parts"}
    assert (after["max_km"], after["cause_inclusion"], after["free_parts"]) == (7, 3, 1 << 15)


@pytest.mark.parametrize(
    "change",
    [
        ProfileChange(max_km=0),
        ProfileChange(max_km=501),
        ProfileChange(max_shifts_week=8),
        ProfileChange(max_minutes_week=0),
        ProfileChange(max_minutes_week=7 * 24 * 60 + 1),
        ProfileChange(cause_weights={"ecology": 4}),
    ],
)
def test_update_profile_out_of_range_is_refused_and_nothing_changes(now, aliya, change):
    before = Volunteer.objects.values().get(pk=aliya.volunteer.pk)

    with pytest.raises(errors.ProfileOutOfRange):
        services.update_profile(volunteer=aliya.volunteer, change=change, actor=aliya, now=now)

    assert Volunteer.objects.values().get(pk=aliya.volunteer.pk) == before


def test_replace_skills_makes_them_exactly_these(now, aliya):
    make_skill("first_aid")
    services.replace_skills(volunteer=aliya.volunteer, levels={"first_aid": 1}, actor=aliya, now=now)

    services.replace_skills(volunteer=aliya.volunteer, levels={"first_aid": 3}, actor=aliya, now=now)

    assert list(aliya.volunteer.skills.values_list("skill__code", "level")) == [("first_aid", 3)]


@pytest.mark.parametrize(
    ("levels", "error"),
    [({"juggling_chainsaws": 1}, errors.SkillUnknown), ({"first_aid": 4}, errors.SkillLevelUnknown)],
)
def test_replace_skills_with_nonsense_keeps_the_old_ones(now, levels, error):
    make_skill("first_aid")
    volunteer = make_volunteer(skills={"first_aid": 2})

    with pytest.raises(error):
        services.replace_skills(volunteer=volunteer, levels=levels, actor=None, now=now)

    assert volunteer.skills.count() == 1


def test_the_database_refuses_a_point_off_the_earth(aliya):
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=aliya.volunteer.pk).update(latitude=91)
