"""Documents: posted, refused with a reason, replaced, withdrawn, shown to whom they may be, and deleted in time."""

import hashlib
import os
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from core import vault
from ngos import access, errors
from ngos.enums import MaterialKind, MaterialState, MembershipRole
from ngos.models import Material
from ngos.queries.tasks import tasks_of
from ngos.services import materials as services
from ngos.services.materials import NewMaterial
from tests import papers
from tests.factories.cases import make_reviewer
from tests.factories.ngos import make_group, make_material, make_member
from tests.factories.places import region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)
YEAR = {"about_from": date(2025, 1, 1), "about_until": date(2025, 12, 31)}


@pytest.fixture(autouse=True)
def _own_vault(settings, tmp_path):
    settings.VAULT_DIR = tmp_path


@pytest.fixture
def owner(now, taza_su):
    return make_member(taza_su, role=MembershipRole.OWNER)


def new(kind=MaterialKind.CHARTER, words="CHARTER", **changes):
    wanted = {"issued_on": date(2026, 1, 15), "content": papers.pdf(words=words), "has_statement": True}
    return NewMaterial(kind=kind, **{**wanted, **changes})


def post(organisation, actor, now, **changes):
    return services.post_material(organisation=organisation, material=new(**changes), actor=actor, now=now)


def test_a_document_is_kept_under_its_digest_without_what_it_said_of_itself(taza_su, owner, now):
    sent = papers.pdf(words="CHARTER")

    row = post(taza_su, owner, now, content=sent)

    kept = vault.read(row.sha256)
    assert (row.state, row.media_type, row.size_bytes) == (MaterialState.POSTED, "application/pdf", len(kept))
    assert (row.sent_sha256, row.sha256) == (hashlib.sha256(sent).hexdigest(), hashlib.sha256(kept).hexdigest())
    assert b"Canary" in sent
    assert b"Canary" not in kept


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"issued_on": TODAY + timedelta(days=1)}, errors.MaterialInFuture),
        ({"valid_until": TODAY - timedelta(days=1)}, errors.MaterialOver),
        ({"about_from": date(2025, 1, 1)}, errors.MaterialPeriodMissing),
        ({"kind": MaterialKind.ANNUAL_FILING}, errors.MaterialPeriodMissing),
        ({"about_from": date(2025, 2, 1), "about_until": date(2025, 1, 1)}, errors.MaterialPeriodBackwards),
        (
            {"kind": MaterialKind.AUDIT, "about_from": date(2026, 1, 1), "about_until": TODAY},
            errors.MaterialPeriodOpen,
        ),
        ({"has_statement": False}, errors.StatementMissing),
        ({"content": b""}, errors.MaterialEmpty),
        ({"content": b"%PDF-" + bytes(20 * 1024 * 1024)}, errors.MaterialTooLarge),
        ({"content": b"<html>"}, errors.MaterialUnknown),
        ({"content": papers.pdf(papers.opens_with(papers.alert()))}, errors.MaterialActive),
        ({"content": papers.pdf(lambda writer, page: writer.encrypt("x"))}, errors.MaterialLocked),
        ({"content": papers.pdf()[:150]}, errors.MaterialBroken),
        ({"content": papers.large_png()}, errors.MaterialTooHard),
        ({"words": "IDENTITY CARD\nTESTOV TEST"}, errors.MaterialIsIdentity),
        ({"words": "Founder: Testov, 850101100002"}, errors.MaterialHoldsNumbers),
    ],
)
def test_what_cannot_be_posted_is_refused_and_leaves_nothing(taza_su, owner, now, changes, error, tmp_path):
    with pytest.raises(error) as refusal:
        post(taza_su, owner, now, **changes)

    assert str(refusal.value).count("%") == 0
    assert (Material.objects.count(), list(tmp_path.iterdir())) == (0, [])


def test_a_period_of_last_year_is_fine(taza_su, owner, now):
    assert post(taza_su, owner, now, kind=MaterialKind.ANNUAL_FILING, **YEAR).about_until == date(2025, 12, 31)


def test_the_same_file_twice_is_refused_until_the_first_is_withdrawn(taza_su, owner, now):
    first = post(taza_su, owner, now)

    with pytest.raises(errors.MaterialTwice, match="charter"):
        post(taza_su, owner, now, kind=MaterialKind.CODE_OF_ETHICS)
    services.withdraw_material(material=first, actor=owner, now=now)
    again = post(taza_su, owner, now)

    assert again.sha256 == first.sha256
    with pytest.raises(errors.MaterialGone):
        services.withdraw_material(material=first, actor=owner, now=now)


