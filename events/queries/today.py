"""What of an organisation's next days waits for somebody: answers, guardians, adults, in numbers by shift."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from events.enums import SignUpStatus
from events.models import ConsentRequest, GateScan, Shift, SignUp
from ngos.models import Organisation


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of the people of one shift: who said again that she comes, who said nothing, who waits and who was asked."""

    confirmed: int = 0
    coming: int = 0
    asked_again: int = 0
    for_guardian: int = 0

    @property
    def silent(self) -> int:
        """Confirmed people who have not said again that they come."""
        return self.confirmed - self.coming


def waiting_on(shifts: Sequence[Shift]) -> dict[int, Waiting]:
    """Return what waits on each shift, by its key. One query."""
    confirmed = Q(status=SignUpStatus.CONFIRMED)
    rows = (
        SignUp.objects.filter(shift__in=shifts)
        .order_by()
        .values_list("shift_id")
        .annotate(
            confirmed=Count("pk", filter=confirmed),
            coming=Count("pk", filter=confirmed & Q(coming_said_at__isnull=False)),
            asked_again=Count("pk", filter=confirmed & Q(reconfirm_by__isnull=False)),
            for_guardian=Count("pk", filter=Q(status=SignUpStatus.AWAITING)),
        )
    )
    return {shift_id: Waiting(*numbers) for shift_id, *numbers in rows}


def shifts_to_decide(organisation: Organisation) -> list[tuple[Shift, int]]:
    """Return the shifts on which check-ins wait for a decision, with how many, longest over first. One query."""
    scans = GateScan.objects.to_look_at().filter(shift__opportunity__organisation=organisation)
    found = scans.select_related("shift__opportunity").order_by("shift__starts_at", "pk")
    counts = Counter(scan.shift_id for scan in found)
    return [(shift, counts[shift.pk]) for shift in {scan.shift_id: scan.shift for scan in found}.values()]


def questions_waiting(organisation: Organisation) -> dict[int, int]:
    """Return how many questions of guardians wait for an answer, by key of the shift. One query."""
    asked = ConsentRequest.objects.filter(
        signup__shift__opportunity__organisation=organisation,
        signup__status=SignUpStatus.AWAITING,
        asked_at__isnull=False,
        replied_at=None,
    )
    return dict(asked.order_by().values_list("signup__shift_id").annotate(count=Count("pk")))
