"""The reviewers' pages: the queue, one case with its decision, two people, and an organisation with its grounds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from ngos.enums import CaseGround, CheckItem, DisclosureLevel, MaterialKind, MaterialState, OrganisationStatus
from ngos.models import CaseDecision, ExclusionFlag, Organisation, VerificationCase
from tests.factories.accounts import make_grant, make_user
from tests.factories.cases import make_case, make_reviewer, taken
from tests.factories.ngos import make_material, make_member, make_organisation
from tests.factories.places import region

QUEUE = "/en/oversight/queue/"


@pytest.fixture
def reviewer(db):
    return make_reviewer()


@pytest.fixture
def reading(client, reviewer):
    """The reviewer at work."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def newcomer(now, db):
    return make_organisation(verified=False, name="Жасыл қала")


@pytest.fixture
def case(newcomer, now):
    """A case that has waited nine days."""
    return make_case(newcomer, opened_at=now - timedelta(days=9))


def page_of(organisation):
    return reverse("moderator:organisation", args=[organisation.public_id])


def case_page(case, door="case"):
    return reverse(f"moderator:{door}", args=[case.public_id])


def answers(case, **changes):
    checks = {f"check_{one.public_id.hex}": "accept" for one in case.organisation.materials.all()}
    wanted = {"verdict": "verify", "words": "Read and compared.", "checklist": CheckItem.values, **checks}
    return {**wanted, **changes}


def test_empty_queue_says_so(reading):
    assert "No cases waiting." in reading.get(QUEUE).content.decode()


def test_queue_shows_who_waits_and_how_long(reading, case, taza_su):
    page = reading.get(QUEUE).content.decode()

    assert "Жасыл қала" in page
    assert case.organisation.bin in page
    assert "5 working days" in page
    assert taza_su.bin not in page


def test_a_case_shows_documents_with_their_history_and_what_the_bin_says(reading, case, newcomer):
    earlier = newcomer.materials.get()
    earlier.state, earlier.reason = MaterialState.RETURNED, "Page 2 is missing."
    earlier.save()
    later = make_material(newcomer, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED, replaces=earlier)

    page = reading.get(case_page(case)).content.decode()

    assert "April 2020" in page
    assert "resident legal entity" in page
    assert "No decision yet." in page
    assert [str(one.public_id) in page for one in (earlier, later)] == [True, True]
    assert "Page 2 is missing." in page
    assert "Take this case" in page
    assert "Record the decision" not in page


def test_verifying_opens_the_organisation_and_keeps_the_reason(reading, newcomer, case):
    reading.post(case_page(case, "take_case"))
    assert "Record the decision" in reading.get(case_page(case)).content.decode()

    answer = reading.post(case_page(case), answers(case), follow=True).content.decode()

    newcomer.refresh_from_db()
    assert newcomer.status == OrganisationStatus.VERIFIED
    assert "The decision is recorded." in answer
    assert "No cases waiting." in answer
    assert "Median time of the last 30 days: 5 working days." in answer
    assert "Read and compared." in reading.get(page_of(newcomer)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": "  "}, "Please fill this in."),
        ({"verdict": ""}, "Please fill this in."),
        ({"verdict": "maybe"}, "Please choose one of the options."),
        ({"words": "x" * 501}, "Please keep it to 500 characters."),
        ({"checklist": []}, "tick every line of the checklist"),
        ({"verdict": "return"}, "Choose at least one reason"),
    ],
)
def test_incomplete_decision_changes_nothing_and_keeps_the_words(reading, reviewer, case, now, changes, sentence):
    taken(case, reviewer, now)

    response = reading.post(case_page(case), answers(case, **changes))

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert changes.get("words", "Read and compared.").strip() in page
    assert not CaseDecision.objects.exists()


def test_suspending_takes_two_people(client, reading, reviewer, taza_su, now):
    case = taken(make_case(taza_su, ground=CaseGround.COMPLAINT), reviewer, now)
    wanted = answers(case, verdict="suspend", reasons=["law_broken"], words="Nobody watched the children.")

    told = reading.post(case_page(case), wanted, follow=True).content.decode()
    own = reading.post(case_page(case, "second_case"), {"verdict": "yes"})

    assert "A second reviewer has to confirm it" in told
    assert "Another reviewer than the first has to confirm it." in own.content.decode()
    client.force_login(make_reviewer("Екінші Тестова"))
    assert "Nobody watched the children." in client.get(case_page(case)).content.decode()
    silent = client.post(case_page(case, "second_case"), {"verdict": "no"})
    assert "Write the reason for this decision." in silent.content.decode()
    client.post(case_page(case, "second_case"), {"verdict": "yes"})
    taza_su.refresh_from_db()
    assert taza_su.status == OrganisationStatus.SUSPENDED


