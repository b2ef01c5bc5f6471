"""A frozen report in words: the content of its files in the reader's language, and what would be hidden in public."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.akimat.periods import period_words
from portal.templatetags.dates import language
from reports.disclosure import protect
from reports.documents import KINDS, Content, content_of
from reports.queries.figures import LANGUAGES
from reports.services import own_document

if TYPE_CHECKING:
    from reports.models import Snapshot

CHANGES = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of one report draws."""

    content: Content
    period_words: str
    hidden: int
    changes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    state: str


def shown(snapshot: "Snapshot") -> Shown:
    """Prepare the page; no query."""
    document = own_document(snapshot)
    _figures, hidden = protect(snapshot.content)
    state = "frozen"
    if hasattr(snapshot, "replaced_by"):
        state = "replaced"
    elif hasattr(snapshot, "publication"):
        state = "public"
    elif hasattr(snapshot, "signature"):
        state = "signed"
    return Shown(
        content=content_of(document, language()),
        period_words=period_words(snapshot.period),
        hidden=len(hidden),
        changes=tuple(line[language()] for line in document["changes"][:CHANGES]),
        files=tuple((code, kind) for code in LANGUAGES for kind in KINDS),
        state=state,
    )
