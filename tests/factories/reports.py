"""Frozen and published reports."""

from datetime import datetime
from hashlib import sha256

from accounts.models import User
from places.models import Territory
from reports.documents import file_of, name_of
from reports.indicators import Period, digest_of, quarter_name, read_period, written
from reports.models import Publication, PublishedFile, Snapshot
from reports.queries import selection_of
from reports.queries.families import concealed
from reports.services import freeze, sign
from reports.services.papers import public_document
from tests.factories.accounts import make_user


def make_snapshot(territory: Territory, now: datetime, *, actor: User | None = None) -> Snapshot:
    """The frozen report of the quarter before this one."""
    return freeze(selection=selection_of(territory, quarter_before(now)), actor=actor or make_user(), now=now)


def make_publication(snapshot: Snapshot, now: datetime, *, actor: User | None = None) -> Publication:
    """A signed and published report with one file; drawing all twelve takes a second."""
    actor = actor or make_user()
    sign(snapshot=snapshot, actor=actor, now=now)
    shown, hidden = concealed(snapshot)
    document = public_document(snapshot, shown, hidden, page="", before=None)
    publication = Publication.objects.create(
        snapshot=snapshot,
        tables=written(document).decode(),
        reasons=[[one.table, one.row, one.measure, one.reason] for one in hidden],
        digest=digest_of(document),
        published_by=actor,
        published_at=now,
    )
    content = file_of(document, "json", "kk")
    PublishedFile.objects.create(
        publication=publication,
        name=name_of(document, "json", "kk"),
        language="kk",
        kind="json",
        content=content,
        digest=sha256(content).hexdigest(),
        size=len(content),
    )
    return publication


def quarter_before(now: datetime) -> Period:
    """The newest quarter that is over."""
    year, quarter = quarter_name(now.date()).split("-Q")
    name = f"{year}-Q{int(quarter) - 1}" if quarter != "1" else f"{int(year) - 1}-Q4"
    period = read_period(name)
    assert period is not None
    return period
