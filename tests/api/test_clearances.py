"""What the API tells a person about her papers."""

import pytest

from tests.factories.volunteers import make_clearance


def test_she_reads_her_own_papers_and_no_mark_of_a_number(now, as_user, aliya, bekzat):
    make_clearance(aliya.volunteer, number_hash="f" * 64, issuer="eGov")
    make_clearance(bekzat.volunteer, "first_aid")

    answer = as_user(aliya).get("/me/clearances")

    (row,) = answer.json()["items"]
    assert (row["kind"], row["issued_on"], row["valid_until"], row["issuer"]) == (
        "offences",
        "2026-04-04",
        "2027-02-28",
        "eGov",
    )
    assert "f" * 64 not in answer.content.decode()


def test_without_a_profile_there_is_nothing_to_read(as_user, zhanna, problem_of):
    assert problem_of(as_user(zhanna).get("/me/clearances")) == (404, "volunteers.no_profile")


@pytest.mark.parametrize(
    ("verb", "path"), [("patch", "/me/profile"), ("post", "/me/clearances"), ("put", "/me/skills"), ("post", "/me")]
)
def test_a_file_is_refused_with_the_reason_and_read_by_nobody(as_user, aliya, problem_of, tmp_path, verb, path):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="scan"; filename="passport.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8 CANARY\r\n--x--\r\n"
    )

    answer = as_user(aliya).client.generic(
        verb.upper(), f"/api/v1{path}", body, content_type="multipart/form-data; boundary=x"
    )

    assert problem_of(answer) == (422, "core.upload_refused")
