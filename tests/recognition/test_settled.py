"""Totals in public: any two of them are far enough apart, whatever happened between."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.merits.settled import settled_total
from recognition.merits.small import FEWEST_SHOWN

PEOPLE = range(8)
FIVE = dict.fromkeys(range(5), 60)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ([], None),
        ([{1: 135}], None),
        ([dict.fromkeys(range(4), 60)], None),
        ([FIVE], 300),
        ([FIVE, {5: 135}], 300),
        ([FIVE, {5: 135}, {5: 15}, {6: 60, 7: 60, 8: 60}], 300),
        ([FIVE, {5: 135}, {6: 60, 7: 60, 8: 60, 9: 60}], 675),
        ([dict.fromkeys(range(4), 60), {4: 60}], 300),
        ([FIVE, dict.fromkeys(range(5), -60)], None),
        ([FIVE, {**dict.fromkeys(range(4), 0), 4: 30, 5: 60}], 300),
        # Back to where it was but for one person: the second difference alone would pass.
        ([FIVE, dict.fromkeys(range(5, 10), 60), {**dict.fromkeys(range(5, 9), -60), 9: -30}], 600),
    ],
)
def test_number_moves_on_only_by_five_people(changes, shown):
    assert settled_total(changes) == shown


@given(st.lists(st.lists(st.sampled_from([0, 0, -60, 60, 90]), min_size=8, max_size=8), max_size=7))
def test_no_two_numbers_ever_shown_differ_by_the_work_of_few(moves):
    changes, states = [dict(zip(PEOPLE, minutes, strict=True)) for minutes in moves], []
    for count in range(1, len(changes) + 1):
        shown = settled_total(changes[:count])
        so_far = Counter()
        for change in changes[:count]:
            so_far.update(change)
        if shown is not None and (not states or shown != states[-1][0]):
            assert shown == sum(so_far.values())
            states.append((shown, so_far))
    for (one, before), (other, after) in combinations(states, 2):
        moved = [person for person in PEOPLE if before[person] != after[person]]
        assert one == other or len(moved) >= FEWEST_SHOWN