def test_a_tied_reviewer_is_told_and_takes_nothing(reading, reviewer, case, newcomer):
    reading.post(reverse("moderator:declare_tie", args=[newcomer.public_id]), {"tie": "founder"})

    assert "another reviewer takes it" in reading.get(QUEUE).content.decode()
    assert "Take this case" not in reading.get(case_page(case)).content.decode()
    answer = reading.post(case_page(case, "take_case"), follow=True)
    assert "You are tied to this organisation" in answer.content.decode()
    case.refresh_from_db()
    assert case.reviewer is None


def test_a_case_goes_back_to_its_place(reading, reviewer, case, now):
    taken(case, reviewer, now)

    answer = reading.post(case_page(case, "give_back_case"), follow=True)

    assert "back in the queue" in answer.content.decode()
    case.refresh_from_db()
    assert case.reviewer is None


def test_information_opens_a_case(reading, taza_su):
    wrong = reading.post(page_of(taza_su), {"ground": "media", "note": " "})
    reading.post(page_of(taza_su), {"ground": "media", "note": "Paper of 3 May."})

    assert wrong.status_code == 422
    assert VerificationCase.objects.get().note == "Paper of 3 May."
    assert "Open the case" in reading.get(page_of(taza_su)).content.decode()


def test_a_ground_is_noted_and_ended_with_its_source(reading, taza_su):
    flags = reverse("moderator:note_flag", args=[taza_su.public_id])
    day = {"since_day": "1", "since_month": "4", "since_year": "2026"}

    without = reading.post(flags, {"kind": "bankrupt", **day, "source": ""})
    reading.post(flags, {"kind": "bankrupt", **day, "source": "Court, No 1"})
    flag = ExclusionFlag.objects.get()
    end = reverse("moderator:end_flag", args=[taza_su.public_id, flag.pk])
    assert "Court, No 1" in reading.get(end).content.decode()
    early = reading.post(end, {"until_day": "1", "until_month": "3", "until_year": "2026", "source": "Court, No 2"})
    reading.post(end, {"until_day": "1", "until_month": "5", "until_year": "2026", "source": "Court, No 2"})

    assert [without.status_code, early.status_code] == [422, 422]
    flag.refresh_from_db()
    assert (flag.until.isoformat(), flag.end_source) == ("2026-05-01", "Court, No 2")
    assert reading.get(end).status_code == 404


def test_guest_signs_in_first(client, newcomer, case):
    for page in (QUEUE, page_of(newcomer), case_page(case)):
        assert client.get(page)["Location"].startswith(reverse("account_login"))


def test_nobody_else_may_look_or_decide(client, newcomer, case, dana, erlan, zhanna):
    make_member(newcomer, user=zhanna)
    for person in (dana, erlan, zhanna):
        client.force_login(person)
        refused = [
            client.get(QUEUE),
            client.get(page_of(newcomer)),
            client.get(case_page(case)),
            client.post(case_page(case), answers(case)),
            client.post(case_page(case, "take_case")),
        ]
        assert [response.status_code for response in refused] == [403] * 5
        assert newcomer.bin not in refused[2].content.decode()
    assert not CaseDecision.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_as_many_queries_for_one_as_for_three(reading, django_assert_num_queries, count):
    for _number in range(count):
        make_case(make_organisation(verified=False))
    reading.get(QUEUE)

    with django_assert_num_queries(10):
        reading.get(QUEUE)


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_takes_as_many_queries_for_one_document_as_for_three(
    reading, reviewer, newcomer, now, django_assert_num_queries, count
):
    case = taken(make_case(newcomer), reviewer, now)
    for kind in (MaterialKind.CHARTER, MaterialKind.AUDIT)[: count - 1]:
        make_material(newcomer, kind, state=MaterialState.POSTED)
    reading.get(case_page(case))

    with django_assert_num_queries(14):
        reading.get(case_page(case))


def test_reviewer_of_a_region_sees_and_decides_about_its_organisations_only(client, case, newcomer):
    elsewhere = make_case(make_organisation(verified=False, name="Алыс қала", region=region("350000000")))
    person = make_user(full_name="Рая Аймақ")
    make_grant(person, Role.REVIEWER, territory=newcomer.region)
    client.force_login(person)

    page = client.get(QUEUE).content.decode()

    assert (newcomer.bin in page, elsewhere.organisation.bin in page) == (True, False)
    assert [client.get(case_page(one)).status_code for one in (case, elsewhere)] == [200, 404]
    assert [client.post(case_page(one, "take_case")).status_code for one in (case, elsewhere)] == [302, 404]
    make_grant(person, Role.REVIEWER, territory=elsewhere.organisation.region)
    assert elsewhere.organisation.bin in client.get(QUEUE).content.decode()


def test_the_level_is_shown_and_stays_after_the_page_is_read(reading, case, newcomer):
    reading.post(case_page(case, "take_case"))
    reading.post(case_page(case), answers(case))

    page = reading.get(page_of(newcomer)).content.decode()

    assert str(DisclosureLevel.IDENTITY.label) in page
    assert Organisation.objects.get(pk=newcomer.pk).is_verified
