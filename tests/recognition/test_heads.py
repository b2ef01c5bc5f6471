"""The daily head: signed once, over what holds, kept in a row of its own kind, read by anybody."""

import json
from datetime import date, timedelta
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.guards import allowing
from core.invariants import examine
from recognition import errors, ledger
from recognition.models import LedgerEntry, LedgerHead
from recognition.queries import (
    examine_ledger,
    is_proved,
    proof_of,
    public_keys,
    tally,
    token_digest,
    totals_by_replay,
    totals_by_sql,
)
from recognition.services import publish_head, rotate
from recognition.tasks import publish_head as publish_head_task
from tests.factories.recognition import make_ledger
from tests.recognition.tampering import lift_every_refusal, restore_checks, sql

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def entries(now):
    return make_ledger(people=3, corrections=2, now=now)


@pytest.fixture
def changeable():
    """What the owner of the database can do; asked for before anything is written."""
    lift_every_refusal()
    with connection.cursor() as cursor:
        for statement in allowing(connection.vendor, LedgerHead._meta.db_table):
            cursor.execute(statement)
    yield
    restore_checks()


def manage(*words, **options):
    out, told = StringIO(), StringIO()
    try:
        call_command("ledger", *words, stdout=out, stderr=told, **options)
    except CommandError as verdict:
        return verdict.returncode, out.getvalue(), told.getvalue()
    return 0, out.getvalue(), told.getvalue()


def printed_head(folder, monkeypatch, now):
    """The file that the operator keeps: what the command prints."""
    monkeypatch.setattr("core.clock.now", lambda: now)
    code, words, _told = manage("head")
    assert code == 0
    kept = folder / "head.json"
    kept.write_text(words)
    return kept


def test_a_head_says_where_every_shard_ends_and_is_signed(entries, now):
    head = publish_head(now=now)

    key = jwt.PyJWKSet.from_dict(public_keys()).keys[0].key
    signed = jwt.decode(head.token, key, algorithms=["ES256"])
    assert (signed["entries"], "minutes" in signed) == (15, False)  # two days could tell the hours of few people
    assert signed["root"] == ledger.root_of(tally().heads) == head.root
    assert (signed["number"], signed["previous"], signed["day"]) == (1, "", head.day.isoformat())
    assert {int(shard): end for shard, end in head.shards.items()} == {
        shard: [end.position, end.digest] for shard, end in tally().heads.items()
    }


def test_a_day_has_one_head_and_the_next_follows_it(entries, now):
    first = publish_head(now=now)
    assert publish_head(now=now + timedelta(minutes=1)) == first

    second = publish_head(now=now + DAY)

    signed = jwt.decode(second.token, options={"verify_signature": False})
    assert (second.number, signed["previous"]) == (2, token_digest(first.token))
    assert examine_ledger().is_intact


def test_an_empty_ledger_has_a_head_too(now):
    head = publish_head(now=now)

    assert (head.entries, head.shards, head.root) == (0, {}, ledger.root_of({}))
    assert examine_ledger().is_intact


@pytest.mark.usefixtures("changeable")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recognition_ledgerentry SET minutes = minutes + 1 WHERE position = 4",
        "DELETE FROM recognition_ledgerentry WHERE position = 4",
        "DELETE FROM recognition_ledgerentry WHERE position = 2",
        "UPDATE recognition_ledgerentry SET digest = '0' WHERE position = 3",
    ],
)
def test_nothing_is_signed_on_top_of_a_break(now, change):
    entries = make_ledger(people=1, corrections=1, now=now)
    publish_head(now=now)
    more = make_ledger(people=1, corrections=2, now=now)
    assert len(entries) + len(more) == 8
    with transaction.atomic():
        sql(change)

        with pytest.raises(errors.LedgerBroken):
            publish_head(now=now + DAY)
        publish_head_task()  # says so in the log and does not fall over

        assert LedgerHead.objects.count() == 1
        transaction.set_rollback(True)


@pytest.mark.usefixtures("changeable")
def test_a_head_that_was_changed_removed_or_made_by_somebody_else_is_found(now):
    make_ledger(people=2, corrections=1, now=now)
    heads = [publish_head(now=now + DAY * turn) for turn in range(3)]
    table = LedgerHead._meta.db_table
    forged = jwt.encode({"number": 2}, "x" * 40, algorithm="HS256")

    def faults(statement, *values):
        with transaction.atomic():
            sql(f"{statement} WHERE number = 2", *values)
            found = examine_ledger().head_faults
            transaction.set_rollback(True)
        return found

    day = heads[1].day
    assert faults(f"UPDATE {table} SET entries = entries + 1") == [f"head 2 of {day}: the row is not what was signed"]
    assert faults(f"UPDATE {table} SET shards = %s", "{}") == [f"head 2 of {day}: the shards do not lead to the root"]
    assert faults(f"UPDATE {table} SET token = %s", forged)[0] == f"head 2 of {day}: the signature is wrong"
    assert faults(f"DELETE FROM {table}") == ["head 2 is missing"]
    assert faults(f"UPDATE {table} SET token = %s", heads[0].token) == [
        f"head 2 of {day}: the row is not what was signed",
        f"head 3 of {heads[2].day}: it does not follow the head before it",
    ]
    assert examine_ledger().is_intact


