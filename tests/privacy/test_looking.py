"""Whoever is shown something about people is written down, and contacts are shown only around a shift."""

from datetime import timedelta

import pytest

from accounts.models import Guardian, User
from core.models import AuditLine, Look
from events.errors import ContactsClosed, TooManyContacts
from events.queries import looks_about
from events.services.contacts import MOST_A_DAY, MOST_AN_HOUR, OF_MINORS, show_contacts
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.volunteers import make_volunteer

DAY = timedelta(days=1)


@pytest.fixture
def event(taza_su):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def shift(now, event):
    return make_shift(event, days_ahead=0)


def make_minor(shift, *, contact="mother@example.org", is_proven=True):
    minor = make_volunteer(age=15)
    make_signup(make_role(shift), minor)
    moment = shift.starts_at - DAY
    Guardian.objects.create(
        minor=minor.user,
        contact_kind="email",
        contact=contact,
        name="Гүлнар",
        verified_at=moment if is_proven else None,
    )
    return minor


def pages(event, shift):
    desk, at = "/en/org/taza-su/", f"/en/org/taza-su/events/{event.public_id}/"
    return {
        "roster": at,
        "door": f"{at}door/?shift={shift.public_id}",
        "today": f"{desk}today/",
        "hours": f"{desk}hours/",
        "volunteers": f"{desk}volunteers/",
        "api": f"/api/v1/shifts/{shift.public_id}/signups",
    }


@pytest.mark.parametrize("name", ["roster", "door", "today", "hours", "volunteers", "api"])
def test_every_list_that_names_somebody_writes_it_down(client, now, aliya, dana, taza_su, event, shift, name):
    make_signup(make_role(shift), aliya.volunteer)
    past = make_shift(event, days_ahead=-3)
    make_signup(make_role(past), aliya.volunteer)
    make_attendance(make_signup(make_role(make_shift(event, days_ahead=-9)), aliya.volunteer))
    client.force_login(dana)

    answer = client.get(pages(event, shift)[name])

    assert aliya.short_name in answer.content.decode()
    look = Look.objects.get(person=aliya.public_id, what="name")
    assert (look.viewer, look.viewer_role) == (dana.public_id, "org_coordinator")


def test_people_who_fit_are_written_down_too(client, now, aliya, dana, event):
    role = make_role(make_shift(event, days_ahead=4))
    client.force_login(dana)

    client.get(f"/api/v1/roles/{role.public_id}/candidates")
    client.get(f"/en/org/taza-su/events/{event.public_id}/candidates/?role={role.public_id}")

    assert Look.objects.filter(person=aliya.public_id, what="profile", purpose="filling").count() == 1


def test_a_list_opened_again_within_the_hour_is_one_look(client, now, aliya, dana, event, shift):
    make_signup(make_role(shift), aliya.volunteer)
    client.force_login(dana)

    for _time in range(3):
        client.get(pages(event, shift)["door"])

    assert Look.objects.count() == 1


def test_staff_pages_are_written_down(client, now, aliya):
    staff = User.objects.create_superuser("staff@example.org", "x", full_name="Staff")
    client.force_login(staff)

    client.get(f"/admin/accounts/user/{aliya.pk}/change/")
    client.get("/admin/accounts/user/")

    assert set(Look.objects.filter(person=aliya.public_id).values_list("what", "viewer_role")) == {
        ("record", "staff"),
        ("name", "staff"),
    }


def test_contacts_of_an_adult_are_shown_on_purpose_and_written_down(client, now, aliya, dana, event, shift):
    make_signup(make_role(shift), aliya.volunteer)
    client.force_login(dana)
    address = f"/en/org/taza-su/events/{event.public_id}/contacts/{shift.public_id}/"
    assert aliya.email not in client.get(pages(event, shift)["door"]).content.decode()
    assert client.get(address).status_code == 302
    assert not Look.objects.filter(what="contact").exists()

    page = client.post(address).content.decode()

    assert aliya.email in page
    assert Look.objects.get(what="contact").person == aliya.public_id


def test_a_minor_is_reached_through_the_guardian_only_and_only_around_the_shift(now, dana, shift, event):
    minor = make_minor(shift)
    later = make_minor(make_shift(event, days_ahead=5))

    [contact] = show_contacts(shift=shift, viewer=dana, now=now)
    [early] = show_contacts(shift=later.signups.get().shift, viewer=dana, now=now)

    assert (contact.is_minor, contact.email, contact.guardian) == (True, "mother@example.org", "Гүлнар")
    assert minor.user.email not in (contact.email, contact.phone)
    assert (early.is_minor, early.email, early.phone, early.guardian) == (True, "", "", "")
    assert list(Look.objects.values_list("person", "what")) == [(minor.user.public_id, OF_MINORS)]


