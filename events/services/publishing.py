"""From a draft to a published opportunity with shifts and roles, and on to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from accounts.models import User
from core import audit
from core.clock import local_day
from core.enums import Cause
from core.text import transliterate
from events import errors
from events.eligibility import LEGAL_GATES, Gate
from events.enums import Effort, OpportunityStatus, SignUpStatus
from events.models import Opportunity, Programme, RoleSkill, Shift, ShiftRole, SignUp
from events.queries import events_closed_to_all, judge
from events.services.releasing import lock_people_and_roles, release_shifts
from events.services.telling import tell_programs
from events.services.waiting import promote_all
from events.services.whereabouts import PlacePlan, fill_place, keep_exact_place, place_of
from events.validators import check_capacity, check_minimum_age, check_shift_is_ahead, shift_window
from ngos.access import require_right
from ngos.enums import Right, WebhookTopic
from ngos.models import Organisation
from volunteers.models import Skill

TEXT_FIELDS = ("title", "description", "bring", "costs")


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What a disabled volunteer wants to know before coming."""

    effort: Effort = Effort.MEDIUM
    is_step_free: bool = False
    has_accessible_toilet: bool = False
    has_sign_language: bool = False
    has_quiet_place: bool = False
    provides_transport: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the organiser says about the work and the people helped; ``hazards`` is a mask, 0 says none of them.

    ``host_kind`` names a place that volunteers enter only by agreement, ``host_approval`` who agreed and when.
    """

    is_made: bool = False
    hazards: int = 0
    has_child_contact: bool = False
    safeguarding_lead: str = ""
    host_kind: str = ""
    host_approval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft(PlacePlan):
    """What a coordinator writes. ``texts`` maps ``title_kk`` and the like to words; ages in completed years."""

    cause: Cause
    texts: dict[str, str]
    contact_name: str
    contact_phone: str = ""
    min_age: int = 14
    declaration: Declaration = Declaration()
    languages: int = 1
    programme: Programme | None = None
    access: AccessFacts = AccessFacts()
    priority: int = 0
    external_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    """One shift in wall time of the venue."""

    starts_on: date
    start_time: time
    ends_on: date
    end_time: time


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlan:
    """One role: names by language code, seats, smallest team, what people must or may know."""

    names: dict[str, str]
    capacity: int
    minimum: int = 0
    languages: int = 0
    min_age: int | None = None
    required_skills: dict[Skill, int] = field(default_factory=dict)
    wanted_skills: dict[Skill, int] = field(default_factory=dict)


@transaction.atomic
def create_opportunity(
    *, organisation: Organisation, draft: OpportunityDraft, actor: User | None, now: datetime
) -> Opportunity:
    """Save a draft; any organisation may, verified or not.

    Raises TitleMissing, PlaceMissing, AddressInWords or MinimumAgeImpossible.
    """
    opportunity = Opportunity(organisation=organisation, status=OpportunityStatus.DRAFT)
    fill_opportunity(opportunity, draft)
    opportunity.save()
    keep_exact_place(opportunity, draft)
    audit.record("opportunity.created", actor=actor, subject=opportunity, at=now)
    return opportunity


@transaction.atomic
def post_opportunity(
    *,
    organisation: Organisation,
    draft: OpportunityDraft,
    plan: ShiftPlan,
    roles: Sequence[RolePlan],
    actor: User | None,
    now: datetime,
) -> Opportunity:
    """Save a draft together with its first shift, or neither. Raises as create_opportunity and add_shift."""
    opportunity = create_opportunity(organisation=organisation, draft=draft, actor=actor, now=now)
    add_shift(opportunity=opportunity, plan=plan, roles=roles, actor=actor, now=now)
    return opportunity


@transaction.atomic
def update_opportunity(
    *, opportunity: Opportunity, draft: OpportunityDraft, actor: User | None, now: datetime
) -> Opportunity:
    """Replace what the coordinator wrote.

    Raises as create_opportunity, and WrongStatus, PeopleNoLongerFit, or LevelTooLow for work newly with children.

    New rules of age or cause hold for the people already on the list too: while somebody with a place ahead fails
    them, nothing changes. Shifts ahead follow another place, and everybody with a place on them is told.
    """
    require_editable(opportunity)
    before, had_children = place_of(opportunity), opportunity.has_child_contact
    fill_opportunity(opportunity, draft)
    if opportunity.status == OpportunityStatus.PUBLISHED and opportunity.has_child_contact and not had_children:
        require_right(opportunity.organisation, Right.POST_WITH_CHILDREN, on=local_day(now))
    opportunity.save()
    _follow_place(opportunity, before, is_elsewhere=keep_exact_place(opportunity, draft), actor=actor, now=now)
    require_people_fit(Shift.objects.filter(opportunity=opportunity).planned().starting_after(now))
    audit.record("opportunity.updated", actor=actor, subject=opportunity, at=now)
    return opportunity


def require_editable(opportunity: Opportunity) -> None:
    """Raise WrongStatus for what is closed or cancelled."""
    if opportunity.status not in (OpportunityStatus.DRAFT, OpportunityStatus.PUBLISHED):
        raise errors.WrongStatus


def lock_roles(shifts: QuerySet[Shift]) -> None:
    """Lock roles first, as a claim does: one that is under way ends before its sign-up is looked for."""
    list(ShiftRole.objects.select_for_update().filter(shift__in=shifts).order_by("pk").values_list("pk"))


def require_people_fit(ahead: QuerySet[Shift]) -> None:
    """Raise PeopleNoLongerFit while somebody with a place on these shifts fails a rule of law or of the role."""
    lock_roles(ahead)
    held = (
        SignUp.objects.holding_a_seat()
        .filter(shift__in=ahead)
        .select_related("role", "role__shift", "role__shift__opportunity", "volunteer", "volunteer__user")
        .order_by("pk")
    )
    misfits = sum(bool(_closed_for_good(place)) for place in held)
    if misfits:
        raise errors.PeopleNoLongerFit(count=misfits)


def _closed_for_good(place: SignUp) -> frozenset[Gate]:
    """Return the legal gates a held place fails; one that is not confirmed may still wait for a guardian."""
    closed = LEGAL_GATES.intersection(judge(place.role, place.volunteer, is_accompanied=place.is_accompanied).gates)
    return closed if place.status == SignUpStatus.CONFIRMED else closed - {Gate.GUARDIAN_CONSENT}


def fill_opportunity(opportunity: Opportunity, draft: OpportunityDraft) -> None:
    """Check a draft and copy it onto a row without saving. Raises as create_opportunity."""
    texts = {key: words.strip() for key, words in draft.texts.items()}
    titles = [texts.get(f"title_{language}", "") for language in ("en", "ru", "kk")]
    if not any(titles):
        raise errors.TitleMissing
    check_minimum_age(draft.min_age)
    for name in TEXT_FIELDS:
        for language in ("kk", "ru", "en"):
            setattr(opportunity, f"{name}_{language}", texts.get(f"{name}_{language}", ""))
    opportunity.slug = slugify(transliterate(next(filter(None, titles))))[:80] or "opportunity"
    fill_place(opportunity, draft)
    for name in ("cause", "contact_name", "contact_phone", "min_age", "languages"):
        setattr(opportunity, name, getattr(draft, name))
    _fill_declaration(opportunity, draft.declaration)
    for name in ("programme", "priority", "external_key"):
        setattr(opportunity, name, getattr(draft, name))
    for name in AccessFacts.__slots__:
        setattr(opportunity, name, getattr(draft.access, name))


def _fill_declaration(opportunity: Opportunity, said: Declaration) -> None:
    opportunity.is_hazard_declared = said.is_made
    opportunity.hazards = said.hazards if said.is_made else 0
    for name in ("has_child_contact", "host_kind"):
        setattr(opportunity, name, getattr(said, name))
    for name in ("safeguarding_lead", "host_approval"):
        setattr(opportunity, name, getattr(said, name).strip())


def _follow_place(
    opportunity: Opportunity, before: PlacePlan, *, is_elsewhere: bool, actor: User | None, now: datetime
) -> None:
    from events.services.moving import follow_place  # a move reads the plans of this module

    follow_place(opportunity, before, is_elsewhere=is_elsewhere, actor=actor, now=now)


@transaction.atomic
def add_shift(
    *, opportunity: Opportunity, plan: ShiftPlan, roles: Sequence[RolePlan], actor: User | None, now: datetime
) -> Shift:
    """Add a shift with its roles.

    Raises WrongStatus, ShiftNotOnQuarter, ShiftEndsBeforeStart, ShiftTooLong, ShiftDateImpossible,
    CapacityImpossible, MinimumAgeImpossible, RoleNameMissing or SkillAskedTwice.
    """
    require_editable(opportunity)
    window = shift_window(
        starts_on=plan.starts_on,
        start_time=plan.start_time,
        ends_on=plan.ends_on,
        end_time=plan.end_time,
        time_zone=opportunity.time_zone,
    )
    check_shift_is_ahead(window, now=now)
    shift = Shift.objects.create(
        opportunity=opportunity,
        starts_on=plan.starts_on,
        start_time=plan.start_time,
        ends_on=plan.ends_on,
        end_time=plan.end_time,
        time_zone=opportunity.time_zone,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
    )
    for position, role in enumerate(roles):
        add_role(shift, role, position)
    audit.record("shift.added", actor=actor, subject=shift, at=now)
    return shift


def check_role(plan: RolePlan) -> None:
    """Raise CapacityImpossible, MinimumAgeImpossible, RoleNameMissing or SkillAskedTwice for a role that cannot be."""
    check_capacity(capacity=plan.capacity, minimum=plan.minimum)
    if plan.min_age is not None:
        check_minimum_age(plan.min_age)
    if not any(words.strip() for words in plan.names.values()):
        raise errors.RoleNameMissing
    if plan.required_skills.keys() & plan.wanted_skills.keys():
        raise errors.SkillAskedTwice


def add_role(shift: Shift, plan: RolePlan, position: int) -> ShiftRole:
    """Write a role with its skills. Part of a transaction. Raises as check_role."""
    check_role(plan)
    role = ShiftRole.objects.create(
        shift=shift,
        position=position,
        capacity=plan.capacity,
        minimum=plan.minimum,
        languages=plan.languages,
        min_age=plan.min_age,
        **{f"name_{language}": words.strip() for language, words in plan.names.items()},
    )
    RoleSkill.objects.bulk_create(skills_of(plan, role))
    return role


def skills_of(plan: RolePlan, role: ShiftRole) -> list[RoleSkill]:
    """Return the skills of a role as rows that are not saved yet."""
    return [
        RoleSkill(role=role, skill=skill, level=level, is_required=is_required)
        for wanted, is_required in ((plan.required_skills, True), (plan.wanted_skills, False))
        for skill, level in wanted.items()
    ]


@transaction.atomic
def change_capacity(*, role: ShiftRole, capacity: int, actor: User | None, now: datetime) -> ShiftRole:
    """Change the number of seats. Claimed by an update that refuses fewer seats than people.

    Raises WrongStatus, CapacityImpossible or CapacityBelowTaken.
    """
    require_editable(role.shift.opportunity)
    check_capacity(capacity=capacity, minimum=min(role.minimum, capacity))
    changed = ShiftRole.objects.filter(pk=role.pk, taken_count__lte=capacity).update(
        capacity=capacity, minimum=min(role.minimum, capacity)
    )
    role.refresh_from_db()
    if changed != 1:
        raise errors.CapacityBelowTaken(taken=role.taken_count)
    audit.record("role.capacity_changed", actor=actor, subject=role, at=now, capacity=capacity)
    promote_all(role, now)
    return role


@transaction.atomic
def publish_opportunity(*, opportunity: Opportunity, actor: User | None, now: datetime) -> Opportunity:
    """Show a draft to the public.

    Raises OrganisationNotVerified, LevelTooLow (work with children needs more), NothingToPublish, WrongStatus
    or a closed gate that no volunteer could pass: HazardsUndeclared, NoCoordinator, HostApprovalMissing,
    SafeguardingLeadMissing.
    """
    require_right(opportunity.organisation, Right.PUBLISH, on=local_day(now))
    require_declared(opportunity)
    if opportunity.has_child_contact:
        require_right(opportunity.organisation, Right.POST_WITH_CHILDREN, on=local_day(now))
    if not Shift.objects.planned().starting_after(now).filter(opportunity=opportunity, roles__isnull=False).exists():
        raise errors.NothingToPublish
    _move(opportunity, OpportunityStatus.DRAFT, OpportunityStatus.PUBLISHED, published_at=now)
    audit.record("opportunity.published", actor=actor, subject=opportunity, at=now)
    tell_programs(WebhookTopic.EVENT_PUBLISHED, opportunity, now=now)
    return opportunity


def require_declared(opportunity: Opportunity) -> None:
    """Raise the error of the first gate that closes an opportunity to everybody."""
    for gate in events_closed_to_all(opportunity):
        raise errors.GATE_ERRORS[gate]


@transaction.atomic
def close_opportunity(*, opportunity: Opportunity, actor: User | None, now: datetime) -> Opportunity:
    """Take no more sign-ups; the present ones stay. Raises WrongStatus."""
    _move(opportunity, OpportunityStatus.PUBLISHED, OpportunityStatus.CLOSED)
    audit.record("opportunity.closed", actor=actor, subject=opportunity, at=now)
    return opportunity


@transaction.atomic
def cancel_opportunity(*, opportunity: Opportunity, actor: User | None, now: datetime) -> Opportunity:
    """Call everything off that has not begun: shifts are cancelled and seats released. Raises WrongStatus."""
    if opportunity.status == OpportunityStatus.CANCELLED:
        raise errors.WrongStatus
    _move(opportunity, opportunity.status, OpportunityStatus.CANCELLED)
    ahead = Shift.objects.filter(opportunity=opportunity).planned().starting_after(now)
    lock_people_and_roles(ahead)
    shift_ids = list(ahead.order_by("pk").values_list("pk", flat=True))
    release_shifts(shift_ids, now=now)
    audit.record("opportunity.cancelled", actor=actor, subject=opportunity, at=now, shifts=len(shift_ids))
    tell_programs(WebhookTopic.EVENT_CANCELLED, opportunity, now=now)
    return opportunity


def _move(opportunity: Opportunity, before: str, after: OpportunityStatus, **fields: datetime) -> None:
    claimed = Opportunity.objects.filter(pk=opportunity.pk, status=before)
    if claimed.update(status=after, **fields) != 1:
        raise errors.WrongStatus
    opportunity.refresh_from_db()
