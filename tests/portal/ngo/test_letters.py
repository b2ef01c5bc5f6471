"""Letters of recommendation at the desk."""

import pytest

from recognition.enums import PaperKind, WithdrawnBy
from recognition.models import Certificate
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_certificate, make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(now, aliya, taza_su):
    shift = make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)
    return make_hours(make_signup(make_role(shift), aliya.volunteer), minutes=240)


def address(aliya):
    return f"/en/org/taza-su/volunteers/{aliya.volunteer.public_id}/letter/"


def test_a_coordinator_writes_and_the_volunteer_has_it(client, worked, aliya, dana):
    client.force_login(dana)
    assert address(aliya) in client.get("/en/org/taza-su/volunteers/").content.decode()

    answer = client.post(address(aliya), {"text": "She planted forty trees.", "language": "en"})

    letter = Certificate.objects.get()
    assert answer["Location"] == "/en/org/taza-su/letters/"
    assert (letter.kind, letter.minutes, letter.author) == (PaperKind.LETTER, 240, dana)
    page = client.get("/en/org/taza-su/letters/").content.decode()
    assert "She planted forty trees." in page
    assert "Серікова" not in page  # the desk knows first names and initials
    client.force_login(aliya)
    assert "Letter of recommendation" in client.get("/en/me/certificates/").content.decode()


def test_an_empty_letter_is_asked_for_again(client, worked, aliya, dana):
    client.force_login(dana)

    assert client.post(address(aliya), {"text": "", "language": "en"}).status_code == 422
    assert not Certificate.objects.exists()


def test_nobody_writes_about_strangers_and_strangers_write_nothing(client, worked, aliya, bekzat, dana, zhanna):
    client.force_login(dana)
    assert client.get(address(bekzat)).status_code == 404
    client.force_login(zhanna)
    assert client.get(address(aliya)).status_code == 404
    assert client.post(address(aliya), {"text": "Hm.", "language": "en"}).status_code == 404
    assert not Certificate.objects.exists()


def test_the_organisation_withdraws_its_own_letters_only(client, now, worked, aliya, dana, taza_su):
    letter = make_certificate(aliya.volunteer, now, kind=PaperKind.LETTER, organisation=taza_su, text="A.")
    hers = make_certificate(aliya.volunteer, now)
    client.force_login(dana)

    assert client.post(f"/en/org/taza-su/letters/{hers.public_id}/withdraw/").status_code == 404
    assert client.post(f"/en/org/taza-su/letters/{letter.public_id}/withdraw/").status_code == 302

    letter.refresh_from_db()
    hers.refresh_from_db()
    assert (letter.withdrawn_by, hers.withdrawn_by) == (WithdrawnBy.ISSUER, "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(client, now, aliya, dana, taza_su, django_assert_num_queries, count):
    for _ in range(count):
        make_certificate(aliya.volunteer, now, kind=PaperKind.LETTER, organisation=taza_su, author=dana, text="A.")
    client.force_login(dana)
    client.get("/en/org/taza-su/letters/")

    with django_assert_num_queries(10):
        client.get("/en/org/taza-su/letters/")
