"""A report as files: one content, written as a workbook, a table of text, a PDF and JSON."""

from reports.documents.bundle import KINDS, Wrapped, bundle_of, document_of, file_of, name_of
from reports.documents.content import Content, content_of
from reports.documents.reading import read_file

__all__ = [
    "KINDS",
    "Content",
    "Wrapped",
    "bundle_of",
    "content_of",
    "document_of",
    "file_of",
    "name_of",
    "read_file",
]
