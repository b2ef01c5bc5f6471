import json
import random
import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from core import audit, chains, clock
from core.guards import allowing, refusing
from core.models import AuditLine
from tests.factories.accounts import make_user

TABLE = AuditLine._meta.db_table


def run(statements):
    for statement in statements:
        sql(statement)


@pytest.fixture
def changeable(db):
    """Lift the database's own refusal for one test, as its owner could."""
    run(allowing(connection.vendor, TABLE))


def write_lines(count):
    user = make_user()
    at = datetime(2026, 1, 1, 9, 30, 0, 120, tzinfo=UTC)
    for number in range(count):
        audit.record("test.done", actor=user, subject=user, at=at, number=number, words=["ә", "қ"], nothing=None)


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)


def found():
    return [(place.position, place.kind) for place in chains.breaks(AuditLine)]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [f"UPDATE {TABLE} SET action = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_to_change_or_delete_lines(change):
    write_lines(1)
    run(allowing(connection.vendor, TABLE))
    run(refusing(connection.vendor, TABLE))

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        sql(change)

    assert AuditLine.objects.count() == 1


@pytest.mark.django_db
def test_migrations_leave_the_refusal_behind():
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor], [TABLE])
        triggers = {name for (name,) in cursor.fetchall()}

    wanted = {
        "sqlite": {f"{TABLE}_no_update"},  # the other one is lifted for the tests, see conftest
        "postgresql": {f"{TABLE}_append_only", f"{TABLE}_no_truncate"},
    }
    assert triggers == wanted[connection.vendor]


@pytest.mark.django_db
def test_an_untouched_chain_holds_and_reads_back_as_written():
    write_lines(5)

    assert found() == []
    assert [head.position for head in chains.heads(AuditLine)] == [5]


@pytest.mark.django_db
@pytest.mark.usefixtures("changeable")
def test_every_changed_column_is_found_at_its_position():
    write_lines(8)
    chance = random.Random(7)
    changes = {
        "action": "other",
        "actor": uuid.uuid4().hex,
        "subject_type": "x",
        "subject_id": "y",
        "details": '{"number": 99}',
        "happened_at": "2026-01-02 00:00:00",
    }
    assert set(changes) | {"id", "lane", "position", "digest"} == {
        field.attname for field in AuditLine._meta.concrete_fields
    }

    for column, value in changes.items():
        position = chance.randint(1, 8)
        with transaction.atomic():
            sql(f"UPDATE {TABLE} SET {column} = %s WHERE position = %s", value, position)
            assert found() == [(position, "changed")], column
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("changeable")
def test_a_deleted_line_and_swapped_lines_are_found():
    write_lines(6)

    with transaction.atomic():
        sql(f"DELETE FROM {TABLE} WHERE position = 3")
        assert found() == [(3, "missing")]
        transaction.set_rollback(True)

    sql(f"UPDATE {TABLE} SET position = 100 WHERE position = 2")
    sql(f"UPDATE {TABLE} SET position = 2 WHERE position = 3")
    sql(f"UPDATE {TABLE} SET position = 3 WHERE position = 100")
    assert found() == [(2, "changed")]


@pytest.mark.django_db
@pytest.mark.usefixtures("changeable")
def test_kept_heads_show_lines_cut_off_and_a_chain_written_anew(tmp_path):
    write_lines(4)
    kept = tmp_path / "heads.json"
    with kept.open("w", encoding="utf-8") as file:
        call_command("chain", "heads", stdout=file)
    heads = {head.lane: head for head in chains.heads(AuditLine)}
    sql(f"DELETE FROM {TABLE} WHERE position = 4")

    assert found() == []
    assert [place.kind for place in chains.breaks(AuditLine, heads)] == ["cut_off"]

    write_lines(1)
    assert found() == []
    assert [place.kind for place in chains.breaks(AuditLine, heads)] == ["rewritten"]
    with pytest.raises(CommandError, match="does not hold"):
        call_command("chain", "verify", heads=kept)


