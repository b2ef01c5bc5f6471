"""A report as files: one content, written as a workbook, a table of text, a PDF and JSON."""

from reports.documents.bundle import KINDS, Wrapped, bundle_of, document_of, file_of, name_of
from reports.documents.content import Content, content_of
from reports.documents.differing import Variance, are_in_order, shown, variances
from reports.documents.numbers import number
from reports.documents.periods import period_words
from reports.documents.reading import Claim, claim_of, read_file
from reports.documents.selection import Selected, selected_in, selection_words

__all__ = [
    "KINDS",
    "Claim",
    "Content",
    "Selected",
    "Variance",
    "Wrapped",
    "are_in_order",
    "bundle_of",
    "claim_of",
    "content_of",
    "document_of",
    "file_of",
    "name_of",
    "number",
    "period_words",
    "read_file",
    "selected_in",
    "selection_words",
    "shown",
    "variances",
]
