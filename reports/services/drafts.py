"""What the site does with reports by night: prepares drafts of what is over, and counts published ones again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from core.errors import DomainError
from places.models import Territory
from recognition.queries import tally
from recognition.queries.closing import closes
from reports.indicators import Period, quarter_name
from reports.models import Comparison, Snapshot
from reports.queries import cube_totals, get_period, get_structure, selection_of
from reports.queries.figures import figures_of
from reports.queries.officers import territories_with_officers
from reports.queries.overtaken import Ends, Head, hours_differ
from reports.queries.snapshots import selection_about
from reports.services.cube import catch_up
from reports.services.snapshots import freeze

log = structlog.get_logger(__name__)


def prepare_drafts(*, now: datetime) -> list[Snapshot]:
    """Freeze a draft of the newest closed month and quarter for every territory with an officer; return the new ones.

    Twice is once: a report about the same unit and days, in whatever state, is left alone. Where nobody took part
    there is nothing to sign. A territory that cannot have a report is passed over.
    """
    catch_up()
    made = []
    for period in newest_closed():
        for territory in territories_with_officers():
            try:
                draft = _draft(territory, period, now)
            except DomainError as refused:  # a unit that was not there then, or lies below the districts
                log.info("report.no_draft", territory=territory.code, code=refused.code)
                continue
            made += [draft] if draft else []
    return made


def newest_closed() -> list[Period]:
    """Return the newest month whose hours are closed, and the newest quarter that ends with it or before."""
    newest = closes().first()
    if newest is None:
        return []
    month, quarter = get_period(f"{newest.month:%Y-%m}"), get_period(quarter_name(newest.month))
    if quarter.end_day > month.end_day:
        quarter = get_period(quarter_name(quarter.first_day - timedelta(days=1)))
    return [month, quarter]


def _draft(territory: Territory, period: Period, now: datetime) -> Snapshot | None:
    same_days = Snapshot.objects.filter(first_day=period.first_day, end_day=period.end_day)
    if same_days.filter(territory__code=territory.code, territory__code_system=territory.code_system).exists():
        return None
    selection = selection_of(territory, period).official(get_structure("", period))
    if not cube_totals(selection).people:
        return None
    return freeze(selection=selection, actor=None, now=now)


def compare_published(*, now: datetime) -> list[Snapshot]:
    """Count those published reports again under which the ledger has grown; return those whose numbers differ now.

    One pass over the ledger for each period; only a report with new entries of its days and ground is counted. Tables
    by profile are not compared: profiles change, hours are corrected.
    """
    head = {shard: end.position for shard, end in tally().heads.items()}
    changed = []
    for period, snapshots in groupby(_published(), key=lambda one: one.period):
        ends = Ends(period)
        for snapshot in snapshots:
            known = getattr(snapshot, "comparison", None)
            selection = selection_about(snapshot)
            if not ends.go_beyond(known.positions if known else snapshot.positions, selection):
                continue
            differs = hours_differ(snapshot.content, figures_of(selection, head))
            _keep(snapshot, head, now if differs else None, now)
            changed += [snapshot] if differs else []
    return changed


def _published() -> Iterator[Snapshot]:
    found = Snapshot.objects.filter(publication__isnull=False, replaced_by=None)
    ordered = found.select_related("territory__region", "comparison").order_by("first_day", "end_day", "pk")
    return ordered.defer("figures").iterator(chunk_size=100)


def _keep(snapshot: Snapshot, head: Head, differs_since: datetime | None, now: datetime) -> None:
    """Write down what was found; numbers that differed before differ since then."""
    known = getattr(snapshot, "comparison", None)
    if differs_since is not None and known is not None and known.differs_since is not None:
        differs_since = known.differs_since
    Comparison.objects.update_or_create(
        snapshot=snapshot,
        defaults={
            "head": {str(shard): position for shard, position in sorted(head.items())},
            "compared_at": now,
            "differs_since": differs_since,
        },
    )
