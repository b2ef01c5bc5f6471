"""Hours from elsewhere as plain values: signed records, tables and pictures, read without a database or a network."""

from recognition.outside.holders import hashed_identity, identities_of, is_holder
from recognition.outside.pictures import LARGEST_PICTURE_BYTES, picture_without_traces
from recognition.outside.records import HOURS, RECORD_TYPE, Issuer, Record, Status, issuer_of, read_record
from recognition.outside.rows import LARGEST_TEXT, MOST_ROWS, Problem, Read, Row, fingerprint_of
from recognition.outside.tables import COLUMNS, read_rows

__all__ = [
    "COLUMNS",
    "HOURS",
    "LARGEST_PICTURE_BYTES",
    "LARGEST_TEXT",
    "MOST_ROWS",
    "RECORD_TYPE",
    "Issuer",
    "Problem",
    "Read",
    "Record",
    "Row",
    "Status",
    "fingerprint_of",
    "hashed_identity",
    "identities_of",
    "is_holder",
    "issuer_of",
    "picture_without_traces",
    "read_record",
    "read_rows",
]
