"""Taking a person off the list of a shift ahead: asked once more, and the place is free again."""

from uuid import uuid4

import pytest
from django.urls import reverse

from events.enums import SignUpStatus
from events.models import Attendance
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer


def page_of(signup):
    event = signup.shift.opportunity
    return reverse("ngo:take_off", args=[event.organisation.slug, event.public_id, signup.public_id])


def signed_up(role, **columns):
    return make_signup(role, make_volunteer(user=make_user(full_name="Әлия Серікова")), **columns)


@pytest.mark.parametrize("status", [SignUpStatus.CONFIRMED, SignUpStatus.INVITED])
def test_place_is_free_again_after_the_second_yes(desk, role, status):
    signup = signed_up(role, status=status)

    asked = desk.get(page_of(signup)).content.decode()
    signup.refresh_from_db()
    assert (signup.status, "Take off the list?" in asked, "Әлия С." in asked) == (status, True, True)
    answer = desk.post(page_of(signup), follow=True).content.decode()

    signup.refresh_from_db()
    role.refresh_from_db()
    assert (signup.status, role.taken_count) == (SignUpStatus.CANCELLED, 0)
    assert "Әлия С. is off the list. The place is free again." in answer


def test_roster_and_door_lead_there_for_shifts_ahead_only(desk, event, role, past_role):
    ahead, over = signed_up(role), signed_up(past_role)
    door = reverse("ngo:door", args=[event.organisation.slug, event.public_id])
    roster = reverse("ngo:event", args=[event.organisation.slug, event.public_id])

    pages = [
        desk.get(roster, {"past": "1"}).content.decode(),
        desk.get(door).content.decode(),
        desk.get(door, {"shift": str(over.shift.public_id)}).content.decode(),
    ]

    assert [page_of(ahead) in page for page in pages] == [True, True, False]
    assert [page_of(over) in page for page in pages] == [False, False, False]


def test_shift_that_began_keeps_its_people(desk, past_role):
    signup = signed_up(past_role)

    answer = desk.post(page_of(signup), follow=True).content.decode()

    signup.refresh_from_db()
    assert signup.status == SignUpStatus.CONFIRMED
    assert "is off the list" not in answer
    assert not Attendance.objects.exists()


def test_place_given_back_already_stays_given_back(desk, role):
    signup = signed_up(role)

    desk.post(page_of(signup))
    desk.post(page_of(signup))

    role.refresh_from_db()
    assert role.taken_count == 0


def test_others_do_not_find_the_person(client, dana, zhanna, event, role, now):
    signup = signed_up(role)
    elsewhere = signed_up(make_role(make_shift(make_opportunity(organisation=make_organisation()))))
    mixed = reverse("ngo:take_off", args=[event.organisation.slug, event.public_id, elsewhere.public_id])
    unknown = reverse("ngo:take_off", args=[event.organisation.slug, event.public_id, uuid4()])

    assert client.post(page_of(signup))["Location"].startswith(reverse("account_login"))
    for stranger in (zhanna, make_member(make_organisation())):
        client.force_login(stranger)
        assert [client.get(page_of(signup)).status_code, client.post(page_of(signup)).status_code] == [404, 404]
    client.force_login(dana)
    assert [client.post(page).status_code for page in (mixed, unknown)] == [404, 404]
    signup.refresh_from_db()
    assert signup.status == SignUpStatus.CONFIRMED


def test_person_of_another_event_of_the_same_organisation_is_not_found(desk, event, taza_su, now):
    other = signed_up(make_role(make_shift(make_opportunity(organisation=taza_su))))

    crossed = reverse("ngo:take_off", args=[event.organisation.slug, event.public_id, other.public_id])

    assert desk.post(crossed).status_code == 404
