"""A person's shifts: answering an invitation, leaving, and seeing what is ahead and behind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.clock import now
from events.access import own_signup
from events.enums import DropReason, ShiftStatus, SignUpStatus
from events.queries import host_sentences, queued_of, signups_of, swaps_offered_to
from events.queries.cover import asks_waiting_for, wants_no_asks
from events.queries.feedback import SHOWN, thanks_to, waiting_for_feedback
from events.queries.messages import messages_to
from events.queries.moves import agreed_words, place_words
from events.queries.protected import places_for
from events.queries.teams import invited_to_teams, teams_led_by
from events.services import signups as services
from events.services.dropping import cannot_come, is_late
from events.services.reconfirming import reconfirm
from matching.queries.shortlists import count_news
from portal.errors import attempt_or_message
from portal.offline import keep_until
from portal.volunteer.forms.needs import ShareNeedsForm
from portal.volunteer.guardians import ending_of, other_events, waiting_of
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import SignUp
    from volunteers.models import Volunteer

PAST_ROWS = 20
KEPT_FOR = timedelta(days=14)  # on the phone, for the time without network


@dataclass(slots=True)
class Agenda:
    """A person's sign-ups by what she has to do about them."""

    invitations: list["SignUp"] = field(default_factory=list)
    waiting: list["SignUp"] = field(default_factory=list)
    ahead: list["SignUp"] = field(default_factory=list)
    cancelled: list["SignUp"] = field(default_factory=list)
    past: list["SignUp"] = field(default_factory=list)

    @property
    def moved(self) -> list["SignUp"]:
        """Those whose shift has moved and that wait for her word."""
        return [signup for signup in (*self.waiting, *self.ahead) if signup.reconfirm_by is not None]

    @property
    def is_empty(self) -> bool:
        """Whether she has nothing at all."""
        return not (self.invitations or self.waiting or self.ahead or self.cancelled or self.past)


