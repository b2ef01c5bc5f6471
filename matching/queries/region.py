"""Reads of allocations: whom and what they are about, whether their proof holds, what has changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from events.enums import OpportunityStatus, ShiftStatus
from events.models import ShiftRole
from events.queries import public_shifts
from matching import engine, errors
from matching.enums import RunKind, SuggestionStatus
from matching.gather.drift import find_differences
from matching.gather.groups import unit_below
from matching.gather.kept import kept_problem, read_back
from matching.models import MatchRun, RunRecord, Suggestion
from matching.queries import candidate_pool, open_roles
from places.models import Territory
from volunteers.models import Volunteer


def people_of(territory: Territory | None) -> QuerySet[Volunteer]:
    """Return everybody who may be asked and lives in a territory, or in the country without one."""
    people = candidate_pool()
    return people if territory is None else people.filter(inside(territory, "home"))


def roles_of(territory: Territory | None, *, until: date, now: datetime) -> QuerySet[ShiftRole]:
    """Return open roles on shifts before a day: at a place in the territory, or remote for an organisation there."""
    return _of(territory, open_roles(now).filter(shift__starts_on__lt=until))


def past_roles_of(territory: Territory | None) -> QuerySet[ShiftRole]:
    """Return the roles of every shift that took place or was to, whoever took them."""
    roles = ShiftRole.objects.filter(shift__status=ShiftStatus.PLANNED)
    held = (OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED)
    return _of(territory, roles.filter(shift__opportunity__status__in=held))


def _of(territory: Territory | None, roles: QuerySet[ShiftRole]) -> QuerySet[ShiftRole]:
    if territory is None:
        return roles
    is_remote = Q(shift__opportunity__is_remote=True)
    on_site = ~is_remote & inside(territory, "shift__opportunity__venue")
    return roles.filter(on_site | is_remote & inside(territory, "shift__opportunity__organisation__region"))


def inside(territory: Territory, at: str) -> Q:
    """Filter rows whose place at ``at`` is the territory or lies below it."""
    return Q(**{at: territory}) | Q(**{f"{at}__path__startswith": territory.inner_path})


def waiting_in(run: MatchRun) -> list[Suggestion]:
    """Return the proposals of a run that are neither dropped nor sent, in the order in which rows are locked."""
    waiting = Suggestion.objects.filter(run=run, status=SuggestionStatus.PROPOSED)
    return list(waiting.select_related("volunteer", "role__shift").order_by("volunteer_id", "role_id"))


def differences_of(run: MatchRun, *, now: datetime) -> list[errors.Difference]:
    """Say what has changed under the proposals of a draft, as things stand. Raises RecordForgotten."""
    return changes_under(run, waiting_in(run), now=now)


def changes_under(run: MatchRun, waiting: Sequence[Suggestion], *, now: datetime) -> list[errors.Difference]:
    """Compare what some proposals rest on with the problem the run was solved from. Raises RecordForgotten."""
    problem = kept_problem(run)
    if problem is None:
        raise errors.RecordForgotten
    roles = {suggestion.role_id for suggestion in waiting}
    is_open = ShiftRole.objects.filter(pk__in=roles, shift__in=public_shifts(now))
    return find_differences(run, problem, waiting, open_role_ids=set(is_open.values_list("pk", flat=True)))


def verify_run(run: MatchRun) -> engine.Verdict:
    """Check a stored run from its problem and its prices alone, with the verifier that shares nothing with the solver.

    Raises RecordForgotten when the problem is not kept any more.
    """
    kept = read_back(run)
    if kept is None:
        raise errors.RecordForgotten
    verdict = engine.verify(kept.problem, kept.solution)
    if not kept.lost:
        return verdict
    lost = engine.Reason("other_problem", f"{kept.lost} proposals are about nobody or nothing in the problem")
    return replace(verdict, accepted=False, reasons=(lost, *verdict.reasons))


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which roles of a draft to look at; an empty text asks for nothing."""

    district: str = ""
    cause: str = ""
    standing: str = ""


