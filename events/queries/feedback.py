"""How shifts were for those who were there: shown only in groups of five people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from events.enums import Outcome, ShiftStatus, SignUpStatus
from events.models import Opportunity, ShiftFeedback, ShiftThanks, SignUp
from ngos.models import Membership, Organisation
from volunteers.models import Volunteer

SAY_WITHIN = timedelta(days=30)  # after the end of the shift, as long as people remember
GROUP = 5  # people whose answers are shown together, and never fewer
SHOWN = 3


@dataclass(frozen=True, slots=True)
class HowItWas:
    """Answers about one event, or about all of an organisation: whole groups of five people, and nothing else.

    ``average`` counts each person of a group once; ``comments`` are in the order of their letters, which says nothing
    about who wrote them or when. ``event`` is empty for the sum, in which a person of two events stands twice.
    """

    people: int
    average: float
    comments: tuple[str, ...] = ()
    event: Opportunity | None = None


def came() -> Q:
    """Say of sign-ups that the person was there: confirmed, or seen at the gate while nobody has said anything."""
    seen = Q(attendance__isnull=True, presence__isnull=False, presence__is_contested=False)
    return Q(status=SignUpStatus.CONFIRMED, shift__status=ShiftStatus.PLANNED) & (
        Q(attendance__outcome=Outcome.PRESENT) | seen
    )


def over_lately(now: datetime) -> Q:
    """Say of sign-ups that the shift is over, and not so long that nobody remembers."""
    return Q(shift__ends_at__lte=now, shift__ends_at__gt=now - SAY_WITHIN)


def waiting_for_feedback(volunteer: Volunteer, *, now: datetime) -> QuerySet[SignUp]:
    """Return the places of which a person may still say how it was, the latest first, ready to show."""
    own_teams = Membership.objects.filter(user=volunteer.user_id).values("organisation")
    return (
        SignUp.objects.filter(came(), over_lately(now), volunteer=volunteer, feedback__isnull=True)
        .exclude(shift__opportunity__organisation__in=own_teams)
        .select_related("shift__opportunity__organisation")
        .order_by("-shift__ends_at", "-pk")
    )


def thanks_to(signup: SignUp) -> ShiftThanks | None:
    """Return what the organisation thanked a person with, if it did."""
    return ShiftThanks.objects.filter(signup=signup).first()


def to_thank(organisation: Organisation, *, now: datetime) -> QuerySet[SignUp]:
    """Return the places of people who were there lately and whom nobody has thanked, the latest shift first."""
    return (
        SignUp.objects.filter(
            came(), over_lately(now), shift__opportunity__organisation=organisation, thanks__isnull=True
        )
        .select_related("volunteer__user", "role", "shift__opportunity")
        .order_by("-shift__ends_at", "volunteer__user__full_name", "pk")
    )


def how_it_was(organisation: Organisation) -> list[HowItWas]:
    """Return what may be shown of the answers: first all together, then by event, best known events first.

    The sum is made of the groups of the events, so that no difference of two figures is about fewer than five people.
    """
    by_event: defaultdict[int, list[ShiftFeedback]] = defaultdict(list)
    for answer in _answers(organisation).select_related("signup__shift__opportunity"):
        by_event[answer.signup.shift.opportunity_id].append(answer)
    events = []
    for answers in by_event.values():
        groups = list(in_groups(answers))
        if groups:
            events.append(_shown(groups, answers[0].signup.shift.opportunity))
    if not events:
        return []
    people = sum(row.people for row in events)
    whole = HowItWas(people, sum(row.average * row.people for row in events) / people)
    return [whole, *sorted(events, key=lambda row: (-row.people, row.event.pk if row.event else 0))]


def in_groups(answers: Iterable[ShiftFeedback]) -> Iterator[list[ShiftFeedback]]:
    """Cut answers, oldest first, into groups of five different people; what is left over is not shown yet."""
    group: list[ShiftFeedback] = []
    people: set[int] = set()
    for answer in answers:
        group.append(answer)
        people.add(answer.signup.volunteer_id)
        if len(people) == GROUP:
            yield group
            group, people = [], set()


def _shown(groups: list[list[ShiftFeedback]], event: Opportunity) -> HowItWas:
    comments = sorted(answer.comment for group in groups for answer in group if answer.comment)
    average = sum(_average(group) for group in groups) / len(groups)
    return HowItWas(GROUP * len(groups), average, tuple(comments), event)


def _average(group: list[ShiftFeedback]) -> float:
    """Return the mean over the people of a group, each with the mean of her own answers."""
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for answer in group:
        by_person[answer.signup.volunteer_id].append(answer.score)
    return sum(sum(scores) / len(scores) for scores in by_person.values()) / len(by_person)


def _answers(organisation: Organisation) -> QuerySet[ShiftFeedback]:
    own = ShiftFeedback.objects.filter(signup__shift__opportunity__organisation=organisation)
    return own.select_related("signup").order_by("said_at", "pk")
