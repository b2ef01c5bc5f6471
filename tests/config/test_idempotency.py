"""Calls that carry a key: done once, answered alike, and never mistaken for another call."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import AnsweredRequest
from core.privacy.erasure import erase_person
from core.privacy.retention import retain
from events.models import ShiftRole, SignUp
from ngos.enums import MembershipRole
from tests import papers
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_member
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def role(aliya, taza_su, now):
    return make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=3)


def claim(client, role, key, *, body=None):
    return client.post(
        f"/api/v1/shifts/{role.shift.public_id}/signups",
        body or json.dumps({"role_id": str(role.public_id)}),
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=key,
    )


def test_the_same_call_again_is_not_done_again_and_answers_byte_for_byte(client, aliya, role):
    client.force_login(aliya)
    key = str(uuid4())

    first, second = claim(client, role, key), claim(client, role, key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert (first.get("Idempotent-Replayed"), second.get("Idempotent-Replayed")) == (None, "true")
    assert SignUp.objects.count() == 1


def test_without_a_key_the_second_call_is_refused_which_shows_what_the_key_does(client, aliya, role):
    client.force_login(aliya)
    body = {"role_id": str(role.public_id)}
    address = f"/api/v1/shifts/{role.shift.public_id}/signups"

    statuses = [client.post(address, body, content_type="application/json").status_code for _ in range(2)]

    assert statuses == [201, 409]


def test_a_refusal_by_the_state_of_the_world_is_kept_too(client, aliya, role):
    client.force_login(aliya)
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=3)
    refused = claim(client, role, "my-key")
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=0)

    again = claim(client, role, "my-key")

    assert (refused.status_code, again.status_code, again.content) == (409, 409, refused.content)
    assert again["Content-Type"] == refused["Content-Type"]


def test_the_same_json_laid_out_otherwise_is_the_same_call(client, aliya, role):
    client.force_login(aliya)
    first = claim(client, role, "k")

    again = claim(client, role, "k", body=json.dumps({"role_id": str(role.public_id)}, indent=4))

    assert again.content == first.content


def test_a_key_that_stands_for_another_call_is_refused_and_nothing_happens(client, aliya, role, taza_su):
    client.force_login(aliya)
    other = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=9), capacity=1)
    claim(client, role, "k")

    answer = claim(client, other, "k")

    assert (answer.status_code, answer.json()["code"]) == (422, "core.key_reused")
    assert SignUp.objects.filter(role=other).count() == 0


def test_the_same_key_of_two_people_is_two_calls(client, aliya, zhanna, role):
    make_volunteer(user=zhanna)
    statuses = []
    for person in (aliya, zhanna):
        client.force_login(person)
        statuses.append(claim(client, role, "k").status_code)

    assert statuses == [201, 201]


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ".encode().decode("latin-1")])
def test_a_key_that_cannot_be_one_is_refused_with_the_reason(client, aliya, role, key):
    client.force_login(aliya)

    answer = claim(client, role, key)

    assert (answer.status_code, answer.json()["code"]) == (422, "core.key_impossible")
    assert SignUp.objects.count() == 0


def test_what_changed_nothing_may_be_sent_again_mended(client, aliya, role):
    client.force_login(aliya)
    wrong = claim(client, role, "k", body='{"role_id": "nonsense"}')

    mended = claim(client, role, "k")

    assert (wrong.status_code, mended.status_code) == (422, 201)


def test_a_fault_on_our_side_leaves_neither_key_nor_change(aliya, role, settings):
    client = Client(raise_request_exception=False)
    client.force_login(aliya)
    settings.ROOT_URLCONF = "tests.config.faulty_urls"
    broken = claim(client, role, "k")
    kept = (AnsweredRequest.objects.count(), SignUp.objects.count())
    settings.ROOT_URLCONF = "config.urls"

    assert (broken.status_code, kept, claim(client, role, "k").status_code) == (500, (0, 0), 201)


def test_guests_and_readers_are_served_as_without_a_key(client, db):
    answer = client.get("/api/v1/opportunities", HTTP_IDEMPOTENCY_KEY="k")

    assert (answer.status_code, AnsweredRequest.objects.count()) == (200, 0)


def test_answers_are_sealed_and_gone_after_two_days_and_with_the_person(client, aliya, role, now):
    client.force_login(aliya)
    for key in ("one", "two"):
        claim(client, role, key)
    texts = AnsweredRequest.objects.values_list("sealed", flat=True)
    is_readable = any(str(role.shift.public_id) in text for text in texts)
    AnsweredRequest.objects.filter(pk=AnsweredRequest.objects.first().pk).update(asked_at=now - timedelta(days=3))

    swept = retain(now=now)["core.AnsweredRequest"]
    erase_person(person=aliya, actor=aliya, now=now)

    assert (is_readable, swept, AnsweredRequest.objects.count()) == (False, 1, 0)


def test_a_call_with_files_takes_no_key(client, taza_su, now, settings, tmp_path):
    """Files are read as they come, so that one that is too large is refused early; nothing of them is kept."""
    settings.VAULT_DIR = tmp_path
    client.force_login(make_member(taza_su, role=MembershipRole.OWNER))
    said = {"kind": "bin_certificate", "issued_on": "2026-01-15", "statement": "true"}

    answers = [
        client.post(
            f"/api/v1/organisations/{taza_su.bin}/materials",
            {**said, "file": SimpleUploadedFile("scan.pdf", papers.pdf(words=f"CERTIFICATE {number}"))},
            HTTP_IDEMPOTENCY_KEY="one-key",
        )
        for number in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.get("Idempotent-Replayed") for answer in answers] == [None, None]
    assert not AnsweredRequest.objects.exists()
