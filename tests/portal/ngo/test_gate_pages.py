"""The pages around the gate: who may use a camera, what may be kept, and what is printed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from events.models import GateTicket
from events.queries.gate.keys import poster_token, word_of_the_day
from portal.ngo.gate import gate_of
from portal.offline import KEEP_UNTIL
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(now, aliya, dana, taza_su, client):
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=0))
    make_signup(role, aliya.volunteer)
    client.force_login(dana)
    return role.shift


def page(shift, name, *more):
    with translation.override("en"):
        return reverse(f"ngo:{name}", args=[shift.opportunity.organisation.slug, shift.opportunity.public_id, *more])


def test_camera_is_allowed_at_the_gate_and_nowhere_else(client, shift):
    doors = {
        name: re.search(r"camera=\(\w*\)", client.get(address)["Permissions-Policy"])[0]
        for name, address in (
            ("door", page(shift, "door")), ("event", page(shift, "event")), ("home", "/en/"),
            ("screen", page(shift, "screen", shift.public_id)), ("nothing", "/en/nothing-here/"),
        )
    }  # fmt: skip

    assert doors == {
        "door": "camera=(self)", "event": "camera=()", "home": "camera=()", "screen": "camera=()",
        "nothing": "camera=()",
    }  # fmt: skip


def test_gate_may_be_kept_until_a_day_after_the_shift(client, shift):
    answer = client.get(page(shift, "door"))

    assert int(answer[KEEP_UNTIL]) == int((shift.ends_at + timedelta(hours=24)).timestamp())


def test_gate_stays_a_day_for_what_waits_and_is_gone_then(shift):
    late = shift.ends_at + timedelta(hours=23)

    assert gate_of(shift, now=shift.starts_at).is_over is False
    assert gate_of(shift, now=late).is_over is True
    assert gate_of(shift, now=late + timedelta(hours=1)) is None
    assert gate_of(shift, now=shift.starts_at - timedelta(days=2)) is None
    assert gate_of(None, now=late) is None


def test_scripts_stand_on_the_gate_alone_and_the_decoder_on_no_page(client, shift):
    gate, event = (client.get(page(shift, name)).content.decode() for name in ("door", "event"))

    scripts = [re.findall(r'<script[^>]+src="[^"]*/([\w.-]+)"', text) for text in (gate, event)]
    assert scripts == [["site.js", "door.js"], ["site.js", "live.js"]]


def test_screen_holds_the_codes_of_ten_minutes(client, shift):
    body = client.get(page(shift, "screen", shift.public_id)).content.decode()

    assert len(re.findall(r"data-from=", body)) == 20
    assert '<noscript><meta http-equiv="refresh"' in body


def test_word_of_the_day_stands_beside_the_poster_and_not_on_it(client, shift):
    body = client.get(page(shift, "poster", shift.public_id)).content.decode()

    apart, printed = body.split('class="panel passcard poster"')
    assert word_of_the_day(shift) in apart.split('class="alert noprint"')[1]
    assert word_of_the_day(shift) not in printed
    assert poster_token(shift) not in body  # it is in the picture alone


def test_sheet_is_made_by_the_button_and_the_same_when_asked_again(client, shift):
    address = page(shift, "tickets", shift.public_id)
    assert client.get(address).status_code == 200
    assert GateTicket.objects.count() == 0

    sheets = [client.post(address, {"blank": "3", "is_named": "on"}).content.decode() for _ in range(2)]

    assert GateTicket.objects.count() == 4
    assert [sheet.count('class="ticket"') for sheet in sheets] == [4, 4]
