"""Outbound shapes: reports for authorities, calendars, and what machines read about opportunities."""

from events.exports.calendars import calendar_file, fingerprint, invitation_file, several_file
from events.exports.concerns import as_text, concern_record

__all__ = ["as_text", "calendar_file", "concern_record", "fingerprint", "invitation_file", "several_file"]
