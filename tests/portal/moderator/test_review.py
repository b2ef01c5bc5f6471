"""The reviewers' pages: the queue, the facts, the decision with its reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from ngos.enums import OrganisationStatus
from ngos.models import Organisation, StatusDecision
from tests.factories.accounts import make_grant, make_user
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region

QUEUE = "/en/oversight/queue/"


@pytest.fixture
def reviewer(db):
    user = make_user(full_name="Рая Тестова")
    make_grant(user, Role.REVIEWER)
    return user


@pytest.fixture
def reading(client, reviewer):
    """The reviewer at work."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def newcomer(now, db):
    """An organisation that has waited nine days."""
    organisation = make_organisation(verified=False, name="Жасыл қала")
    Organisation.objects.filter(pk=organisation.pk).update(created_at=now - timedelta(days=9))
    return organisation


def page_of(organisation):
    return reverse("moderator:organisation", args=[organisation.public_id])


def test_empty_queue_says_so(reading):
    assert "No cases waiting." in reading.get(QUEUE).content.decode()


def test_queue_shows_who_waits_and_how_long(reading, newcomer, taza_su):
    page = reading.get(QUEUE).content.decode()

    assert "Жасыл қала" in page
    assert newcomer.bin in page
    assert "waits 9 days" in page
    assert taza_su.bin not in page


def test_case_shows_what_the_bin_says_and_who_acts(reading, newcomer):
    make_member(newcomer)

    page = reading.get(page_of(newcomer)).content.decode()

    assert "April 2020" in page
    assert "resident legal entity" in page
    assert "head office" in page
    assert "No decision yet." in page


def test_verifying_opens_the_organisation_and_keeps_the_reason(reading, reviewer, newcomer):
    answer = reading.post(page_of(newcomer), {"status": "verified", "reason": "Charter and BIN agree."}, follow=True)

    newcomer.refresh_from_db()
    decision = StatusDecision.objects.get()
    assert newcomer.status == OrganisationStatus.VERIFIED
    assert (decision.reason, decision.reviewer) == ("Charter and BIN agree.", reviewer)
    assert "The decision is recorded." in answer.content.decode()
    assert "No cases waiting." in answer.content.decode()
    assert "Charter and BIN agree." in reading.get(page_of(newcomer)).content.decode()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"status": "verified", "reason": "  "}, "Please fill this in."),
        ({"status": "", "reason": "Because."}, "Please fill this in."),
        ({"status": "unverified", "reason": "Because."}, "Please choose one of the options."),
        ({"status": "verified", "reason": "x" * 501}, "Please keep it to 500 characters."),
    ],
)
def test_incomplete_decision_changes_nothing_and_keeps_the_words(reading, newcomer, answers, sentence):
    response = reading.post(page_of(newcomer), answers)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert answers["reason"] in response.content.decode()
    assert not StatusDecision.objects.exists()


def test_same_decision_twice_is_refused(reading, taza_su):
    response = reading.post(page_of(taza_su), {"status": "verified", "reason": "Once more."})

    assert response.status_code == 422
    assert "The organisation already has this status." in response.content.decode()


def test_guest_signs_in_first(client, newcomer):
    for page in (QUEUE, page_of(newcomer)):
        assert client.get(page)["Location"].startswith(reverse("account_login"))


def test_nobody_else_may_look_or_decide(client, newcomer, dana, erlan, zhanna):
    for person in (dana, erlan, zhanna):
        client.force_login(person)
        refused = [
            client.get(QUEUE),
            client.get(page_of(newcomer)),
            client.post(page_of(newcomer), {"status": "verified", "reason": "Let me."}),
        ]
        assert [response.status_code for response in refused] == [403, 403, 403]
        assert newcomer.bin not in refused[1].content.decode()
    assert not StatusDecision.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_as_many_queries_for_one_as_for_three(reading, django_assert_num_queries, count):
    for _number in range(count):
        make_organisation(verified=False)

    with django_assert_num_queries(7):
        reading.get(QUEUE)


def test_reviewer_of_a_region_sees_and_decides_about_its_organisations_only(client, newcomer):
    elsewhere = make_organisation(verified=False, name="Алыс қала", region=region("350000000"))
    person = make_user(full_name="Рая Аймақ")
    make_grant(person, Role.REVIEWER, territory=newcomer.region)
    client.force_login(person)

    page = client.get(QUEUE).content.decode()

    assert (newcomer.bin in page, elsewhere.bin in page) == (True, False)
    assert [client.get(page_of(case)).status_code for case in (newcomer, elsewhere)] == [200, 403]
    decision = {"status": "verified", "reason": "Charter read."}
    assert [client.post(page_of(case), decision).status_code for case in (newcomer, elsewhere)] == [302, 403]
    elsewhere.refresh_from_db()
    assert elsewhere.status == OrganisationStatus.UNVERIFIED


def test_reviewer_of_two_regions_sees_both_and_a_grant_for_the_country_sees_all(client, newcomer):
    elsewhere = make_organisation(verified=False, name="Алыс қала", region=region("350000000"))
    person = make_user(full_name="Рая Аймақ")
    make_grant(person, Role.REVIEWER, territory=elsewhere.region)
    make_grant(person, Role.AKIMAT_OFFICER)
    client.force_login(person)

    seen = [newcomer.bin in client.get(QUEUE).content.decode()]
    for territory in (newcomer.region, None):
        make_grant(person, Role.REVIEWER, territory=territory)
        page = client.get(QUEUE).content.decode()
        seen.append(newcomer.bin in page and elsewhere.bin in page)

    assert seen == [False, True, True]
