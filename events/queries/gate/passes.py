"""A person's pass: what it says today, and whose it is."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from events.enums import SEAT_HOLDING, ShiftStatus, SignUpStatus
from events.models import Shift, SignUp
from events.queries.gate import codes, keys
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody shows at a gate on one day; ``signup`` is the place it is for, if there is one ahead."""

    token: str
    letters: str
    day: date
    signup: SignUp | None

    @property
    def path(self) -> str:
        """What the picture says after the address of the site."""
        return f"/p/{self.token}"

    @property
    def is_waiting(self) -> bool:
        """Whether a guardian has still to agree."""
        return self.signup is not None and self.signup.status == SignUpStatus.AWAITING


def pass_of(volunteer: Volunteer, *, now: datetime, signup: SignUp | None = None) -> Pass:
    """Return a person's pass for a place, or for the next one that is not over; without one, for today."""
    place = signup or _next(volunteer, now)
    zone = ZoneInfo(place.shift.time_zone if place else volunteer.home.time_zone)
    day = _day(place.shift, now) if place else now.astimezone(zone).date()
    letters = codes.letters_of(keys.secrets()[0], keys.PASS, volunteer.pk, day)
    return Pass(keys.pass_token(volunteer.pk, day), letters, day, place)


def _next(volunteer: Volunteer, now: datetime) -> SignUp | None:
    coming = SignUp.objects.filter(
        volunteer=volunteer,
        status__in=(SignUpStatus.CONFIRMED, SignUpStatus.AWAITING),
        shift__ends_at__gt=now,
        shift__status=ShiftStatus.PLANNED,
    )
    return coming.select_related("role", "shift__opportunity__organisation").order_by("shift__starts_at", "pk").first()


def _day(shift: Shift, now: datetime) -> date:
    """Return the day of a shift a pass is for: the second one of a night once it has come."""
    today = now.astimezone(ZoneInfo(shift.time_zone)).date()
    return min(max(today, shift.starts_on), keys.days_of(shift)[-1])


def holder_of(token: str) -> tuple[Volunteer, date] | None:
    """Return whose pass a token is, and for which day."""
    shown = codes.open_number(keys.secrets(), keys.PASS, codes.bare(token))
    if shown is None or shown.day is None:
        return None
    person = Volunteer.objects.select_related("user", "home").filter(pk=shown.number).first()
    return (person, shown.day) if person else None


def places_on(volunteer: Volunteer, day: date) -> list[SignUp]:
    """Return the places a person holds on shifts of a day, soonest first."""
    held = SignUp.objects.filter(
        volunteer=volunteer, status__in=SEAT_HOLDING, shift__starts_on__lte=day, shift__ends_on__gte=day
    )
    return list(
        held.select_related(
            "role",
            "shift__opportunity__organisation",
            "shift__opportunity__venue",
            "volunteer__user",
            "volunteer__home",
        ).order_by("shift__starts_at", "pk")
    )


def shift_of_poster(token: str) -> Shift | None:
    """Return the shift a poster belongs to."""
    shown = codes.open_number(keys.secrets(), keys.POSTER, codes.bare(token))
    return _shifts().filter(pk=shown.number).first() if shown else None


def shift_of_gate_code(code: str) -> tuple[Shift, codes.GateCode] | None:
    """Return the shift of a code from an organiser's screen, and the code, whenever it was shown."""
    read = codes.read_gate_code(keys.secrets(), codes.bare(code))
    shift = _shifts().filter(public_id=read.shift_id).first() if read else None
    return (shift, read) if shift and read else None


def _shifts() -> QuerySet[Shift]:
    return Shift.objects.select_related("opportunity__organisation__region", "opportunity__venue__region")
