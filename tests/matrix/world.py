"""The people who try the doors, and the things behind them: near, of somebody else near, far, and missing.

``near`` belongs to Taza Su and to the adult volunteer, ``minors`` to Taza Su and to the minor, ``far`` to another
organisation, another volunteer and another region, ``missing`` to nobody.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from accounts.enums import Role
from accounts.models import User
from events.enums import SignUpStatus
from events.models import SignUp
from matching.models import MatchRun
from matching.services import propose_all, propose_filling
from matching.services.replays import Wanted, make_replay
from matching.services.runs import Plan, allocate_now
from ngos.enums import MembershipRole
from ngos.models import Organisation
from portal.guest.addresses import ShortIdConverter
from tests.factories.accounts import make_consent, make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import KARAGANDA, KARAGANDA_REGION_CODE, region, settlement
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

Values = dict[str, str]
PLACES = ("near", "minors", "far", "missing")


@dataclass(slots=True)
class World:
    """People by role, and by place the values that fill the parameters of a path."""

    people: dict[str, User | None]
    values: dict[str, Values]
    by_door: dict[tuple[str, str], Values] = field(default_factory=dict)

    def fill(self, door_name: str, place: str) -> Values:
        """Return the values for one door in one place: its own ones before those of the place."""
        return self.values[place] | self.by_door.get((door_name.split(" ")[0], place), {})


def make_world(now: datetime) -> World:
    """Write it."""
    taza_su, far_away = (
        make_organisation(name="Таза Су", slug="taza-su"),
        make_organisation(name="Алыс", slug="alys", region=region(KARAGANDA_REGION_CODE)),
    )
    adult, minor, other = (make_user(full_name=name) for name in ("Әлия Серікова", "Бекзат Оспанов", "Ерлан Ким"))
    make_volunteer(user=make_user(), age=25, home=settlement(KARAGANDA))  # somebody the far run can propose
    for user, age, home in ((adult, 21, None), (minor, 15, None), (other, 30, settlement(KARAGANDA))):
        make_volunteer(user=user, age=age, home=home)
    make_consent(minor)
    people: dict[str, User | None] = {
        "guest": None,
        "stranger": make_user(full_name="Жанна Ким"),
        "adult": adult,
        "minor": minor,
        "coordinator": make_member(taza_su),
        "owner": make_member(taza_su, user=make_user(full_name="Сәуле Қ"), role=MembershipRole.OWNER),
        "akimat": _official(Role.AKIMAT_OFFICER, region()),
        "reviewer": _official(Role.REVIEWER, None),
        "safeguarding": _official(Role.SAFEGUARDING_OFFICER, None),
        "staff": _official(Role.STAFF, None),
    }
    near = _things(taza_su, adult, now)
    minors = near | {"signup_id": str(_signup_beside(near["signup_id"], minor).public_id)}
    far = _things(far_away, other, now, is_far=True)
    missing = {name: _nobodys(name) for name in near}
    world = World(people, {"near": near, "minors": minors, "far": far, "missing": missing})
    _own_addresses(world)
    return world


def _official(role: Role, territory: object) -> User:
    user = make_user(full_name=f"{role} Қызметкер")
    make_grant(user, role, territory)
    return user


def _things(organisation: Organisation, volunteer: User, now: datetime, *, is_far: bool = False) -> Values:
    venue = settlement(KARAGANDA) if is_far else None
    event = make_opportunity(organisation=organisation, venue=venue)
    role = make_role(make_shift(event))
    signup = make_signup(role, volunteer.volunteer)
    run = allocate_now(plan=Plan(organisation.region), actor=None, now=now)
    past = make_role(make_shift(event, days_ahead=-7))
    stood = make_signup(past, volunteer.volunteer)
    credited = make_signup(make_role(make_shift(event, days_ahead=-9)), volunteer.volunteer)
    make_hours(credited)
    return {
        "past_shift_id": str(past.shift.public_id),
        "past_signup_id": str(stood.public_id),
        "credited_signup_id": str(credited.public_id),
        "filling_id": str(propose_filling(opportunity=event, actor=None, now=now).public_id),
        "sweep_id": str(propose_all(organisation=organisation, actor=None, now=now).public_id),
        "replay_id": str(_replay(organisation, now).public_id),
        "volunteer_id": str(volunteer.volunteer.public_id),
        "bin": organisation.bin,
        "number": organisation.bin,
        "slug": organisation.slug,
        "opportunity_id": str(event.public_id),
        "public_id": str(event.public_id),
        "shift_id": str(role.shift.public_id),
        "role_id": str(role.public_id),
        "signup_id": str(signup.public_id),
        "run_id": str(run.public_id),
        "code": organisation.region.code,
        "organisation_id": str(organisation.public_id),
        "event_slug": event.slug,
    }


def _replay(organisation: Organisation, now: datetime) -> MatchRun:
    days = timedelta(days=80), timedelta(days=20)
    wanted = Wanted(organisation.region, (now - days[0]).date(), (now - days[1]).date())
    return make_replay(wanted=wanted, actor=None, now=now)


def _signup_beside(signup_id: str, volunteer: User) -> SignUp:
    beside = SignUp.objects.select_related("role").get(public_id=signup_id)
    return make_signup(beside.role, volunteer.volunteer, status=SignUpStatus.CONFIRMED)


def _nobodys(name: str) -> str:
    words = {"slug": "nobody", "bin": "000000000000", "number": "000000000000", "code": "999999999"}
    return words.get(name, str(uuid4()))


def _own_addresses(world: World) -> None:
    """Say what ``public_id`` means where it is not an opportunity."""
    for place in PLACES:
        values = world.values[place]
        short = ShortIdConverter().to_url(UUID(values["public_id"]))
        means = {
            "signup_id": ("volunteer:shift", "volunteer:leave", "volunteer:accept", "volunteer:decline"),
            "run_id": tuple(
                f"akimat:{page}"
                for page in (
                    "allocation", "again", "certificate", "leave_changed", "proposals", "people", "send", "undo",
                )
            ),
            "replay_id": ("akimat:policy",),
            "organisation_id": ("moderator:organisation",),
        }  # fmt: skip
        for source, doors in means.items():
            for door in doors:
                world.by_door[door, place] = {"public_id": values[source]}
        for door, run in (("ngo:review", "filling_id"), ("ngo:review_all", "sweep_id"), ("ngo:insist", "sweep_id")):
            world.by_door[door, place] = {"run_id": values[run]}
        for door, signup in (
            ("recognition_confirm_attendance", "past_signup_id"),
            ("recognition_reverse_hours", "credited_signup_id"),
        ):
            world.by_door[door, place] = {"signup_id": values[signup]}
        world.by_door["core_get_problem", place] = {"code": "no.such" if place == "missing" else "core.not_found"}
        for door in ("guest:opportunity", "short_event"):
            world.by_door[door, place] = {"public_id": short, "slug": values["event_slug"]}
