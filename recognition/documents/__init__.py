"""What leaves the ledger as a file."""

from recognition.documents.papers import PDF_TYPE, check_url, paper_file

__all__ = ["PDF_TYPE", "check_url", "paper_file"]
