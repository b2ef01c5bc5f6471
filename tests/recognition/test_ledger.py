"""The arithmetic of the ledger: frozen bytes, chains that name the first bad place, proofs, totals."""

import hashlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.ledger import (
    ORIGIN,
    SHARDS,
    Head,
    ProofUnreadable,
    Record,
    Totals,
    canonical,
    chained,
    differences,
    examine,
    links_of,
    make_proof,
    replay,
    root_of,
    root_of_proof,
)

CREDIT = Record(
    shard=0, position=0, previous="", digest="", public_id=UUID("11111111-2222-4333-8444-555555555555"), kind="credit",
    minutes=240, worked_on=date(2026, 12, 5), cause="ecology", evidence="A", policy="hours-1",
    recorded_at=datetime(2026, 12, 5, 18, 30, 0, 120_000, tzinfo=timezone(timedelta(hours=5))), follows=None,
    volunteer=7, attendance=1001, organisation=3, territory=35, actor=42, approver=43, age_years=16, reason="",
    reason_digest="",
)  # fmt: skip
REVERSAL = CREDIT._replace(
    public_id=UUID("66666666-7777-4888-9999-aaaaaaaaaaaa"), kind="reversal", minutes=-240, follows=CREDIT.public_id,
    reason="Қате жазылды.", recorded_at=datetime(2026, 12, 6, 4, 0, tzinfo=UTC), approver=42,
)  # fmt: skip
CORRECTION = REVERSAL._replace(
    public_id=UUID("bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"), kind="correction", minutes=180, follows=REVERSAL.public_id
)
# docs/ledger.md shows the same. These never change: another form of the bytes is another version.
VECTORS = (
    (
        "1|7|1|11111111222243338444555555555555|credit|240|2026-12-05|ecology|A|hours-1|"
        "2026-12-05T13:30:00.120000+00:00|-|f2f1dd186c42df783f2efc12c0a76b69028bb543ca71f4017d6705aba58c8fa5|",
        "1ee9c38baccad90be31082097747a2b96419f92cef852771f67c69a83a0eaf6f",
    ),
    (
        "1|7|2|66666666777748889999aaaaaaaaaaaa|reversal|-240|2026-12-05|ecology|A|hours-1|"
        "2026-12-06T04:00:00.000000+00:00|11111111222243338444555555555555|"
        "d4510f90afa4a32c94940351431fa0f65b972059152a5a30207a3fe3ba308a12|"
        "5aec9e4fce89c30d72815053a689d4bb6849a920f92d562acb915a3f5b037abb",
        "948999921c30f4a8403702701ec5db24bc17d6d6a9899690e8779969e3d38e1f",
    ),
    (
        "1|7|3|bbbbbbbbcccc4ddd8eeeffffffffffff|correction|180|2026-12-05|ecology|A|hours-1|"
        "2026-12-06T04:00:00.000000+00:00|66666666777748889999aaaaaaaaaaaa|"
        "85c22f39e5d4d4e051fc0b3fb24f24521b31e31d6f55a83c04a1ee8e39e84730|"
        "4eb191d7f27f98c9273e70e714772ea2c0c84d11b39e95a8fe10566b32c83cad",
        "a85fdf4131b6cc8aec91cf44fa392fca10ee1b0507e8445ca2d757b39a350dbd",
    ),
)
EMPTY_ROOT = "ffbad8c7aaa7e26866c2673f07fe5c4f195a528f5367853058d704e8ebc70d99"
ROOT = "fa15dfb3eaba0582c08903ec16fe56503d6d90099c4c1772758c97da26c2da23"


def laid(count, shard=7):
    """A shard of credits, reversals and corrections, in turn."""
    kinds = (CREDIT, REVERSAL, CORRECTION)
    records = [kinds[n % 3]._replace(public_id=UUID(int=shard << 32 | n), volunteer=shard) for n in range(count)]
    return chained(records, shard=shard, head=Head())


