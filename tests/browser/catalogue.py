"""Every page of the site as everybody who opens it sees it, with its empty, refused and mistaken states."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from playwright.sync_api import Page

from accounts.letters import stop_url
from accounts.models import InboxMessage, User
from accounts.services.messages import link_contact
from accounts.validators import Contact
from core import clock, outbox
from events.enums import OpportunityStatus, SignUpStatus, TeamAnswer
from events.models import (
    ConsentRequest,
    CoverAsk,
    CoverSearch,
    GateOverride,
    GateScan,
    Opportunity,
    Shift,
    ShiftRole,
    SignUp,
    Team,
    TeamPlace,
)
from events.queries import link_token, people_who_came
from events.queries.answers import answer_token
from events.queries.gate.keys import pass_token, poster_token, shown_codes
from events.queries.recurrence import SeriesPlan
from events.queries.teams import contact_hash
from events.services.concerns import close_concern, take_concern
from events.services.guardians.answering import agree, refuse
from events.services.guardians.asking import ask_guardian
from events.services.publishing import RolePlan
from events.services.series import create_series
from events.services.signups import claim_seat
from matching.models import MatchRun
from matching.queries import rank_candidates, roles_of_filling, suggestions_of
from matching.services import propose_all, propose_filling
from matching.services.replays import Wanted, request_replay
from matching.services.runs import Plan, allocate_now, replay_now, request_allocation
from ngos.enums import CaseReason, MembershipRole, OrganisationStatus, Verdict
from ngos.models import Membership, Organisation, RatingAppeal, VerificationCase
from ngos.queries import invitation_token
from ngos.services.appeals import appeal
from ngos.services.cases import decide_case, take_case
from ngos.services.claims import ask_to_act
from ngos.services.merging import merge
from recognition.enums import Detail, DisputeState, PaperKind, WithdrawnBy
from recognition.models import Suspicion
from reports.queries import selection_of
from reports.services import freeze
from tests.browser.gates import door_of, gate_that_is_over, letters_of, open_gate, people_of
from tests.browser.hours import (
    a_confirmed_place,
    a_role_that_is_over,
    a_shift_to_rate,
    make_asked,
    make_dispute,
    make_place,
    make_wish,
)
from tests.browser.money import make_money
from tests.browser.town import Town
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_flag, make_reviewer, turn_down, wish
from tests.factories.concerns import make_concern
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.guardians import make_minor, words
from tests.factories.ngos import make_member, make_organisation
from tests.factories.outside import make_outside_claim
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.recognition import make_certificate, make_doubt, make_nomination
from tests.factories.reports import make_publication, make_snapshot, quarter_before
from tests.factories.volunteers import make_clearance, make_volunteer
from volunteers.enums import ALL_ACCESS_NEEDS
from volunteers.models import BirthDateCorrection, Volunteer

HOME_REGION = "350000000"
TEXT_PAGES = ("about", "help", "privacy", "accessibility", "rules", "matching", "for_ngos", "for_akimats")
CONCERN_PAGES = ("concern", "concern_status")
START_PAGES = ("start_causes", "start_times", "start_skills")
PROFILE_PAGES = (
    "about", "birth_date", "place", "languages", "causes", "times", "exceptions", "skills", "limits", "needs",
)  # fmt: skip
OWN_DATA_PAGES = ("looks", "data", "consent", "leave_for_good")


@dataclass(frozen=True, slots=True)
class Stop:
    """An address in one language, the status it answers with, and what to do there before looking."""

    path: str
    status: int = 200
    act: Callable[[Page], object] | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """Who goes round, and where."""

    user: User | None
    stops: list[Stop]


def add_app(page: Page) -> None:
    """Add an authenticator app with the code it would show now; the next page has the recovery codes."""
    secret = page.locator("code.secret").inner_text()
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    page.get_by_role("textbox").last.fill(code)
    send_form(page)


def send_form(page: Page) -> None:
    """Press the last button of the page's own form, whatever was filled in; a link beside it leads away from it."""
    page.locator("main form[method=post]:not([data-passkey]) button.btn").last.click()


def arrive(page: Page) -> None:
    """Say at the gate that one is here, without the word of the poster."""
    page.locator("button[name=kind][value=in]").click()


def look_over(page: Page) -> None:
    """Write a message to a shift and look at it before it is sent."""
    page.locator("[name=subject]").fill("Bring gloves")
    page.locator("[name=text]").fill("It will be cold. See https://example.org")
    page.locator("main form[method=post] .btn").first.click()


def look_at_hours(page: Page) -> None:
    """Paste a table of hours from elsewhere, one row of which cannot count, and look at it before it is sent."""
    day = clock.now().date() - timedelta(days=200)
    rows = ("date,start,minutes,cause,organisation,bin", f"{day},09:00,90,ecology,Green Hands,", "x,,60,ecology,X,")
    page.locator("#id_text").fill("\n".join(rows))
    send_form(page)


def save(page: Page) -> None:
    """Press the button that saves, whatever was filled in."""
    page.locator("main form[method=post] button:not([name])").last.click()


def show_dates(page: Page) -> None:
    """Let a new event repeat every week but holidays, and look at the dates with all that goes with them."""
    page.locator("#id_title").fill("Clean the path")
    page.locator("#id_cause input").first.check()
    page.locator("#id_place").fill("Karaganda")
    page.locator("#id_starts_on").fill(f"{clock.now().date() + timedelta(days=9)}")
    for name, value in (("start_time", "10:00"), ("end_time", "13:00"), ("role_name", "Helper"), ("capacity", "3")):
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_contact_name").fill("Dana")
    page.locator("#repeat summary").click()
    page.locator("#id_repeat").select_option("weekly")
    page.locator("#id_times").fill("90")
    page.locator("#id_skips_holidays").check()
    page.locator("button[name=preview]").click()


