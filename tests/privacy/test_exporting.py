"""A person's copy holds every row about her and nothing about anybody else."""

import io
import json
import shutil
import subprocess
import time
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import ManyToOneRel

from accounts.errors import TooManyCopies
from accounts.models import User
from accounts.services import copy_of_data
from core.models import AuditLine, Look, OutboxMessage
from core.privacy.data_map import data_map
from core.privacy.exporting import HIDDEN, OTHERS, archive_of, copy_of, everything_about
from events.models import SignUp
from tests.factories.accounts import make_user
from tests.privacy.person import make_person
from volunteers.models import Volunteer


def independent_counts(user: User) -> dict[str, int]:
    """Count rows by following relations from the account outwards, without the data map."""
    counts: dict[str, int] = {}
    _follow(user, counts, set())
    return counts


def _follow(row, counts, seen):
    """Count a row and whatever points at it because it belongs to it."""
    label = row._meta.label
    if (label, row.pk) in seen:
        return
    seen.add((label, row.pk))
    counts[label] = counts.get(label, 0) + 1
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model is LogEntry:
            continue
        if relation.field.name in ("actor", "confirmed_by", "reviewer", "warm_from", "taken_by"):
            continue
        for found in relation.related_model.objects.filter(**{relation.field.name: row.pk}):
            _follow(found, counts, seen)


def test_every_row_about_her_is_in_it(now, person):
    expected = independent_counts(person.user)
    assert len(expected) >= 29
    found = {label: len(rows) for label, rows in everything_about(person.user).items()}

    through_tables = {label: count for label, count in found.items() if label in expected}

    assert through_tables == expected
    assert found["core.Look"] == Look.objects.filter(person=person.user.public_id).count() == 2
    ids = [str(person.user.public_id), str(person.volunteer.public_id)]
    assert found["core.AuditLine"] >= AuditLine.objects.filter(subject_id__in=ids).count() > 0
    assert found["core.OutboxMessage"] == OutboxMessage.objects.count() == 11
    assert found["sessions.Session"] == Session.objects.count() == 3
    assert found["admin.LogEntry"] == LogEntry.objects.count() == 2
    about_her = [table.label for table in data_map().values() if table.is_about_people and table.person != "step"]
    assert set(about_her) - set(found) == {"accounts.User_groups", "accounts.User_user_permissions"}
    print(f"{sum(found.values())} rows of {len(found)} tables")
    assert set(found) - set(expected) == {
        "admin.LogEntry",
        "core.AnsweredRequest",
        "core.AuditLine",
        "core.Delivery",
        "core.Look",
        "core.OutboxMessage",
        "events.ShiftMessage",
        "sessions.Session",
    }


def test_nothing_about_anybody_else_is_in_it(now, person):
    other = make_person(now, word="bogde")

    archive = archive_of(copy_of(person.user, now=now))

    text = everything_in(archive)
    assert person.user.full_name in text
    assert [word for word in other.canaries if word in text and word not in person.canaries] == []
    third = (
        "Алыс Жол",
        "Дос Бар",
        "kanarbek-guardian-contact",
        "kanarbek-guardian-name",
        "kanarbek-consent-name",
        "kanarbek-question",
    )
    assert [word for word in third if word in text] == []
    strangers = User.objects.exclude(pk=person.user.pk)
    places = SignUp.objects.exclude(volunteer=person.volunteer)
    profiles = Volunteer.objects.exclude(pk=person.volunteer.pk)
    assert [row for row in (*strangers, *profiles, *places) if str(row.public_id) in text] == []
    assert OTHERS in text


def test_secrets_are_named_and_not_shown(now, person):
    User.objects.filter(pk=person.user.pk).update(password="argon2-of-hers")

    text = everything_in(archive_of(copy_of(User.objects.get(pk=person.user.pk), now=now)))

    assert HIDDEN in text
    assert [word for word in ("kanarbek-number", "kanarbek-key", "kanarbek-session") if word in text] == []
    assert "argon2-of-hers" not in text


def everything_in(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return "\n".join(opened.read(name).decode() for name in opened.namelist())


def test_another_program_opens_it(now, person, tmp_path):
    path = tmp_path / "me.zip"
    path.write_bytes(archive_of(copy_of(person.user, now=now)))

    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        tables = json.loads(opened.read("data.json"))["tables"]
        names = set(opened.namelist())
        assert names == {"README.txt", "data.json"} | {f"csv/{label}.csv" for label in tables}
        for label, rows in tables.items():
            lines = opened.read(f"csv/{label}.csv").decode("utf-8-sig")
            assert lines.startswith(",".join(rows[0]))
    if shutil.which("unzip"):
        assert subprocess.run(["unzip", "-tq", path], capture_output=True, text=True).returncode == 0


def test_the_letter_explains_it_in_her_language(now, person):
    with zipfile.ZipFile(io.BytesIO(archive_of(copy_of(person.user, now=now)))) as opened:
        letter = opened.read("README.txt").decode("utf-8-sig")

    assert "csv/recognition.LedgerEntry.csv (13)" in letter
    assert "Your confirmed hours. To confirm your hours and to count them." in letter


def test_no_column_of_hers_is_forgotten(now, person):
    for label, rows in everything_about(person.user).items():
        table = data_map()[label]
        assert set(rows[0]) == {column.attname for column in table.model._meta.concrete_fields}


def test_a_formula_stays_text(now, person):
    User.objects.filter(pk=person.user.pk).update(full_name="=1+1")

    archive = archive_of(copy_of(User.objects.get(pk=person.user.pk), now=now))

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert ",'=1+1," in opened.read("csv/accounts.User.csv").decode()


@pytest.mark.django_db
def test_the_sixth_copy_of_a_day_is_refused(now):
    user = make_user()
    for _time in range(5):
        copy_of_data(user=user, now=now)

    with pytest.raises(TooManyCopies):
        copy_of_data(user=user, now=now)


def test_a_thousand_rows_take_no_time(now, person):
    lines = [
        Look(lane=9, position=number, person=person.user.public_id, what="name", purpose="shift", happened_at=now)
        for number in range(1, 1_001)
    ]
    Look.objects.bulk_create(lines, batch_size=500)

    started = time.perf_counter()
    archive_of(copy_of(person.user, now=now))

    assert time.perf_counter() - started < 5