def allocations_of(territory: Territory | None, kind: RunKind = RunKind.ALLOCATION) -> QuerySet[MatchRun]:
    """Return the runs about a territory itself, newest first."""
    runs = MatchRun.objects.filter(kind=kind, territory=territory).select_related("actor", "territory")
    return runs.order_by("-made_at", "-pk")


def roles_proposed_for(run: MatchRun, wanted: ReviewFilter | None = None) -> QuerySet[ShiftRole]:
    """Return the roles a run has proposals for, with how many wait, were left out, were sent; one query.

    Columns added, all people: ``waiting``, ``dropped``, ``sent``; ``proposed``, those that wait or were sent;
    ``reached``, the seats taken with those that wait. Ordered by opportunity, then by time.
    """
    wanted = wanted or ReviewFilter()

    def counted(status: SuggestionStatus) -> Count:
        return Count("suggestions", filter=Q(suggestions__status=status))

    roles = (
        ShiftRole.objects.filter(suggestions__run=run)
        .annotate(
            waiting=counted(SuggestionStatus.PROPOSED),
            dropped=counted(SuggestionStatus.DROPPED),
            sent=counted(SuggestionStatus.SENT),
        )
        .annotate(proposed=F("waiting") + F("sent"), reached=F("taken_count") + F("waiting"))
        .select_related("shift__opportunity__organisation", "shift__opportunity__venue")
        .order_by("shift__opportunity_id", "shift__starts_at", "position", "pk")
    )
    if wanted.cause:
        roles = roles.filter(shift__opportunity__cause=wanted.cause)
    if wanted.district:
        unit = territories_named([wanted.district]).get(wanted.district)
        roles = roles.filter(inside(unit, "shift__opportunity__venue")) if unit else roles.none()
    if wanted.standing == "short":
        roles = roles.filter(reached__lt=F("minimum"))
    elif wanted.standing == "left_out":
        roles = roles.filter(dropped__gt=0)
    return roles


def people_proposed_for(run: MatchRun, role: ShiftRole) -> QuerySet[Suggestion]:
    """Return the proposals of a run for a role, best first; nobody's name is loaded."""
    found = Suggestion.objects.filter(run=run, role=role).select_related("volunteer", "signup")
    return found.order_by("-score", "public_id")


def answers_to(run: MatchRun) -> dict[str, int]:
    """Count the invitations of a run by where they stand."""
    rows = Suggestion.objects.filter(run=run, signup__isnull=False).order_by().values_list("signup__status")
    return dict(rows.annotate(count=Count("pk")))


def territories_named(keys: Iterable[str]) -> dict[str, Territory]:
    """Return the units in force by their public names, such as ``kato:750000000``."""
    codes = {code for _system, _colon, code in (key.partition(":") for key in keys)}
    return {unit.key: unit for unit in Territory.objects.current().filter(code__in=codes)}


def districts_of_work(run: MatchRun) -> list[Territory]:
    """Return the units directly below the run's territory (regions, without one) in which it proposes places."""
    pairs = set(
        Territory.objects.filter(pk__in=roles_proposed_for(run).values("shift__opportunity__venue"))
        .order_by()
        .values_list("pk", "path")
    )
    return list(Territory.objects.filter(pk__in={unit_below(run.territory, pk, path) for pk, path in pairs}))


def certificate_of(run: MatchRun) -> dict[str, object]:
    """Return what proves a run to whoever has its problem: hash, both bounds, one price per role in canonical order.

    Prices count 1/64 points. docs/matching/format.md says how the bound follows from them.
    """
    record = RunRecord.objects.filter(run=run).first()
    asked = engine.unpack_prices(bytes(record.prices)) if record else None
    return {
        "run": str(run.public_id),
        "problem_sha256": run.problem_hash,
        "objective": run.objective,
        "bound": run.bound,
        "weights": run.options.get("weights", {}),
        "seed": run.seed,
        "stopped_by": run.stopped_by,
        "verified": run.is_verified,
        "prices": asked.prices.tolist() if asked else [],
        "surcharges": {name: column.tolist() for name, column in asdict(asked.surcharges).items()} if asked else {},
    }
