"""A report from draft to paper: frozen once, signed once, published once; a correction is a new version."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.locks import hold
from places.models import Territory
from recognition.ledger import root_of
from recognition.queries import tally
from recognition.services import sign as sign_with_site_key
from reports import errors
from reports.disclosure import Hidden
from reports.documents import KINDS, file_of, name_of
from reports.indicators import definitions_digest, digest_of, query_digest, sealed, written
from reports.models import Publication, PublishedFile, Signature, Snapshot
from reports.queries.families import concealed
from reports.queries.figures import LANGUAGES, figures_of
from reports.queries.selection import Selection
from reports.queries.snapshots import latest_of, published_before
from reports.queries.units import line_of
from reports.services.apart import name_of_unit, refusal_of
from reports.services.cube import catch_up
from reports.services.papers import public_document
from reports.services.signatures import verifier

KIND = "asar-report+jws"
SALT_BYTES = 16
DEEPEST = 2  # regions, and the units directly below them
PUBLISHING = "reports_publishing"


def freeze(*, selection: Selection, actor: User | None, now: datetime) -> Snapshot:
    """Count a report from the ledger as it is and keep it; unsigned figures that still hold are not frozen again.

    However the question was asked, the report asks it in the units of its structure and period, as whoever checks it
    does. Without an actor it is a draft that the site prepared. The cube is read up to the same end first, so that the
    pages around the report say the same. Raises UnitTooSmall, TerritoryNotThen, PeriodNotOver, or NothingChanged when
    a signed report would only be repeated.
    """
    _require_large_enough(selection.territory)
    selection = selection.official()
    today = now.astimezone(ZoneInfo(selection.territory.time_zone)).date()
    if today <= selection.period.last_day:
        raise errors.PeriodNotOver(day=selection.period.last_day.strftime("%d.%m.%Y"))
    catch_up()
    ends = tally().heads
    head = {shard: end.position for shard, end in ends.items()}
    figures = figures_of(selection, head)
    before, text = latest_of(selection), written(figures).decode()
    if before is not None and before.figures == text:
        if hasattr(before, "signature"):
            raise errors.NothingChanged
        return before
    try:
        return _keep(selection, text, head, root_of(ends), before, actor, now)
    except IntegrityError as raced:
        raise errors.SnapshotReplaced from raced


@transaction.atomic
def _keep(
    selection: Selection,
    figures: str,
    head: dict[int, int],
    head_root: str,
    before: Snapshot | None,
    actor: User | None,
    now: datetime,
) -> Snapshot:
    salt = secrets.token_hex(SALT_BYTES)
    snapshot = Snapshot.objects.create(
        territory=selection.territory,
        structure=selection.structure.name,
        first_day=selection.period.first_day,
        end_day=selection.period.end_day,
        youngest=selection.ages.youngest,
        oldest=selection.ages.oldest,
        version=before.version + 1 if before else 1,
        replaces=before,
        figures=figures,
        salt=salt,
        digest=sealed(json.loads(figures), salt),
        head={str(shard): position for shard, position in sorted(head.items())},
        head_root=head_root,
        query_digest=query_digest(selection.question),
        definitions_digest=definitions_digest(),
        made_by=actor,
        made_at=now,
    )
    audit.record("report.frozen", actor=actor, subject=snapshot, at=now, version=snapshot.version)
    return snapshot


def sign(*, snapshot: Snapshot, actor: User, now: datetime, detached: str = "") -> Signature:
    """Answer for a report, once: the site signs its digests for the officer, and keeps a national signature of it.

    Raises AlreadySigned, SnapshotReplaced, or what checking a national signature raises.
    """
    checked_by = ""
    if detached.strip():
        service = verifier()
        service.check(signature=detached, content=snapshot.figures.encode())
        checked_by = service.name
    try:
        return _sign(snapshot, actor, now, detached.strip(), checked_by)
    except IntegrityError as twice:
        raise errors.AlreadySigned from twice


@transaction.atomic
def _sign(snapshot: Snapshot, actor: User, now: datetime, detached: str, checked_by: str) -> Signature:
    if Signature.objects.filter(snapshot=snapshot).exists():
        raise errors.AlreadySigned
    if Snapshot.objects.filter(replaces=snapshot).exists():
        raise errors.SnapshotReplaced
    signature = Signature.objects.create(
        snapshot=snapshot,
        signer=actor,
        signed_at=now,
        token=sign_with_site_key(content=statement(snapshot, actor, now), now=now, kind=KIND),
        detached=detached,
        verified_by=checked_by,
    )
    audit.record("report.signed", actor=actor, subject=snapshot, at=now, version=snapshot.version)
    return signature


def statement(snapshot: Snapshot, signer: User, at: datetime) -> dict[str, object]:
    """Return what a signature is over."""
    return {
        "iss": settings.SITE_URL,
        "report": str(snapshot.public_id),
        "version": snapshot.version,
        "digest": snapshot.digest,
        "head_root": snapshot.head_root,
        "query": snapshot.query_digest,
        "definitions": snapshot.definitions_digest,
        "signer": str(signer.public_id),
        "signed_at": at.isoformat(timespec="seconds"),
    }


@transaction.atomic
def publish(*, snapshot: Snapshot, actor: User, now: datetime) -> Publication:
    """Make a signed report public: hide what tells about few, and keep every file byte for byte.

    One transaction that holds all publishing: what is hidden depends on everything that is public, so no two reports
    are worked out beside each other without knowing of each other. Raises NotSigned, SnapshotReplaced,
    AlreadyPublished, UnitTooSmall, StructureOverlaps, PeriodOverlaps or NothingBetween.
    """
    hold(PUBLISHING)
    if not Signature.objects.filter(snapshot=snapshot).exists():
        raise errors.NotSigned
    if Snapshot.objects.filter(replaces=snapshot).exists():
        raise errors.SnapshotReplaced
    if Publication.objects.filter(snapshot=snapshot).exists():
        raise errors.AlreadyPublished
    _require_large_enough(snapshot.territory)
    if (refused := refusal_of(snapshot)) is not None:
        raise refused
    shown, hidden = concealed(snapshot)
    document = public_document(snapshot, shown, hidden, page=_address_of(snapshot), before=published_before(snapshot))
    return _publish(snapshot, document, hidden, actor, now)


def _address_of(snapshot: Snapshot) -> str:
    page = f"{settings.SITE_URL}/kk/reports/{snapshot.territory.code}/{snapshot.name_of_period}/"
    return f"{page}?structure={snapshot.structure}"


def _require_large_enough(territory: Territory) -> None:
    if len(line_of(territory)) > DEEPEST:
        raise errors.UnitTooSmall(name=name_of_unit(territory))


def _publish(
    snapshot: Snapshot, document: dict[str, object], hidden: Sequence[Hidden], actor: User, now: datetime
) -> Publication:
    publication = Publication.objects.create(
        snapshot=snapshot,
        tables=written(document).decode(),
        reasons=[[one.table, one.row, one.measure, one.reason] for one in hidden],
        digest=digest_of(document),
        published_by=actor,
        published_at=now,
    )
    for language in LANGUAGES:
        for kind in KINDS:
            content = file_of(document, kind, language)
            PublishedFile.objects.create(
                publication=publication,
                name=name_of(document, kind, language),
                language=language,
                kind=kind,
                content=content,
                digest=sha256(content).hexdigest(),
                size=len(content),
            )
    audit.record("report.published", actor=actor, subject=snapshot, at=now, version=snapshot.version)
    return publication
