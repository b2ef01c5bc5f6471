"""Web hooks: signed, tried for a day, told by ids alone, and never sent into our own network."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from ipaddress import ip_address

import pytest

from core import outbox
from core.delivery.http import check_url, require_open
from core.models import OutboxMessage
from events.services.signups import claim_seat, withdraw
from ngos import errors
from ngos.enums import WebhookTopic
from ngos.models import WebhookCall
from ngos.services.webhooks import add_webhook, announce, remove_webhook, send_again, send_test
from tests.factories.events import make_opportunity, make_role, make_shift

pytestmark = pytest.mark.django_db
TOPICS = [topic for topic in WebhookTopic.values if topic != "test"]


@pytest.fixture
def hook(taza_su, dana, settings, peer, now):
    settings.REACH_OWN_NETWORK = True
    row, secret = add_webhook(organisation=taza_su, url=f"{peer.url}/in", topics=TOPICS, actor=dana, now=now)
    row.plain_secret = secret
    return row


def deliver(moment):
    for message_id in outbox.due(moment):
        outbox.deliver(message_id, now=moment)


def test_call_is_signed_as_the_standard_says(hook, taza_su, peer, now):
    call = send_test(organisation=taza_su, public_id=hook.public_id, now=now)

    deliver(now)

    path, headers, body = peer.asked[0]
    told = {name.lower(): value for name, value in headers.items()}
    signed = f"{told['webhook-id']}.{told['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.plain_secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert (path, told["webhook-signature"]) == ("/in", f"v1,{expected}")
    assert told["webhook-id"] == f"msg_{call.public_id.hex}"
    assert json.loads(body) == {"type": "test", "timestamp": now.isoformat(), "data": {}}
    call.refresh_from_db()
    assert (call.state, call.tries, call.answer) == ("taken", 1, "200")


def test_what_happens_to_a_sign_up_is_told_by_numbers_alone(hook, taza_su, aliya, peer, now):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))

    signup = claim_seat(role=role, volunteer=aliya.volunteer, actor=aliya, now=now)
    withdraw(signup=signup, actor=aliya, now=now)
    deliver(now)

    bodies = [json.loads(body) for _path, _headers, body in peer.asked if b"signup." in body]
    assert [told["type"] for told in bodies] == ["signup.created", "signup.cancelled"]
    assert bodies[0]["data"] == {
        "event": str(role.shift.opportunity.public_id),
        "shift": str(role.shift.public_id),
        "signup": str(signup.public_id),
    }
    assert aliya.full_name.split()[0] not in json.dumps(bodies, ensure_ascii=False)


def test_refusal_is_tried_again_with_growing_pauses_for_a_day_under_the_same_id(hook, taza_su, peer, now):
    call = send_test(organisation=taza_su, public_id=hook.public_id, now=now)
    message = OutboxMessage.objects.get(topic="webhooks.call")
    peer.says(503)
    pauses = []

    while True:
        message.refresh_from_db()
        moment = message.due_at
        outbox.deliver(message.pk, now=moment)
        message.refresh_from_db()
        if message.done_at or message.failed_at:
            break
        pauses.append((message.due_at - moment).total_seconds())

    call.refresh_from_db()
    ids = {headers["webhook-id"] for _path, headers, _body in peer.asked}
    assert (len(ids), call.state, call.answer) == (1, "given_up", "503")
    assert [30 * 2**n <= pause <= 37.5 * 2**n for n, pause in enumerate(pauses[:6])] == [True] * 6
    assert timedelta(hours=23) < moment - now < timedelta(hours=27)


def test_redirect_is_not_followed_and_counts_as_a_refusal(hook, taza_su, peer, now):
    peer.says(302, Location=f"{peer.url}/elsewhere")
    call = send_test(organisation=taza_su, public_id=hook.public_id, now=now)

    deliver(now)

    call.refresh_from_db()
    assert (len(peer.asked), call.state, call.answer) == (1, "waiting", "302")


def test_call_can_be_sent_once_more_under_its_id(hook, taza_su, peer, now):
    call = send_test(organisation=taza_su, public_id=hook.public_id, now=now)
    deliver(now)

    send_again(organisation=taza_su, public_id=call.public_id, now=now + timedelta(minutes=1))
    deliver(now + timedelta(minutes=1))

    assert len({headers["webhook-id"] for _path, headers, _body in peer.asked}) == 1
    assert len(peer.asked) == 2


def test_removed_address_is_told_nothing_more(hook, taza_su, dana, peer, now):
    send_test(organisation=taza_su, public_id=hook.public_id, now=now)
    remove_webhook(organisation=taza_su, public_id=hook.public_id, actor=dana, now=now)

    deliver(now)

    assert (peer.asked, WebhookCall.objects.count()) == ([], 0)


def test_organisation_without_an_address_costs_one_query(taza_su, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        announce(WebhookTopic.EVENT_PUBLISHED, organisation_id=taza_su.pk, now=now)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/", "https://169.254.169.254/x",
        "https://192.0.0.8/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://[::ffff:10.0.0.1]/",
        "https://224.0.0.1/", "https://user:word@example.org/", "ftp://example.org/", "https:///x", "nonsense",
        "https://example.org:99999/",
    ],
)  # fmt: skip
def test_address_that_leads_inside_or_travels_open_is_refused(taza_su, dana, now, url):
    with pytest.raises(errors.WebhookAddressForbidden):
        add_webhook(organisation=taza_su, url=url, topics=TOPICS, actor=dana, now=now)


def test_name_that_points_inside_is_found_out_when_connecting(hook, taza_su, peer, settings, now):
    settings.REACH_OWN_NETWORK = False
    type(hook).objects.filter(pk=hook.pk).update(url=f"https://localhost:{peer.port}/in")
    call = send_test(organisation=taza_su, public_id=hook.public_id, now=now)

    deliver(now)

    call.refresh_from_db()
    assert (peer.asked, call.state, call.answer) == ([], "given_up", "forbidden address")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_open_addresses_are_open(address):
    require_open(ip_address(address))
    check_url(f"https://{f'[{address}]' if ':' in address else address}/hook")


def test_fourth_address_and_an_address_for_nothing_are_refused(taza_su, dana, now):
    for number in range(3):
        add_webhook(organisation=taza_su, url=f"https://example.org/{number}", topics=TOPICS, actor=dana, now=now)

    with pytest.raises(errors.TooManyWebhooks):
        add_webhook(organisation=taza_su, url="https://example.org/4", topics=TOPICS, actor=dana, now=now)
    with pytest.raises(errors.WebhookTopicMissing):
        add_webhook(organisation=taza_su, url="https://example.org/4", topics=["test"], actor=dana, now=now)


def test_owner_adds_tests_and_removes_an_address_on_the_page(client, taza_su, now):
    from ngos.enums import MembershipRole
    from ngos.models import Webhook
    from tests.factories.ngos import make_member

    client.force_login(make_member(taza_su, role=MembershipRole.OWNER))
    page = f"/en/org/{taza_su.slug}/organisation/hooks/"

    added = client.post(page, {"url": "https://example.org/in", "topics": ["signup.created"]}).content.decode()
    row = Webhook.objects.get()

    assert added.count("whsec_") == 1
    assert "whsec_" not in client.get(page).content.decode()
    assert client.post(page, {"url": "https://10.0.0.1/", "topics": ["signup.created"]}).status_code == 422
    client.post(f"{page}{row.public_id}/remove/")
    assert Webhook.objects.count() == 0
