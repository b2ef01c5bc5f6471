"""Shapes of reports."""

from ninja import Field, Schema

from core.schemas import Input, PlainText
from events.enums import ConcernKind
from events.models.concern import CONTACT_MAX, TEXT_MAX


class ConcernIn(Input):
    """What somebody reports; nothing says who it was unless `contact` does."""

    kind: ConcernKind
    text: PlainText = Field(..., min_length=1, max_length=TEXT_MAX)
    contact: PlainText = Field("", max_length=CONTACT_MAX, description="How to reach the reporter, if she wants it.")
    about: PlainText = Field(
        "", max_length=36, description="Id of an opportunity or a shift, or the BIN of an organisation."
    )


class ConcernOut(Schema):
    """The code with which the answer can be read; it is told only once."""

    receipt_code: str = Field(..., examples=["7KQM-2XDA-94TB"])
