"""Fill an empty database with an invented country, much faster and plainer than the demo: only what is measured.

DATABASE_URL=... python -m benchmarks.web.country --volunteers 100000 --shifts 20000
"""

import argparse
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import TypeVar
from zoneinfo import ZoneInfo

import django
import numpy as np

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import models, transaction  # noqa: E402

from accounts.models import GuardianConsent, User  # noqa: E402
from core import clock  # noqa: E402
from core.enums import Cause  # noqa: E402
from events.enums import OpportunityStatus, Outcome, SignUpOrigin, SignUpStatus  # noqa: E402
from events.models import Attendance, Opportunity, RoleSkill, Shift, ShiftRole, SignUp  # noqa: E402
from ngos.enums import MembershipRole, OrganisationStatus  # noqa: E402
from ngos.models import Membership, Organisation  # noqa: E402
from places.models import Territory  # noqa: E402
from reports.management.demo.build import load_reference_rows  # noqa: E402
from volunteers.enums import ExceptionKind  # noqa: E402
from volunteers.models import AvailabilityException, Skill, Volunteer, VolunteerSkill  # noqa: E402

ZONE = ZoneInfo("Asia/Almaty")
BATCH = 4_000
WEEKS = 8
SHIFTS_PER_OPPORTUNITY, OPPORTUNITIES_PER_ORGANISATION = 2, 20
CAUSES = list(Cause)
Row = TypeVar("Row", bound=models.Model)


def save(rows: Iterable[Row]) -> list[Row]:
    """Insert rows in large batches."""
    made = list(rows)
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)
    return made


