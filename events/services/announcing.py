"""Who hears of a move: each person once for all her shifts that move together, and the guardians of minors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from core import outbox
from events.enums import ConsentAnswer
from events.models import ConsentRequest, SignUp
from events.queries.guardians import needs_guardian
from events.services.telling import tell

MANY = 12  # shifts in one letter, which has to stay readable and small enough to be carried


@dataclass(frozen=True, slots=True)
class Notice:
    """A place whose shift has moved, and whether its person has to say that she still comes."""

    place: SignUp
    wants_answer: bool

    @property
    def name(self) -> str:
        """Name the place as it is after this move: another move gives it another name."""
        return f"{self.place.pk}:{self.place.shift.sequence}"


def announce_moves(moved: Iterable[Notice], *, now: datetime) -> None:
    """Write one letter to each person and to each minor's guardian; part of the transaction that moved the shifts.

    More than ``MANY`` shifts of one person fill several letters.
    """
    by_person: dict[int, list[Notice]] = {}
    for notice in moved:
        by_person.setdefault(notice.place.volunteer_id, []).append(notice)
    for notices in by_person.values():
        for first in range(0, len(notices), MANY):
            _tell_person(notices[first : first + MANY], now)
    _tell_guardians(by_person, now)


def _tell_person(notices: Sequence[Notice], now: datetime) -> None:
    first = notices[0]
    people = [first.place.volunteer.user]
    if len(notices) > 1:
        tell("shifts.moved_together", people, key=first.name, now=now, places=_names(notices))
        return
    topic = "shifts.moved" if first.wants_answer else "shifts.moved_little"
    ids = {"signup_id": first.place.pk, "sequence": first.place.shift.sequence}
    tell(topic, people, key=first.name, now=now, **ids)


def _tell_guardians(by_person: dict[int, list[Notice]], now: datetime) -> None:
    """Write to whoever has agreed last, or is being asked, about each person who needs somebody to agree."""
    young = {
        person: [one for one in notices if needs_guardian(one.place.volunteer, on=one.place.shift.starts_on)]
        for person, notices in by_person.items()
    }
    minors = [person for person, notices in young.items() if notices]
    if not minors:
        return
    asked = ConsentRequest.objects.filter(signup__volunteer__in=minors, expires_at__gt=now, consent__withdrawn_at=None)
    standing = asked.exclude(answer=ConsentAnswer.REFUSED)
    in_order = standing.order_by(F("used_at").asc(nulls_first=True), "pk")
    for person, request_id in dict(in_order.values_list("signup__volunteer_id", "pk")).items():
        for first in range(0, len(young[person]), MANY):
            part = young[person][first : first + MANY]
            key = f"guardians.moved:{request_id}:{part[0].name}"
            outbox.put("guardians.moved", key=key, due_at=now, request_id=request_id, places=_names(part))


def _names(notices: Iterable[Notice]) -> str:
    return ",".join(notice.name for notice in notices)
