"""A small country of hours that a reader can add up by hand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.enums import Cause
from events.models import Opportunity
from ngos.models import Organisation
from places.models import Territory
from recognition.models import LedgerEntry
from recognition.services import reverse
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA, make_territory, region, settlement
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer


def work(volunteer: Volunteer, opportunity: Opportunity, on: date, minutes: int, **columns: Any) -> LedgerEntry:
    """A confirmed attendance on a day; ``columns`` replace what the entry copied in, such as age_years."""
    shift = make_shift(opportunity, starts_on=on, hours=6)
    return make_hours(make_signup(make_role(shift), volunteer), minutes=minutes, **columns)


@dataclass(frozen=True, slots=True)
class World:
    """Karaganda region in the first quarter of 2026: five young people, 495 minutes, two districts.

    district  village (below the district): Arai 60, Baur 90, Gul 150 (online, lives there)  = 3 people, 300 minutes
    city      Karaganda: Arai 120, a person of 14: 45, a person of 34: 30                     = 3 people, 195 minutes
    not in it: 13 and 35 years old; hours taken back; April; Almaty (Arai, 60); Baur's hours of December 2025.
    """

    region: Territory
    district: Territory
    village: Territory
    city: Territory
    green: Organisation
    ramp: Organisation
    arai: Volunteer
    baur: Volunteer
    gul: Volunteer


def make_world() -> World:
    """Write it."""
    karaganda, city = region("350000000"), settlement(KARAGANDA)
    district = make_territory(
        name="Осакаров ауданы", parent=karaganda, kind="district", code_system="kato", code="354400000"
    )
    village = make_territory(name="Молодёжный", parent=district, region=karaganda)
    green, ramp = make_organisation(name="Жасыл", region=karaganda), make_organisation(name="Пандус", region=karaganda)
    trees = make_opportunity(organisation=green, venue=city)
    spring = make_opportunity(organisation=green, venue=village)
    ramps = make_opportunity(organisation=ramp, venue=village, cause=Cause.INCLUSION)
    helpline = make_opportunity(organisation=ramp, is_remote=True, cause=Cause.CHILD_PROTECTION)
    far = make_opportunity(organisation=green)
    arai, baur, carl, gul, *others = (make_volunteer(user=make_user(), home=village) for _ in range(8))
    work(arai, trees, date(2026, 1, 10), 120)
    work(arai, ramps, date(2026, 2, 7), 60)
    work(arai, far, date(2026, 2, 8), 60)
    work(arai, trees, date(2026, 4, 1), 100)
    work(baur, spring, date(2025, 12, 31), 75)
    work(baur, spring, date(2026, 1, 17), 90)
    work(gul, helpline, date(2026, 3, 31), 150)
    for volunteer, age, minutes in zip(others, (13, 14, 34, 35), (55, 45, 30, 25), strict=True):
        work(volunteer, trees, date(2026, 1, 18), minutes, age_years=age)
    mistake = work(carl, trees, date(2026, 1, 24), 240)
    reverse(entry=mistake, reason="Was ill.", actor=make_user(), now=mistake.recorded_at)
    return World(karaganda, district, village, city, green, ramp, arai, baur, gul)
