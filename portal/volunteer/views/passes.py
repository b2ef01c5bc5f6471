"""My QR: what a volunteer shows at the door, for today and for the days of her shifts, also without network."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from core.clock import now
from events.queries import signups_of
from events.queries.gate.keys import pass_letters, pass_token
from portal.offline import keep_until
from portal.qr import qr_svg
from portal.volunteer.guards import with_profile
from portal.volunteer.views.shifts import agenda_of

if TYPE_CHECKING:
    from events.models import SignUp
    from volunteers.models import Volunteer

MOST_DAYS = 6
KEPT_AT_LEAST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DayPass:
    """What a person shows on one day: a picture any phone camera opens, and six letters."""

    day: date
    url: str
    letters: str
    svg: SafeString
    signups: "tuple[SignUp, ...]"


@require_safe
@with_profile
def my_pass(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Show today's pass and those of the coming shifts; a minor without consent sees what is waited for."""
    moment = now()
    agenda = agenda_of(signups_of(volunteer), moment)
    days = _days(agenda.ahead, _today(volunteer, moment))
    passes = [_day_pass(request, volunteer, day, signups) for day, signups in days.items()]
    is_waiting = bool(agenda.waiting) and not agenda.ahead
    context = {
        "section": "pass",
        "passes": [] if is_waiting else passes,
        "waiting": agenda.waiting,
        "next": agenda.ahead[0] if agenda.ahead else None,
    }
    response = render(request, "portal/volunteer/pass.html", context)
    last = max(days) if days else _today(volunteer, moment)
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(_zone(volunteer)))
    keep_until(response, max(ends, moment + KEPT_AT_LEAST))
    return response


def _zone(volunteer: "Volunteer") -> str:
    return volunteer.home.time_zone if volunteer.home else "Asia/Almaty"


def _today(volunteer: "Volunteer", moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(_zone(volunteer))).date()


def _days(ahead: "list[SignUp]", today: date) -> "dict[date, tuple[SignUp, ...]]":
    """Return today and the days of the coming shifts, each with its places; a night shift has its first day."""
    days: dict[date, tuple[SignUp, ...]] = {today: ()}
    for signup in ahead:
        day = signup.shift.starts_on
        if day in days or len(days) < MOST_DAYS:
            days[day] = (*days.get(day, ()), signup)
    return dict(sorted(days.items()))


def _day_pass(request: HttpRequest, volunteer: "Volunteer", day: date, signups: "tuple[SignUp, ...]") -> DayPass:
    url = request.build_absolute_uri(reverse("gate_pass", args=[pass_token(volunteer.pk, day)]))
    return DayPass(day, url, pass_letters(volunteer.pk, day)[0], qr_svg(url), signups)
