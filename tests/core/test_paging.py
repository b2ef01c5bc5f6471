import pytest

from core.paging import BadCursor, decode_cursor, encode_cursor, paginate, paginate_sequence
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
        make_organisation(slug=slug)
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


def test_cursor_holds_what_was_put_in():
    assert decode_cursor(encode_cursor("Ақтөбе", 3), parts=2) == ["Ақтөбе", "3"]


def test_sequence_page_by_page():
    first = paginate_sequence("abcde", limit=3)
    second = paginate_sequence("abcde", limit=3, cursor=first.next_cursor)

    assert (first.items, second.items, second.next_cursor) == ("abc", "de", None)


def test_sequence_refuses_a_cursor_that_is_no_number():
    with pytest.raises(BadCursor):
        paginate_sequence("abc", cursor=encode_cursor("x"))
