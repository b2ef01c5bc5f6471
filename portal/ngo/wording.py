"""Plain language: which sentences of an event are too long to read at once. A hint, never a block."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.text import localised
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from events.models import Opportunity

MOST_WORDS = 20
TEXTS = ("description", "bring", "costs")
# A sentence ends with its mark and the space behind it, or with its line; the pieces joined again are the text.
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s)|\n|\Z)\s*", re.DOTALL)
_WORD = re.compile(r"\w+(?:[-’'.]\w+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is a sentence of more than twenty words."""

    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """One text of an event in pieces, with its language."""

    field: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def long_count(self) -> int:
        """How many sentences are too long."""
        return sum(piece.is_long for piece in self.pieces)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Split a text into sentences and mark those of more than twenty words."""
    return tuple(Piece(each, len(_WORD.findall(each)) > MOST_WORDS) for each in _SENTENCE.findall(text))


def marked_texts(event: "Opportunity") -> dict[str, Marked]:
    """Return the texts of an event that have words, in the reader's language, by field."""
    found = {field: localised(event, field, language()) for field in TEXTS}
    return {
        field: Marked(field, words.language, pieces_of(words.text)) for field, words in found.items() if words.text
    }
