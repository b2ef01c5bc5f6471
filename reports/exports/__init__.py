"""What akimats and organisations take away: participation as a workbook or a table, and the register extract."""

from reports.exports.extract import extract_name, extract_workbook
from reports.exports.participation import CSV_TYPE, XLSX_TYPE, file_name, participation_csv, participation_xlsx

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "extract_name",
    "extract_workbook",
    "file_name",
    "participation_csv",
    "participation_xlsx",
]