def test_a_guardian_who_never_answered_is_not_shown(now, dana, shift):
    make_minor(shift, is_proven=False)

    assert show_contacts(shift=shift, viewer=dana, now=now)[0].email == ""


def test_only_confirmed_people_are_on_the_list(now, dana, shift, aliya):
    make_signup(make_role(shift), aliya.volunteer, status="invited")

    assert show_contacts(shift=shift, viewer=dana, now=now) == []


@pytest.mark.parametrize(("after", "is_open"), [(DAY - timedelta(seconds=1), True), (DAY, False)])
def test_contacts_close_a_day_after_the_shift(now, dana, aliya, shift, after, is_open):
    make_signup(make_role(shift), aliya.volunteer)

    if is_open:
        assert show_contacts(shift=shift, viewer=dana, now=shift.ends_at + after)
        return
    with pytest.raises(ContactsClosed):
        show_contacts(shift=shift, viewer=dana, now=shift.ends_at + after)


def test_strangers_do_not_find_the_contacts(client, now, zhanna, aliya, event, shift):
    make_signup(make_role(shift), aliya.volunteer)
    client.force_login(zhanna)

    assert client.post(f"/api/v1/shifts/{shift.public_id}/contacts").status_code == 404
    assert client.post(f"/en/org/taza-su/events/{event.public_id}/contacts/{shift.public_id}/").status_code == 404
    assert Look.objects.count() == 0


def look_at_others(viewer, count, at):
    looks = [
        Look(
            lane=1,
            position=number + 1,
            viewer=viewer.public_id,
            person=make_user().public_id,
            what=OF_MINORS,
            purpose="shift",
            happened_at=at,
        )
        for number in range(count)
    ]
    Look.objects.bulk_create(looks)


@pytest.mark.parametrize(
    ("count", "ago", "is_blocked"),
    [
        (MOST_AN_HOUR, timedelta(minutes=30), False),
        (MOST_AN_HOUR + 1, timedelta(minutes=30), True),
        (MOST_AN_HOUR + 1, timedelta(hours=2), False),
        (MOST_A_DAY - 1, timedelta(hours=2), False),
        (MOST_A_DAY, timedelta(hours=2), True),
    ],
)
def test_opening_far_more_than_a_shift_needs_is_stopped_and_written_down(now, dana, shift, count, ago, is_blocked):
    make_minor(shift)
    look_at_others(dana, count, now - ago)

    if not is_blocked:
        assert show_contacts(shift=shift, viewer=dana, now=now)
        return
    with pytest.raises(TooManyContacts):
        show_contacts(shift=shift, viewer=dana, now=now)
    assert AuditLine.objects.get(action="contacts.blocked").actor == dana.public_id


def test_forty_minors_at_a_gate_are_no_alarm_however_often_they_are_opened(now, dana, shift):
    for number in range(40):
        make_minor(shift, contact=f"mother{number}@example.org")

    for _time in range(3):
        assert len(show_contacts(shift=shift, viewer=dana, now=now)) == 40


def test_she_reads_who_looked_in_words(client, now, aliya, dana, event, shift):
    make_signup(make_role(shift), aliya.volunteer)
    show_contacts(shift=shift, viewer=dana, now=now)
    client.force_login(aliya)

    page = client.get("/en/me/profile/looks/").content.decode()
    item = client.get("/api/v1/me/looks").json()["items"][0]

    assert "Дана Ә." in page
    assert "Saw: phone and e-mail" in page
    assert "Why: to run a shift" in page
    assert "Әбілова" not in page
    assert (item["viewer"], item["organisation"], item["what"]) == ("Дана Ә.", "Таза Су", "contact")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(now, aliya, django_assert_num_queries, count):
    for number in range(count):
        event = make_opportunity(organisation=make_organisation(name=f"Org {number}"))
        make_signup(make_role(make_shift(event, days_ahead=0)), aliya.volunteer)
        show_contacts(shift=event.shifts.get(), viewer=make_user(), now=now)

    with django_assert_num_queries(3):  # looks, viewers, shifts with organisations
        assert len(looks_about(aliya, limit=20)) == count
