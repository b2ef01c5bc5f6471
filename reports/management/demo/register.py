"""Invented documents and levels of the organisations, and two cases that wait for the reviewer."""

from collections.abc import Sequence
from datetime import date, timedelta

from core import vault
from core.workdays import after_working_days
from ngos.disclosure import service
from ngos.enums import CaseGround, DisclosureLevel, MaterialKind, MaterialState
from ngos.models import LevelGrant, Material, Organisation, VerificationCase
from reports.management.demo.people import World

PAPERS = (
    MaterialKind.BIN_CERTIFICATE,
    MaterialKind.CHARTER,
    MaterialKind.CODE_OF_ETHICS,
    MaterialKind.SAFEGUARDING_POLICY,
    MaterialKind.ANNUAL_FILING,
    MaterialKind.CONFLICT_STATEMENT,
    MaterialKind.AUDIT,
)
# Everybody may post with children; how far an organisation has come beyond that differs from one to the next.
COUNTS = (7, 6, 4, 6)
LEVELS = {4: DisclosureLevel.REGISTERED, 6: DisclosureLevel.REPORTED, 7: DisclosureLevel.AUDITED}
CHECKED_DAYS_AGO, ISSUED_DAYS_AGO, LASTS_DAYS = 200, 230, 500


def demo_paper(kind: MaterialKind) -> bytes:
    """Return a PDF of one page that says what it is; the same for everybody."""
    words = f"Asar demonstration: {kind.value.replace('_', ' ')}. An invented document."
    drawn = f"BT /F1 14 Tf 60 760 Td ({words}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(file + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def save_levels(world: World, organisations: Sequence[Organisation]) -> None:
    """Give verified organisations their accepted documents and the level these earn."""
    materials, grants = [], []
    for number, organisation in enumerate(organisations):
        count = COUNTS[number % len(COUNTS)]
        materials += [paper(world, organisation, kind, MaterialState.ACCEPTED) for kind in PAPERS[:count]]
        grants += [_grant(world, organisation, level) for level in DisclosureLevel if 0 < level <= LEVELS[count]]
    world.store.save(materials, "kind", "sha256")
    world.store.save(grants, "level")


def save_waiting(world: World, newcomer: Organisation, known: Organisation) -> None:
    """Open a case of an organisation that has enrolled, and one of an organisation with something new."""
    wanted = [(newcomer, CaseGround.ENROLMENT, PAPERS[:2], 6), (known, CaseGround.MATERIAL, PAPERS[2:3], 2)]
    for organisation, ground, kinds, days in wanted:
        papers = [paper(world, organisation, kind, MaterialState.POSTED) for kind in kinds]
        world.store.save(papers, "kind", "state")
        opened_at = world.moment(-days)
        due_on = after_working_days(world.today - timedelta(days=days), service().working_days)
        case = VerificationCase(organisation=organisation, ground=ground, opened_at=opened_at, due_on=due_on)
        world.store.save([case], "ground")


def paper(world: World, organisation: Organisation, kind: MaterialKind, state: MaterialState) -> Material:
    """Return a document with a real file, about last year where it is about a year; not saved."""
    content = demo_paper(kind)
    digest = vault.keep(content)
    year = world.today.year - 1
    is_about_a_year = kind in (MaterialKind.ANNUAL_FILING, MaterialKind.AUDIT)
    is_checked = state == MaterialState.ACCEPTED
    return Material(
        organisation=organisation,
        kind=kind,
        state=state,
        issued_on=world.today - timedelta(days=ISSUED_DAYS_AGO),
        about_from=date(year, 1, 1) if is_about_a_year else None,
        about_until=date(year, 12, 31) if is_about_a_year else None,
        sha256=digest,
        sent_sha256=digest,
        size_bytes=len(content),
        media_type="application/pdf",
        posted_at=world.moment(-CHECKED_DAYS_AGO - 3) if is_checked else world.moment(-7),
        checked_at=world.moment(-CHECKED_DAYS_AGO) if is_checked else None,
    )


def _grant(world: World, organisation: Organisation, level: DisclosureLevel) -> LevelGrant:
    granted_on = world.today - timedelta(days=CHECKED_DAYS_AGO)
    until = granted_on + timedelta(days=LASTS_DAYS)
    return LevelGrant(organisation=organisation, level=level, granted_on=granted_on, valid_until=until)