@pytest.mark.django_db
def test_chain_command_says_that_all_holds(capsys):
    write_lines(2)

    call_command("chain", "verify", json=True)

    answer = json.loads(capsys.readouterr().out)
    assert {name: answer[name] for name in ("rows", "intact", "breaks")} == {"rows": 2, "intact": True, "breaks": []}


@pytest.mark.django_db
def test_chain_command_names_a_file_that_is_not_heads(tmp_path):
    (tmp_path / "x").write_text("[]", encoding="utf-8")

    with pytest.raises(CommandError, match="chain heads"):
        call_command("chain", "verify", heads=tmp_path / "x")


@pytest.mark.django_db
def test_fractions_are_refused_because_databases_write_them_differently():
    user = make_user()

    with pytest.raises(TypeError, match="fractions"):
        audit.record("test.done", actor=user, subject=user, at=clock.now(), share=0.1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_wait_and_every_chain_holds():
    user = make_user()
    gate = threading.Barrier(8)
    lanes = []

    def write():
        try:
            gate.wait()
            for _ in range(20):
                with transaction.atomic():
                    audit.record("test.first", actor=user, subject=user, at=clock.now())
                    lanes.append(audit.record("test.second", actor=user, subject=user, at=clock.now()).lane)
        finally:
            connections.close_all()

    with transaction.atomic():  # this one never ends while the others work: nobody may need its lane
        held = audit.record("test.held", actor=user, subject=user, at=clock.now()).lane
        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads)

    assert AuditLine.objects.count() == 8 * 20 * 2 + 1
    assert held not in lanes
    assert found() == []


@pytest.mark.django_db
def test_many_lines_at_once_are_chained_like_single_ones(now):
    subjects = [make_user() for _ in range(3)]
    audit.record("account.updated", actor=None, subject=subjects[0], at=now)

    audit.record_all("account.updated", actor=None, subjects=subjects, at=now, fields=["language"])
    audit.record("account.updated", actor=None, subject=subjects[0], at=now)

    assert sorted(AuditLine.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert list(chains.breaks(AuditLine)) == []


@pytest.mark.django_db
def test_the_command_checks_every_chained_table(capsys):
    write_lines(2)
    look_twice()

    call_command("chain", "verify", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows"], answer["intact"], answer["breaks"]) == (4, True, [])
    assert {label: part["rows"] for label, part in answer["streams"].items()} == {
        "core.AuditLine": 2,
        "core.Look": 2,
        "recognition.OutsideHours": 0,
    }


@pytest.mark.django_db
def test_a_look_that_was_changed_is_found(capsys):
    look_twice()
    run(allowing(connection.vendor, "core_look"))
    sql("UPDATE core_look SET what = 'name' WHERE position = 1")

    with pytest.raises(CommandError, match="1 lane"):
        call_command("chain", "verify", "--json")

    answer = json.loads(capsys.readouterr().out)
    [found_break] = answer["breaks"]
    assert (found_break["stream"], found_break["position"], found_break["kind"]) == ("core.Look", 1, "changed")
    assert answer["streams"]["core.AuditLine"]["intact"]


@pytest.mark.django_db
def test_a_look_cut_off_at_the_end_is_found_with_kept_heads(tmp_path, capsys):
    look_twice()
    call_command("chain", "heads")
    (tmp_path / "heads").write_text(capsys.readouterr().out)
    run(allowing(connection.vendor, "core_look"))
    sql("DELETE FROM core_look WHERE position = 2")
    call_command("chain", "verify")

    with pytest.raises(CommandError, match="1 lane"):
        call_command("chain", "verify", "--heads", str(tmp_path / "heads"))


def look_twice():
    dana, aliya = make_user(), make_user()
    at = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
    with transaction.atomic():
        for what in ("contact", "profile"):
            audit.record_look(what, viewer=dana, role="org_coordinator", person=aliya, purpose="shift", at=at)
