from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import audit, clock
from core.errors import DomainError
from core.intervals import TimeWindow
from core.models import AuditLine
from core.paging import BadCursor, decode_cursor, encode_cursor, paginate
from events import errors
from tests.factories.accounts import make_user
from tests.factories.ngos import make_organisation


def window(first, last):
    return TimeWindow(datetime(2026, 5, 4, first, tzinfo=UTC), datetime(2026, 5, 4, last, tzinfo=UTC))


@pytest.mark.parametrize(
    ("other", "overlaps"), [((12, 14), False), ((8, 10), False), ((11, 13), True), ((10, 12), True), ((9, 13), True)]
)
def test_windows_overlap_only_when_they_share_a_moment(other, overlaps):
    assert window(10, 12).overlaps(window(*other)) is overlaps


def test_an_empty_window_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        window(10, 10)


def test_an_error_fills_its_sentence():
    assert str(errors.CapacityBelowTaken(taken=3)).startswith("3 places are already taken")
    assert str(DomainError()) == "This did not work."


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_a_cursor_round_trips_any_text_without_zero_signs(values):
    if any("\x00" in value for value in values):
        with pytest.raises(BadCursor):
            decode_cursor(encode_cursor(*values), parts=len(values))
    else:
        assert decode_cursor(encode_cursor(*values), parts=len(values)) == values


@pytest.mark.parametrize("cursor", ["%%%", "AAAA", "bnVsbA", "W10", "x" * 5000])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursor):
        decode_cursor(cursor, parts=1)


@pytest.mark.django_db
def test_paginate_is_stable_when_rows_are_added_behind():
    rows = [make_organisation() for _number in range(3)]
    first = paginate(type(rows[0]).objects.all(), limit=2, keys=("pk",))
    make_organisation()

    second = paginate(type(rows[0]).objects.all(), limit=2, cursor=first.next_cursor, keys=("pk",))

    assert [row.pk for row in [*first.items, *second.items]][:3] == [row.pk for row in rows]


@pytest.mark.django_db
def test_audit_lines_are_written_once():
    user = make_user()
    line = audit.record("test.done", actor=user, subject=user, at=clock.now(), count=2)

    assert AuditLine.objects.get().details == {"count": 2}
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()
