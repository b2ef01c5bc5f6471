"""Codes are arithmetic: a site reads what it wrote, and nothing else."""

import random
import string
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from events.queries.gate import codes

SECRETS = ("present" * 8, "before" * 8)
SHIFT = UUID("0b4c2f6e-6d7a-4a53-9d53-3b1d3f0f7a11")
NOW = datetime(2026, 5, 4, 10, 0, 7, tzinfo=UTC)
DAY = date(2026, 5, 4)
HALF_MINUTE = timedelta(seconds=codes.WINDOW_SECONDS)


def gate_code(at=NOW, shift=SHIFT, secrets=SECRETS):
    return codes.write_gate_code(secrets, shift, codes.window_at(at))


def test_a_token_says_whose_it_is_and_for_which_day_and_is_opaque():
    token = codes.seal_number(SECRETS, "pass", 41, DAY)

    assert codes.open_number(SECRETS, "pass", token) == codes.SealedNumber(41, DAY)
    assert len(token) == codes.TOKEN_LENGTH
    assert token == codes.seal_number(SECRETS, "pass", 41, DAY)


def test_tokens_of_the_next_day_and_of_the_next_person_have_nothing_in_common():
    one = codes.seal_number(SECRETS, "pass", 41, DAY)
    others = [
        codes.seal_number(SECRETS, "pass", 41, DAY + timedelta(days=1)),
        codes.seal_number(SECRETS, "pass", 42, DAY),
    ]

    for other in others:
        assert sum(left == right for left, right in zip(one, other, strict=True)) < 12


def test_what_a_former_secret_wrote_is_read_and_a_strangers_is_not():
    old = codes.seal_number(SECRETS[1:], "pass", 41, DAY)

    assert codes.open_number(SECRETS, "pass", old) == codes.SealedNumber(41, DAY)
    assert codes.open_number(SECRETS[:1], "pass", old) is None
    assert codes.read_gate_code(SECRETS, gate_code(secrets=SECRETS[1:])) is not None
    assert codes.read_gate_code(SECRETS[:1], gate_code(secrets=SECRETS[1:])) is None


def test_a_token_of_one_purpose_opens_nothing_else():
    token = codes.seal_number(SECRETS, "ticket", 41, DAY)

    assert [codes.open_number(SECRETS, purpose, token) for purpose in ("pass", "poster")] == [None, None]


@pytest.mark.parametrize(("windows", "is_current"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_gate_code_holds_one_window_to_either_side(windows, is_current):
    read = codes.read_gate_code(SECRETS, gate_code(NOW + windows * HALF_MINUTE))

    assert read.shift_id == SHIFT
    assert read.is_current(NOW) is is_current


def test_a_gate_code_moved_to_another_shift_or_window_is_no_code():
    _version, shift, window, mac = gate_code().split(".")
    other = gate_code(shift=uuid4()).split(".")[1]

    assert codes.read_gate_code(SECRETS, f"v1.{other}.{window}.{mac}") is None
    assert codes.read_gate_code(SECRETS, f"v1.{shift}.{int(window) + 1}.{mac}") is None
    assert codes.read_gate_code(SECRETS, f"v1.{shift}.0{window}.{mac}") is None


def test_every_second_of_a_window_is_accepted_for_half_a_minute_after_it():
    accepted = sum(
        codes.read_gate_code(SECRETS, gate_code(NOW + timedelta(seconds=shown))).is_current(
            NOW + timedelta(seconds=shown + late)
        )
        for shown in range(60)
        for late in range(31)
    )

    assert accepted == 60 * 31


def test_letters_have_no_look_alikes_and_are_read_in_any_spelling():
    letters = codes.letters_of(SECRETS[0], "pass", 41, DAY)

    assert (len(letters), set(letters) & set("0O1ILQU")) == (6, set())
    assert codes.bare(f" {letters[:3].lower()}-{letters[3:].lower()} ") == letters
    assert codes.bare("https://asar.example/p/ABC?x=1") == "ABC"
    assert codes.bare(f"https://asar.example/g/{gate_code()}") == gate_code()


def test_the_word_has_four_figures_and_is_each_shifts_own():
    words = {codes.word_of(SECRETS[0], UUID(int=number)) for number in range(200)}

    assert all(len(word) == 4 and word.isdigit() for word in words)
    assert len(words) > 190
    assert codes.is_word(SECRETS, SHIFT, codes.word_of(SECRETS[1], SHIFT))
    assert not codes.is_word(SECRETS, SHIFT, "ә")


# --- Forgery: reliability.md Q1 ------------------------------------------------------------------------------------

SIGNS = string.ascii_uppercase + string.digits + "234567.=v"


def forgeries(count, seed):
    """Mutated codes of every kind and random ones; never one that the site wrote."""
    chance = random.Random(seed)
    honest = [gate_code(NOW + number * HALF_MINUTE) for number in range(20)]
    honest += [codes.seal_number(SECRETS, "pass", number, DAY) for number in range(20)]
    known = set(honest)
    while count:
        text = list(chance.choice(honest))
        kind = chance.randrange(5)
        if kind < 3:
            for _ in range(kind + 1):
                text[chance.randrange(len(text))] = chance.choice(SIGNS)
        elif kind == 3:
            other = chance.choice(honest)
            cut = chance.randrange(1, len(text))
            text = [*text[:cut], *other[cut:]]
        else:
            text = [chance.choice(SIGNS) for _ in range(len(text))]
        forged = "".join(text)
        if forged not in known:
            count -= 1
            yield forged


def accepted_of(count, seed):
    return sum(
        codes.read_gate_code(SECRETS, code) is not None or codes.open_number(SECRETS, "pass", code) is not None
        for code in forgeries(count, seed)
    )


def test_thousands_of_mutated_and_random_codes_are_no_codes(figure):
    figure("gate codes", forged_codes_tried=20_000, accepted=(accepted := accepted_of(20_000, 1)))

    assert accepted == 0


@pytest.mark.slow
def test_a_million_mutated_and_random_codes_are_no_codes(figure):
    figure("gate codes", forged_codes_tried=1_000_000, accepted=(accepted := accepted_of(1_000_000, 2)))

    assert accepted == 0


def test_a_reader_that_ignores_signatures_accepts_forgeries_which_shows_that_they_are_tried(monkeypatch):
    """The control."""
    monkeypatch.setattr(codes.hmac, "compare_digest", lambda given, expected: True)

    assert accepted_of(2_000, 1) > 200
