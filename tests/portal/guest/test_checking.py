"""The page whoever was shown a document reads: the first line in words, and no account."""

from datetime import timedelta

import pytest

from recognition.enums import Detail, PaperKind, WithdrawnBy
from recognition.validators import grouped, new_code
from tests.factories.recognition import make_certificate

pytestmark = pytest.mark.django_db
LINES = [{"cause": "ecology", "minutes": 240}]


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def certificate(now, aliya):
    return make_certificate(aliya.volunteer, now, detail=Detail.CAUSES, lines=LINES)


def test_a_genuine_one_says_so_first_and_shows_what_she_chose(client, certificate, aliya):
    answer = client.get(f"/en/v/{certificate.code}/")

    page = words_of(answer)
    main = page[page.index("<main") :]
    assert answer.status_code == 200
    assert main.index("This document is genuine") < main.index("Әлия Серікова") < main.index("Ecology")
    for secret in (aliya.email, aliya.volunteer.birth_date.isoformat(), str(aliya.volunteer.public_id), "Таза Су"):
        assert secret not in page
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"withdrawn_by": WithdrawnBy.HOLDER}, "This document was withdrawn"),
        ({"withdrawn_by": WithdrawnBy.CHANGED}, "some of its hours were taken back"),
        ({"expires_at": timedelta()}, "This document has expired"),
    ],
)
def test_one_that_says_nothing_any_more_shows_no_name(client, now, aliya, columns, said):
    if "withdrawn_by" in columns:
        columns = columns | {"withdrawn_at": now}
    else:
        columns = {"issued_at": now - timedelta(days=9), "expires_at": now}
    made = make_certificate(aliya.volunteer, now, lines=LINES, **columns)

    answer = client.get(f"/en/v/{made.code}/")

    assert answer.status_code == 200
    assert said in words_of(answer)
    assert "Әлия" not in words_of(answer)
    assert "Ecology" not in words_of(answer)


def test_a_code_nobody_has_is_not_found(client, db):
    answer = client.get(f"/en/v/{new_code()}/")

    assert answer.status_code == 404
    assert "Not found. No document has this code." in words_of(answer)


def test_a_mistyped_code_is_not_called_missing(client, certificate):
    right = certificate.code
    wrong = right[:3] + next(sign for sign in "234" if sign != right[3]) + right[4:]

    answer = client.get(f"/en/v/{wrong}/")
    zero = client.get(f"/en/v/0{right[1:]}/")

    assert (answer.status_code, zero.status_code) == (422, 422)
    assert "This code is mistyped" in words_of(answer)
    assert "no 0, O, 1, I or L" in words_of(zero)


def test_the_box_leads_on_or_explains(client, certificate):
    typed = grouped(certificate.code).lower().replace("-", " ")

    found = client.get("/kk/verify/", {"code": typed})
    wrong = client.get("/en/verify/", {"code": "7K4M"})

    assert found["Location"] == f"/kk/v/{grouped(certificate.code)}/"
    assert client.get(found["Location"]).status_code == 200
    assert wrong.status_code == 422
    assert "This code is mistyped" in words_of(wrong)
    assert client.get("/en/verify/").status_code == 200
    assert client.get("/en/verify/", {"code": ""}).status_code == 422


def test_guessing_is_told_when_to_come_back(client, certificate):
    for _ in range(20):
        assert client.get(f"/en/v/{new_code()}/").status_code == 404

    answer = client.get(f"/en/v/{certificate.code}/")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_letter_shows_its_words_as_words(client, now, aliya, dana, taza_su):
    letter = make_certificate(
        aliya.volunteer, now, kind=PaperKind.LETTER, organisation=taza_su, author=dana, text="Good <b>work</b>."
    )

    page = words_of(client.get(f"/en/v/{letter.code}/"))

    assert "Good &lt;b&gt;work&lt;/b&gt;." in page
    assert "Дана Әбілова" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_costs_the_same_however_many_lines(client, now, aliya, django_assert_num_queries, count):
    made = [make_certificate(aliya.volunteer, now, lines=LINES * count) for _ in range(count)]
    client.get(f"/en/v/{made[0].code}/")

    with django_assert_num_queries(3):  # counted, found, uncounted
        client.get(f"/en/v/{made[0].code}/")
