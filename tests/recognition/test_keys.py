"""The issuer's keys: made once, rotated without losing what was signed, checked by a second library."""

import json
from datetime import timedelta
from io import StringIO

import jwt
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.models import AuditLine
from recognition import errors
from recognition.models import IssuerKey
from recognition.queries import opened, public_keys
from recognition.services import current_key, rotate, sign

pytestmark = pytest.mark.django_db


def checked(token):
    """What another library reads, with no key but those this site publishes."""
    kid = jwt.get_unverified_header(token)["kid"]
    found = {key.key_id: key for key in jwt.PyJWKSet.from_dict(public_keys()).keys}
    return jwt.decode(token, found[kid].key, algorithms=["ES256"])


def test_a_key_is_made_at_first_use_and_then_stays(now):
    assert public_keys() == {"keys": []}

    first = current_key(now=now)

    assert current_key(now=now + timedelta(days=9)) == first
    assert AuditLine.objects.filter(action="issuer_key.made").count() == 1


def test_another_library_checks_what_was_signed(now):
    token = sign(content={"sub": "Әлия", "minutes": 240}, now=now, kind="JWT")

    assert checked(token) == {"sub": "Әлия", "minutes": 240}
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": IssuerKey.objects.get().kid, "typ": "JWT"}


def test_the_private_half_is_published_and_stored_nowhere_in_the_open(now):
    sign(content={}, now=now)

    (key,) = public_keys()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert "PRIVATE" not in IssuerKey.objects.get().sealed
    assert "d" not in IssuerKey.objects.get().public


def test_what_was_signed_before_a_rotation_is_still_checked(now):
    before = sign(content={"n": 1}, now=now)

    rotate(actor=None, now=now + timedelta(days=1))
    after = sign(content={"n": 2}, now=now + timedelta(days=1))

    assert (checked(before), checked(after)) == ({"n": 1}, {"n": 2})
    assert (json.loads(opened(before)), json.loads(opened(after))) == ({"n": 1}, {"n": 2})
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]


def test_a_retired_key_cannot_sign(now):
    old = current_key(now=now)
    rotate(actor=None, now=now)

    old.refresh_from_db()
    assert (old.sealed, old.retired_at) == ("", now)


def test_the_database_keeps_one_current_key(now):
    key = current_key(now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.create(kid="other", algorithm=key.algorithm, public={}, made_at=now)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_changed_letter_is_refused(now, part):
    parts = sign(content={"minutes": 240}, now=now).split(".")
    parts[part] = parts[part][:5] + ("A" if parts[part][5] != "A" else "B") + parts[part][6:]

    with pytest.raises(errors.SignatureWrong):
        opened(".".join(parts))


def test_a_signature_by_a_stranger_under_our_kid_is_refused(now):
    current_key(now=now)
    ours = IssuerKey.objects.get().kid
    rotate(actor=None, now=now)
    theirs = sign(content={"n": 1}, now=now, headers={"kid": ours})

    with pytest.raises(errors.SignatureWrong):
        opened(theirs)


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "..", "ә.ә.ә", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_signature_is_refused(now, token):
    with pytest.raises(errors.SignatureWrong):
        opened(token)


def test_a_key_may_be_named_by_an_address(now):
    kid = current_key(now=now).kid

    assert opened(sign(content={"n": 1}, now=now, headers={"kid": f"https://asar.example/issuer#{kid}"})) == b'{"n":1}'


def test_a_lost_secret_key_is_said_and_a_rotation_helps(now, settings):
    current_key(now=now)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []

    with pytest.raises(errors.IssuerKeyUnreadable):
        sign(content={}, now=now)
    rotate(actor=None, now=now)

    assert opened(sign(content={}, now=now)) == b"{}"


def test_the_command_rotates_and_shows():
    out = StringIO()
    call_command("issuer", "rotate", stdout=out)
    call_command("issuer", "rotate", stdout=StringIO())

    shown = StringIO()
    call_command("issuer", "show", stdout=shown)
    kids = [key["kid"] for key in json.loads(shown.getvalue())["keys"]]
    assert len(kids) == 2
    assert kids[1] == json.loads(out.getvalue())["keys"][0]["kid"]


def test_anybody_reads_the_public_keys(client, now):
    current_key(now=now)

    answer = client.get("/.well-known/jwks.json")

    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.content) == public_keys()
    assert client.post("/.well-known/jwks.json").status_code == 405
