"""Badges as an independent reader takes them: genuine ones accepted, every other refused with its reason."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from recognition.documents.credential import issuer_id
from recognition.enums import Detail, WithdrawnBy
from recognition.services import rotate, sign, signed_badge, withdraw_certificate
from tests.factories.recognition import make_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def https(settings):
    """The reader knows no site without https."""
    settings.SITE_URL = "https://asar.example"


def download(url: str, *args: object, **options: object) -> bytes:
    """What the reader gets from the network: this site."""
    assert url.startswith("https://asar.example/")
    answer = Client().get(url.removeprefix("https://asar.example"))
    assert answer.status_code == 200
    return answer.content


def read(token: str):
    """Read a badge as somebody who knows nothing but the name of the issuer."""
    return OB3Verifier.for_issuer_did(issuer_id(), download).verify(token, check_status=True, download=download)


def reason(token: str) -> str:
    with pytest.raises(OB3VerificationError) as refusal:
        read(token)
    return str(refusal.value)


@pytest.fixture
def certificate(now, aliya):
    lines = [{"cause": "ecology", "minutes": 570}, {"cause": "inclusion", "minutes": 120}]
    return make_certificate(aliya.volunteer, now, minutes=690, detail=Detail.CAUSES, lines=lines)


@pytest.fixture
def token(now, certificate):
    return signed_badge(certificate=certificate, now=now)


def claims_of(token: str) -> dict:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_an_independent_reader_accepts_it(token, certificate):
    found = read(token)

    assert found.issuer.id == "did:web:asar.example"
    assert found.achievement.name == "Volunteer hours"
    assert found.achievement.achievement_type == "CommunityService"
    assert [result.value for result in found.results] == ["11.5"]
    assert [one.identity_hash for one in found.identifiers] == ["Әлия Серікова"]
    assert found.id.endswith(f"/en/v/{certificate.code}/")


def test_it_holds_nothing_but_what_the_certificate_shows(token, aliya):
    words = json.dumps(claims_of(token), ensure_ascii=False)

    assert "Ecology: 9 h 30 min" in words
    for secret in (aliya.email, aliya.volunteer.birth_date.isoformat(), str(aliya.public_id), "Таза Су"):
        assert secret not in words


def test_a_badge_of_a_book_does_not_list_its_shifts(now, aliya):
    line = {"what": "shift", "on": "2026-03-01", "name": {"en": "Clean the bank"}, "minutes": 240}
    book = make_certificate(aliya.volunteer, now, kind="book", detail=Detail.SHIFTS, lines=[line])

    token = signed_badge(certificate=book, now=now)

    assert read(token).results[0].value == "4"
    assert "Clean the bank" not in json.dumps(claims_of(token))


def test_one_byte_changed_anywhere_is_refused(token):
    assert read(token)
    for part in range(3):
        parts = token.split(".")
        for place in range(0, len(parts[part]), 97):
            changed = list(parts)
            old = changed[part][place]
            changed[part] = changed[part][:place] + ("A" if old != "A" else "B") + changed[part][place + 1 :]
            reason(".".join(changed))


def test_more_hours_under_the_old_signature_are_refused_as_forged(token):
    head, _, signature = token.split(".")
    claims = claims_of(token)
    claims["credentialSubject"]["result"][0]["value"] = "1150"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    assert "Invalid signature" in reason(f"{head}.{forged}.{signature}")


def test_no_signature_is_refused(token):
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()

    assert "not allowed" in reason(f"{head}.{token.split('.')[1]}.")


def test_an_expired_one_is_refused_as_expired(now, token, certificate):
    with time_machine.travel(certificate.expires_at + timedelta(days=1), tick=False):
        assert "expired" in reason(token)


def test_a_withdrawn_one_is_refused_as_revoked_at_once(now, aliya, token, certificate):
    other = signed_badge(certificate=make_certificate(aliya.volunteer, now), now=now)
    assert read(token)

    withdraw_certificate(certificate=certificate, actor=aliya, by=WithdrawnBy.HOLDER, now=now)

    assert "'revocation' is set" in reason(token)
    assert read(other)


def test_nobody_between_keeps_the_list_for_a_minute(client, certificate):
    answer = client.get("/badges/status/0")

    assert answer["Content-Type"] == "application/jwt"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert int(re.search(r"max-age=(\d+)", answer["Cache-Control"])[1]) <= 60
    assert client.get("/badges/status/1").status_code == 404


def test_an_old_copy_of_the_list_brings_nothing_back(now, aliya, token, certificate):
    kept = download("https://asar.example/badges/status/0")
    withdraw_certificate(certificate=certificate, actor=aliya, by=WithdrawnBy.HOLDER, now=now)

    def replayed(url, *args, **options):
        return kept if "/status/" in url else download(url)

    reader = OB3Verifier.for_issuer_did(issuer_id(), download)
    assert reader.verify(token, check_status=True, download=replayed)  # within the hour an old copy passes
    with (
        time_machine.travel(now + timedelta(hours=2), tick=False),
        pytest.raises(OB3VerificationError, match="expired"),
    ):
        reader.verify(token, check_status=True, download=replayed)


def test_a_new_key_leaves_old_badges_valid(now, token, certificate):
    rotate(actor=None, now=now)
    newer = signed_badge(certificate=certificate, now=now)

    assert claims_of(newer) == claims_of(token)
    assert newer.split(".")[0] != token.split(".")[0]
    assert read(token).id == read(newer).id


def test_a_badge_of_a_strange_key_is_refused(now, token):
    claims = claims_of(token)
    kid = "did:web:asar.example#nobody"

    assert "nobody" in reason(sign(content=claims, now=now, kind="JWT", headers={"kid": kid}))


def test_a_badge_of_another_issuer_is_refused(now, token):
    claims = claims_of(token)
    claims["issuer"]["id"] = "did:web:elsewhere.example"
    forged = sign(content=claims, now=now, kind="JWT", headers={"kid": json.loads(_head(token))["kid"]})

    assert "does not match" in reason(forged)


def _head(token: str) -> bytes:
    part = token.split(".")[0]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_issuer_publishes_who_it_is(client, token):
    profile, hours = client.get("/badges/issuer.json").json(), client.get("/badges/hours.json").json()
    document = client.get("/.well-known/did.json").json()

    assert profile == claims_of(token)["issuer"]
    assert hours == claims_of(token)["credentialSubject"]["achievement"]
    assert document["id"] == profile["id"]
    assert "d" not in document["verificationMethod"][0]["publicKeyJwk"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_many(now, aliya, django_assert_num_queries, count):
    for _ in range(count):
        made = make_certificate(aliya.volunteer, now)
        withdraw_certificate(certificate=made, actor=aliya, by=WithdrawnBy.HOLDER, now=now)
    signed_badge(certificate=made, now=now)

    with django_assert_num_queries(3):  # withdrawn, the key twice
        Client().get("/badges/status/0")


def test_moments_are_whole_seconds_of_utc(token, certificate):
    assert claims_of(token)["validFrom"] == certificate.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert datetime.fromtimestamp(claims_of(token)["exp"], UTC) == certificate.expires_at
