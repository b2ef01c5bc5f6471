"""Web push: who sends it can be checked, a browser is linked by the page, and one that is gone is forgotten."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from accounts.models import MessageContact
from core.delivery.push import (
    Subscription,
    SubscriptionUnreadable,
    authorization,
    closed,
    decoded,
    encoded,
    make_key,
    public_key,
    read_subscription,
)
from tests.factories.accounts import make_user

ENDPOINT = "https://push.example.org/send/abc"
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


@pytest.fixture(autouse=True)
def _own_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def browser() -> Subscription:
    key = ec.generate_private_key(ec.SECP256R1())
    return Subscription(ENDPOINT, key.public_key().public_bytes(*POINT), b"0123456789abcdef")


def test_key_is_made_once_and_read_by_its_owner_alone():
    path = make_key()
    first = public_key()

    assert (make_key(), public_key()) == (path, first)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(decoded(first)) == 65


def test_push_service_can_check_who_sends():
    told = dict(
        part.strip().split("=", 1) for part in authorization(ENDPOINT, at=1000).removeprefix("vapid ").split(",")
    )

    head, claims, signature = told["t"].split(".")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(told["k"]))
    raw = decoded(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(decoded(claims)) == {
        "aud": "https://push.example.org",
        "exp": 1000 + 12 * 60 * 60,
        "sub": "mailto:noreply@localhost",
    }


def test_same_words_are_closed_differently_each_time_and_open_nowhere_else(browser):
    one, two = closed(b"words", browser), closed(b"words", browser)

    assert one != two
    assert b"words" not in one
    assert len(one) == 16 + 4 + 1 + 65 + len(b"words") + 1 + 16


@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth"),
    [
        ("http://push.example.org/", None, None),
        ("https://10.0.0.1/", None, None),
        ("https://user@push.example.org/", None, None),
        (ENDPOINT, "AAAA", None),
        (ENDPOINT, "not base64 ё", None),
        (ENDPOINT, None, "c2hvcnQ"),
        ("https://push.example.org/" + "x" * 1000, None, None),
    ],
)
def test_what_is_no_subscription_is_refused(browser, endpoint, p256dh, auth):
    with pytest.raises(SubscriptionUnreadable):
        read_subscription(endpoint, p256dh or encoded(browser.p256dh), auth or encoded(browser.auth))


@pytest.mark.django_db
def test_page_links_a_browser_once_and_removes_it(client, browser):
    user = make_user()
    client.force_login(user)
    keys = {"p256dh": encoded(browser.p256dh), "auth": base64.urlsafe_b64encode(browser.auth).decode()}
    sent = {"data": json.dumps({"endpoint": ENDPOINT, "keys": keys}), "content_type": "application/json"}

    answers = [client.post("/en/me/messages/choices/browser/", **sent).status_code for _time in range(2)]

    contact = MessageContact.objects.get()
    assert (answers, contact.user, Subscription.of_contact(contact.contact)) == ([204, 204], user, browser)
    client.post(f"/en/me/messages/choices/{contact.public_id}/remove/")
    assert MessageContact.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"endpoint": 1, "keys": 2}', "not json"])
def test_page_says_what_is_no_subscription(client, body):
    client.force_login(make_user())

    answer = client.post("/en/me/messages/choices/browser/", data=body, content_type="application/json")

    assert (answer.status_code, MessageContact.objects.count()) == (422, 0)


@pytest.mark.django_db
def test_browser_that_is_gone_is_forgotten_and_the_letter_goes_by_mail(
    browser, mailbox, peer, settings, write, now, django_user_model
):
    settings.REACH_OWN_NETWORK = True
    user = make_user()
    gone = Subscription(f"{peer.url}/gone", browser.p256dh, browser.auth)
    from accounts.services.messages import link_contact

    link_contact(user=user, channel="push", contact=gone.as_contact(), now=now)
    peer.says(410)

    write(user)

    assert (MessageContact.objects.count(), len(peer.asked), len(mailbox.letters)) == (0, 1, 1)
