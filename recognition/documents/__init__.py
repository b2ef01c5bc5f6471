"""What leaves the ledger as a file."""

from recognition.documents.credential import achievement, did_document, issuer_profile
from recognition.documents.papers import PDF_TYPE, check_url, paper_file
from recognition.documents.verifier import verifier_page

__all__ = [
    "PDF_TYPE",
    "achievement",
    "check_url",
    "did_document",
    "issuer_profile",
    "paper_file",
    "verifier_page",
]
