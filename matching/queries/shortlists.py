"""Reads about what is new for a volunteer: which opportunities and people changed, and whom new ones fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from core.models import AuditLine
from events.models import Opportunity, ShiftRole
from matching import engine
from matching.gather import gather_able, gather_reachable
from matching.gather.ready import TO_OPPORTUNITY, TO_PERSON
from matching.models import LogPosition, News, Shortlist
from matching.queries import candidate_pool, open_roles
from volunteers.models import Volunteer

READER = "shortlists"
MOST_LINES = 2_000  # of the log at once; the rest follows in the next round
KEPT_UP = timedelta(days=60)  # news are gathered for people who looked within so many days


@dataclass(frozen=True, slots=True)
class Changes:
    """What the log says since the last time: the position after it, people and opportunities by key."""

    since: LogPosition
    positions: dict[str, int]
    volunteer_pks: frozenset[int]
    opportunity_pks: frozenset[int]


def changes_since(since: LogPosition) -> Changes:
    """Read on in the log. Lines of a lane appear in order, because a writer holds its lane until it commits."""
    known = Q(pk__in=())
    for lane, position in since.positions.items():
        known |= Q(lane=int(lane), position__gt=position)
    unread = known | ~Q(lane__in=[int(lane) for lane in since.positions])
    lines = AuditLine.objects.filter(unread).order_by("lane", "position")
    positions, subjects = dict(since.positions), dict[str, set[str]]()
    for lane, position, kind, subject in lines.values_list("lane", "position", "subject_type", "subject_id")[
        :MOST_LINES
    ]:
        positions[str(lane)] = position
        subjects.setdefault(kind, set()).add(subject)
    people = _found(Volunteer.objects.all(), TO_PERSON, subjects)
    at_the_edge = _seats_at_the_edge(subjects.pop("events.signup", set()))
    events = _found(Opportunity.objects.all(), TO_OPPORTUNITY, subjects) | at_the_edge
    return Changes(since, positions, frozenset(people), frozenset(events))


def _found(
    rows: "QuerySet[Volunteer] | QuerySet[Opportunity]", ways: Mapping[str, str], subjects: Mapping[str, set[str]]
) -> set[int]:
    found: set[int] = set()
    for kind in ways.keys() & subjects.keys():
        found.update(rows.filter(**{ways[kind]: subjects[kind]}).values_list("pk", flat=True))
    return found


def _seats_at_the_edge(signups: set[str]) -> set[int]:
    """Return opportunities where a sign-up may have taken the last seat or freed the first; others stay as open."""
    roles = ShiftRole.objects.filter(signups__public_id__in=signups, taken_count__gte=F("capacity") - 1)
    return set(roles.values_list("shift__opportunity_id", flat=True))


def kept_shortlists(now: datetime) -> QuerySet[Shortlist]:
    """Return the lists of people who may be asked and looked not long ago."""
    return Shortlist.objects.filter(visited_at__gte=now - KEPT_UP, volunteer__user__is_active=True)


def news_of_opportunities(opportunity_pks: Iterable[int], *, now: datetime) -> set[tuple[int, int]]:
    """Return (shortlist, opportunity) for all to whom one of these opportunities is new and fits."""
    events = Opportunity.objects.filter(pk__in=opportunity_pks)
    published = {pk: at for pk, at in events.values_list("pk", "published_at") if at}
    if not published:
        return set()
    lists = kept_shortlists(now).filter(visited_at__lt=max(published.values()))
    roles = open_roles(now).filter(shift__opportunity__in=published)
    looking = candidate_pool().filter(shortlist__in=lists)
    gathered = gather_able(volunteers=looking, roles=roles, now=now, scopes=None)  # their own lists
    if not gathered.volunteer_pks or not gathered.role_pks:
        return set()
    edges = engine.build_edges(engine.build_index(gathered.problem))
    event_of = dict(roles.values_list("pk", "shift__opportunity_id"))
    people = [gathered.volunteer_pks[row] for row in edges.volunteers()]
    places = [event_of.get(gathered.role_pks[place]) for place in edges.role]
    list_of = {person: (pk, looked) for pk, person, looked in lists.values_list("pk", "volunteer_id", "visited_at")}
    pairs = ((*list_of[person], event) for person, event in zip(people, places, strict=True) if person in list_of)
    return {(pk, event) for pk, looked, event in pairs if event is not None and looked < published[event]}


def news_of_person(shortlist: Shortlist, *, now: datetime) -> set[int]:
    """Return the opportunities published since a volunteer last looked that fit her."""
    return fitting_among(
        shortlist.volunteer, open_roles(now).filter(shift__opportunity__published_at__gt=shortlist.visited_at), now=now
    )


def fitting_among(volunteer: Volunteer, roles: QuerySet[ShiftRole], *, now: datetime) -> set[int]:
    """Return the opportunities of some roles of which the volunteer may take at least one, as things stand now."""
    gathered = gather_reachable(volunteer=volunteer, roles=roles, now=now)
    if not gathered.volunteer_pks or not gathered.role_pks:
        return set()
    ranking = engine.top_k_roles(engine.build_index(gathered.problem), 0, len(gathered.role_pks))
    fitting = ShiftRole.objects.filter(pk__in=[gathered.role_pks[row] for row in ranking.rows])
    return set(fitting.values_list("shift__opportunity_id", flat=True))


def count_news(volunteer: Volunteer, *, now: datetime) -> int:
    """Count what is new for a volunteer; every rule is asked again. One query where there is nothing."""
    noted = list(News.objects.filter(shortlist__volunteer=volunteer).values_list("opportunity_id", flat=True))
    if not noted:
        return 0
    return len(fitting_among(volunteer, open_roles(now).filter(shift__opportunity__in=noted), now=now))
