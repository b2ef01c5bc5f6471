"""What the page at the gate hands to its script: addresses, and every sentence in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.queries.gate.people import KEPT_AFTER, is_list_open
from portal.offline import keep_until

if TYPE_CHECKING:
    from events.models import Shift


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of one shift: where its list is, where check-ins go, and until when the phone keeps them."""

    shift: "Shift"
    is_over: bool

    @property
    def list_url(self) -> str:
        """Where the names and marks come from."""
        return f"/api/v1/shifts/{self.shift.public_id}/door"

    @property
    def batch_url(self) -> str:
        """Where check-ins are sent."""
        return f"/api/v1/shifts/{self.shift.public_id}/checkins:batch"

    @property
    def ways(self) -> tuple[tuple[str, str, str], ...]:
        """Other ways to check in: address, name and icon of each page."""
        return (
            ("ngo:screen", _("Code for a screen, for people who check themselves in"), "monitor"),
            ("ngo:poster", _("Poster for a door where nobody has a phone to scan"), "file-text"),
            ("ngo:tickets", _("Printed tickets for a place without network"), "printer"),
            ("ngo:count_heads", _("Count heads, to compare with the list"), "users"),
        )

    @property
    def words(self) -> dict[str, object]:
        """Sentences of the script; those with %(…)s are filled in there."""
        return {**_words(), "answers": _answers()}


def gate_of(shift: "Shift | None", *, now: datetime) -> Gate | None:
    """Return the gate of a shift from a day before it, so that phones have its list in time, until a day after."""
    if shift is None or not is_list_open(shift, now):
        return None
    return Gate(shift, is_over=now >= shift.ends_at)


def keep_at_the_gate(response: HttpResponse, gate: Gate | None) -> HttpResponse:
    """Let the coordinator's phone keep the page of a gate, names and all, until a day after the shift."""
    if gate is not None:
        keep_until(response, gate.shift.ends_at + KEPT_AFTER)
    return response


def _words() -> dict[str, str]:
    return {
        "offline": _("Offline"),
        "offline_waiting": _("Offline, %(count)s waiting"),
        "waiting": _("%(count)s waiting to be sent"),
        "all_sent": _("Everything is sent"),
        "signed_out": _("Signed out, %(count)s waiting"),
        "here": _("%(here)s of %(expected)s are here"),
        "in_at": pgettext("gate", "in %(at)s"),
        "out_at": pgettext("gate", "out %(at)s"),
        "undo": _("Undo"),
        "undone": _("Taken back. Nothing was sent."),
        "parent_here": _("A parent is here: check in"),
        "check_in_here": _("Check in here"),
        "add_walk_in": _("Add somebody who came"),
        "ticket_blank": _("A ticket without a name"),
        "ticket_blank_text": _("Choose in the list who holds it."),
        "not_on_list": _("Not on this phone's list"),
        "saved": _("Saved. It will be checked when the network is back."),
        "not_kept": _("This phone could not keep it"),
        "not_kept_text": _("Nothing was saved. Free some space on the phone, or write the name down on paper."),
        "not_ours": _("This is not a code of Asar"),
        "not_ours_text": _("Ask for the QR in “My QR”, or find the name in the list."),
        "walk_in_both": _("Write a name and a phone number or e-mail."),
        "hold": _("Hold the pass in the square"),
        "camera_denied": _("The camera is blocked. Allow it in the browser, or use the code or the list."),
        "camera_missing": _("No camera was found. Use the code or the list."),
    }


def _answers() -> dict[str, str]:
    return {
        "in_on_time": _("in, on time"),
        "in_late": _("in, %(minutes)s min late"),
        "already_in": _("already in at %(at)s"),
        "already_in_by": _("already in at %(at)s, seen by %(by)s"),
        "out": pgettext("gate", "out"),
        "already_out": _("already out at %(at)s"),
        "out_not_in": _("out, without having come in. Somebody will look at it."),
        "too_early": _("The door opens at %(at)s."),
        "too_late": _("This shift is over."),
    }
