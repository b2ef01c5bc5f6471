"""One piece of work done elsewhere, whoever wrote it down."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from core.errors import DomainError
from core.text import fold

LARGEST_TEXT = 1_000_000  # signs; a record of 2,000 pieces of work has 600,000
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """Minutes of one day; ``id`` is the issuer's own, empty in a table; ``since`` is when the work began, if known."""

    worked_on: date
    minutes: int
    cause: str
    organisation: str
    bin: str = ""
    evidence: str = "C"
    since: datetime | None = None
    until: datetime | None = None
    id: str = ""
    line: int = 0

    @property
    def kept(self) -> dict[str, Any]:
        """The row as JSON."""
        return {
            "id": self.id,
            "worked_on": self.worked_on.isoformat(),
            "minutes": self.minutes,
            "cause": self.cause,
            "organisation": self.organisation,
            "bin": self.bin,
            "evidence": self.evidence,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "line": self.line,
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Row":
        """Read a row that was kept as JSON."""
        moments = {name: datetime.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until")}
        return cls(**{**kept, "worked_on": date.fromisoformat(kept["worked_on"]), **moments})

    @property
    def hosts(self) -> set[str]:
        """How the organisation is known again: its number, and its name without case and marks."""
        return {text for text in (self.bin, fold(self.organisation)) if text}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row is left out: where it stands, the code and the sentence in the reader's language."""

    line: int
    code: str
    reason: str

    @classmethod
    def of(cls, line: int, refusal: DomainError) -> "Problem":
        """Say what a rule said."""
        return cls(line, refusal.code, str(refusal))


@dataclass(frozen=True, slots=True)
class Read:
    """What a file gave: rows that can be, and what is wrong with the others."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def minutes(self) -> int:
        """The minutes of the rows that can be."""
        return sum(row.minutes for row in self.rows)


def fingerprint_of(row: Row, *, issuer: str, person: str) -> str:
    """Return what knows the same work again: the issuer's own id, or whose work, when and where it was."""
    if row.id:
        return _sha("signed", issuer, row.id)
    began = row.since.isoformat() if row.since else ""
    return _sha("table", person, row.worked_on.isoformat(), began, str(row.minutes), fold(row.organisation))


def _sha(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