def test_a_newer_version_stands_beside_the_older_one(taza_su, owner, now):
    accepted = make_material(taza_su, MaterialKind.CHARTER)

    newer = post(taza_su, owner, now, replaces=accepted)
    newest = post(taza_su, owner, now, words="CHARTER 3", replaces=newer)

    states = {row.pk: row.state for row in Material.objects.all()}
    assert states == {
        accepted.pk: MaterialState.ACCEPTED,
        newer.pk: MaterialState.WITHDRAWN,
        newest.pk: MaterialState.POSTED,
    }
    with pytest.raises(errors.MaterialGone):
        post(taza_su, owner, now, words="CHARTER 4", replaces=accepted)


def test_who_may_read_what(taza_su, owner, dana, zhanna, now):
    posted, accepted = (
        make_material(taza_su, state=state) for state in (MaterialState.POSTED, MaterialState.ACCEPTED)
    )
    readers = {
        "guest": AnonymousUser(),
        "stranger": zhanna,
        "coordinator": dana,
        "far reviewer": make_reviewer(territory=region("350000000")),
        "owner": owner,
        "reviewer": make_reviewer(),
    }

    def may_read(user, material):
        try:
            return access.material_for_reader(user, material.public_id) == material
        except errors.MaterialNotFound:
            return False

    assert all(may_read(user, accepted) for user in readers.values())
    assert {name for name, user in readers.items() if may_read(user, posted)} == {"owner", "reviewer"}


def test_files_that_are_not_public_any_more_are_deleted_and_their_lines_stay(taza_su, owner, now, tmp_path):
    gone, kept = post(taza_su, owner, now), post(taza_su, owner, now, words="OTHER")
    services.withdraw_material(material=gone, actor=owner, now=now)
    assert services.erase_files(now + timedelta(days=89), False) == 0
    orphan = vault.keep(b"rolled back")
    os.utime(tmp_path / orphan[:2] / orphan, (0, 0))
    later = now + timedelta(days=91)

    counted = services.erase_files(later, True)
    erased = services.erase_files(later, False)

    gone.refresh_from_db()
    assert (counted, erased, gone.erased_at) == (2, 2, later)
    assert [vault.read(digest) is None for digest in (gone.sha256, orphan, kept.sha256)] == [True, True, False]
    assert services.erase_files(later, False) == 0


def test_a_file_that_two_lines_share_is_deleted_with_the_last(taza_su, owner, now):
    first = post(taza_su, owner, now)
    services.withdraw_material(material=first, actor=owner, now=now)
    second = post(taza_su, owner, now + timedelta(days=80))

    services.erase_files(now + timedelta(days=91), False)

    assert vault.read(second.sha256) is not None


def test_a_file_changed_on_the_disk_is_not_given_out(taza_su, owner, now, tmp_path):
    row = post(taza_su, owner, now)
    next(tmp_path.glob("??/*")).write_bytes(b"%PDF- other")

    assert vault.read(row.sha256) is None


def test_tasks_say_how_each_document_stands(taza_su, owner, now, django_assert_num_queries):
    make_material(taza_su, MaterialKind.BIN_CERTIFICATE)
    make_material(taza_su, MaterialKind.CHARTER, state=MaterialState.POSTED)
    make_material(taza_su, MaterialKind.CODE_OF_ETHICS, state=MaterialState.RETURNED, reason="Cut.")
    make_material(taza_su, MaterialKind.CONFLICT_STATEMENT, valid_until=TODAY + timedelta(days=20))
    make_material(taza_su, MaterialKind.AUDIT, issued_on=date(2020, 1, 1))
    make_material(taza_su, MaterialKind.PROJECT_PASSPORT)

    with django_assert_num_queries(1):
        tasks = tasks_of(taza_su, on=TODAY)

    assert {task.kind.value: task.state for task in tasks.wanted} == {
        "bin_certificate": "accepted",
        "charter": "posted",
        "code_of_ethics": "returned",
        "annual_filing": "missing",
        "conflict_statement": "ending",
        "audit": "missing",
        "safeguarding_policy": "missing",
    }
    assert (tasks.done_count, [one.kind for one in tasks.others]) == (2, ["project_passport"])


def test_documents_of_a_group_are_listed_under_its_address(client):
    group = make_group(slug="korshiler")
    shown = make_material(group)
    make_material(group, state=MaterialState.POSTED)

    answer = client.get("/api/v1/organisations/korshiler/materials")

    assert [one["id"] for one in answer.json()["items"]] == [str(shown.public_id)]
