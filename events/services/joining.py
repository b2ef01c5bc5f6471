"""Taking several shifts at once, and why one of them cannot be had: each is decided for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.errors import DomainError
from events import errors
from events.enums import SEAT_HOLDING
from events.models import Opportunity, ShiftRole, SignUp
from events.queries import judge, open_shifts
from events.services.placing import require_gates, require_no_clash, require_open, require_within_limits
from events.services.signups import claim_seat
from volunteers.models import Volunteer

MOST_AT_ONCE = 20
LOOKED_AT = 12  # shifts with free seats among which another one is looked for


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one wish: a sign-up, or the refusal."""

    role: ShiftRole
    signup: SignUp | None = None
    refusal: DomainError | None = None


def claim_seats(*, roles: Sequence[ShiftRole], volunteer: Volunteer, actor: User, now: datetime) -> list[Outcome]:
    """Take every place that can be had, the soonest shift first, and say of each other one why not.

    Every claim is a transaction of its own: what is taken stays taken, and no row is held for the next. Of two chosen
    shifts that exclude each other the sooner is taken and the later refused. Raises TooManyChosen; then nothing is
    taken.
    """
    chosen = {role.pk: role for role in roles}
    if len(chosen) > MOST_AT_ONCE:
        raise errors.TooManyChosen(most=MOST_AT_ONCE)
    in_order = sorted(chosen.values(), key=lambda role: (role.shift.starts_at, role.pk))
    return [_claim(role, volunteer, actor, now) for role in in_order]


def _claim(role: ShiftRole, volunteer: Volunteer, actor: User, now: datetime) -> Outcome:
    try:
        return Outcome(role, signup=claim_seat(role=role, volunteer=volunteer, actor=actor, now=now))
    except DomainError as refusal:
        return Outcome(role, refusal=refusal)


def standing_of(role: ShiftRole, volunteer: Volunteer, *, now: datetime) -> Outcome:
    """Return the person's place on a shift, or what keeps her from one now; neither when she could have it.

    Changes nothing: a page that is opened again tells how things stand, not how they stood.
    """
    own = SignUp.objects.filter(shift=role.shift, volunteer=volunteer, status__in=SEAT_HOLDING)
    signup = own.select_related("role", "shift__opportunity").first()
    if signup is not None and signup.role_id == role.pk:
        return Outcome(role, signup=signup)
    try:
        if signup is not None:
            raise errors.AlreadySignedUp
        require_possible(role, volunteer, now)
        if role.free_count <= 0:
            raise errors.ShiftFull
    except DomainError as refusal:
        return Outcome(role, refusal=refusal)
    return Outcome(role)


def require_possible(role: ShiftRole, volunteer: Volunteer, now: datetime) -> None:
    """Raise what keeps a person from a role, a guardian's missing word and full seats aside."""
    require_open(role.shift, now)
    require_gates(judge(role, volunteer))
    require_no_clash(role, volunteer)
    require_within_limits(role.shift, volunteer, now)


def others_of(opportunity: Opportunity, volunteer: Volunteer, *, now: datetime, limit: int = 3) -> list[ShiftRole]:
    """Return free roles of the same opportunity that the person could take now, the soonest first."""
    mine = SignUp.objects.filter(volunteer=volunteer, shift__opportunity=opportunity, status__in=SEAT_HOLDING)
    held = set(mine.values_list("shift_id", flat=True))
    found: list[ShiftRole] = []
    rows = [row for row in open_shifts(opportunity, now=now) if row.seats_left and row.shift.pk not in held]
    for row in rows[:LOOKED_AT]:
        row.shift.opportunity = opportunity
        for role in row.roles:
            role.shift = row.shift  # the row it came with, so that nothing is read again
        found += [role for role in row.roles if is_free(role, volunteer, now=now)][:1]
        if len(found) == limit:
            break
    return found


def is_free(role: ShiftRole, volunteer: Volunteer, *, now: datetime) -> bool:
    """Say whether a role has a free seat that the person could take now, a guardian's word aside."""
    if role.free_count <= 0:
        return False
    try:
        require_possible(role, volunteer, now)
    except DomainError:
        return False
    return True
