"""Reads about what was decided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from funding.enums import CallStatus, Tie
from funding.models import Application, Call, Declaration, Protocol, Result, Score, Seat
from ngos.queries.listing import entry_of, family_of

HIDDEN = "▇▇▇"
SHORTEST = 3  # a shorter name would hide half of a text


def results_of(call: Call) -> QuerySet[Result]:
    """Return the results in the order of places."""
    found = Result.objects.filter(protocol__call=call)
    return found.select_related("application", "application__organisation", "application__contract").order_by("place")


def names_of(application: Application) -> list[str]:
    """Return the names and BINs of the applicant and the duplicates joined with it, the longest first; one query."""
    family = family_of(entry_of(application.organisation))
    rows = family.values_list("bin", "name_kk", "name_ru", "name_en")
    return sorted({name for row in rows for name in row if len(name) >= SHORTEST}, key=len, reverse=True)


def blind(text: str, names: Sequence[str]) -> str:
    """Return a text without an applicant's names, as scorers read it."""
    return re.sub("|".join(map(re.escape, names)), HIDDEN, text, flags=re.IGNORECASE) if names else text


def published_protocol(call: Call) -> Protocol | None:
    """Return the protocol once the decision is made; before it is nobody's but the commission's."""
    if call.status not in (CallStatus.DECIDED, CallStatus.SET_ASIDE):
        return None
    return Protocol.objects.filter(call=call).prefetch_related("signatures__seat__user").first()


def protocol_for(seat: Seat) -> Protocol | None:
    """Return the protocol of the member's call as soon as it is drawn up."""
    found = Protocol.objects.filter(call=seat.call_id)
    return found.prefetch_related("signatures").first()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a commission after the decision: what she was tied to, and the points she gave, by application."""

    seat: Seat
    ties: dict[int, str]
    points: dict[int, dict[str, int]]


def commission_rows(call: Call) -> list[MemberRow]:
    """Return every member with ties and points; three queries."""
    seats = list(Seat.objects.filter(call=call).select_related("user").order_by("pk"))
    rows = {seat.pk: MemberRow(seat, {}, {}) for seat in seats}
    for said in Declaration.objects.filter(seat__call=call).exclude(tie=Tie.NONE):
        rows[said.seat_id].ties[said.application_id] = str(said.get_tie_display())
    for score in Score.objects.filter(seat__call=call):
        rows[score.seat_id].points.setdefault(score.application_id, {})[score.criterion] = score.points
    return list(rows.values())
