"""The people who try the doors, and the things behind them: near, of somebody else near, far, and missing.

``near`` belongs to Taza Su and to the adult volunteer, ``minors`` to Taza Su and to the minor, ``far`` to another
organisation, another volunteer and another region, ``missing`` to nobody.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.validators import Contact
from core import clock
from events.enums import SignUpStatus
from events.models import Opportunity, SignUp
from events.queries.answers import answer_token
from events.queries.gate.keys import pass_token, poster_token, shown_codes, word_of_the_day
from funding.models import Call, Seat
from matching.models import MatchRun
from matching.services import propose_all, propose_filling
from matching.services.replays import Wanted, make_replay
from matching.services.runs import Plan, allocate_now
from ngos.enums import MembershipRole
from ngos.models import Organisation, RatingAppeal
from ngos.queries import invitation_token
from ngos.services.appeals import appeal
from ngos.services.ratings import run_ratings
from portal.guest.addresses import ShortIdConverter
from recognition.services import publish_head
from tests.factories.accounts import make_grant, make_user
from tests.factories.cases import make_case, make_flag, make_paper
from tests.factories.events import make_opportunity, make_role, make_scan, make_shift, make_signup
from tests.factories.funding import make_contract
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import KARAGANDA, KARAGANDA_REGION_CODE, region, settlement
from tests.factories.recognition import make_doubt, make_hours
from tests.factories.reports import make_publication, make_snapshot
from tests.factories.volunteers import make_volunteer
from tests.matrix.people import OWNERS, Canary, canaries, canaries_of, make_guardian, make_person
from tests.matrix.things import hosted, personal, register_things

Values = dict[str, str]
PLACES = ("near", "minors", "far", "missing")
FAR_OWNERS = ("other", "far_child")


@dataclass(slots=True)
class World:
    """People by role, and by place the values that fill the parameters of a path."""

    people: dict[str, User | None]
    values: dict[str, Values]
    by_door: dict[tuple[str, str], Values] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)

    def fill(self, door_name: str, place: str) -> Values:
        """Return the values for one door in one place: its own ones before those of the place."""
        return self.values[place] | self.by_door.get((door_name.split(" ")[0], place), {})


# What ``public_id`` means where it is not an opportunity.
MEANS = {
    "signup_id": (
        "volunteer:shift volunteer:leave volunteer:accept volunteer:decline volunteer:share_needs volunteer:give "
        "volunteer:guardian volunteer:guardian_again volunteer:own_word volunteer:shift_file "
        "volunteer:still_coming"
    ),
    "certificate_id": "volunteer:certificate volunteer:paper volunteer:badge volunteer:withdraw",
    "worked_id": "volunteer:feedback volunteer:object volunteer:report_hours",
    "objection_id": "volunteer:objection ngo:objection moderator:objection",
    "nomination_id": "volunteer:nomination",
    "wish_id": "moderator:hand_credit",
    "claim_id": "moderator:outside_claim moderator:outside_picture",
    "appeal_id": "moderator:rating_appeal",
    "given_swap_id": "volunteer:keep",
    "swap_id": "volunteer:take_over volunteer:refuse",
    "entry_id": "volunteer:wait_no_longer",
    "ask_id": "volunteer:cover",
    "team_id": "volunteer:team",
    "team_place_id": "volunteer:team_place",
    "run_id": (
        "akimat:allocation akimat:again akimat:certificate akimat:leave_changed akimat:proposals akimat:people "
        "akimat:send akimat:undo"
    ),
    "replay_id": "akimat:policy",
    "report_id": "akimat:report akimat:sign akimat:publish",
    "organisation_id": (
        "moderator:organisation moderator:legal_status moderator:duplicates moderator:note_flag moderator:end_flag "
        "moderator:declare_tie"
    ),
    "asking_id": "moderator:claim",
    "merge_id": "moderator:take_apart",
    "case_id": "moderator:case moderator:take_case moderator:give_back_case moderator:second_case",
    "material_id": "material_file ngo:withdraw_material",
    "funding_call_id": (
        "guest:call guest:call_money ngo:application ngo:withdraw_application ngo:complain ngo:money akimat:call "
        "akimat:edit_call akimat:publish_call akimat:correct_call akimat:reply akimat:contract commission:call "
        "commission:ties commission:protocol commission:score"
    ),
    "doubt_id": "moderator:doubt",
    "past_signup_id": "ngo:ask_about_hours",
    "credited_signup_id": "ngo:correct_hours",
    "override_id": "ngo:exception",
    "granted_id": "ngo:let_in",
    "concern_id": (
        "safeguarding:concern safeguarding:take_concern safeguarding:answer_concern safeguarding:close_concern "
        "safeguarding:export_concern"
    ),
    "volunteer_id": "safeguarding:person safeguarding:record",
    "clearance_id": "safeguarding:renew safeguarding:revoke",
    "lesson_id": "safeguarding:override",
    "correction_id": "safeguarding:birth_date",
    "hook_id": "ngo:hook_test ngo:hook_remove",
    "call_id": "ngo:hook_again",
    "inbox_id": "volunteer:message_read",
    "contact_id": "volunteer:message_unlink",
}
# What is the same in all places, and nowhere else.
FIXED = (
    ("rating_method", "version", "2026-1"),
    ("site_picture", "code", "kk"),
    ("sitemap_part", "name", "pages"),
    ("cause_rss", "cause", "ecology"),
    ("cause_atom", "cause", "ecology"),
    ("guest:data_set", "code", "places"),
    ("data_package", "code", "places"),
)
RENAMED = (
    ("badge_status", "number", "list_number"),
    ("commission:score", "number", "application_number"),
    ("moderator:end_flag", "number", "flag_number"),
    ("answer_link", "token", "answer_token"),
    ("guest:check", "code", "certificate_code"),
    ("ngo:claim", "address", "listed_bin"),
    ("recognition_check_certificate", "code", "certificate_code"),
    ("guardian_start", "key", "request_id"),
    ("own_calendar", "token", "feed_token"),
    ("messages_stop", "token", "stop_token"),
    ("events_take_back_place", "swap_id", "given_swap_id"),
    ("usersessions_end_one", "number", "session_number"),
    ("recognition_open_objection", "signup_id", "worked_id"),
    ("recognition_report_hours", "signup_id", "worked_id"),
    ("recognition_answer_objection", "dispute_id", "objection_id"),
    ("recognition_take_objection_further", "dispute_id", "objection_id"),
    ("recognition_withdraw_objection", "dispute_id", "objection_id"),
    ("funding_get_call", "call_id", "funding_call_id"),
    ("funding_get_results", "call_id", "funding_call_id"),
)


def make_world(now: datetime) -> World:
    """Write it."""
    taza_su, far_away = (
        make_organisation(name="Таза Су", slug="taza-su"),
        make_organisation(name="Алыс", slug="alys", region=region(KARAGANDA_REGION_CODE)),
    )
    karaganda = settlement(KARAGANDA)
    make_volunteer(user=make_user(), age=25, home=karaganda)  # somebody the far run can propose
    ages = {"adult": 21, "minor": 15, "other": 30, "helper": 22, "child": 15, "far_child": 15}
    owners = {
        owner: make_person(owner, age=ages[owner], home=karaganda if owner in FAR_OWNERS else None) for owner in OWNERS
    }
    adult, minor, other = owners["adult"], owners["minor"], owners["other"]
    make_guardian(minor, "minor", now=now)
    people: dict[str, User | None] = {
        "guest": None,
        "stranger": make_user(full_name="Жанна Ким"),
        "adult": adult,
        "minor": minor,
        "coordinator": make_member(taza_su),
        "owner": make_member(taza_su, user=make_user(full_name="Сәуле Қ"), role=MembershipRole.OWNER),
        "akimat": _official(Role.AKIMAT_OFFICER, region()),
        "reviewer": _official(Role.REVIEWER, None),
        "safeguarding": _official(Role.SAFEGUARDING_OFFICER, region()),
        "staff": _official(Role.STAFF, None),
    }
    near, far = _things(taza_su, adult, now), _things(far_away, other, now, is_far=True)
    run_ratings(as_of=now.date(), now=now)
    for values, organisation in ((near, taza_su), (far, far_away)):
        values |= {"appeal_id": str(_objection_of(organisation, now).public_id)}
    decided = Call.objects.get(public_id=near["funding_call_id"])
    Seat.objects.create(call=decided, user=people["reviewer"], role="member")
    beside = _signup_beside(near["signup_id"], minor)
    minors = near | {
        "signup_id": str(beside.public_id),
        "pass_token": pass_token(beside.volunteer_id, beside.shift.starts_on),
    }
    for values, event_of, owner, child in (
        (near, near, "adult", "child"), (minors, near, "minor", None), (far, far, "other", "far_child"),
    ):  # fmt: skip
        event = Opportunity.objects.get(public_id=event_of["opportunity_id"])
        values |= personal(owners[owner], owner, event, owners["helper"], now)
        values |= {"token": _invitation_to(owners[owner], taza_su, people["owner"])}
        values |= hosted(event, owners[child], child, now) if child else {}
    minors |= {
        name: near[name]
        for name in ("request_id", "key", "override_id", "granted_id", "concern_id", "receipt", "hook_id", "call_id")
    }
    missing = {name: _nobodys(name) for name in near}
    world = World(people, {"near": near, "minors": minors, "far": far, "missing": missing})
    tokens = [Canary("token", owner, values["key"]) for owner, values in (("child", near), ("far_child", far))]
    world.canaries = [
        *canaries(),
        *tokens,
        *(one for owner, user in owners.items() for one in canaries_of(user, owner)),
    ]
    _own_addresses(world)
    _same_everywhere(world)
    _sign_in(world)
    return world


def _sign_in(world: World) -> None:
    """Give everybody a session once: every door is tried with it."""
    for role, user in world.people.items():
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.session  # so fresh that nobody is asked once more who she is
            proof = {"method": "password", "at": clock.now().timestamp(), "reauthenticated": True}
            session["account_authentication_methods"] = [proof]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
            world.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value


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
        "doubt_id": str(make_doubt(credited, now=now).public_id),
        **_money(organisation, now),
        "filling_id": str(propose_filling(opportunity=event, actor=None, now=now).public_id),
        "sweep_id": str(propose_all(organisation=organisation, actor=None, now=now).public_id),
        "replay_id": str(_replay(organisation, now).public_id),
        **_report(organisation, now),
        "volunteer_id": str(volunteer.volunteer.public_id),
        "provider_id": "nobody",
        "year": str(now.year),
        "list_number": "0",
        "bin": organisation.bin,
        "number": organisation.bin,
        "address": organisation.bin,
        **register_things(organisation, now),
        "slug": organisation.slug,
        "opportunity_id": str(event.public_id),
        "public_id": str(event.public_id),
        "shift_id": str(role.shift.public_id),
        "role_id": str(role.public_id),
        "signup_id": str(signup.public_id),
        "scan_key": str(make_scan(stood).key),
        "run_id": str(run.public_id),
        "code": organisation.region.code,
        "organisation_id": str(organisation.public_id),
        "case_id": str(make_case(organisation).public_id),
        "material_id": str(make_paper(organisation).public_id),
        "flag_number": str(make_flag(organisation).pk),
        "event_slug": event.slug,
        "pass_token": pass_token(volunteer.volunteer.pk, role.shift.starts_on),
        "ticket_token": "A" * 45,
        "poster_token": poster_token(role.shift),
        "gate_code": next(shown_codes(role.shift, now)).code,
        "word": word_of_the_day(role.shift),
        "answer_token": answer_token(signup),
    }


def _money(organisation: Organisation, now: datetime) -> Values:
    """Write a contract of the organisation, with the call, the application and a complaint behind it."""
    contract, complaint = make_contract(now, organisation=organisation, territory=organisation.region)
    application = contract.application
    return {
        "funding_call_id": str(application.call.public_id),
        "application_id": str(application.public_id),
        "application_number": str(application.number),
        "complaint_id": str(complaint.public_id),
    }


def _replay(organisation: Organisation, now: datetime) -> MatchRun:
    days = timedelta(days=80), timedelta(days=20)
    wanted = Wanted(organisation.region, (now - days[0]).date(), (now - days[1]).date())
    return make_replay(wanted=wanted, actor=None, now=now)


def _report(organisation: Organisation, now: datetime) -> Values:
    """Publish a report about the organisation's region."""
    snapshot = make_snapshot(organisation.region, now)
    file = make_publication(snapshot, now).files.get()
    return {"report_id": str(snapshot.public_id), "report_file": file.name, "period": snapshot.name_of_period}


