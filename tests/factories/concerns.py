"""Reports, as they arrive."""

from itertools import count
from typing import Any

from core import clock
from events.enums import ConcernKind
from events.models import Concern, Opportunity
from events.queries.concerns import ConcernSubject
from events.services.concerns import NewConcern, report_concern
from events.validators import receipt_hash

_numbers = count(1)


def make_concern(
    opportunity: Opportunity | None = None, *, text: str = "The stairs have no rail.", **about: Any
) -> Concern:
    """A report about an opportunity, sent by nobody known; ``concern.code`` is the code of its sender."""
    number = next(_numbers)
    subject = ConcernSubject(organisation=opportunity.organisation, opportunity=opportunity) if opportunity else None
    report = NewConcern(
        **{"kind": ConcernKind.UNSAFE, "language": "kk", "token": f"token {number}"} | about,
        text=text,
        subject=subject or ConcernSubject(),
    )
    code = report_concern(report=report, counted=("concerns_of_address", f"sender {number}"), now=clock.now())
    concern = Concern.objects.get(receipt_hash=receipt_hash(code))
    concern.code = code
    return concern
