"""Endpoints about a volunteer's own profile."""

from django.http import HttpRequest
from ninja import Router

from accounts.access import signed_in
from core import clock
from core.errors import blaming
from core.schemas import problems, reader_language
from places.services.geocoding import geocode
from volunteers import schemas, services
from volunteers.access import own_profile
from volunteers.queries import clearances_of, skill_catalogue

router = Router()


@router.get(
    "/skills",
    response=schemas.Skills,
    auth=None,
    operation_id="volunteers_list_skills",
    summary="The skill catalogue",
)
def list_skills(request: HttpRequest) -> schemas.Skills:
    """Return all skills, shelf by shelf."""
    return schemas.Skills(items=[schemas.SkillRow.of(skill) for skill in skill_catalogue()])


@router.get(
    "/me/profile",
    response={200: schemas.ProfileOut, **problems(401, 404)},
    operation_id="volunteers_get_profile",
    summary="My volunteer profile",
)
def get_profile(request: HttpRequest) -> schemas.ProfileOut:
    """Return the profile of the person who is signed in."""
    return schemas.ProfileOut.of(own_profile(request.user))


@router.patch(
    "/me/profile",
    response={200: schemas.ProfileOut, **problems(401, 403, 404, 422)},
    operation_id="volunteers_update_profile",
    summary="Change my volunteer profile",
)
def update_profile(request: HttpRequest, change: schemas.ProfilePatch) -> schemas.ProfileOut:
    """Change what is sent and nothing else."""
    volunteer = own_profile(request.user)
    with blaming("home"):
        home = geocode(change.home, language=reader_language()).territory if change.home else None
    services.update_profile(
        volunteer=volunteer, change=change.change(home), actor=signed_in(request.user), now=clock.now()
    )
    return schemas.ProfileOut.of(volunteer)


@router.put(
    "/me/skills",
    response={200: schemas.ProfileOut, **problems(401, 403, 404, 422)},
    operation_id="volunteers_replace_skills",
    summary="Say what I can do",
)
def replace_skills(request: HttpRequest, wanted: schemas.SkillsIn) -> schemas.ProfileOut:
    """Make the skills of the profile exactly these."""
    volunteer = own_profile(request.user)
    services.replace_skills(volunteer=volunteer, levels=wanted.skills, actor=signed_in(request.user), now=clock.now())
    return schemas.ProfileOut.of(volunteer)


@router.get(
    "/me/clearances",
    response={200: schemas.Clearances, **problems(401, 404)},
    operation_id="volunteers_list_clearances",
    summary="What was recorded about my papers and training",
)
def list_clearances(request: HttpRequest) -> schemas.Clearances:
    """Return the clearances of the person who is signed in, with dates and never with a number or a copy."""
    return schemas.Clearances(
        items=[schemas.ClearanceRow.of(clearance) for clearance in clearances_of(own_profile(request.user))]
    )
