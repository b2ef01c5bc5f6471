"""The frozen report that a file says it is of."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import Q

from reports.indicators import read_period
from reports.models import Snapshot
from reports.queries.snapshots import snapshot_by_id


def snapshot_claimed(about: Mapping[str, str]) -> Snapshot | None:
    """Return the report with the number or digest in a file, else with its version of the question, if there is one.

    Public files do not say where the shards of the ledger ended; for them the root over the shards is enough too.
    """
    for condition in _conditions(about):
        found = Snapshot.objects.filter(condition).order_by("-version").values_list("public_id", flat=True).first()
        if found is not None:
            return snapshot_by_id(str(found))
    return None


def _conditions(about: Mapping[str, str]) -> Iterator[Q]:
    if (number := _uuid(about.get("number", ""))) is not None:
        yield Q(public_id=number)
    yield Q(digest=about.get("digest", ""))
    question = _question(about)
    if about.get("version", "").isdecimal():
        yield question & Q(version=int(about["version"][:4]))
    if "head" not in about:
        yield question & Q(head_root=about.get("head_root", ""))


def _question(about: Mapping[str, str]) -> Q:
    """Return the condition that a report is about the territory, days and structure a file names."""
    period = read_period(about.get("period", ""))
    if period is None:
        return Q(pk__in=())
    system, _colon, code = about.get("territory_key", "").partition(":")
    place = Q(territory__code_system=system, territory__code=code, structure=about.get("structure", ""))
    return place & Q(first_day=period.first_day, end_day=period.end_day)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