def repeated_shift(event: Opportunity) -> Shift:
    """Let an event take place on three further days, and return the first of these shifts."""
    first_on = clock.now().date() + timedelta(days=30)
    plan = SeriesPlan(
        first_on=first_on, start_time=time(10), end_time=time(13), rule="FREQ=WEEKLY;COUNT=3"
    )  # fmt: skip
    role = RolePlan(names={"en": "Helper", "ru": "Помощник", "kk": "Көмекші"}, capacity=3)
    series = create_series(opportunity=event, plan=plan, roles=[role], actor=None, now=clock.now())
    return series.shifts.order_by("starts_at").first()


def at(name: str, *arguments: object, status: int = 200, act: Callable[[Page], object] | None = None, **query: str):
    """Make a stop from the name of an address, in the language in force."""
    found = f"?{urlencode(query)}" if query else ""
    return Stop(reverse(name, args=arguments) + found, status, act)


def garden() -> Opportunity:
    """The coordinator's large planting, which has open places."""
    return Opportunity.objects.get(slug="plant-400-saplings-in-the-botanical-garden")


def page_of(event: Opportunity, **options: object) -> Stop:
    """The public page of an opportunity."""
    return at("guest:opportunity", event.public_id, event.slug, **options)


def round_of(persona: str, language: str, town: Town) -> Round:
    """Plan the round of somebody in a language. May add rows that the town does not have: people with nothing yet."""
    with translation.override(language):
        return ROUNDS[persona](town)


def guest_round(town: Town) -> Round:
    """Everything a passer-by can open."""
    closed = Opportunity.objects.filter(status=OpportunityStatus.CLOSED).first()
    remote = Opportunity.objects.filter(status=OpportunityStatus.PUBLISHED, is_remote=True).first()
    suspended = Organisation.objects.filter(status=OrganisationStatus.SUSPENDED).first()
    return Round(None, [*_public(closed, remote, suspended), *_before_the_door()])


def _public(closed: Opportunity, remote: Opportunity, suspended: Organisation) -> list[Stop]:
    some = garden()
    shown = [
        at("guest:home"),
        at("guest:opportunities"),
        page_of(some),
        at("guest:organisations"),
        at("guest:organisation", some.organisation.bin),
        at("guest:regions"),
        at("guest:ledger"),
        at("guest:data"),
        at("guest:data_set", "opportunities"),
        at("guest:ratings"),
        at("guest:rating_appeals"),
        at("guest:region", HOME_REGION),
        *(at(f"guest:{name}") for name in (*TEXT_PAGES, *CONCERN_PAGES)),
    ]
    return [
        *(Stop(stop.path, is_public=True) for stop in shown),
        at("guest:home", where="Karaganda", cause="ecology"),
        at("guest:home", where="Krg"),
        at("guest:opportunities", where="Karaganda", km="25", cause="inclusion", online="too", age="x"),
        at("guest:opportunities", where="Nowhereville", q="nothing"),
        at("guest:organisations", q="nothing of the kind"),
        at("guest:organisations", form="public_fund", legal_status="active", direction="ecology", sort="newest"),
        at("guest:region", "620000000"),
        page_of(closed),
        page_of(remote),
        at("guest:organisation", suspended.bin),
        Stop(f"{reverse('guest:home')}nothing-here/", 404),
        at("guest:organisation", "000000000000", status=404),
    ]


def _before_the_door() -> list[Stop]:
    def ask_for_code(page: Page) -> None:
        page.locator("main input[name=contact], main input[name=email]").fill("nobody@example.org")
        send_form(page)

    def mistype(page: Page) -> None:
        ask_for_code(page)
        page.locator("main input[name=code]").fill("12")
        page.locator("main form:has(input[name=code]) .btn").first.click()

    return [
        at("guest:concern", about=garden().organisation.bin),
        at("guest:concern", status=422, act=send_form),
        at("guest:concern", act=write_concern),
        at("guest:concern_status", act=send_form),
        at("guest:verify"),
        at("guest:verify", code="0O1I-2345", status=422),
        at("guest:offline"),
        at("gate_pass", "A" * 45),
        at("gate_ticket", "A" * 45),
        at("volunteer:join"),
        at("volunteer:join", act=send_form),
        at("account_login"),
        at("account_login", act=send_form),
        at("account_login", act=ask_for_code),
        at("account_login", act=mistype),
        at("account_password_login"),
        at("account_password_login", act=send_form),
        at("account_reset_password"),
        at("account_reset_password", act=send_form),
        at("account_reset_password", act=ask_for_code),
    ]


def invitation_to(user: User) -> str:
    """Ask somebody, in the name of an owner, to act for an organisation."""
    owner = Membership.objects.filter(role=MembershipRole.OWNER).select_related("organisation", "user").earliest("pk")
    role, contact = MembershipRole.COORDINATOR, Contact(email=user.email or "")
    return invitation_token(organisation=owner.organisation, contact=contact, role=role, inviter=owner.user)


def asked_stops(user: User) -> list[Stop]:
    """What others ask of a person: to come instead of somebody, to come with a team, and a team of her own."""
    role, now = make_role(make_shift(make_opportunity())), clock.now()
    search = CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now)
    ask = CoverAsk.objects.create(search=search, volunteer=user.volunteer, wave=1, asked_at=now)
    friend = make_volunteer(user=make_user())
    led, other = (
        Team.objects.create(role=role, leader=leader, made_at=now, answer_by=role.shift.starts_at)
        for leader in (user.volunteer, friend)
    )
    for team in (led, other):
        TeamPlace.objects.create(team=team, volunteer=team.leader, answer=TeamAnswer.ACCEPTED, answered_at=now)
    place = TeamPlace.objects.create(team=other, name="Ayan", contact_hash=contact_hash((user.email or "").lower()))
    TeamPlace.objects.create(team=led, name="Botagoz", contact_hash=contact_hash("botagoz@example.org"))
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=4)
    return [
        at("volunteer:cover", ask.public_id),
        at("volunteer:team", led.public_id),
        at("volunteer:team_place", place.public_id),
    ]