def test_heads_signed_with_a_retired_key_still_hold(entries, now):
    publish_head(now=now)
    rotate(actor=None, now=now)
    publish_head(now=now + DAY)

    assert examine_ledger().is_intact


@pytest.mark.usefixtures("changeable")
def test_a_file_kept_elsewhere_shows_what_was_cut_off_with_its_heads(now, tmp_path, monkeypatch):
    entries = make_ledger(people=2, corrections=1, now=now)
    kept = printed_head(tmp_path, monkeypatch, now)
    assert manage("verify", head=[kept])[0] == 0

    last = entries[-1]
    sql(f"DELETE FROM {LedgerEntry._meta.db_table} WHERE id = %s", last.pk)
    sql(f"DELETE FROM {LedgerHead._meta.db_table}")

    assert manage("verify")[0] == 0  # nothing is left here that could know
    code, words, _told = manage("verify", "--json", head=[kept])
    assert code == 6
    assert json.loads(words)["breaks"] == [
        {"shard": last.shard, "position": last.position, "kind": "cut_off", "entry": ""}
    ]


def test_a_public_file_says_where_no_shard_ends(entries, now, client):
    head = publish_head(now=now)

    answer = client.get(f"/ledger/{head.day.isoformat()}.json")

    assert {"root": head.root, "entries": 15, "token": head.token}.items() <= answer.json().items()
    assert "shards" not in answer.json()
    assert not any(digest in answer.content.decode() for _position, digest in head.shards.values())


@pytest.mark.usefixtures("changeable")
def test_a_public_file_shows_a_head_that_was_removed_or_signed_anew(now, client, tmp_path):
    """Whoever keeps only what is public still notices that another root stands for the day."""
    entries = make_ledger(people=2, corrections=1, now=now)
    head = publish_head(now=now)
    kept = tmp_path / "head.json"
    kept.write_bytes(client.get(f"/ledger/{head.day.isoformat()}.json").content)
    assert manage("verify", head=[kept])[0] == 0

    sql(f"DELETE FROM {LedgerHead._meta.db_table}")
    assert manage("verify")[0] == 0
    code, words, _told = manage("verify", "--json", head=[kept])
    name = f"head 1 of {head.day}"
    assert (code, json.loads(words)["head_faults"]) == (6, [f"{name}: somebody keeps it, and it is not here"])

    sql(f"DELETE FROM {LedgerEntry._meta.db_table} WHERE id = %s", entries[-1].pk)
    publish_head(now=now)
    assert manage("verify")[0] == 0  # a new head over what is left looks right by itself
    code, words, _told = manage("verify", "--json", head=[kept])
    other = f"{name}: the stored shards do not lead to the root that somebody keeps"
    assert (code, json.loads(words)["head_faults"]) == (6, [other])


def test_a_file_that_is_no_head_of_ours_is_refused(entries, now, tmp_path, monkeypatch):
    document = json.loads(printed_head(tmp_path, monkeypatch, now).read_text())
    (shard, (position, _digest)), *_rest = document["shards"].items()
    for wrong in (
        document | {"token": document["token"][:-9] + "AAAAAAAAA"},
        document | {"shards": document["shards"] | {shard: [position, "0" * 64]}},
        {"shards": {}},
        [],
    ):
        kept = tmp_path / "wrong.json"
        kept.write_text(json.dumps(wrong))
        assert manage("verify", head=[kept])[0] == 5
    assert manage("verify", head=[tmp_path / "nowhere.json"])[0] == 5


@pytest.mark.usefixtures("changeable")
def test_verify_says_in_one_object_that_all_holds_and_then_which_row_does_not(now):
    entries = make_ledger(people=3, corrections=2, now=now)
    publish_head(now=now)
    code, words, _told = manage("verify", "--json")
    report = json.loads(words)
    assert (code, report["intact"], report["entries"], report["heads"]) == (0, True, 15, 1)
    assert report["root"] == LedgerHead.objects.get().root

    entry = entries[6]
    sql(f"UPDATE {LedgerEntry._meta.db_table} SET minutes = minutes + 60 WHERE id = %s", entry.pk)

    code, words, _told = manage("verify", "--json")
    place = {"shard": entry.shard, "position": entry.position, "kind": "changed", "entry": str(entry.public_id)}
    assert (code, json.loads(words)["breaks"]) == (6, [place])
    code, _words, told = manage("verify")
    assert code == 6
    assert f"shard {entry.shard}, position {entry.position}, entry {entry.public_id}: changed" in told
    findings = examine(now=now)["recognition.chain"]
    assert [finding.where for finding in findings] == [f"ledger shard {entry.shard} position {entry.position}"]


