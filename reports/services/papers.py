"""The documents of a frozen report: the officer's own with every number, and the one for everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports import errors
from reports.disclosure import Hidden
from reports.documents import Wrapped, document_of
from reports.indicators import DIMENSIONS, MEASURES, Preset, differences
from reports.models import Publication, Snapshot
from reports.queries.figures import LANGUAGES

PROTECTED = "protected"


def own_document(snapshot: Snapshot, preset: Preset | None = None, *, is_draft: bool = False) -> dict[str, Any]:
    """Return the document for the officer: every number, or those of a preset, and who signed.

    Its digest is that of the whole figures, which were signed. ``is_draft`` leaves the signature out, as the files
    were before there was one. Raises PresetOfYears.
    """
    if preset is not None and not preset.fits(snapshot.period):
        raise errors.PresetOfYears(year=snapshot.first_day.year)
    signature = None if is_draft else getattr(snapshot, "signature", None)
    around = Wrapped(
        head=snapshot.positions,
        head_root=snapshot.head_root,
        made_at=snapshot.made_at,
        version=snapshot.version,
        number=str(snapshot.public_id),
        signed_at=signature.signed_at if signature else None,
        signer=signature.signer.full_name if signature else "",
        token=signature.token if signature else "",
        salt=snapshot.salt,
        changes=changes(snapshot.replaces.content, snapshot.content) if snapshot.replaces else (),
        definitions=snapshot.definitions_digest,
        query=snapshot.query_digest,
        figures_digest=snapshot.digest,
        preset=preset,
    )
    return document_of(snapshot.content, around)


def public_document(
    snapshot: Snapshot,
    shown: Mapping[str, Any],
    hidden: Sequence[Hidden],
    *,
    page: str,
    before: Publication | None,
) -> dict[str, Any]:
    """Return the document for everybody: hidden cells are nothing, the digest is still that of the whole figures.

    Of the end of the ledger it gives the root alone.

    All of them have one reason: which of them are about few people, and which only protect those, would help to find
    the few.
    """
    around = Wrapped(
        head=None,
        head_root=snapshot.head_root,
        made_at=snapshot.made_at,
        version=snapshot.version,
        number=str(snapshot.public_id),
        signed_at=snapshot.signature.signed_at,
        token=snapshot.signature.token,
        is_public=True,
        hidden=tuple(
            {"table": one.table, "row": one.row, "measure": one.measure, "reason": PROTECTED} for one in hidden
        ),
        changes=changes(before.content["figures"], shown, only_shown=True) if before else (),
        page=page,
        figures_digest=snapshot.digest,
        definitions=snapshot.definitions_digest,
        query=snapshot.query_digest,
    )
    return document_of(shown, around)


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], *, only_shown: bool = False
) -> tuple[dict[str, str], ...]:
    """Say line by line, in the three languages, what a new version changes.

    ``only_shown`` leaves out what is hidden in either: its line would say that somebody of few was corrected there.
    """
    names = {
        (code, row["key"]): row["names"]
        for figures in (before, after)
        for code, rows in figures["tables"].items()
        for row in rows
    }
    lines = []
    for one in differences(before, after):
        if only_shown and (one.before is None or one.after is None):
            continue
        line = {}
        for language in LANGUAGES:
            with override(language):
                where = [
                    _table(one.table),
                    names.get((one.table, one.row), {}).get(language, ""),
                    _measure(one.measure),
                ]
                line[language] = _("%(cell)s: %(before)s → %(after)s") % {
                    "cell": ", ".join(part for part in where if part),
                    "before": "–" if one.before is None else one.before,
                    "after": "–" if one.after is None else one.after,
                }
        lines.append(line)
    return tuple(lines)


def _table(code: str) -> str:
    named = {dimension.code: dimension.name for dimension in DIMENSIONS}
    others = {"totals": _("Totals"), "not_mapped": _("Not mapped"), "outside": _("No youth")}
    return others.get(code) or _(named[code])


def _measure(code: str) -> str:
    return _("Minutes") if code == "minutes" else _(next(one.name for one in MEASURES if one.code == code))