def certificate_stops(user: User) -> list[Stop]:
    """Making one, with and without a mistake; one that stands, a letter, a book, one that was withdrawn."""
    volunteer, moment = user.volunteer, clock.now()
    host = garden().organisation
    shift = {"what": "shift", "on": "2026-03-01", "organisation": {"ru": "Чистый город"}, "place": {"kk": "Қарағанды"}}
    lines = [shift | {"name": {"kk": "Өзен жағасын тазалау"}, "minutes": 90 + number} for number in range(60)]
    shown = make_certificate(volunteer, moment, minutes=690)
    book = make_certificate(volunteer, moment, kind=PaperKind.BOOK, detail=Detail.SHIFTS, lines=lines)
    letter = make_certificate(
        volunteer, moment, kind=PaperKind.LETTER, organisation=host, text="Жақсы жұмыс.\n\nРақмет!"
    )
    gone = make_certificate(volunteer, moment, withdrawn_at=moment, withdrawn_by=WithdrawnBy.CHANGED)
    make_outside_claim(volunteer, moment)

    def ask_for_days(page: Page) -> None:
        page.locator("input[name=span][value=own]").check()
        send_form(page)

    return [
        at("volunteer:certificates"),
        at("volunteer:take_along"),
        at("volunteer:outside"),
        at("volunteer:outside", act=send_form),
        at("volunteer:outside", act=look_at_hours),
        at("volunteer:new_certificate"),
        at("volunteer:new_certificate", act=ask_for_days),
        *(at("volunteer:certificate", one.public_id) for one in (shown, letter, gone)),
        at("volunteer:withdraw", shown.public_id),
        *(at("guest:check", one.shown_code) for one in (shown, book, letter, gone)),
        at("guest:check", "7K4M-Q2WD-9XHR", status=404),
    ]


def volunteer_round(town: Town) -> Round:
    """The volunteer of 21, who has said what helps her: matches, an invitation, a place, a past."""
    user = town.person("volunteer_21")
    Volunteer.objects.filter(user=user).update(access_needs=ALL_ACCESS_NEEDS, filters_by_needs=False)
    mine = SignUp.objects.filter(volunteer__user=user)
    ahead = mine.filter(status=SignUpStatus.CONFIRMED, shift__starts_at__gt=clock.now()).first()
    past = mine.filter(attendance__isnull=False).first()
    stops = [
        at("guest:home"),
        at("ngo:invited", invitation_to(user)),
        at("volunteer:find"),
        page_of(garden()),
        at("volunteer:shifts"),
        at("volunteer:shift", ahead.public_id),
        at("volunteer:shift", ahead.public_id, act=share_everything),
        at("volunteer:shift", past.public_id),
        at("volunteer:shift", mine.filter(status=SignUpStatus.INVITED).first().public_id),
        at("volunteer:joined", ahead.shift.opportunity.public_id, role=ahead.role.public_id),
        at("volunteer:pass"),
        at("gate_code", next(shown_codes(ahead.shift, clock.now())).code),
        at("gate_poster", poster_token(ahead.shift)),
        at("gate_poster", poster_token(ahead.shift), act=arrive),
        at("volunteer:leave", ahead.public_id),
        at("volunteer:give", ahead.public_id),
        at("volunteer:calendar"),
        at("volunteer:calendar", act=send_form),
        at("volunteer:new_team", garden().public_id),
        at("volunteer:new_team", garden().public_id, act=send_form),
        at("answer_link", answer_token(ahead)),
        *asked_stops(user),
        *own_hours_stops(user),
        *certificate_stops(user),
        at("volunteer:profile"),
        at("volunteer:profile_birth_date", act=send_form),
        *(at(f"volunteer:profile_{part}") for part in PROFILE_PAGES),
        *(at(f"volunteer:{page}") for page in OWN_DATA_PAGES),
        at("volunteer:leave_for_good", act=send_form),
        *message_stops(user),
        at("volunteer:profile_exceptions", act=send_form),
        *(at(f"volunteer:{step}") for step in START_PAGES),
        at("moderator:queue", status=403),
        at("ngo:today", garden().organisation.slug, status=404),
        *security_stops(user),
        at("account_set_password"),
        at("account_logout"),
    ]
    return Round(user, stops)


def share_everything(page: Page) -> None:
    """Tick whatever helps, and let the organiser of the shift read it."""
    for box in page.locator("#needs input[type=checkbox]").all():
        box.check()
    page.locator("#needs .btn").click()


def message_stops(user: User) -> list[Stop]:
    """The inbox with the banner of an address that fails; the table of choices; the page that stops."""
    wordy = make_user(email="no-messages@example.org")
    moment = clock.now()
    for kind, held in (("place", False), ("invitation", True)):
        row = outbox.put("events.place_freed", key=f"{kind}:{user.pk}", due_at=moment, user_id=wordy.pk, role_id=0)
        words = {"subject": "Ауысым ертең", "text": "Сағат 9-да кел.", "language": "kk", "path": "me/shifts/"}
        InboxMessage.objects.create(user=user, message=row, kind=kind, sent_at=moment, is_held_back=held, **words)
    User.objects.filter(pk=user.pk).update(unread_count=2, email_failed_at=moment)
    link_contact(user=user, channel="push", contact="browser", label="Chrome Android", now=moment)
    path = stop_url(user, "reminder").partition("/stop/")[2]
    return [
        at("volunteer:messages"),
        at("volunteer:message_choices"),
        Stop(f"/stop/{path}"),
        Stop(f"/stop/{path}", act=send_form),
    ]


def security_stops(user: User) -> list[Stop]:
    """What proves who a person is, empty and full; the last stops find the app that one of the first adds."""
    user.set_unusable_password()
    user.save()
    elsewhere = Client()
    elsewhere.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    key = elsewhere.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="Chrome Android")
    return [
        at("mfa_index"),
        at("mfa_add_webauthn"),
        at("mfa_activate_totp"),
        at("mfa_activate_totp", act=send_form),
        at("usersessions_list"),
        at("mfa_activate_totp", act=add_app),
        at("mfa_index"),
        at("mfa_view_recovery_codes"),
        at("mfa_generate_recovery_codes"),
        at("mfa_deactivate_totp"),
        at("mfa_reauthenticate"),
        at("mfa_reauthenticate", act=send_form),
    ]


