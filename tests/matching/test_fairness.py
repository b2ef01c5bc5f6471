import numpy as np
import pytest

from matching.disclosure import hide_small
from matching.fairness import GroupRow, Outcome, Report, Staffing, count_groups, gini, staffing, worst


def rows(**numbers):
    return [GroupRow(key, *counts) for key, counts in numbers.items()]


def shown(table, **options):
    found = hide_small(table, **options)
    return [row.key for row in found.rows], found.hidden


def test_people_are_counted_by_label():
    labels = ["b", "a", "b", "b"]
    eligible, placed = np.array([1, 1, 0, 1], bool), np.array([1, 0, 0, 0], bool)

    assert count_groups(labels, eligible, placed) == [GroupRow("a", 1, 1, 0), GroupRow("b", 3, 2, 1)]


def test_nobody_makes_no_groups():
    assert count_groups([], np.zeros(0, bool), np.zeros(0, bool)) == []


def test_somebody_placed_counts_as_eligible():
    assert count_groups(["a"], np.array([False]), np.array([True])) == [GroupRow("a", 1, 1, 1)]


@pytest.mark.parametrize(
    ("shares", "expected"), [([], 0.0), ([0, 0], 0.0), ([0.5, 0.5], 0.0), ([0, 0, 0, 1], 0.75), ([0, 1], 0.5)]
)
def test_gini(shares, expected):
    assert gini(np.array(shares, float)) == expected


def test_staffing_counts_only_roles_with_a_minimum():
    minimum, before, load = (np.array(column) for column in ([0, 2, 2, 2], [0, 2, 0, 1], [5, 0, 1, 1]))

    assert staffing(minimum, before, load) == Staffing(roles=3, reached_before=1, reached=2)


def test_the_worst_district_is_one_with_enough_people():
    table = rows(tiny=(4, 4, 0), far=(40, 20, 5), near=(40, 20, 15))

    assert worst(table).key == "far"
    assert worst(rows(tiny=(4, 4, 0))) is None


def test_a_report_comes_back_from_plain_values():
    report = Report(
        {"sex": rows(f=(9, 8, 7))}, Staffing(3, 1, 2), Outcome(900, 3, 2, 1), Outcome(950, 3, 1, 0), 5, 0.25
    )

    assert Report.of(report.as_dict()) == report


def test_rows_with_small_numbers_are_hidden_and_never_alone():
    table = rows(a=(100, 90, 50), b=(80, 60, 4), c=(60, 50, 30))

    assert shown(table) == (["a"], 2)


def test_large_rows_are_all_shown():
    assert shown(rows(a=(100, 90, 50), b=(80, 60, 0))) == (["a", "b"], 0)


def test_hidden_rows_that_are_few_even_together_take_one_more_along():
    table = rows(a=(100, 90, 50), b=(60, 50, 30), c=(2, 1, 1), d=(1, 1, 1))

    assert shown(table) == (["a"], 3)


def test_a_single_small_row_is_hidden():
    assert shown(rows(a=(3, 2, 1))) == ([], 1)


def test_in_a_sensitive_table_small_differences_count():
    table = rows(f=(62, 60, 40), m=(80, 60, 30), unknown=(90, 70, 20))

    assert shown(table) == (["f", "m", "unknown"], 0)
    assert shown(table, is_sensitive=True) == (["unknown"], 2)
