"""What a person takes along: every confirmed piece of work, ready to write down."""

from typing import Any

from recognition.models import LedgerEntry
from recognition.queries.certificates import names_of
from volunteers.models import Volunteer

EVENT = "attendance__signup__shift__opportunity"


def confirmed_entries(volunteer: Volunteer) -> list[LedgerEntry]:
    """Return what counts of a person's ledger, the oldest work first and always in the same order. One query."""
    found = LedgerEntry.objects.standing().filter(volunteer=volunteer)
    loaded = found.select_related("organisation", "territory", EVENT, "attendance__signup__role")
    return list(loaded.order_by("worked_on", "public_id"))


def record_line(entry: LedgerEntry) -> dict[str, Any]:
    """Return an entry as a line of a record: that of a book, and under ``entry`` what another platform needs."""
    shift = entry.attendance.signup.shift
    return {
        "what": "shift",
        "on": entry.worked_on.isoformat(),
        "name": names_of(shift.opportunity, "title"),
        "organisation": names_of(entry.organisation),
        "place": names_of(entry.territory),
        "minutes": entry.minutes,
        "entry": {
            "id": str(entry.public_id),
            "cause": entry.cause,
            "evidence": entry.evidence,
            "bin": entry.organisation.bin or "",
            "since": shift.starts_at.isoformat(),
            "until": shift.ends_at.isoformat(),
        },
    }
