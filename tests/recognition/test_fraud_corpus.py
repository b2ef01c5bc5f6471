"""The public corpus: what is planted is found, nobody honest is accused, and each rule is needed for that."""

import json
from dataclasses import asdict
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recognition.fraud import HARD, SOFT, Pattern, detect, rules_on
from recognition.fraud.corpus import make_corpus, score

RULES = rules_on(date(2025, 12, 31))


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(seed=5, volunteers=2_000)


@pytest.fixture(scope="module")
def scores(corpus):
    return score(corpus, detect(corpus.registry, RULES))


@pytest.mark.parametrize("pattern", HARD)
def test_impossible_hours_are_all_refused_and_no_honest_ones(scores, pattern):
    found = scores.patterns[pattern]

    assert found.cases >= 4
    assert (found.recall, found.fraud_share) == (1.0, 1.0)


@pytest.mark.parametrize("pattern", SOFT)
def test_doubtful_hours_are_mostly_found(scores, pattern):
    found = scores.patterns[pattern]

    assert found.cases >= 4
    assert found.recall >= 0.9
    assert found.precision >= 0.75


@pytest.mark.parametrize("half", [HARD, SOFT])
def test_without_their_rules_patterns_are_missed(corpus, scores, half):
    """The control: the figures come from these rules and from nothing else."""
    blind = score(corpus, detect(corpus.registry, RULES, without=frozenset(half)))

    assert all(blind.patterns[pattern].cases > 0 for pattern in half)
    assert [pattern for pattern in half if blind.patterns[pattern].recall] == []
    assert all(blind.patterns[pattern].recall > 0.5 for pattern in Pattern if pattern not in half)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", Pattern)
def test_without_its_rule_a_pattern_is_missed(corpus, scores, pattern):
    blind = score(corpus, detect(corpus.registry, RULES, without=frozenset({pattern})))

    assert blind.patterns[pattern].recall == 0.0
    others = [other for other in Pattern if other is not pattern]
    assert all(blind.patterns[other].recall >= scores.patterns[other].recall - 0.1 for other in others)


def test_the_same_seed_makes_the_same_corpus_and_another_another(corpus):
    first, again = (make_corpus(seed=3, volunteers=100) for _time in range(2))

    assert first == again
    assert first.registry.credits[:100] != corpus.registry.credits[:100]


def test_nothing_in_the_registry_says_what_was_planted(corpus):
    """Neither a column nor the order of the numbers."""
    columns = set(asdict(corpus.registry.credits[0]))
    planted = sorted(one for cases in corpus.planted.values() for case in cases for one in case)
    size = len(corpus.registry.credits)

    assert columns == {
        "id", "account", "work", "minutes", "since", "until", "recorded", "approver", "evidence", "is_witnessed",
        "signed_up", "device", "seen_minutes", "may_miss_lessons",
    }  # fmt: skip
    middle = sum(planted) / len(planted)
    assert 0.45 * size < middle < 0.55 * size


@pytest.mark.slow
def test_the_whole_corpus(capsys):
    out = StringIO()
    call_command("fraud", corpus=True, json=True, stdout=out)
    answer = json.loads(out.getvalue())
    with capsys.disabled():
        print(json.dumps(answer, indent=1))  # the figures are what this test is for

    assert answer["accounts"] >= 20_000
    assert answer["credits"] >= 150_000
    rows = answer["patterns"]
    assert {row["cases"] for row in rows.values()} == {50}
    for pattern in HARD:
        assert (rows[pattern]["recall"], rows[pattern]["fraud_share"]) == (1.0, 1.0), pattern
    for pattern in SOFT:
        assert rows[pattern]["recall"] >= 0.95, pattern
        assert rows[pattern]["precision"] >= 0.80, pattern
    assert answer["honest_flagged_share"] <= 0.005


def test_the_command_prints_recall_and_precision_of_each_pattern():
    out = StringIO()

    call_command("fraud", corpus=True, json=True, volunteers=100, seed=2, stdout=out)

    answer = json.loads(out.getvalue())
    assert set(answer["patterns"]) == {pattern.value for pattern in Pattern}
    assert all({"recall", "precision", "kind"} <= set(row) for row in answer["patterns"].values())


def test_the_command_says_what_it_needs():
    with pytest.raises(CommandError, match="--corpus"):
        call_command("fraud")
    with pytest.raises(CommandError, match="from 1"):
        call_command("fraud", corpus=True, volunteers=0)
