"""Nominations as a file for the commission: UTF-8 with a mark, semicolons, whole minutes, no formula."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.clock import local_day
from core.text import localised, safe_text
from recognition.documents.words import round_name
from recognition.queries.nominations import NominationRow

CSV_TYPE = "text/csv; charset=utf-8"


def nominations_csv(rows: Iterable[NominationRow]) -> bytes:
    """Write one line for each nomination, with the evidence as it was frozen and the minutes that stand today."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            *(_("Award"), _("Category"), _("Name"), _("Organisation"), _("BIN"), _("Reason"), _("Nominated")),
            *(_("Minutes then"), _("Minutes now"), _("First day"), _("Last day"), _("Evidence A"), _("Evidence B")),
            *(_("Evidence C"), _("Number of the signed head"), _("Digest of the entries")),
        ]
    )
    code = get_language() or "kk"
    for row in rows:
        one = row.nomination
        by_level = one.minutes_by_evidence
        texts = (
            round_name(one.round, code),
            one.get_category_display(),
            one.volunteer.user.full_name,
            localised(one.organisation, "name", code).text,
            one.organisation.bin,
            one.reason,
        )
        writer.writerow(
            [
                *(safe_text(str(text)) for text in texts),
                *(local_day(one.proposed_at).isoformat(), one.minutes, row.minutes_now),
                *(one.first_on.isoformat(), one.last_on.isoformat()),
                *(by_level.get(level, 0) for level in "ABC"),
                *("" if one.head_number is None else one.head_number, one.digest),
            ]
        )
    return b"\xef\xbb\xbf" + target.getvalue().encode()