def minor_round(town: Town) -> Round:
    """The volunteer of 15, to whom some pages say no."""
    adult = Opportunity.objects.filter(status=OpportunityStatus.PUBLISHED, min_age__gte=18).first()
    pages = [at("volunteer:find"), page_of(garden()), *([page_of(adult)] if adult else []), at("volunteer:shifts")]
    return Round(town.person("volunteer_15"), pages)


def waiting_round(town: Town) -> Round:
    """A volunteer of 15 for whom nobody has agreed: whom to ask, asked, refused, and the profile."""
    user = make_minor(home=settlement(KARAGANDA))
    moment = clock.now()
    new, sent, refused = (_waiting_place(user, days) for days in (12, 19, 26))
    asking = {"actor": user, "now": moment, "contact": "mother@example.org"}
    ask_guardian(signup=sent, **asking)
    refuse(request=ask_guardian(signup=refused, **asking), now=moment)
    stops = [
        at("volunteer:shifts"),
        *(at("volunteer:shift", signup.public_id) for signup in (new, sent, refused)),
        at("volunteer:guardian", sent.public_id),
        at("volunteer:guardian", sent.public_id, act=send_form),
        at("volunteer:profile"),
        at("volunteer:profile_guardian"),
    ]
    return Round(user, stops)


def _waiting_place(user: User, days_ahead: int) -> SignUp:
    role = make_role(make_shift(make_opportunity(), days_ahead=days_ahead, start_time=time(16)))
    return claim_seat(role=role, volunteer=user.volunteer, actor=user, now=clock.now())


def guardian_round(town: Town) -> Round:
    """A guardian's pages: asked, mistaken, answered, taking back, too late, unknown, and the link that was shared."""
    moment, code = clock.now(), get_language()
    open_, agreed, late = (
        ask_guardian(
            signup=_waiting_place(minor, 12), contact="mother@example.org", actor=minor, now=moment, language=code
        )
        for minor in (make_minor() for _ in range(3))
    )
    agree(request=agreed, words=words(allows_photos=True), now=moment)
    ConsentRequest.objects.filter(pk=late.pk).update(expires_at=moment)
    consent = agreed.guardian.consents.get()
    pages = {name: f"/c/{link_token(row.public_id)}?lang={code}" for name, row in
             {"open": open_, "agreed": agreed, "late": late}.items()}  # fmt: skip
    shared = f"{reverse('guardian_start', args=[open_.public_id])}?lang={code}"
    stops = [
        Stop(pages["open"]),
        Stop(pages["open"], act=lambda page: page.locator("button[value=agreed]").click()),
        Stop(pages["agreed"]),
        Stop(f"{pages['agreed']}&withdraw={consent.public_id}"),
        Stop(pages["late"], 410),
        Stop(f"/c/{'A' * 22}?lang={code}", 404),
        Stop(shared),
        Stop(shared, act=send_form),
    ]
    return Round(None, stops)


def newcomer_round(town: Town) -> Round:
    """Somebody who joined a minute ago, far from everything: every list is empty."""
    user = make_user(full_name="Жаңа Келген")
    make_volunteer(user=user, home=settlement(KARAGANDA), max_km=1, languages=8, free_parts=1)
    parts = ("find", "shifts", "hours", "certificates", "profile")
    stops = [at(f"volunteer:{part}") for part in parts]
    return Round(user, [*stops, at("volunteer:start_causes")])


def coordinator_round(town: Town) -> Round:
    """The coordinator's desk with a proposal to review."""
    user, event = town.person("coordinator"), garden()
    slug, address = event.organisation.slug, (event.organisation.slug, event.public_id)
    run = propose_filling(opportunity=event, actor=user, now=clock.now())
    everything = propose_all(organisation=event.organisation, actor=user, now=clock.now())
    wanted, person = _left_out(run)
    draft = event.organisation.opportunities.filter(status=OpportunityStatus.DRAFT).first()
    past = Shift.objects.filter(
        opportunity__organisation=event.organisation, ends_at__lt=clock.now(), signups__attendance__isnull=True
    ).first()
    role = event.shifts.order_by("starts_at").first().roles.first()
    stops = [
        at("ngo:today", slug),
        at("ngo:events", slug),
        at("ngo:new_event", slug),
        at("ngo:new_event", slug, act=send_form),
        at("ngo:event", *address),
        at("ngo:event", slug, draft.public_id),
        at("ngo:event", slug, past.opportunity.public_id, past="1"),
        at("ngo:edit_event", *address),
        at("ngo:new_shift", *address),
        at("ngo:new_event", slug, act=show_dates),
        at("ngo:duplicate", *address),
        at("ngo:preview", *address),
        at("ngo:preview", slug, draft.public_id),
        at("ngo:new_role", *address, role.shift.public_id),
        at("ngo:move_shift", *address, role.shift.public_id),
        at("ngo:move_shift", *address, repeated_shift(event).public_id),
        at("ngo:call_off_shift", *address, role.shift.public_id),
        at("ngo:call_off_shift", *address, role.shift.public_id, act=save),
        at("ngo:edit_role", *address, role.public_id),
        at("ngo:reduce_role", *address, role.public_id),
        at("ngo:cancel", *address),
        at("ngo:move_shift", *address, role.shift.public_id, act=save),
        at("ngo:cover", *address),
        at("ngo:candidates", *address),
        at("ngo:review", *address, run.public_id),
        at("ngo:review_all", slug, everything.public_id),
        at("ngo:insist", slug, run.public_id, role=str(wanted.public_id)),
        at("ngo:insist", slug, run.public_id, role=str(wanted.public_id), volunteer=str(person.public_id)),
        at("ngo:messages", *address),
        at("ngo:write_message", *address, role.shift.public_id),
        at("ngo:write_message", *address, role.shift.public_id, act=send_form),
        at("ngo:write_message", *address, role.shift.public_id, act=look_over),
        at("ngo:door", *address),
        at("ngo:walk_in", *address, role.shift.public_id),
        at("ngo:door", slug, past.opportunity.public_id, shift=str(past.public_id)),
        *gate_stops(),
        at("ngo:hours", slug),
        at("ngo:ask_about_hours", slug, past.signups.order_by("pk").first().public_id),
        at("ngo:ask_about_hours", slug, past.signups.order_by("pk").first().public_id, act=send_form),
        *desk_hours_stops(event),
        at("ngo:volunteers", slug),
        *letter_stops(slug),
        at("ngo:organisation", slug),
        at("ngo:entry", slug),
        at("ngo:entry", slug, act=forget_names),
        at("ngo:claim", listed_entry().bin),
        at("ngo:claim", listed_entry().bin, act=send_form),
        *register_stops(slug),
        at("ngo:rating", slug),
        at("ngo:rating", slug, act=send_form),
        *exception_stops(event, user),
        at("ngo:enrol"),
        at("ngo:enrol", act=send_form),
        at("akimat:home", status=403),
    ]
    return Round(user, stops)


