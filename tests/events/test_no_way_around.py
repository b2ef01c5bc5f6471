"""No path confirms a minor without consent or an adult without clearance: drawn cases, an oracle of the law beside.

Every path runs against ``tests.events.law``, which knows nothing of the product's gates, and once more with the gates
made deaf: then it must be caught, or the test proves nothing.
"""

import ast
import json
import random
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import GuardianConsent, User
from core.errors import DomainError
from events.eligibility import Decision
from events.enums import SignUpOrigin, SignUpStatus, TeamAnswer
from events.models import (
    Attendance,
    CoverAsk,
    CoverSearch,
    Opportunity,
    Shift,
    ShiftRole,
    SignUp,
    SwapOffer,
    Team,
    TeamPlace,
    WaitlistEntry,
)
from events.queries.teams import contact_hash
from events.services import attendance, covering, invitations, joining, placing, signups, swaps, teams, walk_ins
from tests.events import law
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer
from volunteers.models import Clearance, Volunteer

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
ALMATY = ZoneInfo("Asia/Almaty")
DAY = timedelta(days=1)
FEW, MANY = 92, 720  # cases for each path: with every run of the tests, and as the long proof
DEAF = Decision((), "deaf")


class World:
    """One organisation, one event with one role of one place, and the people the paths need."""

    def __init__(self, now):
        self.now, self.seconds = now, 0
        self.host, self.other = make_organisation(), make_organisation(name="Басқа")
        self.dana = make_member(self.host)
        self.event = make_opportunity(organisation=self.host, min_age=14)
        self.other_event = make_opportunity(organisation=self.other)
        self.shift = make_shift(self.event)
        self.role = make_role(self.shift, capacity=4)
        self.person = make_volunteer(user=make_user(email="drawn@example.org", full_name="Арай Тестова"))
        self.giver = make_volunteer(user=make_user())
        self.beside = [self._cleared() for _ in range(2)]
        self.client = Client(headers={"Accept-Language": "en"})
        self.client.force_login(self.person.user)

    def _cleared(self):
        person = make_volunteer(user=make_user(), age=30)
        for kind in law.KINDS:
            self._clear(person, kind, law.TODAY - timedelta(days=9), law.TODAY + timedelta(days=300))
        return person

    def _clear(self, person, kind, since, until, **columns):
        Clearance.objects.create(
            volunteer=person,
            kind=kind,
            issued_on=since,
            valid_until=until,
            checked_by=self.dana.public_id,
            checked_at=self.now,
            **columns,
        )

    def become(self, case):
        """Write the case into the tables, as people and organisers would have."""
        ends = case.ends
        starts_at, ends_at = (moment.replace(tzinfo=ALMATY).astimezone(UTC) for moment in (case.starts, ends))
        Shift.objects.filter(pk=self.shift.pk).update(
            starts_on=case.day,
            start_time=case.start,
            ends_on=ends.date(),
            end_time=ends.time(),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        Opportunity.objects.filter(pk=self.event.pk).update(
            cause=case.cause,
            has_child_contact=case.has_child_contact,
            hazards=case.hazards,
            is_hazard_declared=case.is_declared,
            host_kind=case.host_kind,
            host_approval=case.host_approval,
            safeguarding_lead=case.lead,
            contact_name=case.contact,
            min_age=case.min_age,
        )
        Volunteer.objects.filter(pk=self.person.pk).update(birth_date=case.birth_date)
        self._agree(case)
        for kind, state in case.clearances.items():
            self._hold(kind, state, case.day)
        if case.has_other_kind:
            self._clear(self.person, "first_aid", law.TODAY, case.day + timedelta(days=99))
        if not case.is_account_open:
            User.objects.filter(pk=self.person.user_id).update(is_active=False)

    def _agree(self, case):
        if case.consent == "none":
            return
        scopes = {
            "event": f"opportunity:{self.event.public_id}",
            "host": f"organisation:{self.host.public_id}",
            "other_organisation": f"organisation:{self.other.public_id}",
            "other_event": f"opportunity:{self.other_event.public_id}",
        }
        day = case.day
        given = day + timedelta(days=1) if case.consent == "future" else law.TODAY - timedelta(days=2)
        until = day if case.consent == "expired" else day + timedelta(days=30)
        GuardianConsent.objects.create(
            minor_id=self.person.user_id,
            guardian_name="Гүлнар Тестова",
            text_version="2026-1",
            scope=scopes.get(case.consent, "everything"),
            given_at=timezone.make_aware(datetime.combine(given, datetime.min.time()), ALMATY),
            valid_until=until,
            withdrawn_at=self.now if case.consent == "withdrawn" else None,
        )

    def _hold(self, kind, state, day):
        if state == "none":
            return
        since = {"future": day + timedelta(days=1), "too_old": day - timedelta(days=365)}.get(
            state, day - timedelta(days=60)
        )
        if state == "too_old" and kind != "offences":
            since = day - timedelta(days=900)  # only a certificate of no offences ages by itself: let this one end
        until = day if state == "expired" or (state == "too_old" and kind != "offences") else day + timedelta(days=400)
        revoked = {"revoked_at": self.now, "revoked_by": self.dana.public_id, "revoke_reason": "lost"}
        self._clear(self.person, kind, since, until, **(revoked if state == "revoked" else {}))

    def fresh(self):
        """Role and person as a request would load them."""
        role = ShiftRole.objects.select_related("shift__opportunity__organisation__region").get(pk=self.role.pk)
        return role, Volunteer.objects.select_related("user").get(pk=self.person.pk)

    def fill(self, people):
        role = ShiftRole.objects.get(pk=self.role.pk)
        return [make_signup(role, person) for person in people]

    def post(self, target, body=""):
        """Call the API a second after the last time, as slowly as its limits allow."""
        self.seconds += 1
        with time_machine.travel(self.now + timedelta(seconds=self.seconds), tick=False):
            return self.client.post(target, body, content_type="application/json")

    def during(self):
        return Shift.objects.get(pk=self.shift.pk).starts_at - timedelta(minutes=30)


def claim(world, case):
    role, person = world.fresh()
    signups.claim_seat(role=role, volunteer=person, actor=person.user, now=world.now)


def invitation(world, case):
    role, person = world.fresh()
    offer = make_signup(role, person, status=SignUpStatus.INVITED, origin=SignUpOrigin.INVITATION)
    signups.accept_invitation(signup=offer, actor=person.user, now=world.now)


def invited_by_the_coordinator(world, case):
    role, person = world.fresh()
    offer = signups.invite(
        role=role, volunteer=person, origin=SignUpOrigin.INVITATION, actor=world.dana, now=world.now
    )
    signups.accept_invitation(signup=offer, actor=person.user, now=world.now)


def guardian_answered(world, case):
    role, person = world.fresh()
    place = make_signup(role, person)
    SignUp.objects.filter(pk=place.pk).update(status=SignUpStatus.AWAITING, held_until=world.now + timedelta(days=2))
    place.refresh_from_db()
    signups.confirm_awaiting(signup=place, actor=None, now=world.now)


def allocation(world, case):
    role, person = world.fresh()
    wishes = [invitations.Wish(person.pk, role.pk)]
    try:
        offers = invitations.invite_all(wishes=wishes, origin=SignUpOrigin.AUTOFILL, actor=None, now=world.now)
    except invitations.SeatsRefused:
        # Who may not is not proposed at all; who was proposed while she still might is judged when she says yes.
        offers = [make_signup(role, person, status=SignUpStatus.INVITED, origin=SignUpOrigin.AUTOFILL)]
    signups.accept_invitation(signup=offers[0], actor=person.user, now=world.now)


def promotion(world, case):
    ShiftRole.objects.filter(pk=world.role.pk).update(capacity=1)
    (place,) = world.fill([world.giver])
    WaitlistEntry.objects.create(role=world.role, volunteer=world.person, joined_at=world.now)
    place = SignUp.objects.select_related("role", "shift__opportunity", "volunteer__user").get(pk=place.pk)
    signups.withdraw(signup=place, actor=world.giver.user, now=world.now)
    offer = SignUp.objects.filter(volunteer=world.person, status=SignUpStatus.INVITED).first()
    if offer is not None:
        signups.accept_invitation(signup=offer, actor=world.person.user, now=world.now)


def swap(world, case):
    (place,) = world.fill([world.giver])
    SwapOffer.objects.create(signup=place, volunteer=world.person, made_at=world.now)
    offer = SwapOffer.objects.select_related("signup__shift__opportunity__organisation", "volunteer__user").get()
    swaps.take_over(offer=offer, actor=world.person.user, now=world.now)


def walk_in(world, case):
    role, _person = world.fresh()
    walk_ins.add_walk_in(
        role=role,
        name="Арай",
        contact="drawn@example.org",
        is_parent_here=case.is_parent_here,
        actor=world.dana,
        now=world.during(),
    )


def check_in(world, case):
    if case.has_child_contact:
        world.fill(world.beside)
    role, person = world.fresh()
    place = make_signup(role, person)
    attendance.check_in(signup=place, is_parent_here=case.is_parent_here, actor=world.dana, now=world.during())


def api_claim(world, case):
    target = f"/api/v1/shifts/{world.shift.public_id}/signups"
    body = json.dumps({"role_id": str(world.role.public_id)})
    answer = world.post(target, body)
    assert answer.status_code in (201, 401, 403), answer.content


def api_accept(world, case):
    role, person = world.fresh()
    offer = make_signup(role, person, status=SignUpStatus.INVITED, origin=SignUpOrigin.INVITATION)
    answer = world.post(f"/api/v1/signups/{offer.public_id}/accept")
    assert answer.status_code in (200, 401, 403) or answer.json()["code"] == "events.day_full", answer.content


def several(world, case):
    role, person = world.fresh()
    joining.claim_seats(roles=[role], volunteer=person, actor=person.user, now=world.now)


def cover(world, case):
    role, person = world.fresh()
    search = CoverSearch.objects.create(role=role, opened_at=world.now, next_wave_at=world.now)
    CoverAsk.objects.create(search=search, volunteer=person, wave=1, asked_at=world.now)
    ask = CoverAsk.objects.select_related("search__role__shift__opportunity", "volunteer__user").get()
    covering.accept_cover(ask=ask, actor=person.user, now=world.now)


def team(world, case):
    role, person = world.fresh()
    group = Team.objects.create(role=role, leader=world.giver, made_at=world.now, answer_by=world.now + DAY)
    yes = {"answer": TeamAnswer.ACCEPTED, "answered_at": world.now}
    TeamPlace.objects.create(team=group, volunteer=world.beside[0], **yes)
    mine = TeamPlace.objects.create(team=group, name="Арай", contact_hash=contact_hash("drawn@example.org"))
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=2)
    teams.accept_team_place(place=mine, volunteer=person, actor=person.user, now=world.now)