@require_safe
@with_profile
def shifts(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """The next shift large, invitations to answer, what comes later, what is over."""
    moment = now()
    agenda = agenda_of(signups_of(volunteer), moment)
    covers, invited = list(asks_waiting_for(volunteer, now=moment)), list(invited_to_teams(volunteer.user, now=moment))
    led = list(teams_led_by(volunteer, now=moment))
    swaps, queued = list(swaps_offered_to(volunteer, now=moment)), queued_of(volunteer, now=moment)
    first = agenda.ahead[0] if agenda.ahead else None
    context = {
        "section": "shifts",
        "to_rate": waiting_for_feedback(volunteer, now=moment)[:SHOWN],
        "news": count_news(volunteer, now=moment),
        "invitations": agenda.invitations,
        "waiting": agenda.waiting,
        "swaps": swaps,
        "moved": [(signup, agreed_words(signup)) for signup in agenda.moved],
        "covers": covers,
        "team_places": invited,
        "teams": led,
        "wants_no_asks": wants_no_asks(volunteer),
        "queued": queued,
        "next": first,
        "next_place": places_for([first], now=moment)[first.pk] if first else None,
        "later": agenda.ahead[1:],
        "cancelled": agenda.cancelled,
        "page": Paginator(agenda.past, PAST_ROWS).get_page(request.GET.get("page")),
        "is_empty": agenda.is_empty and not (swaps or queued or covers or invited or led),
    }
    response = render(request, "portal/volunteer/shifts.html", context)
    keep_until(response, moment + KEPT_FOR)
    return response


def agenda_of(signups: "Iterable[SignUp]", moment: "datetime") -> Agenda:
    """Sort sign-ups, which come soonest first, by their state at a moment; the past comes newest first."""
    agenda = Agenda()
    for signup in signups:
        is_over = signup.shift.ends_at <= moment
        if signup.shift.status == ShiftStatus.CANCELLED:
            if not is_over and signup.status in (SignUpStatus.CONFIRMED, SignUpStatus.CANCELLED):
                agenda.cancelled.append(signup)
        elif signup.status == SignUpStatus.INVITED and signup.shift.starts_at > moment:
            agenda.invitations.append(signup)
        elif signup.status == SignUpStatus.AWAITING and _is_held(signup, moment):
            agenda.waiting.append(signup)
        elif signup.status == SignUpStatus.CONFIRMED:
            (agenda.past if is_over else agenda.ahead).append(signup)
    agenda.past.reverse()
    return agenda


def _is_held(signup: "SignUp", moment: "datetime") -> bool:
    return signup.held_until is not None and signup.held_until > moment


@require_safe
@with_profile
def shift(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One place on one shift: "You are in", what to bring and what happens next."""
    signup = own_signup(volunteer.user, public_id)
    moment = now()
    exact = places_for([signup], now=moment)[signup.pk]
    is_waiting = signup.status == SignUpStatus.AWAITING and _is_held(signup, moment)
    ending = ending_of(signup)
    context = {
        "section": "shifts",
        "signup": signup,
        "exact": exact,
        "waiting": waiting_of(request, signup, now=moment) if is_waiting else None,
        "ending": ending,
        "others": other_events(volunteer, now=moment) if ending else [],
        "is_ahead": signup.shift.starts_at > moment and signup.shift.status == ShiftStatus.PLANNED,
        "can_drop": _can_drop(signup, moment),
        "was": agreed_words(signup) if signup.reconfirm_by is not None else "",
        "place": place_words(signup),
        **needs_context(signup, volunteer, moment),
        "letters": messages_to(signup),
        "thanks": thanks_to(signup),
        "can_rate": waiting_for_feedback(volunteer, now=moment).filter(pk=signup.pk).exists(),
        "share_url": request.build_absolute_uri(reverse("short_event", args=[signup.shift.opportunity.public_id])),
    }
    return render(request, "portal/volunteer/shift.html", context)


def needs_context(signup: "SignUp", volunteer: "Volunteer", moment: "datetime") -> dict[str, object]:
    """Return what the organiser of a shift reads of the person, and the form that lets them; until the shift ends."""
    is_open = signup.shift.ends_at > moment and signup.shift.status == ShiftStatus.PLANNED
    if not is_open or signup.status not in (SignUpStatus.AWAITING, SignUpStatus.CONFIRMED):
        return {}
    form = ShareNeedsForm(volunteer=volunteer) if volunteer.access_needs and not signup.shared_needs else None
    return {"asks_needs": True, "told": host_sentences(signup.shared_needs), "needs_form": form}


def _can_drop(signup: "SignUp", moment: "datetime") -> bool:
    """Say whether a person can still say that she cannot come: until the end, unless she is there."""
    is_planned = signup.shift.status == ShiftStatus.PLANNED and signup.shift.ends_at > moment
    return is_planned and signup.checked_in_at is None


@require_http_methods(["GET", "HEAD", "POST"])
@with_profile
def leave(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Ask once, then give the place back; nobody has to say why, and late the coordinator is told at once."""
    signup = own_signup(volunteer.user, public_id)
    late = is_late(signup, now())
    if request.method != "POST":
        context = {"section": "shifts", "signup": signup, "is_late": late, "reasons": DropReason.choices}
        return render(request, "portal/volunteer/leave.html", context)
    reason = request.POST.get("reason", "")
    told = attempt_or_message(
        request, lambda: cannot_come(signup=signup, actor=volunteer.user, now=now(), reason=reason)
    )
    if told:
        messages.success(
            request,
            _("Thank you for telling us. The coordinator knows, and others are asked.")
            if late
            else _("You have left the shift. Thank you for telling us early."),
        )
    return redirect("volunteer:shifts")


@require_POST
@with_profile
def still_coming(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Say that a person comes at the new time and place of a shift that moved."""
    signup = own_signup(volunteer.user, public_id)
    if attempt_or_message(request, lambda: reconfirm(signup=signup, actor=volunteer.user, now=now())):
        messages.success(request, _("Thank you. You keep your place."))
    return redirect("volunteer:shift", signup.public_id)


@require_POST
@with_profile
def accept(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Say yes to an invitation."""
    signup = own_signup(volunteer.user, public_id)
    said = attempt_or_message(
        request, lambda: services.accept_invitation(signup=signup, actor=volunteer.user, now=now())
    )
    return redirect("volunteer:shift", signup.public_id) if said else redirect("volunteer:shifts")


@require_POST
@with_profile
def decline(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Say no to an invitation; nobody asks why."""
    signup = own_signup(volunteer.user, public_id)
    return _answer(request, services.decline_invitation, signup, _("You have declined. The place is free for others."))


def _answer(request: HttpRequest, service: "Callable[..., SignUp]", signup: "SignUp", sentence: str) -> HttpResponse:
    if attempt_or_message(request, lambda: service(signup=signup, actor=signup.volunteer.user, now=now())):
        messages.success(request, sentence)
    return redirect("volunteer:shifts")