def gate_stops() -> list[Stop]:
    """An open gate after an answer, and its screen, poster, tickets and a pass that a camera opened."""
    gate = open_gate(6)
    event, first = gate.shift.opportunity, gate.signups.select_related("shift").earliest("pk")
    address = (event.organisation.slug, event.public_id, gate.shift.public_id)

    def type_code(page: Page) -> None:
        page.locator("#gate[data-ready=true]").wait_for()
        page.locator("#q").fill(letters_of(first))
        page.locator("#q").press("Enter")
        page.locator("[data-answer][data-outcome]").wait_for()

    return [
        Stop(door_of(gate.shift, get_language() or "en"), act=type_code),
        at("ngo:screen", *address),
        at("ngo:poster", *address),
        at("ngo:tickets", *address),
        at("ngo:tickets", *address, act=send_form),
        at("gate_pass", pass_token(first.volunteer_id, first.shift.starts_on)),
        *aftermath_stops(),
    ]


def aftermath_stops() -> list[Stop]:
    """A gate that is over: scans to decide about, heads that do not agree, ends nobody saw, somebody written down."""
    role = gate_that_is_over()
    event, people = role.shift.opportunity, people_of(role)
    address = (event.organisation.slug, event.public_id)
    closed = GateScan.objects.filter(shift=role.shift, needs_look=True).order_by("pk")
    return [
        at("ngo:after_gate", *address, role.shift.public_id),
        *(at("ngo:decide_scan", *address, scan.key) for scan in closed),
        at("ngo:decide_scan", *address, closed[0].key, act=send_form),
        at("ngo:count_heads", *address, role.shift.public_id),
        at("ngo:count_heads", *address, role.shift.public_id, act=send_form),
        at("ngo:write_presence", *address, people[-1].public_id),
        at("ngo:write_presence", *address, people[-1].public_id, act=send_form),
        Stop(door_of(role.shift, get_language() or "en")),
    ]


def own_hours_stops(user: User) -> list[Stop]:
    """Hours with objections in their states, an objection to write, and one without a reason."""
    place = make_place(garden(), user)
    refused = make_dispute(garden(), user.volunteer, DisputeState.REFUSED, days_ago=8)
    asked = make_asked(garden(), user)
    agreed = make_asked(garden(), user, category="social", state="agreed", moved_at=clock.now())
    return [
        at("volunteer:badges"),
        at("volunteer:nomination", asked.public_id),
        at("volunteer:nomination", agreed.public_id),
        at("volunteer:hours"),
        at("volunteer:object", place.public_id),
        at("volunteer:object", place.public_id, act=send_form),
        at("volunteer:objection", refused.public_id),
        at("volunteer:feedback", a_shift_to_rate(garden(), user).public_id),
        at("volunteer:feedback", a_shift_to_rate(garden(), user).public_id, act=send_form),
    ]


def desk_hours_stops(event: Opportunity) -> list[Stop]:
    """Objections to answer, an answer without words, and hours by hand."""
    slug, role = event.organisation.slug, a_role_that_is_over(event.organisation)
    asked = make_dispute(event, make_volunteer(), DisputeState.WITH_HOST, days_ago=8)
    make_wish(event)
    came = people_who_came(event.organisation).first()
    make_nomination(event.organisation, came, clock.now())
    return [
        at("ngo:nominations", slug),
        at("ngo:nominate", slug, came.public_id),
        at("ngo:nominate", slug, came.public_id, act=send_form),
        at("ngo:feedback", slug),
        at("ngo:correct_hours", slug, a_confirmed_place(event).public_id),
        at("ngo:correct_hours", slug, a_confirmed_place(event).public_id, act=send_form),
        at("ngo:objections", slug),
        at("ngo:objection", slug, asked.public_id),
        at("ngo:objection", slug, asked.public_id, act=send_form),
        at("ngo:hand_credits", slug),
        at("ngo:hand_credit", slug, role.public_id),
        at("ngo:hand_credit", slug, role.public_id, act=send_form),
    ]


def outside_hours_stops() -> list[Stop]:
    """Objections, hours by hand and from elsewhere that wait for somebody outside, and decisions without words."""
    passed = make_dispute(garden(), make_volunteer(), DisputeState.WITH_MEDIATOR, days_ago=8)
    wish = make_wish(garden())
    agreed = {"state": "agreed", "moved_at": clock.now(), "head_number": 1}
    make_nomination(garden().organisation, make_volunteer(), clock.now(), **agreed)
    claim = make_outside_claim(make_volunteer(home=settlement(KARAGANDA)), clock.now())
    return [
        at("moderator:nominations"),
        at("moderator:objections"),
        at("moderator:objection", passed.public_id),
        at("moderator:objection", passed.public_id, act=send_form),
        at("moderator:hand_credits"),
        at("moderator:hand_credit", wish.public_id),
        at("moderator:hand_credit", wish.public_id, act=send_form),
        at("moderator:outside_claims"),
        at("moderator:outside_claim", claim.public_id),
        at("moderator:outside_claim", claim.public_id, act=send_form),
    ]