def is_confirmed(world):
    return SignUp.objects.filter(volunteer=world.person, status=SignUpStatus.CONFIRMED).exists()


def is_checked_in(world):
    return SignUp.objects.filter(volunteer=world.person, checked_in_at__isnull=False).exists()


# Path, where its gates are asked, what it leads to, and whether a parent at the door counts on it.
PATHS = {
    "claim": (claim, (placing,), is_confirmed, False),
    "invitation": (invitation, (placing,), is_confirmed, False),
    "coordinator": (invited_by_the_coordinator, (placing,), is_confirmed, False),
    "guardian": (guardian_answered, (placing,), is_confirmed, False),
    "allocation": (allocation, (placing, invitations), is_confirmed, False),
    "promotion": (promotion, (placing,), is_confirmed, False),
    "swap": (swap, (placing,), is_confirmed, False),
    "walk-in": (walk_in, (placing,), is_confirmed, True),
    "check-in": (check_in, (attendance,), is_checked_in, True),
    "api claim": (api_claim, (placing,), is_confirmed, False),
    "api accept": (api_accept, (placing,), is_confirmed, False),
    "several at once": (several, (placing,), is_confirmed, False),
    "cover": (cover, (placing,), is_confirmed, False),
    "team": (team, (placing, teams), is_confirmed, False),
}