def found(records, **options):
    return [(place.shard, place.position, place.kind) for place in examine(records, **options).breaks]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_bytes_of_an_entry_are_frozen():
    records = chained([CREDIT, REVERSAL, CORRECTION], shard=7, head=Head())

    assert tuple((canonical(record), record.digest) for record in records) == VECTORS
    assert root_of({7: Head(3, records[-1].digest)}) == ROOT
    assert root_of({}) == EMPTY_ROOT


def test_the_vectors_follow_from_nothing_but_sha_256():
    before = ORIGIN
    for line, digest in VECTORS:
        before = sha(f"{before}|{sha(line)}")
        assert before == digest
    hexed = CREDIT.public_id.hex
    assert links_of(CREDIT) == sha(f"{hexed}|7|1001|3|35|42|43|16") == VECTORS[0][0].split("|")[-2]
    assert VECTORS[1][0].split("|")[-1] == sha(f"{REVERSAL.public_id.hex}|Қате жазылды.")
    leaves = [hashlib.sha256(f"\0{shard}|0|{ORIGIN}".encode()).digest() for shard in range(SHARDS)]
    leaves[7] = hashlib.sha256(f"\x007|3|{before}".encode()).digest()
    while len(leaves) > 1:
        pairs = zip(leaves[::2], leaves[1::2], strict=True)
        leaves = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
    assert leaves[0].hex() == ROOT


def test_no_words_and_no_person_stand_in_the_bytes():
    (record,) = chained([REVERSAL], shard=7, head=Head())

    assert "Қате" not in canonical(record)
    assert canonical(record).isascii()
    assert not {"7", "1001", "42", "43"} & set(canonical(record).split("|")[3:])


def test_words_that_became_a_dash_leave_the_chain_whole():
    records = laid(6)
    records[1] = records[1]._replace(reason="—")

    assert found(records) == []


@pytest.mark.parametrize("column", Record._fields)
def test_every_changed_column_is_found_where_it_stands(column):
    records = laid(12)
    others = {
        "shard": 8, "position": 99, "previous": sha("x"), "digest": sha("x"), "public_id": UUID(int=1),
        "kind": "gift", "minutes": 241, "worked_on": date(2026, 12, 4), "cause": "inclusion", "evidence": "B",
        "policy": "hours-2", "recorded_at": CREDIT.recorded_at + timedelta(microseconds=1), "follows": UUID(int=2),
        "volunteer": 8, "attendance": 1, "organisation": 1, "territory": 1, "actor": None, "approver": 1,
        "age_years": 17, "reason": "Another.", "reason_digest": sha("x"),
    }  # fmt: skip
    records[4] = records[4]._replace(**{column: others[column]})

    places = found(sorted(records, key=lambda record: record[:2]))

    assert places[0] == (7, 5, "missing" if column in ("shard", "position") else "changed")


def test_one_break_of_each_shard_is_named_and_the_others_are_counted():
    one, two = laid(6, shard=3), laid(6, shard=200)
    one[2] = one[2]._replace(minutes=1)
    one[4] = one[4]._replace(minutes=1)
    del two[3]

    seen = examine([*one, *two])

    assert [(place.shard, place.position, place.kind) for place in seen.breaks] == [
        (3, 3, "changed"),
        (200, 4, "missing"),
    ]
    assert seen.breaks[0].entry == str(one[2].public_id)
    assert (seen.entries, seen.minutes) == (11, sum(record.minutes for record in (*one, *two)))


def test_two_entries_at_one_position_are_found():
    records = laid(3)

    assert found([records[0], records[1], records[1], records[2]]) == [(7, 2, "doubled")]


def test_what_was_cut_off_or_written_anew_is_found_by_a_head_kept_elsewhere():
    records = laid(9)
    kept = {7: {6: records[5].digest, 9: records[8].digest}}
    anew = chained([records[0]._replace(minutes=600), *records[1:]], shard=7, head=Head())

    assert found(records[:8]) == found(anew) == []  # the chains alone do not know
    assert found(records, kept=kept) == []
    assert found(records[:8], kept=kept) == [(7, 9, "cut_off")]
    assert found([], kept=kept) == [(7, 1, "cut_off")]
    assert found(anew, kept=kept) == [(7, 6, "rewritten")]