class Country:
    """The rows in the making; the same for the same seed and day."""

    def __init__(self, seed: int, today: date) -> None:
        self.rng, self.today = np.random.default_rng(seed), today
        places = Territory.objects.current().with_point().filter(population__gt=0, code_system="geonames")
        self.places = list(places.order_by("code"))
        weight = np.array([float(place.population or 1) for place in self.places])
        self.share = weight / weight.sum()
        self.spread = np.clip(0.0065 * np.sqrt(weight), 0.6, 8.5)
        self.skills = list(Skill.objects.order_by("code"))
        self.moment = datetime.combine(today, time_of_day(), tzinfo=UTC)

    def points(self, count: int, power: float = 1.0) -> tuple[list[int], list[float], list[float]]:
        """Draw places and a point near each."""
        share = self.share**power
        at = self.rng.choice(len(self.places), count, p=share / share.sum())
        north, east = self.rng.normal(0, 1, (2, count)) * self.spread[at] / 111.32
        latitude = np.array([self.places[number].latitude for number in at]) + north
        longitude = np.array([self.places[number].longitude for number in at]) + east / np.cos(np.radians(latitude))
        return at.tolist(), latitude.round(6).tolist(), longitude.round(6).tolist()

    def masks(self, count: int, shares: list[float]) -> list[int]:
        """Draw for each bit, independently, whether it is set."""
        drawn = self.rng.random((count, len(shares))) < np.array(shares)
        return [int(mask) for mask in (drawn * (1 << np.arange(len(shares)))).sum(axis=1)]

    def people(self, count: int) -> list[Volunteer]:
        """Save people with skills, exceptions and consents."""
        rng, at, latitude, longitude = self.rng, *self.points(count)
        unusable = make_password(None)
        languages, spoken = (
            rng.choice(["kk", "ru"], count, p=[0.55, 0.45]),
            self.masks(count, [0.78, 0.82, 0.18, 0.015]),
        )
        users = save(
            User(email=f"person{number}@example.org", full_name=f"Тест {number}", language=languages[number],
                 password=unusable)
            for number in range(count)
        )  # fmt: skip
        ages = np.clip(14 + rng.gamma(2.2, 3.4, count), 14, 35)
        free = self.masks(count, [0.2, 0.25, 0.5] * 5 + [0.7, 0.75, 0.6] * 2)
        reach = np.clip(np.exp(rng.normal(np.log(12), 0.6, count)), 2, 100).astype(int)
        weights = rng.integers(0, 4, (3, count))
        people = save(
            Volunteer(
                user=user,
                birth_date=self.today - timedelta(days=int(ages[number] * 365.25)),
                home=self.places[at[number]],
                latitude=latitude[number],
                longitude=longitude[number],
                max_km=int(reach[number]),
                languages=spoken[number] or 2,
                cause_ecology=int(weights[0, number]),
                cause_child_protection=int(weights[1, number]),
                cause_inclusion=int(weights[2, number]),
                free_parts=free[number],
                max_minutes_week=int(rng.choice([240, 360, 480, 720])),
                max_shifts_week=int(rng.integers(1, 4)),
            )
            for number, user in enumerate(users)
        )
        owned = [(person, skill) for person in people for skill in rng.permutation(len(self.skills))[: rng.poisson(3)]]
        save(
            VolunteerSkill(volunteer=person, skill=self.skills[skill], level=int(rng.integers(1, 4)))
            for person, skill in owned
        )
        away = rng.random(count) < 0.3
        save(
            AvailabilityException(
                volunteer=person,
                on_date=self.today + timedelta(days=int(rng.integers(0, WEEKS * 7))),
                kind=ExceptionKind.BLOCKED if rng.random() < 0.8 else ExceptionKind.FREE,
            )
            for person, is_away in zip(people, away, strict=True)
            if is_away
        )
        save(
            GuardianConsent(
                minor=person.user, guardian_name="Тест", text_version="2026-1", given_at=self.moment,
                valid_until=self.today + timedelta(days=365),
            )
            for number, person in enumerate(people)
            if ages[number] < 18 and rng.random() < 0.85
        )  # fmt: skip
        return people

    def organisations(self, count: int) -> list[Organisation]:
        """Save verified organisations with one coordinator each."""
        regions = list(Territory.objects.regions().current().order_by("code"))
        made = save(
            Organisation(
                bin=f"{number:012}", slug=f"org-{number}", name_ru=f"Организация {number}", search_text="",
                region=regions[number % len(regions)], works_in_ecology=True, status=OrganisationStatus.VERIFIED,
            )
            for number in range(count)
        )  # fmt: skip
        users = save(User(email=f"coordinator{number}@example.org", full_name="Дана Т", language="ru",
                          password="!") for number in range(count))  # fmt: skip
        save(
            Membership(user=user, organisation=organisation, role=MembershipRole.COORDINATOR)
            for user, organisation in zip(users, made, strict=True)
        )
        return made

    def opportunities(self, count: int) -> list[Opportunity]:
        """Save published opportunities."""
        organisations = self.organisations(max(1, count // OPPORTUNITIES_PER_ORGANISATION))
        rng, at, latitude, longitude = self.rng, *self.points(count, 0.92)
        remote, languages = rng.random(count) < 0.05, self.masks(count, [0.7, 0.8, 0.05])
        return save(
            Opportunity(
                organisation=organisations[number % len(organisations)],
                slug=f"task-{number}",
                cause=CAUSES[rng.choice(3, p=[0.45, 0.2, 0.35])],
                title_ru=f"Дело {number}",
                description_ru="Помогаем вместе.",
                search_text=f"дело {number}",
                is_remote=bool(remote[number]),
                venue=None if remote[number] else self.places[at[number]],
                latitude=None if remote[number] else latitude[number],
                longitude=None if remote[number] else longitude[number],
                address="" if remote[number] else "Абай 10",
                time_zone="Asia/Almaty",
                min_age=int(rng.choice([14, 16, 18], p=[0.6, 0.2, 0.2])),
                languages=languages[number] or 2,
                contact_name="Дана",
                priority=int(rng.choice(3, p=[0.6, 0.3, 0.1])),
                status=OpportunityStatus.PUBLISHED,
                published_at=self.moment,
            )
            for number in range(count)
        )

    def shifts(self, opportunities: list[Opportunity], days: tuple[int, int]) -> list[Shift]:
        """Save shifts on days of a span, counted from today."""
        rng, made = self.rng, []
        for opportunity in opportunities:
            for _ in range(SHIFTS_PER_OPPORTUNITY):
                hour, quarters = int(rng.choice([9, 10, 12, 14, 15, 17])), int(rng.choice([8, 10, 12, 16]))
                day = self.today + timedelta(days=int(rng.integers(*days)))
                starts = datetime.combine(day, time_of_day(hour), tzinfo=ZONE)
                ends = starts + timedelta(minutes=15 * quarters)
                made.append(
                    Shift(
                        opportunity=opportunity, starts_on=day, start_time=starts.time(), ends_on=day,
                        end_time=ends.time(), time_zone="Asia/Almaty", starts_at=starts, ends_at=ends,
                    )
                )  # fmt: skip
        return save(made)

    def roles(self, shifts: list[Shift]) -> list[ShiftRole]:
        """Save one to three roles a shift with the skills they ask for."""
        rng, made = self.rng, []
        for shift, count in zip(shifts, rng.choice([1, 2, 3], len(shifts), p=[0.4, 0.35, 0.25]), strict=True):
            for position in range(int(count)):
                capacity = int(np.clip(round(np.exp(rng.normal(1.45, 0.8))), 1, 60))
                made.append(
                    ShiftRole(
                        shift=shift, position=position, name_ru="Помощник", capacity=capacity,
                        minimum=max(1, capacity // 3), languages=int(rng.choice([0, 1, 2], p=[0.76, 0.12, 0.12])),
                    )
                )  # fmt: skip
        roles = save(made)
        asked = [(role, skill) for role in roles for skill in rng.permutation(len(self.skills))[: rng.poisson(1.2)]]
        save(
            RoleSkill(role=role, skill=self.skills[skill], level=int(rng.choice([1, 2, 3], p=[0.7, 0.24, 0.06])),
                      is_required=bool(rng.random() < 0.35))
            for role, skill in asked
        )  # fmt: skip
        return roles

    def signups(self, roles: list[ShiftRole], people: list[Volunteer], *, came: bool) -> None:
        """Let people take about an eighth of the seats, each person one at most; in the past they came."""
        rng = self.rng
        seats = [role for role in roles for _ in range(role.capacity)]
        seats = [seats[at] for at in rng.permutation(len(seats))[: min(len(seats) // 8, len(people) // 2)]]
        owners = [people[at] for at in rng.permutation(len(people))[: len(seats)]]
        made = save(
            SignUp(role=role, shift_id=role.shift_id, volunteer=person, status=SignUpStatus.CONFIRMED,
                   origin=SignUpOrigin.SELF, made_at=self.moment)
            for role, person in zip(seats, owners, strict=True)
        )  # fmt: skip
        for role in seats:
            role.taken_count += 1
        taken = list({role.pk: role for role in seats}.values())
        ShiftRole.objects.bulk_update(taken, ["taken_count"], batch_size=BATCH)
        if came:
            save(
                Attendance(signup=signup, outcome=Outcome.PRESENT, minutes=120, confirmed_at=self.moment)
                for signup in made
            )


def fill(volunteers: int, shifts: int, seed: int = 1) -> None:
    """Fill the database, all or nothing."""
    with transaction.atomic():
        load_reference_rows()
        country = Country(seed, clock.now().date())
        people = country.people(volunteers)
        ahead = country.opportunities(shifts // SHIFTS_PER_OPPORTUNITY)
        past = country.roles(country.shifts(ahead[::10], (-40, -2)))
        country.signups(past, people, came=True)
        country.signups(country.roles(country.shifts(ahead, (2, WEEKS * 7))), people, came=False)


def main() -> None:
    """Fill the database that the settings name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volunteers", type=int, default=100_000)
    parser.add_argument("--shifts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given, began = parser.parse_args(), time.monotonic()
    fill(given.volunteers, given.shifts, given.seed)
    print(f"{given.volunteers} volunteers and {given.shifts} shifts in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
