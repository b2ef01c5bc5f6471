"""Addresses of a guardian's pages; they have no language in front, for the guardian's own is used."""

from django.urls import path, register_converter

from portal.guardian import sharing, views
from portal.guardian.addresses import TokenConverter

register_converter(TokenConverter, "token")

plain_patterns = [
    path("c/<token:key>", views.link, name="guardian_link"),
    path("c/start/<uuid:key>/", sharing.start, name="guardian_start"),
]
