"""Levels by the dated rules, as arithmetic on days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngos import disclosure
from ngos.disclosure import Evidence
from ngos.enums import DisclosureLevel, MaterialKind, Right

TODAY = date(2026, 5, 4)
ISSUED = date(2026, 1, 15)
YEAR = date(2025, 12, 31)
LADDER = (
    (MaterialKind.BIN_CERTIFICATE, DisclosureLevel.IDENTITY),
    (MaterialKind.CHARTER, DisclosureLevel.IDENTITY),
    (MaterialKind.CODE_OF_ETHICS, DisclosureLevel.REGISTERED),
    (MaterialKind.ANNUAL_FILING, DisclosureLevel.REGISTERED),
    (MaterialKind.CONFLICT_STATEMENT, DisclosureLevel.REPORTED),
    (MaterialKind.AUDIT, DisclosureLevel.AUDITED),
)


def paper(kind, issued_on=ISSUED, valid_until=None, about_until=YEAR):
    return Evidence(kind, issued_on, valid_until, about_until)


def test_each_document_leads_one_step_up():
    for count, (_, level) in enumerate(LADDER, start=1):
        papers = [paper(kind) for kind, _ in LADDER[:count]]

        assert max(disclosure.earned_levels(papers, on=TODAY)) == level
        assert len(disclosure.missing_for(DisclosureLevel.AUDITED, papers, on=TODAY)) == len(LADDER) - count


def test_nothing_earns_nothing():
    assert disclosure.earned_levels([], on=TODAY) == {}


@pytest.mark.parametrize(
    ("late", "on", "counts"),
    [
        (paper(MaterialKind.CHARTER, issued_on=date(2026, 5, 5)), TODAY, False),
        (paper(MaterialKind.CHARTER, valid_until=TODAY), TODAY, True),
        (paper(MaterialKind.CHARTER, valid_until=date(2026, 5, 3)), TODAY, False),
        (paper(MaterialKind.AUDIT, issued_on=TODAY - timedelta(days=730)), TODAY, True),
        (paper(MaterialKind.AUDIT, issued_on=TODAY - timedelta(days=731)), TODAY, False),
        (paper(MaterialKind.ANNUAL_FILING), date(2027, 3, 31), True),
        (paper(MaterialKind.ANNUAL_FILING), date(2027, 4, 1), False),
        (paper(MaterialKind.ANNUAL_FILING, about_until=None), date(2027, 4, 1), True),
    ],
)
def test_a_document_counts_for_its_days(late, on, counts):
    assert (late.kind in disclosure.counted([late], on=on)) is counts


def test_a_level_ends_with_the_first_of_its_documents():
    papers = [paper(kind) for kind, _ in LADDER]
    papers[2] = paper(MaterialKind.CODE_OF_ETHICS, valid_until=date(2026, 9, 1))

    earned = disclosure.earned_levels(papers, on=TODAY)

    assert earned[DisclosureLevel.IDENTITY] == TODAY + timedelta(days=730)
    assert {earned[level] for level in list(earned)[1:]} == {date(2026, 9, 1)}


KINDS = st.sampled_from(MaterialKind.values)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
PAPERS = st.lists(st.builds(Evidence, KINDS, DAYS, st.none() | DAYS, st.none() | DAYS), max_size=8)


@given(PAPERS, st.builds(Evidence, KINDS, DAYS, st.none() | DAYS, st.none() | DAYS), DAYS)
def test_one_more_document_never_takes_a_level_away(papers, more, on):
    before, after = disclosure.earned_levels(papers, on=on), disclosure.earned_levels([*papers, more], on=on)

    assert all(level in after and after[level] >= until for level, until in before.items())
    assert all(until >= on for until in after.values())
    assert list(after) == sorted(after)


def test_every_right_has_a_rule_and_every_level_a_need():
    assert set(disclosure.rights()) == set(Right)
    assert all(rule.needs for rules in disclosure.all_rules() for rule in rules.levels)
