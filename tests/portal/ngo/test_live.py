"""The roster that renews itself: parts only when they changed, cheap when not, and clear about what came too late."""

from datetime import time

import pytest
from django.urls import reverse

from events.enums import SignUpStatus
from events.models import ShiftRole, SignUp
from events.services.signups import cancel_signup, claim_seat
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.volunteers import make_volunteer


def page_of(event, name="event"):
    return reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id])


def person(name="Әлия Серікова"):
    return make_volunteer(user=make_user(full_name=name))


def again(desk, event, version, **where):
    return desk.get(page_of(event, "event_live"), where, HTTP_IF_NONE_MATCH=version)


def test_the_page_knows_the_version_it_shows(desk, event, role):
    page = desk.get(page_of(event)).content.decode()
    version = page.partition('data-version="')[2].partition('"')[0]

    assert again(desk, event, f'"{version}"').status_code == 304
    assert '<script src="/static/portal/js/live.js" defer></script>' in page


def test_somebody_who_joins_is_there_at_the_next_round(desk, event, role, now):
    version = again(desk, event, "")["ETag"]
    assert again(desk, event, version).status_code == 304
    volunteer = person()
    claim_seat(role=role, volunteer=volunteer, actor=volunteer.user, now=now)

    fresh = again(desk, event, version)

    assert fresh.status_code == 200
    assert "Әлия С." in fresh.content.decode()
    assert 'data-said="1 of 5 places filled"' in fresh.content.decode()
    assert fresh["ETag"] != version
    assert fresh["Cache-Control"] == "private, no-cache"
    assert "Cookie" in fresh["Vary"]


@pytest.mark.parametrize(
    "change",
    ["joined", "left", "said", "checked in", "capacity", "moved", "guardian", "asked again"],
)
def test_whatever_the_roster_shows_changes_its_name(desk, event, role, now, change):
    signup = make_signup(role, person())
    before = again(desk, event, "")["ETag"]
    place, roles = SignUp.objects.filter(pk=signup.pk), ShiftRole.objects.filter(pk=role.pk)
    if change == "joined":
        make_signup(role, person())
    elif change == "capacity":
        roles.update(capacity=9)
    elif change == "moved":
        type(role.shift).objects.filter(pk=role.shift_id).update(sequence=1)
    else:
        columns = {
            "left": {"status": SignUpStatus.WITHDRAWN},
            "said": {"coming_said_at": now},
            "checked in": {"checked_in_at": now},
            "guardian": {"is_accompanied": True},
            "asked again": {
                "reconfirm_by": now,
                "agreed_starts_at": role.shift.starts_at,
                "agreed_ends_at": role.shift.ends_at,
            },
        }
        place.update(**columns[change])

    assert again(desk, event, before).status_code == 200


def test_another_language_address_and_person_have_names_of_their_own(desk, client, event, role, taza_su):
    version = again(desk, event, "")["ETag"]
    kazakh = desk.get(page_of(event, "event_live").replace("/en/", "/kk/"), HTTP_IF_NONE_MATCH=version)
    chosen = again(desk, event, version, role=str(role.public_id))
    client.force_login(make_member(taza_su))
    colleague = again(client, event, version)

    assert [answer.status_code for answer in (kazakh, chosen, colleague)] == [200, 200, 200]


def test_a_weak_name_from_a_server_that_packs_is_known(desk, event, role):
    version = again(desk, event, "")["ETag"]

    assert again(desk, event, f"W/{version}").status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_an_unchanged_roster_costs_one_query_beside_the_door(desk, event, count, django_assert_num_queries):
    for number in range(count):
        role = make_role(make_shift(event, days_ahead=5 + number))
        for _one in range(count):
            make_signup(role, person())
    version = again(desk, event, "")["ETag"]

    # session, account, event, membership; and one for the version
    with django_assert_num_queries(5):
        assert again(desk, event, version).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_a_changed_roster_takes_the_same_queries_for_one_and_three(desk, event, count, django_assert_num_queries):
    role = make_role(make_shift(event), capacity=5)
    for _one in range(count):
        make_signup(role, person())
    again(desk, event, "")

    with django_assert_num_queries(20):
        again(desk, event, "")


def test_strangers_find_nothing(client, event, role, zhanna):
    client.force_login(zhanna)

    assert again(client, event, "").status_code == 404


def test_of_two_coordinators_who_take_somebody_off_the_second_hears_so(desk, event, role, dana, now):
    signup = make_signup(role, person())
    off = reverse("ngo:take_off", args=[event.organisation.slug, event.public_id, signup.public_id])
    desk.get(off)
    cancel_signup(signup=SignUp.objects.get(pk=signup.pk), actor=dana, now=now)

    answer = desk.post(off, follow=True).content.decode()

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
    assert "is off the list. The place is free again." not in answer


def door_address(event, role, name="door_live"):
    return reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id, role.shift.public_id])


def test_the_numbers_of_the_door_renew(desk, event, now):
    role = make_role(make_shift(event, days_ahead=0, start_time=time(10)))
    signup = make_signup(role, person())
    make_signup(role, person())
    version = desk.get(door_address(event, role))["ETag"]
    assert desk.get(door_address(event, role), HTTP_IF_NONE_MATCH=version).status_code == 304

    SignUp.objects.filter(pk=signup.pk).update(checked_in_at=now)
    fresh = desk.get(door_address(event, role), HTTP_IF_NONE_MATCH=version).content.decode()

    assert "1 of 2 are here" in fresh
    assert "Әлия" not in fresh


def test_the_door_of_another_event_is_not_found(desk, event, now):
    assert desk.get(door_address(event, make_role(make_shift()))).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_an_unchanged_door_costs_one_query_beside_the_lock(desk, event, count, django_assert_num_queries):
    role = make_role(make_shift(event))
    for _one in range(count):
        make_signup(role, person())
    version = desk.get(door_address(event, role))["ETag"]

    # session, account, event and membership, shift and membership; and one for the version
    with django_assert_num_queries(7):
        assert desk.get(door_address(event, role), HTTP_IF_NONE_MATCH=version).status_code == 304
