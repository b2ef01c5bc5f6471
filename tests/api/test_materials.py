"""Documents, tasks and cases over the API, in the reader's language."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ngos.enums import MembershipRole
from ngos.models import VerificationCase
from tests import papers
from tests.factories.cases import make_reviewer
from tests.factories.ngos import make_bin, make_member, make_organisation

SAID = {"kind": "bin_certificate", "issued_on": "2026-01-15", "statement": "true"}


@pytest.fixture(autouse=True)
def _own_vault(settings, tmp_path):
    settings.VAULT_DIR = tmp_path


@pytest.fixture
def newcomer(now, db):
    return make_organisation(verified=False, name="Жаңа", bin=make_bin())


@pytest.fixture
def owner(newcomer):
    return make_member(newcomer, role=MembershipRole.OWNER)


def post(client, organisation, content=None, **changes):
    file = SimpleUploadedFile("scan.pdf", content or papers.pdf(words="CERTIFICATE"))
    return client.post(f"/api/v1/organisations/{organisation.bin}/materials", {**SAID, "file": file, **changes})


def test_from_the_first_document_to_the_decision(client, newcomer, owner):
    client.force_login(owner)
    address = f"/api/v1/organisations/{newcomer.bin}"

    posted = post(client, newcomer)
    tasks = client.get(f"{address}/tasks").json()
    sent = client.post(f"{address}/case")

    assert (posted.status_code, posted.json()["state"]) == (201, "posted")
    assert tasks["level"] == 0
    assert {task["kind"]: task["state"] for task in tasks["tasks"]}["bin_certificate"] == "posted"
    assert (sent.status_code, sent.json()["state"]) == (201, "waiting")

    client.force_login(make_reviewer())
    (row,) = client.get("/api/v1/cases").json()["items"]
    case = f"/api/v1/cases/{row['id']}"
    taken = client.post(f"{case}/take").json()
    wish = {
        "verdict": "verify",
        "words": "Read.",
        "checklist": [
            *("bin_registered", "charter_read", "leader_known", "no_ground", "safeguarding", "no_personal_data"),
        ],
        "checks": [{"material_id": taken["materials"][0]["id"], "accept": True}],
    }
    early = client.post(f"{case}/decision", {**wish, "checks": []}, content_type="application/json")
    decided = client.post(f"{case}/decision", wish, content_type="application/json")

    assert (early.status_code, early.json()["code"]) == (422, "ngos.material_unchecked")
    assert (decided.status_code, decided.json()["decisions"][0]["level"]) == (200, 1)
    newcomer.refresh_from_db()
    assert newcomer.is_verified
    client.logout()
    (public,) = client.get(f"{address}/materials").json()["items"]
    assert client.get(public["href"]).status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "neither a PDF nor a PNG or JPEG picture"),
        ("ru", "PDF"),
        ("kk", "PDF"),
    ],
)
def test_a_script_is_refused_in_the_reader_s_language(client, newcomer, owner, language, words):
    client.force_login(owner)
    file = SimpleUploadedFile("charter.pdf", b"#!/bin/sh")

    answer = client.post(
        f"/api/v1/organisations/{newcomer.bin}/materials",
        {**SAID, "file": file},
        headers={"Accept-Language": language},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "ngos.material_unknown")
    assert words in answer.json()["detail"]


def test_who_may_not_is_refused_and_nothing_is_kept(client, newcomer, zhanna, dana, tmp_path):
    assert post(client, newcomer).status_code == 401
    for person, status in ((zhanna, 404), (make_member(newcomer), 403), (dana, 404)):
        client.force_login(person)
        assert post(client, newcomer).status_code == status
    assert not VerificationCase.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_300_mb_is_refused_by_its_length(client, newcomer, owner):
    client.force_login(owner)

    answer = client.generic(
        "POST",
        f"/api/v1/organisations/{newcomer.bin}/materials",
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(300 * 1024**2),
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "ngos.material_too_large")
    assert answer["Content-Type"] == "application/problem+json"
