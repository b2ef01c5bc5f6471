"""What leaves the ledger as a file."""

from core.typesetting import PDF_TYPE
from recognition.documents.credential import achievement, did_document, issuer_profile
from recognition.documents.nominations import CSV_TYPE, nominations_csv
from recognition.documents.papers import check_url, paper_file
from recognition.documents.verifier import verifier_page

__all__ = [
    "CSV_TYPE",
    "PDF_TYPE",
    "achievement",
    "check_url",
    "did_document",
    "issuer_profile",
    "nominations_csv",
    "paper_file",
    "verifier_page",
]
