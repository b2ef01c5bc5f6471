"""A frozen report in words: the content of its files in the reader's language, and what would be hidden in public."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.akimat.periods import period_words
from portal.templatetags.dates import language
from reports.disclosure import Cause
from reports.documents import KINDS, Content, content_of
from reports.indicators import PRESETS
from reports.queries.families import concealed
from reports.queries.figures import LANGUAGES
from reports.services import own_document

if TYPE_CHECKING:
    from reports.models import Snapshot

CHANGES = 200
WHY = {
    Cause.FEW: gettext_lazy("fewer than five people"),
    Cause.COMPLEMENT: gettext_lazy("would give away a number of fewer than five people"),
    Cause.CHANGE: gettext_lazy("differs from an earlier version by fewer than five people"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of one report draws."""

    content: Content
    period_words: str
    hidden: tuple[tuple[str, str | Promise], ...]
    changes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    state: str
    presets: tuple[tuple[str, str], ...]


def shown(snapshot: "Snapshot") -> Shown:
    """Prepare the page; what would be hidden is worked out beside what is public already."""
    document = own_document(snapshot)
    state = "frozen"
    if hasattr(snapshot, "replaced_by"):
        state = "replaced"
    elif hasattr(snapshot, "publication"):
        state = "public"
    elif hasattr(snapshot, "signature"):
        state = "signed"
    content = content_of(document, language())
    return Shown(
        content=content,
        period_words=period_words(snapshot.period),
        hidden=_hidden(snapshot, content),
        changes=tuple(line[language()] for line in document["changes"][:CHANGES]),
        files=tuple((code, kind) for code in LANGUAGES for kind in KINDS),
        state=state,
        presets=tuple((one.code, _(one.name)) for one in PRESETS if one.fits(snapshot.period)),
    )


def _hidden(snapshot: "Snapshot", content: Content) -> tuple[tuple[str, str | Promise], ...]:
    """Name the rows that everybody sees without numbers, each with its first reason."""
    rows: dict[tuple[str, str], Cause] = {}
    for table, row, reason in _not_printed(snapshot):
        rows.setdefault((table, row), reason)
    names = {(table.code, row.key): f"{table.title}: {row.name}" for table in content.tables for row in table.rows}
    others = {"totals": _("Totals"), "not_mapped": _("Not mapped"), "outside": _("No youth")}
    return tuple((names.get(key) or others.get(key[0], key[0]), WHY[reason]) for key, reason in rows.items())


def _not_printed(snapshot: "Snapshot") -> list[tuple[str, str, Cause]]:
    """Return what was hidden when it was published, else what would be now; what was replaced never is published."""
    if hasattr(snapshot, "publication"):
        return [(table, row, Cause(reason)) for table, row, _measure, reason in snapshot.publication.reasons]
    if hasattr(snapshot, "replaced_by"):
        return []
    _figures, hidden = concealed(snapshot)
    return [(one.table, one.row, one.reason) for one in hidden]