def _invitation_to(user: User, organisation: Organisation, inviter: User | None) -> str:
    assert inviter is not None
    contact, role = Contact(email=user.email or ""), MembershipRole.COORDINATOR
    return invitation_token(organisation=organisation, contact=contact, role=role, inviter=inviter)


def _objection_of(organisation: Organisation, now: datetime) -> RatingAppeal:
    return appeal(organisation=organisation, indicator="shifts_held", words="One more.", actor=make_user(), now=now)


def _signup_beside(signup_id: str, volunteer: User) -> SignUp:
    beside = SignUp.objects.select_related("role").get(public_id=signup_id)
    return make_signup(beside.role, volunteer.volunteer, status=SignUpStatus.CONFIRMED)


def _nobodys(name: str) -> str:
    words = {
        "slug": "nobody",
        "bin": "000000000000",
        "number": "000000000000",
        "address": "000000000000",
        "listed_bin": "000000000000",
        "code": "999999999",
        "key": "A" * 22,
        "answer_token": "A" * 43,
        "pk": "999999",
        "flag_number": "999999",
        "session_number": "999999",
        "application_number": "999",
        "provider_id": "nobody",
        "receipt": "KAAA-AAAA-AAAA",
        "pass_token": "A" * 45,
        "ticket_token": "A" * 45,
        "poster_token": "A" * 45,
        "gate_code": "v1.AAAA.1.AAAA",
        "certificate_code": "7K4MQ2WD9XHR",
        "year": "1999",
        "period": "1999-Q1",
        "report_file": "nothing.json",
        "list_number": "99",
        "word": "0000",
    }
    return words.get(name, str(uuid4()))