@contextmanager
def taken_back():
    """Undo whatever the block writes: the next case begins where this one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(world, name, count, *, seed=2026, until_wrong=False):
    """Walk a path with drawn cases; return those it confirmed, refused and confirmed against the law."""
    path, _modules, came_in, counts_parent = PATHS[name]
    rng = random.Random(f"{seed}:{name}")
    confirmed, refused, wrong, needless = 0, 0, [], []
    for _ in range(count):
        case = law.draw(rng)
        with taken_back():
            world.become(case)
            try:
                with transaction.atomic():
                    path(world, case)
            except DomainError:
                pass
            is_in = came_in(world)
        may = law.allows(case, counts_parent=counts_parent)
        confirmed, refused = confirmed + is_in, refused + (not is_in)
        if is_in and not may:
            wrong.append(case)
            if until_wrong:
                break
        if may and not is_in:
            needless.append(case)
    return confirmed, refused, wrong, needless


@pytest.mark.parametrize("name", PATHS)
def test_a_path_confirms_exactly_whom_the_law_lets_in(now, name):
    confirmed, refused, wrong, needless = run(World(now), name, FEW)

    print(f"{name}: {confirmed + refused} cases, {confirmed} in, {refused} out, {len(wrong)} against the law")
    assert (confirmed + refused, wrong, needless) == (FEW, [], [])
    assert confirmed >= FEW / 10
    assert refused >= FEW / 10


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_no_path_confirms_anybody_against_the_law_in_ten_thousand_cases(now, name):
    confirmed, refused, wrong, needless = run(World(now), name, MANY, seed=1)

    print(f"{name}: {confirmed + refused} of {MANY * len(PATHS)} cases, {confirmed} in, {len(wrong)} against the law")
    assert (confirmed + refused, wrong, needless) == (MANY, [], [])
    assert MANY * len(PATHS) >= 10_000


@pytest.mark.parametrize("name", PATHS)
def test_control_with_deaf_gates_the_path_is_caught(now, name, monkeypatch):
    """Without its gates every path lets somebody in against the law, within the cases of the quick run."""
    for module in PATHS[name][1]:
        for gate in ("judge", "decide"):
            if hasattr(module, gate):
                monkeypatch.setattr(module, gate, lambda *_arguments, **_options: DEAF)

    _confirmed, _refused, wrong, _needless = run(World(now), name, FEW, until_wrong=True)

    assert wrong, f"{name} was not caught: the test proves nothing about it"


# --- Paths that do not exist: imports and the staff admin ----------------------------------------------------------


def writers_of_signups(source: str) -> list[str]:
    """Names of calls and attributes that write or change sign-ups in a source."""
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return sorted(names & {"SignUp", "signups", "claim_seat", "take_seat", "invite", "invite_all", "Attendance"})


def importing_sources() -> list[Path]:
    return [path for path in ROOT.glob("*/management/**/*import*.py") if ".venv" not in path.parts]


def test_no_import_writes_a_sign_up():
    sources = importing_sources()
    assert {path.name for path in sources} >= {"import_volunteers.py", "import_opportunities.py", "importing.py"}

    assert {str(path): found for path in sources if (found := writers_of_signups(path.read_text()))} == {}


def test_control_an_import_that_writes_a_sign_up_is_caught():
    assert writers_of_signups("from events.models import SignUp\nSignUp.objects.create()") == ["SignUp"]
    assert writers_of_signups("from events.services.signups import claim_seat") == ["claim_seat"]


def tables_of_places() -> set:
    return {SignUp, SwapOffer, WaitlistEntry, Attendance} & set(admin.site._registry)


def test_the_staff_admin_holds_no_table_of_places():
    assert tables_of_places() == set()


def test_control_a_table_of_places_in_the_admin_is_caught():
    admin.site.register(SignUp)
    try:
        assert tables_of_places() == {SignUp}
    finally:
        admin.site.unregister(SignUp)


def writes_of_a_standing(source: str) -> list[str]:
    """Calls that write a sign-up's status which is not plainly one without a place or an offer of one."""
    if "SignUp" not in source:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".update", ".create", "SignUp")):
            found += [ast.unparse(word.value) for word in node.keywords if word.arg == "status"]
        if isinstance(node, ast.Assign) and any(ast.unparse(target).endswith(".status") for target in node.targets):
            found.append(ast.unparse(node.value))
    return [value for value in found if value.partition(".")[2] in ("", "CONFIRMED")]


