"""Whatever is sent, the answer is a problem and never a fault of ours."""

from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from accounts.enums import Role
from config.api import api
from events.models import CoverSearch, SwapOffer, WaitlistEntry
from matching.services.runs import Plan, allocate_now
from tests.factories.accounts import make_grant, make_user
from tests.factories.cases import make_case
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.funding import make_call
from tests.factories.ngos import make_material, make_member
from tests.factories.volunteers import make_volunteer

VALUES = ("", "\x00", "-1", "0", "9" * 40, "1e309", "nan", "%", "☃\U0001f600", "null", "[]", "2026-02-30", "'--")
BODIES = (
    '"text"',
    "[]",
    "null",
    "[[[[{}]]]]",
    '{"full_name": "\\ud800", "max_km": 1e400, "home": "\\u0000"}',
    '{"role_id": {}, "skills": {"\\u0000": 1}, "minutes": 1e9, "outcome": []}',
    '{"max_km": -2147483649, "max_minutes_week": 99999999999999999999, "languages": "kk", "free_times": [1]}',
    '{"skills": {"first_aid": 99999999999999999999}, "home": "' + "x" * 5000 + '"}',
)


@pytest.fixture
def everybody(now, taza_su):
    """A person who may do everything, so that nothing stops before the values are read."""
    user = make_member(taza_su)
    make_volunteer(user=user)
    make_grant(user, Role.STAFF)
    return user


@pytest.fixture
def addresses(taza_su, everybody, now):
    shift = make_shift(make_opportunity(organisation=taza_su))
    role = make_role(shift)
    signup = make_signup(role, make_volunteer(user=make_user()))
    return {
        "call_id": make_call(now).public_id,
        "opportunity_id": shift.opportunity.public_id,
        "shift_id": shift.public_id,
        "role_id": role.public_id,
        "signup_id": signup.public_id,
        "swap_id": SwapOffer.objects.create(signup=signup, volunteer=everybody.volunteer, made_at=now).public_id,
        "entry_id": WaitlistEntry.objects.create(role=role, volunteer=everybody.volunteer, joined_at=now).public_id,
        "run_id": allocate_now(plan=Plan(None), actor=None, now=now).public_id,
        "search_id": CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now).public_id,
        **dict.fromkeys(
            ("scan_key", "ask_id", "team_id", "team_place_id", "certificate_id", "dispute_id"), uuid4()
        ),  # of nobody
        "bin": taza_su.bin,
        "case_id": make_case(taza_su).public_id,
        "material_id": make_material(taza_su).public_id,
        "code": "events.shift_full",
    }


def operations():
    paths = api.get_openapi_schema()["paths"]
    return [
        pytest.param(verb.upper(), path, operation, id=operation["operationId"])
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
    ]


def answered(caller, verb, path, body=""):
    return caller.client.generic(verb, path, body, content_type="application/json")


@pytest.mark.parametrize(("verb", "path", "operation"), operations())
def test_nonsense_is_refused_and_never_a_fault(everybody, addresses, as_user, verb, path, operation):
    caller = as_user(everybody)
    named = {"path": [], "query": [], "header": []}
    for parameter in operation["parameters"]:
        named[parameter["in"]].append(parameter["name"])
    right = path.format(**{name: addresses[name] for name in named["path"]})

    tried = [
        *(f"{right}?{urlencode({name: value})}" for name in named["query"] for value in VALUES),
        *(
            path.format(**addresses | {name: quote(value or " ", safe="")})
            for name in named["path"]
            for value in VALUES
        ),
    ]
    answers = [answered(caller, verb, target) for target in tried]
    answers += [
        caller.client.generic(verb, right, "", content_type="application/json", headers={name: value})
        for name in named["header"]
        for value in VALUES
    ]
    if "requestBody" in operation:
        answers += [answered(caller, verb, right, body) for body in BODIES]

    refused = [answer for answer in answers if answer.status_code >= 400]
    too_often = {429} & {int(status) for status in operation["responses"] if str(status).isdigit()}
    assert {answer.status_code for answer in refused} <= {400, 403, 404, 409, 422} | too_often
    assert {answer["Content-Type"] for answer in refused} <= {"application/problem+json"}
