"""Organisations and their members."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from accounts.models import User
from ngos.enums import (
    DisclosureLevel,
    LegalForm,
    LegalStatus,
    MaterialKind,
    MaterialState,
    MembershipRole,
    OrganisationStatus,
)
from ngos.models import LevelGrant, Material, Membership, Organisation, StatusDecision
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
    *,
    verified: bool = True,
    level: DisclosureLevel = DisclosureLevel.REPORTED,
    region: Territory | None = None,
    name: str = "Таза Су",
    **columns: Any,
) -> Organisation:
    """An organisation of Almaty that works in ecology; verified and at a level that lasts, unless asked otherwise.

    Work with children also needs an accepted policy: ``make_material`` makes one.
    """
    number = columns.pop("bin", "") or make_bin()
    defaults = {
        "slug": f"org-{number}",
        "name_kk": name,
        "name_ru": name,
        "name_en": name,
        "works_in_ecology": True,
        "status": OrganisationStatus.VERIFIED if verified else OrganisationStatus.UNVERIFIED,
    }
    made = Organisation.objects.create(bin=number, region=region or region_by_code(), **{**defaults, **columns})
    if made.is_verified and level:
        grant_level(made, level)
    return made


def make_group(name: str = "Көршілер", **columns: Any) -> Organisation:
    """A volunteer group without a BIN, not verified."""
    made = make_organisation(name=name, verified=False, **columns)
    made.bin, made.legal_form, made.legal_status = "", LegalForm.VOLUNTEER_GROUP, LegalStatus.UNVERIFIED
    made.save()
    return made


def grant_level(
    organisation: Organisation,
    level: DisclosureLevel,
    *,
    since: date = date(2000, 1, 1),
    until: date = date(2100, 1, 1),
) -> LevelGrant:
    """A level that holds from one day to another, both included."""
    return LevelGrant.objects.create(organisation=organisation, level=level, granted_on=since, valid_until=until)


def make_material(
    organisation: Organisation,
    kind: MaterialKind = MaterialKind.CHARTER,
    *,
    state: MaterialState = MaterialState.ACCEPTED,
    issued_on: date = date(2026, 1, 15),
    on: date | None = None,
    **columns: Any,
) -> Material:
    """A document that a reviewer has accepted, unless asked otherwise; its file is not kept.

    ``on`` is the day it was issued and posted.
    """
    if on is not None:
        issued_on = on
        columns.setdefault("posted_at", datetime.combine(on, time(9), UTC))
    columns.setdefault("posted_at", datetime(2026, 2, 1, tzinfo=UTC))
    columns.setdefault("sha256", f"{next(_serials):064x}")
    columns.setdefault("media_type", "application/pdf")
    return Material.objects.create(organisation=organisation, kind=kind, state=state, issued_on=issued_on, **columns)


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


def make_status_decision(
    organisation: Organisation, status: OrganisationStatus, reason: str, decided_at: datetime
) -> StatusDecision:
    """A line of the history of an organisation's status."""
    return StatusDecision.objects.create(
        organisation=organisation, status=status, reason=reason, decided_at=decided_at
    )


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
