import base64

import pytest

from core.paging import BadCursor, decode_cursor, encode_cursor, paginate
from ngos.enums import DisclosureLevel
from ngos.models import Organisation
from tests.factories.ngos import make_organisation

KEYS = ("name_en", "slug")


def every_page(queryset, *, limit, keys=KEYS):
    seen, cursor = [], ""
    while cursor is not None:
        page = paginate(queryset, limit=limit, cursor=cursor, keys=keys)
        seen += [row.slug for row in page.items]
        cursor = page.next_cursor
    return seen


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_every_row_once_in_the_order_of_the_keys(db, limit):
    for slug, name in (("d", "A"), ("a", "B"), ("c", "A"), ("b", "C"), ("e", "B")):
        make_organisation(slug=slug, name=name)

    assert every_page(Organisation.objects.all(), limit=limit) == ["c", "d", "a", "e", "b"]


def test_rows_that_go_do_not_hide_others(db):
    for slug in "abcd":
        make_organisation(slug=slug, level=DisclosureLevel.NONE)
    first = paginate(Organisation.objects.all(), limit=2, keys=("slug",))

    Organisation.objects.filter(slug__in="ab").delete()
    second = paginate(Organisation.objects.all(), limit=2, cursor=first.next_cursor, keys=("slug",))

    assert [row.slug for row in second.items] == ["c", "d"]
    assert second.next_cursor is None


def test_empty_list_has_one_empty_page(db):
    page = paginate(Organisation.objects.all())

    assert (list(page.items), page.next_cursor) == ([], None)


@pytest.mark.parametrize("cursor", ["%", "é", "abc", "WzFd", encode_cursor("a", "b"), encode_cursor("not-a-uuid")])
def test_cursor_of_somebody_else(db, cursor):
    with pytest.raises(BadCursor):
        paginate(Organisation.objects.all(), cursor=cursor)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_cursor_with_a_moment_outside_all_time(db, moment):
    make_organisation()

    with pytest.raises(BadCursor):
        paginate(Organisation.objects.all(), cursor=encode_cursor(moment), keys=("created_at",))


def test_cursor_with_half_a_letter(db):
    make_organisation()
    half = base64.urlsafe_b64encode(b'["\\ud800", "x"]').decode()

    with pytest.raises(BadCursor):
        paginate(Organisation.objects.all(), cursor=half, keys=KEYS)


def test_cursor_holds_what_was_put_in():
    assert decode_cursor(encode_cursor("Ақтөбе", 3), parts=2) == ["Ақтөбе", "3"]
