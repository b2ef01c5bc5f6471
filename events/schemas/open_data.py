"""The frame around open data: context, licence, publisher and date of a page of linked data."""

from datetime import datetime
from typing import Any

from django.conf import settings
from ninja import Schema
from pydantic import Field

from events.exports.open_data import CONTEXT, LICENCE, STANDARD


class OpportunityGraph(Schema):
    """A page of JSON-LD. ``graph`` holds organisations as the Volunteering Data Standard describes them."""

    context: str = Field(alias="@context")
    conforms_to: str = Field(alias="conformsTo")
    license: str = Field(description="SPDX identifier.")
    publisher: str
    modified: datetime = Field(description="When anything on the page last changed.")
    graph: list[dict[str, Any]]
    next_cursor: str | None

    @classmethod
    def of(cls, graph: list[dict[str, Any]], *, modified: datetime, next_cursor: str | None) -> "OpportunityGraph":
        """Frame a page."""
        frame = {"@context": CONTEXT, "conformsTo": STANDARD, "license": LICENCE, "publisher": settings.SITE_URL}
        return cls.model_validate({**frame, "modified": modified, "graph": graph, "next_cursor": next_cursor})
