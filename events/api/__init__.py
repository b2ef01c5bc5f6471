"""Endpoints about opportunities, shifts and sign-ups."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.responses import Status

from accounts.access import signed_in
from accounts.permissions import Action
from core import clock
from core.addresses import address_of
from core.errors import DomainError, blaming
from core.paging import paginate
from core.schemas import NextStep, PageIn, problems, reader_language
from events import access, queries, schemas
from events.api import changes, gate, open_data, series, ways
from events.schemas.next import with_next
from events.services import concerns, contacts, joining, looking, needs, publishing, signups
from events.services.dropping import cannot_come
from ngos.access import organisation_with_bin_for
from ngos.schemas import ADDRESS_PATTERN
from places.services.geocoding import geocode
from volunteers.access import own_profile
from volunteers.queries import skills_by_code, volunteer_of
from volunteers.schemas import need_mask

if TYPE_CHECKING:
    from volunteers.models import Volunteer

router = Router()
router.add_router("", ways.router)
router.add_router("", gate.router)
router.add_router("", series.router)
router.add_router("", open_data.router)
router.add_router("", changes.router)


@router.get(
    "/opportunities",
    response={200: schemas.OpportunityPage, **problems(422)},
    auth=None,
    operation_id="events_list_opportunities",
    summary="Opportunities with a free place, nearest or soonest first",
)
def list_opportunities(request: HttpRequest, search: Query[schemas.OpportunitySearch]) -> schemas.OpportunityPage:
    """Find published opportunities of verified organisations with a free seat on a shift ahead.

    To a volunteer under 18 who is signed in, nothing is listed that the law keeps minors from.
    """
    with blaming("near"):
        near = geocode(search.near, language=reader_language()).point if search.near else None
    criteria = replace(search.criteria(near), of_age_on=queries.day_of_age(volunteer_of(request.user)))
    found = queries.search_opportunities(criteria, now=clock.now(), limit=search.limit, after=search.after)
    items = [schemas.OpportunityListed.of_row(row) for row in found.rows]
    cursor = schemas.write_position(found.ends_at)
    return schemas.OpportunityPage(items=items, next_cursor=cursor, total=found.total)


@router.get(
    "/opportunities/{opportunity_id}",
    response={200: schemas.OpportunityOut, **problems(404, 422)},
    auth=None,
    operation_id="events_get_opportunity",
    summary="One opportunity with the shifts ahead",
)
def get_opportunity(request: HttpRequest, opportunity_id: UUID) -> schemas.OpportunityOut:
    """Return anything that was ever published."""
    opportunity = access.public_opportunity(opportunity_id)
    return schemas.OpportunityOut.of_parts(opportunity, queries.open_shifts(opportunity, now=clock.now()))


@router.get(
    "/shifts/{shift_id}",
    response={200: schemas.ShiftOut, **problems(404, 422)},
    auth=None,
    operation_id="events_get_shift",
    summary="One shift with its roles and seats",
)
def get_shift(request: HttpRequest, shift_id: UUID) -> schemas.ShiftOut:
    """Return a shift of anything that was ever published, held or not."""
    return schemas.ShiftOut.of_shift(access.public_shift(shift_id))


@router.post(
    "/shifts/{shift_id}/signups",
    response={201: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_claim_seat",
    summary="Take a place on a shift",
)
def claim_seat(request: HttpRequest, shift_id: UUID, claim: schemas.ClaimIn) -> Status[schemas.SignUpOut]:
    """Give the volunteer who is signed in a place in one role, or say which rule stands in the way."""
    volunteer = own_profile(request.user)
    role = access.role_on_shift(shift_id, claim.role_id)
    now = clock.now()
    try:
        signup = signups.claim_seat(role=role, volunteer=volunteer, actor=volunteer.user, now=now)
    except DomainError as refusal:
        raise with_next(refusal, role, volunteer, now=now) from None
    return Status(201, schemas.SignUpOut.of(signup))


@router.post(
    "/me/signups",
    response={200: schemas.ClaimsOut, **problems(401, 403, 404, 422, 429)},
    operation_id="events_claim_seats",
    summary="Take places on several shifts at once",
)
def claim_seats(request: HttpRequest, wish: schemas.ClaimsIn) -> schemas.ClaimsOut:
    """Take every place that can be had, the soonest shift first; each other one comes back with its reason."""
    volunteer, now = own_profile(request.user), clock.now()
    roles = [access.role_to_claim(role_id) for role_id in wish.role_ids]
    outcomes = joining.claim_seats(roles=roles, volunteer=volunteer, actor=volunteer.user, now=now)
    return schemas.ClaimsOut(items=[_claimed(outcome, volunteer, now) for outcome in outcomes])


def _claimed(outcome: joining.Outcome, volunteer: "Volunteer", now: datetime) -> schemas.ClaimOut:
    refusal, role_id = outcome.refusal, outcome.role.public_id
    if refusal is None:
        assert outcome.signup is not None  # one or the other
        return schemas.ClaimOut(role_id=role_id, signup=schemas.SignUpOut.of(outcome.signup), problem=None)
    with_next(refusal, outcome.role, volunteer, now=now)
    said = schemas.Refusal(
        code=refusal.code,
        status=refusal.status,
        detail=str(refusal),
        next=[NextStep.model_validate(step) for step in refusal.next],
    )
    return schemas.ClaimOut(role_id=role_id, signup=None, problem=said)


@router.post(
    "/concerns",
    response={201: schemas.ConcernOut, **problems(404, 422, 429)},
    auth=None,
    operation_id="events_report_concern",
    summary="Report what is not safe or not right",
)
def report_concern(request: HttpRequest, concern: schemas.ConcernIn) -> Status[schemas.ConcernOut]:
    """Keep a report for people outside the organisation it is about; whoever sends it stays unknown."""
    report = concerns.NewConcern(
        **concern.model_dump(exclude={"about"}),
        subject=access.concern_subject(concern.about),
        language=reader_language(),
        token=uuid4().hex,
    )
    counted = ("concerns_of_address", address_of(request))
    code = concerns.report_concern(report=report, counted=counted, now=clock.now())
    return Status(201, schemas.ConcernOut(receipt_code=code))


@router.get(
    "/me/signups",
    response={200: schemas.SignUpPage, **problems(401, 404, 422)},
    operation_id="events_list_my_signups",
    summary="My places, in the order of the shifts",
)
def list_my_signups(request: HttpRequest, page: Query[PageIn]) -> schemas.SignUpPage:
    """Return everything the volunteer signed up for or was invited to, whatever became of it."""
    mine = queries.signups_of(own_profile(request.user))
    found = paginate(mine, limit=page.limit, cursor=page.cursor, keys=("shift__starts_at", "public_id"))
    items = [schemas.SignUpOut.of(signup) for signup in found.items]
    return schemas.SignUpPage(items=items, next_cursor=found.next_cursor)


@router.delete(
    "/signups/{signup_id}",
    response={200: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_withdraw_signup",
    summary="Give my place back",
)
def withdraw_signup(request: HttpRequest, signup_id: UUID) -> schemas.SignUpOut:
    """Leave a shift before it ends; the sign-up stays, as withdrawn. Late, the coordinators are told at once."""
    signup = access.own_signup(request.user, signup_id)
    return schemas.SignUpOut.of(cannot_come(signup=signup, actor=signed_in(request.user), now=clock.now()))


@router.post(
    "/signups/{signup_id}/accept",
    response={200: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_accept_invitation",
    summary="Say yes to an invitation",
)
def accept_invitation(request: HttpRequest, signup_id: UUID) -> schemas.SignUpOut:
    """Turn an invitation into a place."""
    signup = access.own_signup(request.user, signup_id)
    done = signups.accept_invitation(signup=signup, actor=signed_in(request.user), now=clock.now())
    return schemas.SignUpOut.of(done)


@router.post(
    "/signups/{signup_id}/decline",
    response={200: schemas.SignUpOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_decline_invitation",
    summary="Say no to an invitation",
)
def decline_invitation(request: HttpRequest, signup_id: UUID) -> schemas.SignUpOut:
    """Free the seat that was held."""
    signup = access.own_signup(request.user, signup_id)
    done = signups.decline_invitation(signup=signup, actor=signed_in(request.user), now=clock.now())
    return schemas.SignUpOut.of(done)


@router.get(
    "/signups/{signup_id}/needs",
    response={200: schemas.SharedNeedsOut, **problems(401, 404, 422)},
    operation_id="events_get_shared_needs",
    summary="What I have told the organiser of a shift that helps me",
)
def get_shared_needs(request: HttpRequest, signup_id: UUID) -> schemas.SharedNeedsOut:
    """Return what the organiser may read of me for this shift; nothing until I share it."""
    return schemas.SharedNeedsOut.of(access.own_signup(request.user, signup_id))


@router.post(
    "/signups/{signup_id}/needs",
    response={200: schemas.SharedNeedsOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_share_needs",
    summary="Tell the organiser of a shift what helps me",
)
def share_needs(request: HttpRequest, signup_id: UUID, wish: schemas.NeedsIn) -> schemas.SharedNeedsOut:
    """Let the organiser read the practical sentences of some needs of my profile, for this shift alone."""
    signup = access.own_signup(request.user, signup_id)
    chosen = need_mask(wish.needs)
    done = needs.share_needs(signup=signup, needs=chosen, actor=signed_in(request.user), now=clock.now())
    return schemas.SharedNeedsOut.of(done)


@router.delete(
    "/signups/{signup_id}/needs",
    response={200: schemas.SharedNeedsOut, **problems(401, 403, 404, 422)},
    operation_id="events_take_back_needs",
    summary="Take back what I told the organiser",
)
def take_back_needs(request: HttpRequest, signup_id: UUID) -> schemas.SharedNeedsOut:
    """Let the organiser read nothing any more; twice is as good as once."""
    signup = access.own_signup(request.user, signup_id)
    done = needs.take_back_needs(signup=signup, actor=signed_in(request.user), now=clock.now())
    return schemas.SharedNeedsOut.of(done)


@router.get(
    "/shifts/{shift_id}/signups",
    response={200: schemas.RosterPage, **problems(401, 403, 404, 422)},
    operation_id="events_list_roster",
    summary="Who comes to a shift of my organisation",
)
def list_roster(request: HttpRequest, shift_id: UUID, page: Query[PageIn]) -> schemas.RosterPage:
    """Return the confirmed people of a shift, in the order they joined."""
    shift = access.shift_for(request.user, shift_id, Action.ROSTER_VIEW)
    coming = queries.door_list(shift)
    found = paginate(coming, limit=page.limit, cursor=page.cursor, keys=("made_at", "public_id"))
    standings = queries.standings_of_signups(found.items, language=reader_language())
    viewer, organisation = signed_in(request.user), shift.opportunity.organisation
    asks = needs.show_shared_needs(signups=found.items, organisation=organisation, viewer=viewer, now=clock.now())
    looking.note_looks(
        "name",
        [signup.volunteer for signup in found.items],
        viewer=viewer,
        organisation=organisation,
        purpose="shift",
        about=shift.opportunity,
        now=clock.now(),
    )
    items = [schemas.RosterRow.of(row, standings[row.pk], asks.get(row.pk, [])) for row in found.items]
    return schemas.RosterPage(items=items, next_cursor=found.next_cursor)


@router.get(
    "/me/looks",
    response={200: schemas.Looks, **problems(401, 422)},
    operation_id="events_list_looks",
    summary="Who looked at my data, when, at what and why",
)
def list_looks(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> schemas.Looks:
    """Return every look at the data of the person who is signed in, the latest first."""
    found = queries.looks_about(signed_in(request.user), limit=limit, offset=offset)
    return schemas.Looks(items=[schemas.LookOut.of(row) for row in found])


@router.post(
    "/shifts/{shift_id}/contacts",
    response={200: schemas.Contacts, **problems(401, 403, 404, 422, 429)},
    operation_id="events_show_contacts",
    summary="Show how the people of a shift are reached",
)
def show_contacts(request: HttpRequest, shift_id: UUID) -> schemas.Contacts:
    """Return contacts of confirmed people until a day after the shift; everybody shown sees who looked."""
    shift = access.shift_for(request.user, shift_id, Action.CONTACT_VIEW)
    found = contacts.show_contacts(shift=shift, viewer=signed_in(request.user), now=clock.now())
    return schemas.Contacts(items=[schemas.ContactRow.of(contact) for contact in found])


@router.post(
    "/organisations/{bin}/opportunities",
    response={201: schemas.OpportunityOut, **problems(401, 403, 404, 422)},
    operation_id="events_create_opportunity",
    summary="Write a draft with its first shift",
)
def create_opportunity(
    request: HttpRequest,
    number: Annotated[str, Path(alias="bin", pattern=ADDRESS_PATTERN)],
    wish: schemas.OpportunityIn,
) -> Status[schemas.OpportunityOut]:
    """Save a draft that only the organisation sees until it is published."""
    organisation = organisation_with_bin_for(request.user, number, Action.OPPORTUNITY_EDIT)
    place = geocode(wish.place, language=reader_language()) if wish.place and not wish.is_remote else None
    draft = wish.draft(place.territory if place else None, place.point if place else None)
    roles = wish.shift.role_plans(skills_by_code(wish.shift.skill_codes))
    author, now = signed_in(request.user), clock.now()
    opportunity = publishing.post_opportunity(
        organisation=organisation, draft=draft, plan=wish.shift.plan, roles=roles, actor=author, now=now
    )
    return Status(201, schemas.OpportunityOut.of_parts(opportunity, queries.open_shifts(opportunity, now=now)))


@router.post(
    "/opportunities/{opportunity_id}/shifts",
    response={201: schemas.OpportunityOut, **problems(401, 403, 404, 422)},
    operation_id="events_add_shift",
    summary="Add another shift",
)
def add_shift(request: HttpRequest, opportunity_id: UUID, wish: schemas.ShiftIn) -> Status[schemas.OpportunityOut]:
    """Add a shift with its roles to an opportunity of my organisation."""
    opportunity = access.opportunity_for(request.user, opportunity_id, Action.OPPORTUNITY_EDIT)
    roles = wish.role_plans(skills_by_code(wish.skill_codes))
    author, now = signed_in(request.user), clock.now()
    publishing.add_shift(opportunity=opportunity, plan=wish.plan, roles=roles, actor=author, now=now)
    return Status(201, schemas.OpportunityOut.of_parts(opportunity, queries.open_shifts(opportunity, now=now)))


@router.post(
    "/opportunities/{opportunity_id}/publish",
    response={200: schemas.OpportunityOut, **problems(401, 403, 404, 409, 422)},
    operation_id="events_publish_opportunity",
    summary="Show a draft to everybody",
)
def publish_opportunity(request: HttpRequest, opportunity_id: UUID) -> schemas.OpportunityOut:
    """Publish a draft of a verified organisation."""
    opportunity = access.opportunity_for(request.user, opportunity_id, Action.OPPORTUNITY_PUBLISH)
    author, now = signed_in(request.user), clock.now()
    published = publishing.publish_opportunity(opportunity=opportunity, actor=author, now=now)
    return schemas.OpportunityOut.of_parts(published, queries.open_shifts(published, now=now))
