"""Who came: rows with the minutes filled in, and taking the coordinator's word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

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
from recognition.queries.plausibility import impossible_as_they_stand
from recognition.services import confirm_attendance, confirm_everyone

if TYPE_CHECKING:
    from events.models import Attendance, SignUp
    from portal.ngo.notes import Note


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list; ``form`` where the coordinator's word is still wanted."""

    signup: "SignUp"
    attendance: "Attendance | None"
    form: AttendanceForm | None
    note: "Note | None" = None

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
) -> list[Row]:
    """Return a row per person. Over and open rows get a form; nobody gets one for their own hours.

    ``notes`` by key of sign-up stand beside the people.
    """
    found = notes or {}
    return [
        Row(signup, attendance_of(signup), _form(signup, now=now, user_id=user_id, bound=bound), found.get(signup.pk))
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


def approvable(rows: "Sequence[Row]") -> list[Row]:
    """Return the rows that one click approves: nothing of them waits for a decision or for a second person."""
    return [row for row in rows if row.form and _is_clean(row.signup)]


def _is_clean(signup: "SignUp") -> bool:
    """Say whether nothing has to be looked at before the hours of a person are approved."""
    seen = seen_of(signup)
    return seen is None or not (seen.is_contested or seen.needs_second)


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
    done = attempt(
        form, lambda: confirm_attendance(signup=signup, outcome=outcome, minutes=minutes, actor=user, now=now)
    )
    if not done.ok:
        return form
    sentence = _("%(name)s: hours approved.") if outcome == Outcome.PRESENT else _("%(name)s: did not come.")
    messages.success(request, sentence % {"name": signup.volunteer.user.short_name})
    return None


def _confirm_everyone(request: HttpRequest, signups: "Sequence[SignUp]", *, now: datetime) -> None:
    """Approve the full length of the shift for everybody the page showed, except the person who clicks."""
    user, shown = person_of(request), set(request.POST.getlist("everyone"))
    clean = [
        signup
        for signup in signups
        if str(signup.public_id) in shown and not attendance_of(signup) and signup.volunteer.user_id != user.pk
        if _is_clean(signup)
    ]
    doubted = impossible_as_they_stand(clean, now=now)
    clean = [signup for signup in clean if signup.pk not in doubted]
    if doubted:
        words = ngettext(
            "%(count)s person was left out: a rule refuses these hours as they stand. Look at the row.",
            "%(count)s people were left out: a rule refuses these hours as they stand. Look at the rows.",
            len(doubted),
        )
        messages.warning(request, words % {"count": len(doubted)})
    count = attempt_or_message(request, lambda: confirm_everyone(signups=clean, actor=user, now=now)).value
    if count:
        words = ngettext("%(count)s person: hours approved.", "%(count)s people: hours approved.", count)
        messages.success(request, words % {"count": count})
