"""Organisations and their members."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from accounts.models import User
from ngos.enums import MaterialKind, MaterialState, MembershipRole, OrganisationStatus
from ngos.models import Material, Membership, Organisation
from ngos.validators import check_digit
from places.models import Territory
from tests.factories.accounts import make_user
from tests.factories.places import region as region_by_code

_serials = count(1)


def make_bin() -> str:
    """A BIN with a right check digit that no other test object has."""
    while True:
        first_eleven = f"200440{next(_serials):05}"
        digit = check_digit(first_eleven)
        if digit is not None:
            return f"{first_eleven}{digit}"


def make_organisation(
    *, verified: bool = True, region: Territory | None = None, name: str = "Таза Су", **columns: Any
) -> Organisation:
    """An organisation of Almaty that works in ecology; verified unless asked otherwise."""
    number = columns.pop("bin", "") or make_bin()
    defaults = {
        "slug": f"org-{number}",
        "name_kk": name,
        "name_ru": name,
        "name_en": name,
        "works_in_ecology": True,
        "status": OrganisationStatus.VERIFIED if verified else OrganisationStatus.UNVERIFIED,
    }
    return Organisation.objects.create(bin=number, region=region or region_by_code(), **{**defaults, **columns})


def make_member(
    organisation: Organisation,
    *,
    user: User | None = None,
    role: MembershipRole = MembershipRole.COORDINATOR,
) -> User:
    """A person who acts for the organisation; returns the person."""
    user = user or make_user(full_name="Дана Тестова")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_material(organisation: Organisation, kind: str, *, on: date, **columns: Any) -> Material:
    """A material of a kind that was issued and posted on a day and accepted, unless asked otherwise."""
    defaults: dict[str, Any] = {
        "state": MaterialState.ACCEPTED,
        "issued_on": on,
        "sha256": "0" * 64,
        "posted_at": datetime.combine(on, time(9), UTC),
    }
    return Material.objects.create(organisation=organisation, kind=kind, **{**defaults, **columns})


def make_papers(organisation: Organisation, *, on: date) -> list[Material]:
    """Every material an organisation is rated by, in order and on time: nothing closes the door."""
    made = [
        make_material(organisation, kind, on=on)
        for kind in MaterialKind
        if kind not in (MaterialKind.ANNUAL_FILING, MaterialKind.COMPLAINT_ANSWER)
    ]
    filings = [
        make_material(
            organisation,
            MaterialKind.ANNUAL_FILING,
            on=date(year + 1, 3, 1),
            about_from=date(year, 1, 1),
            about_until=date(year, 12, 31),
        )
        for year in (on.year - 2, on.year - 1)
    ]
    return [*made, *filings]