def register_stops(slug: str) -> list[Stop]:
    """The task lists of one that has everything and of one that was returned, the form with mistakes, an objection."""
    returned = Organisation.objects.filter(status=OrganisationStatus.VERIFIED).exclude(slug=slug).first()
    owner = Membership.objects.get(organisation__slug=slug, role=MembershipRole.OWNER).user
    Membership.objects.get_or_create(user=owner, organisation=returned, defaults={"role": MembershipRole.OWNER})
    turn_down(returned)
    return [
        at("ngo:register", slug),
        at("ngo:register", returned.slug),
        at("ngo:post_material", slug),
        at("ngo:post_material", slug, act=send_form),
        at("ngo:appeal", returned.slug),
        at("ngo:appeal", returned.slug, act=send_form),
    ]


def exception_stops(event: Opportunity, user: User) -> list[Stop]:
    """The list, a question to put with its mistakes, and one that another member asked and this one decides."""
    slug, address = event.organisation.slug, (event.organisation.slug, event.public_id)
    role = event.shifts.filter(starts_at__gt=clock.now()).first().roles.first()
    person = make_volunteer(user=make_user(full_name="Үйренуші Тестов"), home=settlement(KARAGANDA))
    facts = {"role": role, "volunteer": person, "asked_at": clock.now(), "reason": "Learns it on the day."}
    asked, own, done = (
        GateOverride.objects.create(gate=gate, asked_by=asker, **facts)
        for gate, asker in (("skill", uuid4()), ("language", user.public_id), ("school_hours", uuid4()))
    )
    done.decided_by, done.decided_at, done.is_granted, done.decision_reason = uuid4(), clock.now(), True, "Fine."
    done.save()
    return [
        at("ngo:exceptions", slug),
        at("ngo:exception", slug, asked.public_id),
        at("ngo:exception", slug, asked.public_id, act=send_form),
        at("ngo:exception", slug, own.public_id),
        at("ngo:ask_exception", *address, role=str(role.public_id)),
        at("ngo:ask_exception", *address, role=str(role.public_id), act=send_form),
    ]


def _left_out(run: MatchRun) -> tuple[ShiftRole, Volunteer]:
    """Return a role with an empty place and somebody who fits it but is not proposed for it."""
    proposed = {(row.role_id, row.volunteer_id) for row in suggestions_of(run)}
    return next(
        (role, found.volunteer)
        for role in roles_of_filling(run, now=clock.now())
        for found in rank_candidates(role, now=clock.now(), limit=30)
        if (role.pk, found.volunteer.pk) not in proposed
    )


def founder_round(town: Town) -> Round:
    """The owner of an organisation that waits for the register and has done nothing yet."""
    organisation = make_organisation(verified=False, slug="zhana-qor", name="Жаңа қор")
    user = make_member(organisation, role=MembershipRole.OWNER)
    draft = make_opportunity(organisation=organisation, published=False, venue=settlement(KARAGANDA))
    names = ("today", "hours", "volunteers", "organisation", "hooks")
    stops = [at(f"ngo:{name}", organisation.slug) for name in names]
    return Round(user, [*stops, at("ngo:event", organisation.slug, draft.public_id)])


def letter_stops(slug: str) -> list[Stop]:
    """No letters yet, one to write, one without words, one that was written."""
    organisation = Organisation.objects.get(slug=slug)
    person = people_who_came(organisation).first()
    make_certificate(person, clock.now(), kind=PaperKind.LETTER, organisation=organisation, text="Жақсы жұмыс.")
    return [
        at("ngo:letters", slug),
        at("ngo:write_letter", slug, person.public_id),
        at("ngo:write_letter", slug, person.public_id, act=send_form),
    ]


def akimat_round(town: Town) -> Round:
    """The officer's dashboard, a district of it, and a period that nobody can read."""
    stops = [
        at("akimat:region", HOME_REGION),
        at("akimat:region", HOME_REGION, period="2025-Q1", preset="index-civic"),
        at("akimat:region", HOME_REGION, period="yesterday", status=422),
        at("akimat:region", "750000000", status=404),
        at("akimat:rows", HOME_REGION, metric="people"),
        at("akimat:rows", HOME_REGION, metric="participations"),
        at("akimat:reports", HOME_REGION),
        *report_stops(town),
        *allocation_stops(town),
        *policy_stops(town),
    ]
    return Round(town.person("akimat"), stops)


def report_stops(town: Town) -> list[Stop]:
    """A report that waits for a signature, and a published one as the officer and as everybody sees it."""
    officer, moment = town.person("akimat"), clock.now()
    published = make_snapshot(region(HOME_REGION), moment, actor=officer)
    make_publication(published, moment, actor=officer)
    year = selection_of(region(HOME_REGION), quarter_before(moment).year_before())
    waiting = freeze(selection=year, actor=officer, now=moment)
    return [
        at("akimat:report", waiting.public_id),
        at("akimat:report", published.public_id),
        at("guest:reports"),
        at("guest:report", HOME_REGION, published.name_of_period),
    ]


def allocation_stops(town: Town) -> list[Stop]:
    """A draft with everything to do with it, a run under way, a failed one, and one whose ground has moved."""
    officer, home, moment = town.person("akimat"), region(HOME_REGION), clock.now()
    draft, moved = (allocate_now(plan=Plan(home, weeks=2), actor=officer, now=moment) for _ in range(2))
    waiting, failed = (request_allocation(plan=Plan(home), actor=officer, now=moment) for _ in range(2))
    MatchRun.objects.filter(pk=waiting.pk).update(status="running", round=2, objective=1_000, bound=1_001, gap_ppm=999)
    MatchRun.objects.filter(pk=failed.pk).update(status="failed")
    role = draft.suggestions.first().role
    Volunteer.objects.filter(pk=moved.suggestions.last().volunteer_id).update(max_km=1)
    return [
        at("akimat:allocations", HOME_REGION),
        at("akimat:allocations", "country", status=403),
        *(at("akimat:allocation", run.public_id) for run in (draft, waiting, failed)),
        at("akimat:proposals", draft.public_id),
        at("akimat:proposals", draft.public_id, cause="none"),
        at("akimat:people", draft.public_id, role.public_id),
        at("akimat:send", draft.public_id),
        at("akimat:send", moved.public_id, status=200, act=send_form),
        at("akimat:undo", draft.public_id),
    ]