def test_totals_added_up_twice_agree(entries):
    code, words, _told = manage("replay", "--json")

    told = json.loads(words)
    assert (code, told["agree"], told["entries"], told["people"]) == (0, True, 15, 3)
    assert told["minutes"] == sum(entry.minutes for entry in entries) == totals_by_sql().minutes
    assert totals_by_sql() == totals_by_replay()


def test_totals_that_differ_are_named(entries, monkeypatch):
    wrong = ledger.Totals({entries[0].volunteer_id: 5}, {}, 5, 15)
    monkeypatch.setattr("recognition.management.commands.ledger.totals_by_sql", lambda: wrong)

    code, words, _told = manage("replay", "--json")

    assert (code, json.loads(words)["agree"]) == (6, False)
    assert json.loads(words)["differences"][0].startswith(f"volunteer {entries[0].volunteer_id}: ")


def test_an_entry_is_proved_under_the_first_head_that_covers_it(entries, now, tmp_path):
    head = publish_head(now=now)
    make_ledger(people=2, corrections=1, now=now)
    publish_head(now=now + DAY)
    file = tmp_path / "proof.json"
    for entry in entries:
        code, words, _told = manage("prove", str(entry.public_id), "--json")
        proof = json.loads(words)
        assert (code, proof["root"], proof["head"]) == (0, head.root, head.token)
        assert is_proved(proof)
        file.write_text(words)
        assert manage("check", str(file))[:2] == (0, "The entry is in the ledger.\n")
    assert not is_proved(proof | {"entry": proof["entry"].replace("|ecology|", "|inclusion|")})
    with pytest.raises(errors.SignatureWrong):
        is_proved(proof | {"head": proof["head"][:-8] + "AAAAAAAA"})
    file.write_text(json.dumps(proof | {"previous": "0" * 63 + "1"}))
    assert manage("check", str(file))[0] == 6


def test_an_entry_of_today_is_proved_without_a_signature(entries, now, tmp_path):
    proof = proof_of(entries[3])
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))

    assert (proof["head"], proof["root"]) == ("", ledger.root_of(tally().heads))
    assert manage("check", str(file))[1] == "The entry is in the ledger; nothing is signed yet.\n"


@pytest.mark.parametrize("words", [["prove"], ["prove", "x"], ["prove", "0" * 32], ["check"], ["check", "nowhere"]])
def test_what_cannot_be_proved_or_checked_is_said(words, db):
    assert manage(*words)[0] == 5


def test_the_command_signs_the_head_of_today(entries):
    code, words, _told = manage("head")

    assert (code, json.loads(words)["number"]) == (0, 1)
    assert LedgerHead.objects.get().root == json.loads(words)["root"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_lists_heads_and_leads_to_their_files(entries, now, client, language):
    assert b'<code class="small">' not in client.get(f"/{language}/ledger/").content
    head = publish_head(now=now)

    page = client.get(f"/{language}/ledger/").content.decode()

    assert head.root in page
    assert f'href="/ledger/{head.day.isoformat()}.json"' in page


def test_the_page_asks_the_same_number_of_questions_for_one_head_and_for_three(
    entries, now, client, django_assert_num_queries
):
    for turn in range(3):
        publish_head(now=now + DAY * turn)
        with django_assert_num_queries(2):
            client.get("/en/ledger/")


def test_the_files_hold_the_heads_and_nobody_behind_them(entries, now, client):
    head = publish_head(now=now)

    one = client.get(f"/ledger/{head.day.isoformat()}.json")
    every = client.get("/ledger/heads.json").json()["heads"]

    document = one.json()
    assert one["Access-Control-Allow-Origin"] == "*"
    assert set(document) == {"version", "number", "day", "made_at", "entries", "root", "token", "keys", "file"}
    assert every == [document]
    assert client.get("/ledger/2019-01-01.json").status_code == 404
    assert client.get("/ledger/today.json").status_code == 404


def test_a_head_is_never_changed_or_deleted(now):
    head = publish_head(now=now)

    head.entries = 5
    with pytest.raises(TypeError, match="never changed"):
        head.save()
    with pytest.raises(TypeError, match="never deleted"):
        head.delete()
    assert isinstance(LedgerHead.objects.get().day, date)
