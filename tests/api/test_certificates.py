import pytest

from recognition.models import Certificate
from recognition.validators import new_code
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.recognition import make_certificate, make_hours

WISH = {"first_on": "2026-01-01", "last_on": "2026-05-04", "language": "kk", "detail": "causes"}


@pytest.fixture
def hers(now, aliya, as_user):
    make_hours(make_signup(make_role(make_shift(days_ahead=-3)), aliya.volunteer), minutes=240)
    return as_user(aliya)


def test_made_listed_checked_downloaded_and_withdrawn(hers, anyone):
    made = hers.post("/me/certificates", WISH)
    body = made.json()
    checked = anyone.get(f"/certificates/{body['code'].lower()}").json()

    assert made.status_code == 201
    assert (body["verdict"], body["minutes"], body["language"]) == ("genuine", 240, "kk")
    assert [one["id"] for one in hers.get("/me/certificates").json()] == [body["id"]]
    assert (checked["verdict"], checked["name"], checked["minutes"]) == ("genuine", "Әлия Серікова", 240)
    assert [(line["name"], line["minutes"]) for line in checked["lines"]] == [("Ecology", 240)]
    assert "id" not in checked
    assert hers.get(f"/me/certificates/{body['id']}/paper").content.startswith(b"%PDF")
    assert hers.get(f"/me/certificates/{body['id']}/badge").content.count(b".") == 2

    withdrawn = hers.post(f"/me/certificates/{body['id']}/withdrawal").json()
    checked = anyone.get(f"/certificates/{body['code']}").json()
    assert withdrawn["verdict"] == "withdrawn"
    assert (checked["verdict"], checked["withdrawn_by"]) == ("withdrawn", "holder")
    assert (checked["name"], checked["minutes"], checked["lines"]) == ("", None, [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"last_on": "2026-05-05"}, (422, "recognition.period_impossible")),
        ({"first_on": "2026-05-04", "last_on": "2026-05-03"}, (422, "recognition.period_impossible")),
        ({"first_on": "2025-01-01", "last_on": "2025-12-31"}, (409, "recognition.nothing_to_certify")),
        ({"language": "de"}, (422, "core.invalid_input")),
        ({"detail": "shifts"}, (422, "core.invalid_input")),
        ({"minutes": 1000}, (422, "core.invalid_input")),
    ],
)
def test_what_cannot_be_made(hers, problem_of, change, expected):
    assert problem_of(hers.post("/me/certificates", WISH | change)) == expected
    assert not Certificate.objects.exists()


def test_codes_that_lead_nowhere(now, aliya, anyone, problem_of):
    made = make_certificate(aliya.volunteer, now)
    wrong = made.code[:-1] + next(sign for sign in "23" if sign != made.code[-1])

    assert problem_of(anyone.get(f"/certificates/{new_code()}")) == (404, "recognition.certificate_unknown")
    assert problem_of(anyone.get(f"/certificates/{wrong}")) == (422, "recognition.code_mistyped")
    assert problem_of(anyone.get(f"/certificates/{made.code[:-1]}O")) == (422, "recognition.code_look_alike")


def test_files_of_a_withdrawn_one_and_of_others(now, aliya, bekzat, as_user, problem_of):
    made = make_certificate(aliya.volunteer, now)
    path = f"/me/certificates/{made.public_id}"
    hers, his = as_user(aliya), as_user(bekzat)

    for end in ("paper", "badge"):
        assert problem_of(his.get(f"{path}/{end}")) == (404, "recognition.certificate_not_found")
    assert problem_of(his.post(f"{path}/withdrawal")) == (404, "recognition.certificate_not_found")
    hers.post(f"{path}/withdrawal")
    assert problem_of(hers.get(f"{path}/paper")) == (409, "recognition.not_valid_now")
    assert problem_of(hers.post(f"{path}/withdrawal")) == (409, "recognition.already_withdrawn")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(now, aliya, as_user, django_assert_num_queries, count):
    for _ in range(count):
        make_certificate(aliya.volunteer, now)
    caller = as_user(aliya)

    with django_assert_num_queries(4):  # session, account, profile, documents
        assert len(caller.get("/me/certificates").json()) == count
