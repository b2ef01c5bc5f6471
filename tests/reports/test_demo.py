"""What is true in every invented town, checked in one town for all tests of this file."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, islice, pairwise

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.queries import DEMO_PERSONAS, demo_email
from core.enums import Cause
from events.enums import SEAT_HOLDING, OpportunityStatus, Outcome, SignUpStatus
from events.models import Attendance, Opportunity, RoleSkill, Shift, ShiftRole, SignUp
from events.queries import (
    OpportunityFilter,
    judge,
    open_seats_by_region,
    search_opportunities,
    shifts_clash,
    waiting_for_confirmation,
)
from ngos.models import Organisation
from ngos.validators import clean_bin
from places.distance import GeoPoint
from places.models import Territory
from recognition.models import LedgerEntry
from reports.management.demo.build import Summary, build_demo
from reports.management.demo.dice import Dice
from reports.management.demo.names import invented_bins, organisation_names
from reports.management.demo.plan import SIZES, Size, apportion
from volunteers.models import Volunteer

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
KARAGANDA = GeoPoint(49.80187, 73.10211)
SMALL = Size(80, 26, 0.85, 7 / 26, 3.0, 3, 1.6)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: object) -> Iterator[Summary]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_demo(size=SIZES["town"], seed=1, today=TODAY)
        transaction.set_rollback(True)


def persona(key: str) -> User:
    return User.objects.get(email=demo_email(key))


def held() -> list[SignUp]:
    signups = SignUp.objects.holding_a_seat().select_related("volunteer__user", "role", "shift__opportunity")
    return list(signups.order_by("volunteer", "shift__starts_at"))


def test_the_town_has_its_size(town):
    assert (
        (Volunteer.objects.count(), Opportunity.objects.count()) == (town.volunteers, town.opportunities) == (302, 40)
    )


def test_every_seat_is_taken_by_somebody_who_may_take_it(town):
    ahead_or_minor = [
        signup
        for signup in held()
        if signup.shift.starts_on > TODAY or signup.volunteer.age_on(signup.shift.starts_on) < 18
    ]

    assert len(ahead_or_minor) > 200
    assert [signup.pk for signup in ahead_or_minor if judge(signup.role, signup.volunteer).closed] == []


def test_nobody_is_in_two_places_at_once(town):
    by_person: dict[int, list[Shift]] = {}
    for signup in held():
        by_person.setdefault(signup.volunteer_id, []).append(signup.shift)

    assert max(map(len, by_person.values())) > 3
    assert not any(shifts_clash(*pair) for shifts in by_person.values() for pair in pairwise(shifts))


def test_nobody_works_more_than_they_allow_in_a_week(town):
    weeks: dict[tuple[Volunteer, int, int], list[Shift]] = {}
    for signup in held():
        year, week, _ = signup.shift.starts_on.isocalendar()
        weeks.setdefault((signup.volunteer, year, week), []).append(signup.shift)

    for (volunteer, _, _), shifts in weeks.items():
        assert len(shifts) <= volunteer.max_shifts_week
        assert sum(shift.minutes for shift in shifts) <= volunteer.max_minutes_week


def test_seats_are_counted_and_never_overbooked(town):
    holding = Count("signups", filter=Q(signups__status__in=SEAT_HOLDING))

    assert not ShiftRole.objects.filter(taken_count__gt=F("capacity")).exists()
    assert not ShiftRole.objects.annotate(holding=holding).exclude(taken_count=F("holding")).exists()
    assert town.taken == ShiftRole.objects.aggregate(taken=Sum("taken_count"))["taken"]


def test_hours_are_those_of_the_people_who_came(town):
    present = Attendance.objects.filter(outcome=Outcome.PRESENT)

    assert LedgerEntry.objects.count() == present.count() > 700
    assert LedgerEntry.objects.aggregate(m=Sum("minutes")) == present.aggregate(m=Sum("minutes"))
    assert Attendance.objects.filter(outcome=Outcome.ABSENT).exists()
    assert not Attendance.objects.filter(signup__shift__ends_at__gte=NOW).exists()


def test_the_last_year_has_work_in_every_month(town):
    months = set(LedgerEntry.objects.values_list("worked_on__year", "worked_on__month"))

    assert len(months) >= 12


def test_words_are_there_in_three_languages(town):
    for name in ("title", "description", "bring", "costs"):
        for language in ("kk", "ru", "en"):
            assert not Opportunity.objects.filter(**{f"{name}_{language}": ""}).exists()
    for language in ("kk", "ru", "en"):
        assert not ShiftRole.objects.filter(**{f"name_{language}": ""}).exists()
        assert not Organisation.objects.filter(**{f"name_{language}": ""}).exists()


def test_every_cause_and_need_occurs(town):
    assert set(Opportunity.objects.values_list("cause", flat=True)) == set(Cause.values)
    assert set(RoleSkill.objects.values_list("is_required", flat=True)) == {True, False}
    assert Opportunity.objects.filter(is_remote=True).exists()


def test_numbers_of_organisations_are_well_formed_and_their_own(town):
    numbers = list(Organisation.objects.exclude(bin="").values_list("bin", flat=True))

    assert [clean_bin(number) for number in numbers] == numbers
    assert len(set(numbers)) == len(numbers) == town.organisations - 1
    assert Organisation.objects.get(bin="").is_group
    assert all(branch.parent.bin[5] == "0" for branch in Organisation.objects.exclude(parent=None))


def test_the_register_has_each_status(town):
    statuses = Counter(Organisation.objects.filter(is_listed=False).values_list("status", flat=True))

    assert (statuses["unverified"], statuses["suspended"]) == (1, 1)
    assert Organisation.objects.get(status="suspended").status_reason


def test_every_region_has_something_ahead(town):
    seats = open_seats_by_region(now=NOW, until=NOW + timedelta(days=35))

    assert set(seats) == {region.code[:2] for region in Territory.objects.regions().current()}
    assert all(seats.values())


def test_the_coming_weekend_in_karaganda_has_a_choice(town):
    weekend = OpportunityFilter(
        near=KARAGANDA, within_km=10, from_on=TODAY + timedelta(days=1), until_on=TODAY + timedelta(days=3)
    )

    assert search_opportunities(weekend, now=NOW).total >= 5


def test_shifts_ahead_are_drawn_for_the_weekend_most_of_all(town):
    days = Counter(shift.starts_on.weekday() >= 5 for shift in Shift.objects.filter(starts_at__gt=NOW))

    assert days[True] > days[False]


def test_there_is_a_person_for_each_button_and_none_has_a_password(town):
    assert all(not persona(key).has_usable_password() for key in DEMO_PERSONAS)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_adult_has_hours_and_something_ahead(town):
    adult = persona("volunteer_21").volunteer
    ahead = adult.signups.filter(shift__starts_at__gt=NOW)

    assert adult.age_on(TODAY) == 21
    assert adult.ledger_entries.aggregate(m=Sum("minutes"))["m"] >= 20 * 60
    assert set(ahead.values_list("status", flat=True)) == {SignUpStatus.INVITED, SignUpStatus.CONFIRMED}


def test_the_minor_has_a_guardian_who_agreed(town):
    minor = persona("volunteer_15")

    assert minor.volunteer.age_on(TODAY) == 15
    assert minor.guardian_consents.filter(valid_until__gt=TODAY, withdrawn_at=None).count() == 1
    assert minor.volunteer.signups.filter(shift__starts_at__gt=NOW).exists()


def test_the_coordinator_has_a_planting_a_draft_and_hours_to_approve(town):
    (membership,) = persona("coordinator").memberships.select_related("organisation")
    own = membership.organisation.opportunities
    planting = own.get(title_en="Plant 400 saplings in the Botanical Garden")

    assert membership.organisation.is_verified
    assert own.filter(status=OpportunityStatus.DRAFT).count() == 1
    assert [shift.starts_on for shift in planting.shifts.order_by("starts_at")] == [
        date(2026, 11, 21),
        date(2026, 11, 21),
        date(2026, 11, 28),
    ]
    assert 0 < planting.shifts.aggregate(taken=Sum("roles__taken_count"))["taken"] < 60
    assert waiting_for_confirmation(membership.organisation, now=NOW).count() >= 5


def test_officials_hold_their_grants(town):
    akimat = RoleGrant.objects.get(user=persona("akimat"))
    reviewer = RoleGrant.objects.get(user=persona("reviewer"))

    assert (akimat.role, akimat.territory.code, akimat.territory.valid_until) == (
        Role.AKIMAT_OFFICER,
        "350000000",
        None,
    )
    assert (reviewer.role, reviewer.territory) == (Role.REVIEWER, None)


# Keys, moments of the rows, and the places in a chain of digests, which cover keys.
UNLIKE = {"id", "created_at", "updated_at", "shard", "position", "previous", "digest"}


def fingerprint() -> dict[str, list[tuple[object, ...]]]:
    """Everything that was invented, without primary keys and the moments of the rows themselves."""
    paths = {
        Volunteer: ("user__public_id", "home__code"),
        Organisation: ("region__code",),
        Opportunity: ("organisation__bin", "venue__code", "programme__code"),
        Shift: ("opportunity__public_id",),
        ShiftRole: ("shift__public_id",),
        RoleSkill: ("role__public_id", "skill__code"),
        SignUp: ("role__public_id", "volunteer__public_id"),
        Attendance: ("signup__public_id", "confirmed_by__public_id"),
        LedgerEntry: ("volunteer__public_id", "attendance__signup__public_id", "territory__code"),
        User: (),
    }
    found = {}
    for model, related in paths.items():
        own = [
            field.name for field in model._meta.concrete_fields if not field.is_relation and field.name not in UNLIKE
        ]
        found[model.__name__] = sorted(model.objects.values_list(*own, *related), key=str)
    return found


def build_and_forget(seed: int, today: date) -> tuple[Summary, dict[str, list[tuple[object, ...]]]]:
    with transaction.atomic():
        summary = build_demo(size=SMALL, seed=seed, today=today)
        rows = fingerprint()
        transaction.set_rollback(True)
    return summary, rows


@pytest.mark.django_db
def test_one_seed_and_day_give_the_same_rows():
    (first, rows), (again, same_rows) = build_and_forget(7, TODAY), build_and_forget(7, TODAY)

    assert first.digest == again.digest
    assert rows == same_rows
    assert min(map(len, rows.values())) > 20


@pytest.mark.django_db
def test_another_seed_or_day_gives_another_town():
    digests = [
        build_and_forget(*world)[0].digest for world in ((7, TODAY), (8, TODAY), (7, TODAY + timedelta(days=1)))
    ]

    assert all(one != other for one, other in combinations(digests, 2))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 6, 13), date(2026, 7, 19), date(2026, 12, 31)]
)
def test_any_day_of_the_year_will_do(today):
    summary, rows = build_and_forget(today.day, today)

    assert summary.hours > 0
    assert len(rows["Opportunity"]) == SMALL.opportunities


def test_names_of_organisations_never_run_out_nor_repeat():
    place = Territory(name_kk="Шымкент", name_ru="Шымкент", name_en="Shymkent")
    names = list(islice(organisation_names(Dice(1), [place], has_plain=True), 500))

    assert names[0].en == "Zhasyl Qala"
    for language in ("kk", "ru", "en"):
        assert len({getattr(words, language) for words in names}) == 500


def test_numbers_of_organisations_suffice_for_a_country():
    numbers = list(islice(invented_bins(), 3000))

    assert len(set(numbers)) == 3000
    assert [clean_bin(number) for number in numbers] == numbers


def test_parts_add_up_to_the_whole():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(apportion(300_000, [1_977_011.0, 1_544_142.0, 500.0, 1.0])) == 300_000
