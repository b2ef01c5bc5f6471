"""Addresses of the pages: those under a language, and the few that have none."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from portal.guardian.urls import plain_patterns as guardian_patterns
from portal.guest.urls import plain_patterns as guest_patterns
from portal.volunteer.answer_urls import plain_patterns as answer_patterns
from portal.volunteer.urls import plain_patterns as volunteer_patterns

__all__ = ["plain_patterns", "urlpatterns"]

AUDIENCES = ("guest", "volunteer", "ngo", "akimat", "commission", "moderator", "safeguarding")
plain_patterns = [*guest_patterns, *guardian_patterns, *volunteer_patterns, *answer_patterns]
HERE = Path(__file__).resolve().parent

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"portal.{audience}.urls")) for audience in AUDIENCES if (HERE / audience / "urls.py").exists()
]
