"""Reads about published ratings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import ExpressionWrapper, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs

from ngos.models import Organisation, Rating, RatingRun
from ngos.queries.levels import current_rating
from ngos.queries.paper_facts import kinds_in
from ngos.rating import Inputs, Method, Step, inputs_from, method_of, next_steps
from ngos.rating.published import Record

BAND = 100  # tenths of a point in one band of the distribution
BANDS = 10
MOVED_SHOWN = 10
HISTORY_SHOWN = 12
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """How the current ratings are spread: organisations by bands of ten points, gates by how many they close."""

    bands: tuple[int, ...]
    rated: int
    not_rated: int
    closed: int
    gates: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A published rating with what is needed to explain it."""

    rating: Rating
    method: Method
    inputs: Inputs

    @property
    def record(self) -> Record:
        """What is published about it."""
        return record_from(self.rating)


def record_from(rating: Rating) -> Record:
    """Return the published record of a rating."""
    return {"inputs": rating.inputs, "result": rating.parts}


def latest_run() -> RatingRun | None:
    """Return the latest run; nothing before the first."""
    return RatingRun.objects.order_by("-pk").first()


def current_ratings() -> QuerySet[Rating]:
    """Return the rating of every organisation as it stands, by BIN."""
    return Rating.objects.filter(is_current=True).select_related("organisation", "run").order_by("organisation__bin")


def published_records() -> Iterator[Record]:
    """Return what is published about every organisation, by BIN, without holding all of it at once."""
    rows = Rating.objects.filter(is_current=True).order_by("organisation__bin")
    for inputs, parts in rows.values_list("inputs", "parts").iterator(chunk_size=CHUNK):
        yield {"inputs": inputs, "result": parts}


def explained(organisation: Organisation) -> Explained | None:
    """Return the current rating of an organisation, read by its own method; nothing before the first; one query."""
    rating = current_rating(organisation)
    if rating is None:
        return None
    method = method_of(rating.run.method)
    return Explained(rating, method, inputs_from(rating.inputs, method))


def what_would_raise(organisation: Organisation) -> list[Step]:
    """Return what would raise the rating of an organisation and by how much, the most useful first; one query.

    Each is the published rating worked out again with that one thing added.
    """
    found = explained(organisation)
    if found is None:
        return []
    evidence = [line for count in found.inputs.counts.values() for line in count.evidence]
    return next_steps(found.inputs, found.method, papers=kinds_in(evidence))


def history_of(organisation: Organisation) -> QuerySet[Rating]:
    """Return the latest changes of an organisation's rating, newest first."""
    rows = Rating.objects.filter(organisation=organisation).select_related("run").order_by("-run_id")
    return rows.defer("inputs", "parts")[:HISTORY_SHOWN]


def overview() -> Overview:
    """Return how the current ratings are spread; one query."""
    bands = [0] * BANDS
    gates: Counter[str] = Counter()
    not_rated = closed = 0
    for tenths, closed_gates in Rating.objects.filter(is_current=True).values_list("tenths", "gates").iterator():
        gates.update(closed_gates)
        closed += bool(closed_gates)
        if tenths is None:
            not_rated += 1
        else:
            bands[min(tenths // BAND, BANDS - 1)] += 1
    return Overview(tuple(bands), sum(bands), not_rated, closed, tuple(sorted(gates.items(), key=lambda row: -row[1])))


def moved_most(run: RatingRun) -> QuerySet[Rating]:
    """Return the ratings that a run changed most, by ``moved`` in tenths; those rated for the first time are none."""
    earlier = Rating.objects.filter(organisation=OuterRef("organisation"), run__lt=run).order_by("-run_id")
    rows = Rating.objects.filter(run=run, tenths__isnull=False).select_related("organisation")
    rows = rows.annotate(before=Subquery(earlier.values("tenths")[:1])).filter(before__isnull=False)
    moved = (
        rows.annotate(moved=ExpressionWrapper(F("tenths") - F("before"), output_field=IntegerField()))
        .annotate(size=Abs("moved"))
        .filter(size__gt=0)
    )
    return moved.order_by("-size", "pk")[:MOVED_SHOWN]