def product_sources() -> list[Path]:
    apps = ("accounts", "events", "matching", "ngos", "portal", "recognition", "reports", "volunteers")
    sources = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    return [path for path in sources if not {"migrations", "demo"} & set(path.parts)]


def test_one_module_alone_writes_who_has_a_place():
    """Whoever opens another door finds this test, and adds the path to PATHS. The demonstration makes its own town."""
    writers = {
        str(path.relative_to(ROOT)): found
        for path in product_sources()
        if (found := writes_of_a_standing(path.read_text(encoding="utf-8")))
        and not all(value in ("OpportunityStatus", "after") for value in found)
    }

    assert writers.pop("events/services/teams.py") == ["status"]  # of a team, not of a sign-up
    assert writers.pop("recognition/services/suspecting.py") == ["status"]  # of a doubt about hours
    assert set(writers) == {"events/services/states.py"}, writers


def test_control_another_door_is_caught():
    assert writes_of_a_standing("SignUp.objects.create(status=SignUpStatus.CONFIRMED)")
    assert writes_of_a_standing("SignUp.objects.filter(pk=1).update(status=wanted)")
    assert writes_of_a_standing("signup: SignUp\nsignup.status = wanted")
    assert not writes_of_a_standing("SignUp.objects.filter(pk=1).update(status=SignUpStatus.CANCELLED)")


def test_the_cases_meet_every_line_of_the_law():
    """The draw is no monoculture: minors and adults, lawful and not, with every consent and clearance."""
    rng = random.Random(5)
    drawn = [law.draw(rng) for _ in range(4_000)]

    assert {case.consent for case in drawn} == set(law.CONSENTS)
    assert {state for case in drawn for state in case.clearances.values()} == set(law.CLEARANCES)
    shares = [
        sum(law.is_minor(case) for case in drawn),
        sum(law.allows(case) for case in drawn),
        sum(case.has_child_contact for case in drawn),
    ]
    assert all(600 < share < 3_400 for share in shares), shares
