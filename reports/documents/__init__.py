"""A report as files: one content, written as a workbook, a table of text, a PDF and JSON."""

from reports.documents.bundle import KINDS, Wrapped, bundle_of, document_of, file_of, name_of
from reports.documents.content import Content, content_of
from reports.documents.numbers import number
from reports.documents.reading import read_file
from reports.documents.selection import Selected, selected_in, selection_words

__all__ = [
    "KINDS",
    "Content",
    "Selected",
    "Wrapped",
    "bundle_of",
    "content_of",
    "document_of",
    "file_of",
    "name_of",
    "number",
    "read_file",
    "selected_in",
    "selection_words",
]
