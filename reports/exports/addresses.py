"""Where a published report and its files stand."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from reports.models import PublishedFile, Snapshot


def report_address(snapshot: Snapshot, language: str) -> str:
    """Return the whole address of the page of a published report in a language."""
    with override(language):
        page = reverse("guest:report", args=[snapshot.territory.code, snapshot.name_of_period])
    return f"{settings.SITE_URL}{page}?structure={snapshot.structure}"


def file_address(snapshot: Snapshot, file: PublishedFile) -> str:
    """Return the whole address of a published file; it never changes."""
    with override(file.language):
        return settings.SITE_URL + reverse("guest:report_file", args=[snapshot.public_id, file.name])
