"""The demonstration's two calls, made by the services everybody uses."""

import pytest
from django.core.management import call_command

from accounts.enums import Role
from accounts.queries import demo_email
from funding.enums import Phase
from funding.models import Call, Contract, Result
from tests.factories.accounts import make_grant, make_user
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region

pytestmark = pytest.mark.django_db


def test_the_demonstration_gets_an_open_call_and_a_decided_one_once(now):
    call_command("demo_calls")
    assert not Call.objects.exists()  # nobody of the demonstration is here
    make_grant(make_user(email=demo_email("akimat")), Role.AKIMAT_OFFICER, region())
    make_user(email=demo_email("reviewer"))
    for _ in range(5):
        make_member(make_organisation())

    for _ in range(2):
        call_command("demo_calls")

    assert {call.phase(now) for call in Call.objects.all()} == {Phase.OPEN, Phase.DECIDED}
    assert Call.objects.count() == 2
    assert [result.outcome for result in Result.objects.order_by("place")] == ["awarded", "reserve", "reserve"]
    assert Contract.objects.count() == 1
