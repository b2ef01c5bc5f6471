"""Every page of the site as everybody who opens it sees it, with its empty, refused and mistaken states."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from accounts.models import User
from core import clock
from events.enums import OpportunityStatus, SignUpStatus
from events.models import Opportunity, Shift, ShiftRole, SignUp
from matching.models import MatchRun
from matching.queries import rank_candidates, roles_of_filling, suggestions_of
from matching.services import propose_all, propose_filling
from matching.services.replays import Wanted, request_replay
from matching.services.runs import Plan, allocate_now, replay_now, request_allocation
from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models import Organisation
from tests.browser.town import Town
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

HOME_REGION = "350000000"
TEXT_PAGES = ("about", "help", "privacy", "accessibility", "rules", "matching", "for_ngos", "for_akimats", "concern")
START_PAGES = ("start_causes", "start_times", "start_skills")
PROFILE_PAGES = ("about", "place", "languages", "causes", "times", "exceptions", "skills", "limits")


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


def send_form(page: Page) -> None:
    """Press the main button of the page's own form, whatever was filled in."""
    page.locator("main form[method=post] .btn").last.click()


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
        at("guest:region", HOME_REGION),
        *(at(f"guest:{name}") for name in TEXT_PAGES),
    ]
    return [
        *(Stop(stop.path, is_public=True) for stop in shown),
        at("guest:home", where="Karaganda", cause="ecology"),
        at("guest:home", where="Krg"),
        at("guest:opportunities", where="Karaganda", km="25", cause="inclusion", online="too", age="x"),
        at("guest:opportunities", where="Nowhereville", q="nothing"),
        at("guest:organisations", q="nothing of the kind"),
        at("guest:region", "620000000"),
        page_of(closed),
        page_of(remote),
        at("guest:organisation", suspended.bin),
        Stop(f"{reverse('guest:home')}nothing-here/", 404),
        at("guest:organisation", "000000000000", status=404),
    ]


def _before_the_door() -> list[Stop]:
    def ask_for_code(page: Page) -> None:
        page.locator("main input[name=email]").fill("nobody@example.org")
        send_form(page)

    def mistype(page: Page) -> None:
        ask_for_code(page)
        page.locator("main input[name=code]").fill("12")
        page.locator("main form:has(input[name=code]) .btn").first.click()

    return [
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


def volunteer_round(town: Town) -> Round:
    """The volunteer of 21: matches, an invitation, a place, a past."""
    user = town.person("volunteer_21")
    mine = SignUp.objects.filter(volunteer__user=user)
    ahead = mine.filter(status=SignUpStatus.CONFIRMED, shift__starts_at__gt=clock.now()).first()
    past = mine.filter(attendance__isnull=False).first()
    stops = [
        at("guest:home"),
        at("volunteer:find"),
        page_of(garden()),
        at("volunteer:shifts"),
        at("volunteer:shift", ahead.public_id),
        at("volunteer:shift", past.public_id),
        at("volunteer:shift", mine.filter(status=SignUpStatus.INVITED).first().public_id),
        at("volunteer:leave", ahead.public_id),
        at("volunteer:give", ahead.public_id),
        at("volunteer:hours"),
        at("volunteer:profile"),
        *(at(f"volunteer:profile_{part}") for part in PROFILE_PAGES),
        at("volunteer:profile_exceptions", act=send_form),
        *(at(f"volunteer:{step}") for step in START_PAGES),
        at("moderator:queue", status=403),
        at("ngo:today", garden().organisation.slug, status=404),
        at("account_set_password"),
        at("account_logout"),
    ]
    return Round(user, stops)


def minor_round(town: Town) -> Round:
    """The volunteer of 15, to whom some pages say no."""
    adult = Opportunity.objects.filter(status=OpportunityStatus.PUBLISHED, min_age__gte=18).first()
    pages = [at("volunteer:find"), page_of(garden()), *([page_of(adult)] if adult else []), at("volunteer:shifts")]
    return Round(town.person("volunteer_15"), pages)


def newcomer_round(town: Town) -> Round:
    """Somebody who joined a minute ago, far from everything: every list is empty."""
    user = make_user(full_name="Жаңа Келген")
    make_volunteer(user=user, home=settlement(KARAGANDA), max_km=1, languages=8, free_parts=1)
    stops = [at("volunteer:find"), at("volunteer:shifts"), at("volunteer:hours"), at("volunteer:profile")]
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
        at("ngo:edit_role", *address, role.public_id),
        at("ngo:cancel", *address),
        at("ngo:candidates", *address),
        at("ngo:review", *address, run.public_id),
        at("ngo:review_all", slug, everything.public_id),
        at("ngo:insist", slug, run.public_id, role=str(wanted.public_id)),
        at("ngo:insist", slug, run.public_id, role=str(wanted.public_id), volunteer=str(person.public_id)),
        at("ngo:door", *address),
        at("ngo:walk_in", *address, role.shift.public_id),
        at("ngo:door", slug, past.opportunity.public_id, shift=str(past.public_id)),
        at("ngo:hours", slug),
        at("ngo:volunteers", slug),
        at("ngo:organisation", slug),
        at("ngo:enrol"),
        at("ngo:enrol", act=send_form),
        at("akimat:home", status=403),
    ]
    return Round(user, stops)


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
    names = ("today", "hours", "volunteers", "organisation")
    stops = [at(f"ngo:{name}", organisation.slug) for name in names]
    return Round(user, [*stops, at("ngo:event", organisation.slug, draft.public_id)])


def akimat_round(town: Town) -> Round:
    """The officer's dashboard, a district of it, and a period that nobody can read."""
    stops = [
        at("akimat:region", HOME_REGION),
        at("akimat:region", HOME_REGION, period="2025-Q1"),
        at("akimat:region", HOME_REGION, period="yesterday", status=422),
        at("akimat:region", "750000000", status=404),
        *allocation_stops(town),
        *policy_stops(town),
    ]
    return Round(town.person("akimat"), stops)


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
        at(
            "akimat:policies", HOME_REGION, act=lambda page: page.locator("#id_least_age").fill("9") or send_form(page)
        ),
        at("akimat:policy", done.public_id),
        at("akimat:policy", waiting.public_id),
    ]


def reviewer_round(town: Town) -> Round:
    """The queue, a case, a decision without a reason."""
    waiting = Organisation.objects.filter(status=OrganisationStatus.UNVERIFIED).first()
    stops = [
        at("moderator:queue"),
        at("moderator:organisation", waiting.public_id),
        at("moderator:organisation", waiting.public_id, act=send_form),
        at("moderator:organisation", garden().organisation.public_id),
    ]
    return Round(town.person("reviewer"), stops)


ROUNDS: dict[str, Callable[[Town], Round]] = {
    "guest": guest_round,
    "volunteer": volunteer_round,
    "minor": minor_round,
    "newcomer": newcomer_round,
    "coordinator": coordinator_round,
    "founder": founder_round,
    "akimat": akimat_round,
    "reviewer": reviewer_round,
}