def test_a_part_is_examined_from_the_head_before_it():
    records = laid(9)
    since = {7: Head(4, records[3].digest)}

    assert found(records[4:], since=since) == []
    assert examine(records[4:], since=since).heads == {7: Head(9, records[8].digest)}
    assert found(records[5:], since=since) == [(7, 5, "missing")]


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_proof_leads_to_the_root_and_a_changed_one_does_not(place):
    records = laid(9)
    heads = {7: Head(9, records[-1].digest), 6: Head(1, sha("a")), 255: Head(4, sha("b"))}
    proof = make_proof(records[place:], heads)

    assert root_of_proof(proof) == root_of(heads)
    assert len(proof["later"]) == 8 - place
    changed = [
        proof | {"entry": proof["entry"].replace("|ecology|", "|inclusion|")},
        proof | {"previous": sha("x")},
        proof | {"later": [*proof["later"], sha("x")]},
        proof | {"siblings": [sha("x"), *proof["siblings"][1:]]},
        proof | {"siblings": proof["siblings"][::-1]},
    ]
    for other in changed:
        assert root_of_proof(other) != root_of(heads)


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"entry": "", "previous": "", "later": [], "siblings": []},
        {"entry": VECTORS[0][0], "previous": ORIGIN, "later": [], "siblings": ["00"] * 7},
        {"entry": VECTORS[0][0], "previous": ORIGIN, "later": [], "siblings": ["zz"] * 8},
        {"entry": VECTORS[0][0].replace("1|7", "2|7", 1), "previous": ORIGIN, "later": [], "siblings": ["00"] * 8},
        {"entry": VECTORS[0][0].replace("1|7", "1|256", 1), "previous": ORIGIN, "later": [], "siblings": ["00"] * 8},
        {"entry": VECTORS[0][0], "previous": ORIGIN, "later": None, "siblings": ["00"] * 8},
    ],
)
def test_what_is_no_proof_is_said_to_be_none(proof):
    with pytest.raises(ProofUnreadable):
        root_of_proof(proof)


def test_totals_are_added_up_and_every_difference_is_named():
    totals = replay([(1, 10, 60), (2, 10, 30), (1, 11, -60)])

    assert totals == Totals({1: 0, 2: 30}, {10: 90, 11: -60}, 30, 3)
    assert differences(totals, totals) == []
    assert differences(totals, replace(totals, people={1: 0, 2: 31}, minutes=31)) == [
        "volunteer 2: 30 and 31 minutes",
        "all: 30 and 31 minutes, 3 and 3 entries",
    ]


rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-1440, 1440), st.text(max_size=12), st.integers(1, 10**9)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(rows=rows, changed=st.integers(0, 39), chance=st.randoms(use_true_random=False))
def test_whatever_is_written_holds_and_whatever_is_changed_does_not(rows, changed, chance):
    by_shard = {}
    for number, (shard, minutes, reason, volunteer) in enumerate(rows):
        record = CREDIT._replace(public_id=UUID(int=number), minutes=minutes, reason=reason, volunteer=volunteer)
        by_shard.setdefault(shard, []).append(record)
    ledger = [record for shard in sorted(by_shard) for record in chained(by_shard[shard], shard=shard, head=Head())]
    assert examine(ledger).breaks == []
    heads = examine(ledger).heads
    for record in ledger:
        part = [later for later in ledger if later.shard == record.shard and later.position >= record.position]
        assert root_of_proof(make_proof(part, heads)) == root_of(heads)
    if changed < len(ledger):
        record = ledger[changed]
        ledger[changed] = record._replace(minutes=record.minutes + chance.choice([-1, 1]))
        assert found(ledger) == [(record.shard, record.position, "changed")]


def test_the_order_of_the_shards_makes_no_difference_to_the_root():
    heads = {shard: Head(1, sha(str(shard))) for shard in random.Random(3).sample(range(SHARDS), 40)}

    assert root_of(heads) == root_of(dict(sorted(heads.items())))
    assert root_of(heads) != root_of(heads | {next(iter(heads)): Head(2, sha("x"))})
