"""Invented papers that ratings stand on beside those of the levels: earlier filings, projects, answers, some late."""

from datetime import date, timedelta

from ngos.enums import MaterialKind, MaterialState, OrganisationStatus
from ngos.models import Material, Organisation
from reports.management.demo.dice import Dice
from reports.management.demo.people import World
from reports.management.demo.register import paper

# How often an organisation has posted a material of a kind.
POSTED = {MaterialKind.PROJECT_PASSPORT: 0.6, MaterialKind.COMPLAINT_ANSWER: 0.3}
FILED, ON_TIME, FOUND_FAULT = 0.85, 0.75, 0.12
EARLIER_FILINGS = 2
UNREADABLE = "Қаралмайды, қайта жіберіңіз. · Не читается, отправьте ещё раз. · It cannot be read, send it again."


def file_papers(world: World) -> None:
    """Invent and save what every verified organisation has posted beyond what its level asks for."""
    rows: list[Material] = []
    for organisation in Organisation.objects.filter(status=OrganisationStatus.VERIFIED).order_by("pk"):
        dice = Dice(world.seed, "papers", organisation.slug)
        rows.extend(_filings(world, dice, organisation))
        rows.extend(
            _material(world, dice, organisation, kind, days_ago=dice.randint(30, 300))
            for kind, share in POSTED.items()
            if dice.happens(share)
        )
    world.store.save(rows, "public_id", "kind", "state")


def _filings(world: World, dice: Dice, organisation: Organisation) -> list[Material]:
    latest = world.today.year - (1 if world.today > date(world.today.year, 3, 31) else 2)
    rows = []
    for year in range(latest - 1, latest - 1 - EARLIER_FILINGS, -1):
        if not dice.happens(FILED):
            continue
        issued = date(year + 1, 3, 31) + timedelta(days=-dice.randint(1, 60) if dice.happens(ON_TIME) else 20)
        row = _material(world, dice, organisation, MaterialKind.ANNUAL_FILING, days_ago=(world.today - issued).days)
        row.about_from, row.about_until = date(year, 1, 1), date(year, 12, 31)
        rows.append(row)
    return rows


def _material(world: World, dice: Dice, organisation: Organisation, kind: MaterialKind, *, days_ago: int) -> Material:
    issued = world.today - timedelta(days=days_ago)
    is_faulty = dice.happens(FOUND_FAULT)
    row = paper(world, organisation, kind, MaterialState.RETURNED if is_faulty else MaterialState.ACCEPTED)
    row.public_id, row.issued_on = dice.uuid(), issued
    row.posted_at, row.checked_at = world.moment(-days_ago), world.moment(3 - days_ago)
    row.reason = UNREADABLE if is_faulty else ""
    row.about_from = row.about_until = None
    if kind == MaterialKind.PROJECT_PASSPORT:
        row.about_from, row.about_until = issued - timedelta(days=120), issued - timedelta(days=dice.randint(10, 120))
    if kind == MaterialKind.COMPLAINT_ANSWER:
        row.about_from = issued - timedelta(days=dice.randint(3, 20))
    return row
