"""Shapes of looks at a person's data."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from core.privacy.words import what_was_seen, why
from core.schemas import text_for_reader
from events.queries import LookRow


class LookOut(Schema):
    """One look at my data."""

    happened_at: datetime
    viewer: str = Field(description="First name and initial; empty for somebody who has left and for the system.")
    role: str
    organisation: str | None
    what: str
    what_text: str
    purpose: str
    purpose_text: str

    @classmethod
    def of(cls, row: LookRow) -> "LookOut":
        """Shape a look in the reader's language."""
        return cls(
            happened_at=row.happened_at,
            viewer=row.viewer,
            role=row.role,
            organisation=text_for_reader(row.organisation, "name") if row.organisation else None,
            what=row.what,
            what_text=what_was_seen(row.what),
            purpose=row.purpose,
            purpose_text=why(row.purpose),
        )


class Looks(Schema):
    """Who looked, the latest first."""

    items: list[LookOut]
