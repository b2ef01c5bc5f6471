"""Protection of the few: nothing printed gives a small cell away, whatever is added, subtracted or compared."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import Cause, Cell, Family, Printing, Relation, Rule, attack, exposed, protect


def table(rows: list[list[int]], *, rule: Rule = Rule.SUM) -> Family:
    """Return a two-way table with its margins, as people of districts by directions."""
    cells, relations = {}, []
    width, height = len(rows[0]), len(rows)
    for row, column in product(range(height), range(width)):
        cells[f"{row}/{column}"] = Cell(rows[row][column], rows[row][column])
    margins = {f"{row}/all": sum(rows[row]) for row in range(height)}
    margins |= {f"all/{column}": sum(row[column] for row in rows) for column in range(width)}
    margins["all/all"] = sum(map(sum, rows))
    cells |= {key: Cell(value, value) for key, value in margins.items()}
    relations += [Relation(rule, f"{r}/all", tuple(f"{r}/{c}" for c in range(width))) for r in range(height)]
    relations += [Relation(rule, f"all/{c}", tuple(f"{r}/{c}" for r in range(height))) for c in range(width)]
    relations.append(Relation(rule, "all/all", tuple(f"{r}/all" for r in range(height))))
    relations.append(Relation(rule, "all/all", tuple(f"all/{c}" for c in range(width))))
    return Family(cells, relations)


def test_attack_one_hidden_part_finds_it_by_subtraction() -> None:
    family = table([[3, 20], [30, 40]])

    (bounds,) = attack(family, ["0/0"])

    assert (bounds.low, bounds.high) == (3, 3)


def test_exposed_only_small_cells_hidden_finds_the_small_cell() -> None:
    family = table([[3, 20, 15], [30, 40, 50]])

    bare = protect(family, complementary=False)

    assert set(bare.hidden) == {"0/0"}
    assert [(bounds.key, bounds.low, bounds.high) for bounds in bare.given_away] == [("0/0", 3, 3)]


def test_protect_small_cell_hides_a_rectangle_and_says_why() -> None:
    family = table([[3, 20, 15], [30, 40, 50]])

    done = protect(family)

    assert exposed(family, done.hidden) == []
    assert done.given_away == []
    assert done.hidden["0/0"].cause is Cause.FEW
    assert {key for key, why in done.hidden.items() if why.cause is Cause.COMPLEMENT} == {"0/2", "1/0", "1/2"}
    assert done.hidden["0/2"].protects == "0/0"


def test_protect_two_small_cells_that_sum_to_few_hides_a_third() -> None:
    # 1 + 2 hidden beside a printed total: together three, so both stay below five for certain.
    cells = {"a": Cell(1, 1), "b": Cell(2, 2), "c": Cell(30, 30), "all": Cell(33, 33)}
    family = Family(cells, [Relation(Rule.SUM, "all", ("a", "b", "c"))])

    assert {bounds.key for bounds in exposed(family, ["a", "b"])} == {"a", "b"}
    assert set(protect(family).hidden) == {"a", "b", "c"}


def test_protect_nothing_small_hides_nothing() -> None:
    assert protect(table([[5, 20], [0, 40]])).hidden == {}


def test_protect_special_category_does_not_print_nobody() -> None:
    cells = {
        "with": Cell(0, 0, least=10, is_special=True),
        "without": Cell(40, 40),
        "all": Cell(40, 40),
    }
    family = Family(cells, [Relation(Rule.SUM, "all", ("with", "without"))])

    done = protect(family)

    assert {"with", "without"} == set(done.hidden)


def test_protect_hours_go_with_their_people() -> None:
    cells = {
        "people/a": Cell(3, 3, group="a"),
        "hours/a": Cell(540, 3, group="a", is_amount=True),
        "people/b": Cell(30, 30, group="b"),
        "hours/b": Cell(5400, 30, group="b", is_amount=True),
        "people/c": Cell(40, 40, group="c"),
        "hours/c": Cell(7400, 40, group="c", is_amount=True),
        "people": Cell(73, 73, group="all"),
        "hours": Cell(13340, 73, group="all", is_amount=True),
    }
    relations = [Relation(Rule.SUM, kind, (f"{kind}/a", f"{kind}/b", f"{kind}/c")) for kind in ("people", "hours")]
    family = Family(cells, relations)

    hidden = set(protect(family).hidden)

    assert hidden == {"people/a", "hours/a", "people/b", "hours/b"}


def test_protect_people_counted_once_bound_by_total_and_parts() -> None:
    # Two districts, 8 people in all, 6 in one: at least two were in the other, at most eight.
    cells = {"a": Cell(6, 6), "b": Cell(3, 3), "all": Cell(8, 8)}
    family = Family(cells, [Relation(Rule.COVER, "all", ("a", "b"))])

    (bounds,) = attack(family, ["b"])

    assert (bounds.low, bounds.high) == (2, 8)
    assert exposed(family, ["b"]) == []


def test_protect_month_after_quarter_is_out_hides_months() -> None:
    # The quarter was printed earlier and cannot be called back.
    cells = {
        "quarter": Cell(30, 30, printing=Printing.OUT),
        "april": Cell(12, 12),
        "may": Cell(16, 16),
        "june": Cell(2, 2),
    }
    family = Family(cells, [Relation(Rule.SUM, "quarter", ("april", "may", "june"))])

    done = protect(family)

    assert set(done.hidden) == {"june", "april"}
    assert exposed(family, done.hidden) == []


def test_protect_correction_by_two_people_does_not_print_both_versions() -> None:
    cells = {
        "first": Cell(20, 20, printing=Printing.OUT),
        "second": Cell(22, 22),
        "change": Cell(2, 2, is_change=True, printing=Printing.NEVER),
    }
    family = Family(cells, [Relation(Rule.SUM, "second", ("first", "change"))])

    assert [bounds.key for bounds in exposed(family, [])] == ["change"]
    assert set(protect(family).hidden) == {"second"}


def test_protect_given_away_by_earlier_publications_says_so() -> None:
    cells = {
        "all": Cell(23, 23, printing=Printing.OUT),
        "a": Cell(20, 20, printing=Printing.OUT),
        "b": Cell(3, 3, printing=Printing.NEVER),
    }
    family = Family(cells, [Relation(Rule.SUM, "all", ("a", "b"))])

    done = protect(family)

    assert [(bounds.key, bounds.low, bounds.high) for bounds in done.given_away] == [("b", 3, 3)]


@pytest.mark.parametrize("relation", [Relation(Rule.SUM, "all", ("a", "x")), Relation(Rule.SUM, "all", ("a",))])
def test_family_that_does_not_foot_is_refused(relation: Relation) -> None:
    with pytest.raises(ValueError, match="all"):
        Family({"a": Cell(6, 6), "all": Cell(8, 8)}, [relation])


def possible(family: Family, hidden: set[str], most: int) -> dict[str, set[int]]:
    """Return by trying every number which values the hidden cells may have."""
    keys = sorted(hidden)
    seen: dict[str, set[int]] = {key: set() for key in keys}
    for values in product(range(most + 1), repeat=len(keys)):
        guess = dict(family.cells) | {key: Cell(value, value) for key, value in zip(keys, values, strict=True)}
        if all(relation.holds(guess) for relation in family.relations):
            for key, value in zip(keys, values, strict=True):
                seen[key].add(value)
    return seen


small_tables = st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2)


@settings(max_examples=25, deadline=None)
@given(small_tables, st.sets(st.sampled_from(["0/0", "0/1", "1/0", "1/1"]), min_size=1))
def test_attack_agrees_with_trying_every_number(rows: list[list[int]], hidden: set[str]) -> None:
    family = table(rows)
    truth = possible(family, hidden, most=12)

    for bounds in attack(family, hidden, targets=hidden):
        assert (bounds.low, bounds.high) == (min(truth[bounds.key]), max(truth[bounds.key]))


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=6)
)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_protect_any_table_leaves_nothing_to_find(rows: list[list[int]]) -> None:
    family = table(rows)

    done = protect(family)

    assert exposed(family, done.hidden) == []
    assert done.given_away == []
    assert all(
        family.cells[key].value == 0 or family.cells[key].people >= 5 for key in family.cells.keys() - done.hidden
    )


@settings(max_examples=20, deadline=None)
@given(tables)
def test_protect_choice_does_not_depend_on_order(rows: list[list[int]]) -> None:
    family = table(rows)
    turned = Family(dict(reversed(family.cells.items())), reversed(family.relations))

    assert protect(turned).hidden.keys() == protect(family).hidden.keys()
