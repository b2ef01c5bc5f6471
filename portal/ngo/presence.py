"""Who came: rows with the minutes filled in, and taking the coordinator's word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import fold, sort_key
from events.eligibility import ADULT_AGE_YEARS
from events.enums import Outcome
from events.errors import SignUpNotFound
from events.queries import guardian_state
from events.queries.gate.reviewing import SeenMinutes, seen_minutes
from portal.errors import attempt, attempt_or_message
from portal.ngo.board import NAMED_ORIGINS
from portal.ngo.doors import person_of
from portal.ngo.forms import AttendanceForm
from recognition.queries.approving import expected_of
from recognition.queries.plausibility import impossible_as_they_stand
from recognition.services.approving import approve, approve_clean

if TYPE_CHECKING:
    from events.models import Attendance, SignUp
    from portal.ngo.notes import Note
    from recognition.queries.approving import Expected


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list; ``form`` where the coordinator's word is still wanted, ``expected`` what it may be."""

    signup: "SignUp"
    attendance: "Attendance | None"
    form: AttendanceForm | None
    note: "Note | None" = None
    expected: "Expected | None" = None

    @property
    def is_clean(self) -> bool:
        """Whether one click may approve the row among others."""
        return self.form is not None and self.expected is not None and self.expected.is_clean

    @property
    def has_to_be_looked_at(self) -> bool:
        """Whether a word is wanted, and something is out of the ordinary."""
        return self.form is not None and not self.is_clean

    @property
    def seen(self) -> SeenMinutes | None:
        """How long the gate saw the person."""
        return seen_of(self.signup)

    @property
    def guardian(self) -> str:
        """What the organisation may know of a guardian: agreed, along, or nothing where none is needed."""
        return guardian_state(self.signup, on=self.signup.shift.starts_on)

    @property
    def may_need_parent(self) -> bool:
        """Whether a guardian who comes along may be what lets the person in."""
        age = self.signup.volunteer.age_on(self.signup.shift.starts_on)
        return self.signup.is_accompanied or age < ADULT_AGE_YEARS

    @property
    def origin(self) -> str:
        """How the person came to the shift, where the coordinator had no hand in it."""
        return str(self.signup.get_origin_display()) if self.signup.origin in NAMED_ORIGINS else ""


def attendance_of(signup: "SignUp") -> "Attendance | None":
    """Return the recorded attendance, if there is one."""
    return getattr(signup, "attendance", None)


def build_rows(
    signups: "Sequence[SignUp]",
    *,
    now: datetime,
    user_id: int | None,
    bound: AttendanceForm | None = None,
    notes: "Mapping[int, Note] | None" = None,
    viewer: UUID | None = None,
) -> list[Row]:
    """Return a row per person. Over and open rows get a form; nobody gets one for their own hours.

    ``notes`` by key of sign-up stand beside the people. ``viewer`` is who looks: hours that only she saw are marked.
    """
    found = notes or {}
    forms = {signup.pk: _form(signup, now=now, user_id=user_id, bound=bound) for signup in signups}
    asked = [signup for signup in signups if forms[signup.pk] is not None]
    expected = expected_of(asked, approver=viewer) if asked else {}
    return [
        Row(signup, attendance_of(signup), forms[signup.pk], found.get(signup.pk), expected.get(signup.pk))
        for signup in signups
    ]


def _form(
    signup: "SignUp", *, now: datetime, user_id: int | None, bound: AttendanceForm | None
) -> AttendanceForm | None:
    if attendance_of(signup) or signup.shift.ends_at > now or signup.volunteer.user_id == user_id:
        return None
    if bound is not None and bound.auto_id == _auto_id(signup):
        return bound
    seen = seen_of(signup)
    minutes = seen.minutes if seen else signup.shift.minutes
    return AttendanceForm(initial={"minutes": minutes}, auto_id=_auto_id(signup))


def seen_of(signup: "SignUp") -> SeenMinutes | None:
    """Return how long the gate saw a person of a list that was loaded with presences."""
    presence = getattr(signup, "presence", None)
    return seen_minutes(presence) if presence is not None else None


def _auto_id(signup: "SignUp") -> str:
    return f"id_{signup.public_id.hex}_%s"


def by_name(signups: "Iterable[SignUp]") -> "list[SignUp]":
    """Order by shift and then by name as the Kazakh alphabet has it, which no database does alike."""
    return sorted(signups, key=lambda signup: (signup.shift.starts_at, sort_key(signup.volunteer.user.full_name)))


def named_like(signups: "Sequence[SignUp]", text: str) -> "list[SignUp]":
    """Keep the people whose name holds every typed word, in any case and with any letters."""
    words = fold(text).split()
    return [signup for signup in signups if all(word in fold(signup.volunteer.user.full_name) for word in words)]


def take_word(request: HttpRequest, signups: "Sequence[SignUp]", *, now: datetime) -> AttendanceForm | None:
    """Confirm what was posted about one person or about everybody shown.

    Returns the form when its minutes have to be corrected, else None. Raises SignUpNotFound for anybody else.
    """
    if "everyone" in request.POST:
        _confirm_everyone(request, signups, now=now)
        return None
    user, posted = person_of(request), request.POST.get("signup", "")
    signup = next((row for row in signups if str(row.public_id) == posted), None)
    if signup is None:
        raise SignUpNotFound
    form = AttendanceForm(request.POST, auto_id=_auto_id(signup))
    if request.POST.get("outcome") == Outcome.ABSENT:
        # Whatever stands in the box of minutes says nothing about somebody who did not come.
        form.fields["minutes"].required = False
    if not form.is_valid():
        return form
    outcome, minutes = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["minutes"] or 0
    reason = form.cleaned_data["reason"]
    done = attempt(
        form, lambda: approve(signup=signup, outcome=outcome, minutes=minutes, reason=reason, actor=user, now=now)
    )
    if not done.ok:
        return form
    sentence = _("%(name)s: hours approved.") if outcome == Outcome.PRESENT else _("%(name)s: did not come.")
    messages.success(request, sentence % {"name": signup.volunteer.user.short_name})
    return None


def _confirm_everyone(request: HttpRequest, signups: "Sequence[SignUp]", *, now: datetime) -> None:
    """Approve the clean ones of those the page showed, except the person who clicks; the others stay."""
    user, shown = person_of(request), set(request.POST.getlist("everyone"))
    wanted = [signup for signup in signups if str(signup.public_id) in shown and not attendance_of(signup)]
    doubted = impossible_as_they_stand(wanted, now=now)
    wanted = [signup for signup in wanted if signup.pk not in doubted]
    if doubted:
        words = ngettext(
            "%(count)s person was left out: a rule refuses these hours as they stand. Look at the row.",
            "%(count)s people were left out: a rule refuses these hours as they stand. Look at the rows.",
            len(doubted),
        )
        messages.warning(request, words % {"count": len(doubted)})
    done = attempt_or_message(request, lambda: approve_clean(signups=wanted, actor=user, now=now))
    count = len(wanted) - len(done.value or ()) if done.ok else 0
    if count:
        words = ngettext("%(count)s person: hours approved.", "%(count)s people: hours approved.", count)
        messages.success(request, words % {"count": count})
