"""What a file may be, what comes of checking it, and the reasons to refuse one."""

from dataclasses import dataclass
from enum import StrEnum

LARGEST_BYTES = 20 * 1024 * 1024


class Fault(StrEnum):
    """Why a file is not taken."""

    UNKNOWN = "unknown"  # none of the kinds that are taken, whatever its name says
    ACTIVE = "active"  # it would do something when it is opened
    LOCKED = "locked"  # it asks for a password
    BROKEN = "broken"  # it cannot be read to its end
    TOO_HARD = "too_hard"  # it unfolds into more than a paper holds


class PaperRefused(Exception):
    """A file is not taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class PaperKind(StrEnum):
    """The three kinds of files, by their media types."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


ENDINGS = {PaperKind.PDF: "pdf", PaperKind.PNG: "png", PaperKind.JPEG: "jpg"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was written anew without what it carried beside its pages, and the words found in it."""

    kind: PaperKind
    content: bytes
    text: str


def kind_of(content: bytes) -> PaperKind:
    """Tell the kind by the first bytes. Raises PaperRefused for everything else."""
    if content.startswith(b"%PDF-"):
        return PaperKind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PaperKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return PaperKind.JPEG
    raise PaperRefused(Fault.UNKNOWN)