def too_young(page: Page) -> None:
    """Ask for an age below the law."""
    page.locator("#id_least_age").fill("9")
    send_form(page)


def policy_stops(town: Town) -> list[Stop]:
    """The form with a mistake, a replay that is done and one that waits."""
    year = clock.now().year - 1
    quarter = {"first_day": date(year, 10, 1), "end_day": date(year + 1, 1, 1)}
    wanted = Wanted(region(HOME_REGION), **quarter, points={"first_new": 0, "first_known": 0}, extra_km=5)
    done = replay_now(wanted=wanted, actor=town.person("akimat"), now=clock.now())
    waiting = request_replay(wanted=wanted, actor=None, now=clock.now())
    MatchRun.objects.filter(pk=waiting.pk).update(status="queued")
    return [
        at("akimat:policies", HOME_REGION),
        at("akimat:policies", HOME_REGION, act=too_young),
        at("akimat:policy", done.public_id),
        at("akimat:policy", waiting.public_id),
    ]


def an_objection_to_a_rating() -> RatingAppeal:
    """An objection of the garden's organisation, the same however often it is asked for."""
    known = RatingAppeal.objects.filter(indicator="shifts_held").first()
    said = {"indicator": "shifts_held", "words": "Тағы бір ауысым өтті.", "actor": User.objects.first()}
    return known or appeal(organisation=garden().organisation, now=clock.now(), **said)


def a_doubt() -> Suspicion:
    """A doubt about hours of the garden, the same however often it is asked for."""
    known = Suspicion.objects.filter(subject="browser").first()
    signup = SignUp.objects.filter(attendance__minutes__gt=0).order_by("pk").first()
    return known or make_doubt(signup, now=clock.now(), subject="browser")


def listed_entry() -> Organisation:
    """An entry from an official list that nobody acts for, the same however often it is asked for."""
    known = Organisation.objects.filter(slug="browser-listed").first()
    return known or make_organisation(slug="browser-listed", name="Тізімдегі ұйым", verified=False, is_listed=True)


def forget_names(page: Page) -> None:
    """Send the entry without any name."""
    for name in ("name_kk", "name_ru", "name_en"):
        page.locator(f"main input[name={name}]").fill("")
    send_form(page)


def entry_stops() -> list[Stop]:
    """Legal status, duplicates and requests to act, empty and filled."""
    kept, double = garden().organisation, make_organisation(name="Екінші жазба")
    joining = merge(survivor=kept, duplicate=double, reason="Same.", reviewer=make_user(), now=clock.now())
    make_organisation(name=kept.name_kk)
    claim = ask_to_act(organisation=listed_entry(), user=make_user(), words="I keep its books.", now=clock.now())
    return [
        at("moderator:legal_status", kept.public_id),
        at("moderator:legal_status", kept.public_id, act=send_form),
        at("moderator:duplicates", kept.public_id),
        at("moderator:duplicates", kept.public_id, act=send_form),
        at("moderator:duplicates", listed_entry().public_id),
        at("moderator:take_apart", joining.public_id),
        at("moderator:alike"),
        at("moderator:claims"),
        at("moderator:claim", claim.public_id),
        at("moderator:claim", claim.public_id, act=send_form),
    ]


def case_stops(town: Town, waiting: Organisation) -> list[Stop]:
    """A case that waits, one in hand with a decision half made, one that waits for a second person."""
    reviewer, moment = town.person("reviewer"), clock.now()
    case, other = VerificationCase.objects.order_by("opened_at", "pk")[:2]
    take_case(case=other, reviewer=reviewer, now=moment)
    second = make_case(Organisation.objects.filter(status=OrganisationStatus.SUSPENDED).first())
    first = make_reviewer()
    against = wish(second, Verdict.REFUSE, reasons=(CaseReason.UNREADABLE,))
    decide_case(case=take_case(case=second, reviewer=first, now=moment), wish=against, reviewer=first, now=moment)
    return [
        at("moderator:case", case.public_id),
        at("moderator:case", other.public_id),
        at("moderator:case", other.public_id, act=decide_nothing),
        at("moderator:case", second.public_id),
    ]


def decide_nothing(page: Page) -> None:
    """Press the button of a decision without one."""
    page.locator(".desk button.btn").last.click()


def reviewer_round(town: Town) -> Round:
    """The queues, a case of each, a decision without a reason."""
    waiting = Organisation.objects.filter(status=OrganisationStatus.UNVERIFIED, is_listed=False).first()
    stops = [
        at("moderator:queue"),
        *case_stops(town, waiting),
        at("moderator:organisation", waiting.public_id),
        at("moderator:organisation", garden().organisation.public_id),
        at("moderator:ratings"),
        at("moderator:rating_appeal", an_objection_to_a_rating().public_id),
        at("moderator:rating_appeal", an_objection_to_a_rating().public_id, act=send_form),
        # The last button there declares a tie, after which this reviewer decides nothing about the organisation.
        at("moderator:organisation", garden().organisation.public_id, act=send_form),
        at("moderator:end_flag", garden().organisation.public_id, make_flag(garden().organisation).pk),
        at("moderator:doubts"),
        at("moderator:doubt", a_doubt().public_id),
        at("moderator:doubt", a_doubt().public_id, act=send_form),
        *outside_hours_stops(),
        *entry_stops(),
    ]
    return Round(town.person("reviewer"), stops)


def write_concern(page: Page) -> None:
    """Report something from the page that is open."""
    page.locator("input[name=kind]").first.check()
    page.locator("#id_text").fill("Сатыда таяныш жоқ.")
    send_form(page)


def answer_nothing(page: Page) -> None:
    """Press the button of an answer without words."""
    page.locator(".desk form .btn").first.click()