def _own_addresses(world: World) -> None:
    """Say what ``public_id`` means where it is not an opportunity."""
    for place in PLACES:
        values = world.values[place]
        short = ShortIdConverter().to_url(UUID(values["public_id"]))
        for source, doors in MEANS.items():
            for door in doors.split():
                world.by_door[door, place] = {"public_id": values[source]}
        for door, name, source in RENAMED:
            world.by_door[door, place] = world.by_door.get((door, place), {}) | {name: values[source]}
        for door, run in (("ngo:review", "filling_id"), ("ngo:review_all", "sweep_id"), ("ngo:insist", "sweep_id")):
            world.by_door[door, place] = {"run_id": values[run]}
        for door, signup in (
            ("recognition_confirm_attendance", "past_signup_id"),
            ("recognition_reverse_hours", "credited_signup_id"),
            ("recognition_correct_hours", "credited_signup_id"),
        ):
            world.by_door[door, place] = {"signup_id": values[signup]}
        report = {"public_id": values["report_id"], "code": values["code"]}
        world.by_door["guest:report", place] = report | {"period": values["period"]}
        world.by_door["guest:report_file", place] = report | {"name": values["report_file"]}
        world.by_door["report_picture", place] = report | {"code": "kk"}
        world.by_door["akimat:report_file", place] = report | {"language": "kk", "kind": "json"}
        world.by_door["core_get_problem", place] = {"code": "no.such" if place == "missing" else "core.not_found"}
        for door in ("guest:opportunity", "short_event", "event_calendar", "event_picture"):
            world.by_door[door, place] = {"public_id": short, "slug": values["event_slug"], "code": "kk"}


def _same_everywhere(world: World) -> None:
    for door, name, known in FIXED:
        for place in PLACES:
            world.by_door[door, place] = {name: "nobody" if place == "missing" else known}
    day = publish_head(now=clock.now()).day.isoformat()
    for place in PLACES:
        world.by_door["ledger_head", place] = {"day": "2020-01-01" if place == "missing" else day}
        code = "nothing" if place == "missing" else "places"
        world.by_door["data_file", place] = {"code": code, "form": "csv"}
