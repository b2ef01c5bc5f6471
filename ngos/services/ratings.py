"""The run that rates all organisations, and what it would say of one of them now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from core import audit
from core.locks import hold
from ngos.models import Organisation, Rating, RatingRun
from ngos.queries.appeals import corrections
from ngos.queries.facts import Asked, facts_of
from ngos.rating import Count, Inputs, Kind, Method, current_method
from ngos.rating.published import Record, line_of, record_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run, and in how many organisations it found something new."""

    run: RatingRun
    changed: int


def inputs_of(organisations: Mapping[int, str], *, as_of: date, method: Method) -> dict[int, Inputs]:
    """Return what organisations (BINs by primary key) are rated from, in a number of queries that is always the same.

    Counts that an appeal found wrong are corrected by the difference that was decided.
    """
    asked = Asked(organisations, as_of, method.terms)
    facts = facts_of(asked)
    corrected = corrections(asked)
    found = {}
    for key, number in organisations.items():
        counts = {code: rows[key] for code, rows in facts.counts.items() if key in rows and code in method.indicators}
        for code, successes, cases in corrected.get(key, ()):
            counts[code] = _within(counts.get(code, Count()), successes, cases, method, code)
        gates = frozenset(code for code in method.gates if key in facts.gates.get(code, ()))
        found[key] = Inputs(number, counts, gates)
    return found


def _within(count: Count, successes: int, cases: int, method: Method, code: str) -> Count:
    """Add a correction to a count, which stays one that can be."""
    indicator = method.indicators[code]
    all_cases = max(count.cases + cases, 0)
    most = {Kind.EXACT: indicator.of, Kind.SHARE: all_cases}.get(indicator.kind)
    good = max(count.successes + successes, 0)
    return Count(good if most is None else min(good, most), all_cases, count.evidence)


@transaction.atomic
def run_ratings(*, as_of: date, now: datetime) -> RunSummary:
    """Rate every organisation by the method in force, and write what has changed since the last run.

    One run at a time: the next waits until this one has ended. Raises MethodUnknown before the first method.
    """
    hold("ngos_ratings")
    method = current_method(as_of)
    organisations = dict(Organisation.objects.standing().exclude(bin="").order_by("bin").values_list("pk", "bin"))
    inputs = inputs_of(organisations, as_of=as_of, method=method)
    records = {key: record_of(given, method) for key, given in inputs.items()}
    run = RatingRun.objects.create(
        method=method.version,
        method_sha256=method.sha256,
        as_of=as_of,
        computed_at=now,
        inputs_sha256=_digest_of(line_of(record["inputs"]) for record in records.values()),
        organisations=len(records),
        rated=sum(record["result"]["points_tenths"] is not None for record in records.values()),
    )
    changed = _write(run, records)
    audit.record("ratings.computed", actor=None, subject=run, at=now, organisations=run.organisations, changed=changed)
    return RunSummary(run, changed)


def preview(organisation: Organisation, *, as_of: date) -> Record:
    """Return what a run would publish about an organisation now; nothing is written."""
    method = current_method(as_of)
    [inputs] = inputs_of({organisation.pk: organisation.bin}, as_of=as_of, method=method).values()
    return record_of(inputs, method)


def _write(run: RatingRun, records: Mapping[int, Record]) -> int:
    """Write a row for every organisation whose record or method is new; return how many.

    An organisation that is not looked at any more, such as a joined duplicate, is not rated any more.
    """
    before = {row[1]: (row[0], row[2]) for row in _current().values_list("pk", "organisation_id", "digest")}
    made: list[Rating] = []
    over = [pk for key, (pk, _digest) in before.items() if key not in records]
    for key, record in records.items():
        digest = _digest_of([run.method_sha256, line_of(record)])
        old = before.get(key)
        if old is None or old[1] != digest:
            over.extend([old[0]] if old else ())
            made.append(_row(run, key, record, digest))
    for first in range(0, len(over), BATCH):
        Rating.objects.filter(pk__in=over[first : first + BATCH]).update(is_current=False)
    Rating.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _current() -> QuerySet[Rating]:
    return Rating.objects.filter(is_current=True)


def _row(run: RatingRun, key: int, record: Record, digest: str) -> Rating:
    result = record["result"]
    return Rating(
        run=run,
        organisation_id=key,
        tenths=result["points_tenths"],
        low_tenths=result["low_tenths"],
        high_tenths=result["high_tenths"],
        inputs=record["inputs"],
        parts=result,
        gates=result["gates"],
        digest=digest,
    )


def _digest_of(lines: Iterable[str]) -> str:
    digest = sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()