def officer_round(town: Town) -> Round:
    """Nothing yet, then a report that waits, one in hand, an answer without words, one that is closed."""
    officer, moment = town.person("safeguarding"), clock.now()
    empty = [at("safeguarding:home"), at("safeguarding:concerns", show="closed")]
    waiting, taken, closed = (make_concern(garden(), text=f"Report {number}") for number in range(3))
    for concern in (taken, closed):
        take_concern(concern=concern, actor=officer, now=moment)
    close_concern(concern=closed, words="The stairs have a rail now.", actor=officer, now=moment)
    return Round(
        officer,
        [
            *empty,
            at("safeguarding:concerns"),
            at("safeguarding:concern", waiting.public_id),
            at("safeguarding:concern", taken.public_id),
            at("safeguarding:concern", taken.public_id, act=answer_nothing),
            at("safeguarding:concern", closed.public_id),
        ],
    )


def safeguarding_round(town: Town) -> Round:
    """The officer: a person's papers in every state, an exception and a date of birth to decide about."""
    person, now = town.person("volunteer_21").volunteer, clock.now()
    paper = make_clearance(person, issuer="eGov")
    make_clearance(person, "training", days=0)
    make_clearance(person, "ethics", revoked_at=now, revoke_reason="Not signed.")
    nobody = make_volunteer(user=make_user(full_name="Жаңа Адам"), home=settlement(KARAGANDA))
    asked = {"volunteer": person, "asked_by": uuid4(), "asked_at": now, "reason": "A mistake."}
    role = garden().shifts.order_by("starts_at").last().roles.first()
    override = GateOverride.objects.create(role=role, gate="school_hours", **asked)
    correction = BirthDateCorrection.objects.create(old_date=person.birth_date, new_date=date(2004, 3, 14), **asked)
    pages = {"person": person, "record": person, "renew": paper, "revoke": paper, "override": override}
    stops = [
        at("safeguarding:home"),
        at("safeguarding:messages"),
        at("safeguarding:people"),
        at("safeguarding:people", act=send_form),
        *(at(f"safeguarding:{name}", shown.public_id) for name, shown in pages.items()),
        *(
            at(f"safeguarding:{name}", pages[name].public_id, act=send_form)
            for name in ("record", "revoke", "override")
        ),
        at("safeguarding:person", nobody.public_id),
        at("safeguarding:overrides"),
        at("safeguarding:birth_dates"),
        at("safeguarding:birth_date", correction.public_id),
        at("safeguarding:birth_date", correction.public_id, act=send_form),
    ]
    return Round(town.person("safeguarding"), stops)


def calls_round(town: Town) -> Round:
    """Calls as everybody reads them: open, decided, with what the money did."""
    money = make_money(town, HOME_REGION)
    stops = [
        at("guest:calls"),
        at("guest:call", money.open.public_id),
        at("guest:call", money.decided.public_id),
        at("guest:call", money.draft.public_id, status=404),
        at("guest:call_money", money.contract.application.call.public_id),
        at("guest:call_money", money.open.public_id),
    ]
    return Round(None, stops)


def calls_officer_round(town: Town) -> Round:
    """An officer's calls: written, open, decided, a complaint and a contract."""
    money = make_money(town, HOME_REGION)
    contracted = money.contract.application.call.public_id
    stops = [
        at("akimat:calls", HOME_REGION),
        at("akimat:new_call", HOME_REGION),
        at("akimat:new_call", HOME_REGION, act=send_form),
        at("akimat:edit_call", money.draft.public_id),
        at("akimat:call", money.draft.public_id),
        at("akimat:call", money.open.public_id, act=send_form),
        at("akimat:call", money.scoring.public_id),
        at("akimat:call", money.decided.public_id),
        at("akimat:call", contracted),
        at("akimat:correct_call", money.open.public_id, act=send_form),
        at("akimat:reply", contracted, money.complaint.public_id, act=send_form),
        at("akimat:contract", contracted, money.contract.application.public_id, act=send_form),
    ]
    return Round(town.person("akimat"), stops)


def applicant_round(town: Town) -> Round:
    """An applicant's calls: what stands in the way, a draft, what was handed in, a complaint and a report."""
    money = make_money(town, HOME_REGION)
    slug, contracted = money.organisation.slug, money.contract.application.call.public_id
    stops = [
        at("ngo:funding", slug),
        at("ngo:application", slug, money.open.public_id),
        at("ngo:application", slug, contracted),
        at("ngo:application", slug, money.decided.public_id),
        at("ngo:complain", slug, contracted, act=send_form),
        at("ngo:money", slug, contracted, act=send_form),
        at("ngo:money", slug, money.open.public_id, status=404),
    ]
    return Round(town.person("coordinator"), stops)


def commission_round(town: Town) -> Round:
    """A chair who is tied to one of two applicants scores the other."""
    money = make_money(town, HOME_REGION)
    call = money.scoring.public_id
    stops = [
        at("commission:home"),
        at("commission:call", call),
        at("commission:ties", call),
        at("commission:score", call, money.application.number),
        at("commission:score", call, money.application.number, act=send_form),
        at("commission:protocol", call),
        at("commission:call", money.open.public_id, status=404),
    ]
    return Round(money.chair, stops)


def undeclared_round(town: Town) -> Round:
    """A member who has not said yet what ties her to the applicants."""
    money = make_money(town, HOME_REGION)
    call = money.scoring.public_id
    stops = [at("commission:call", call), at("commission:ties", call), at("commission:ties", call, act=send_form)]
    return Round(money.member, stops)


ROUNDS: dict[str, Callable[[Town], Round]] = {
    "guest": guest_round,
    "volunteer": volunteer_round,
    "minor": minor_round,
    "waiting": waiting_round,
    "guardian": guardian_round,
    "newcomer": newcomer_round,
    "coordinator": coordinator_round,
    "founder": founder_round,
    "akimat": akimat_round,
    "reviewer": reviewer_round,
    "officer": officer_round,
    "safeguarding": safeguarding_round,
    "calls": calls_round,
    "calls_officer": calls_officer_round,
    "applicant": applicant_round,
    "commission": commission_round,
    "undeclared": undeclared_round,
}
