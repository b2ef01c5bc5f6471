"""Cases: sent, taken, decided by one or by two, objected to; nobody decides about her own."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import outbox
from core.models import OutboxMessage
from ngos import errors
from ngos.enums import (
    CaseGround,
    CaseReason,
    CaseState,
    CheckItem,
    DisclosureLevel,
    MaterialKind,
    MaterialState,
    MembershipRole,
    OrganisationStatus,
    TieKind,
    Verdict,
)
from ngos.models import CaseDecision, Membership
from ngos.queries import decisions_about
from ngos.queries.cases import days_waited, median_days, open_cases, place_in_queue, tied_organisations
from ngos.queries.levels import level_of
from ngos.services import NewOrganisation, enrol
from ngos.services.cases import Check, decide_case, give_back, second_case, take_case
from ngos.services.merging import merge, undo_merge
from ngos.services.opening import appeal, declare_tie, open_on_information, send_for_check
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_reviewer, taken, wish
from tests.factories.ngos import make_material, make_member, make_organisation
from tests.factories.places import region

pytestmark = pytest.mark.django_db
AGAINST = {"words": "The scan of the charter cannot be read.", "reasons": (CaseReason.UNREADABLE,)}
TODAY = date(2026, 5, 4)


@pytest.fixture
def newcomer(now, db):
    return make_organisation(verified=False, name="Жасыл қала")


@pytest.fixture
def owner(newcomer):
    return make_member(newcomer, role=MembershipRole.OWNER)


@pytest.fixture
def reviewer(db):
    return make_reviewer()


def refused(case, first, second, now, verdict=Verdict.REFUSE):
    """Let two people decide against an organisation."""
    decide_case(case=taken(case, first, now), wish=wish(case, verdict, **AGAINST), reviewer=first, now=now)
    return second_case(case=case, agrees=True, words="", reviewer=second, now=now)


def test_sending_asks_for_the_lowest_documents_first(newcomer, owner, now):
    with pytest.raises(errors.TasksOpen, match="certificate of registration"):
        send_for_check(organisation=newcomer, actor=owner, now=now)
    make_material(newcomer, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED)

    case = send_for_check(organisation=newcomer, actor=owner, now=now)

    assert (case.ground, case.state, case.due_on) == (CaseGround.ENROLMENT, CaseState.WAITING, date(2026, 5, 13))
    with pytest.raises(errors.CaseIsOpen):
        send_for_check(organisation=newcomer, actor=owner, now=now)


def test_sending_nothing_new_is_refused(taza_su, dana, now):
    make_material(taza_su, MaterialKind.BIN_CERTIFICATE)

    with pytest.raises(errors.NothingToCheck):
        send_for_check(organisation=taza_su, actor=dana, now=now)


def test_verifying_accepts_documents_grants_the_level_and_tells_the_owner(newcomer, owner, reviewer, now):
    for kind in (MaterialKind.BIN_CERTIFICATE, MaterialKind.CHARTER, MaterialKind.CODE_OF_ETHICS):
        make_material(newcomer, kind, state=MaterialState.POSTED)
    case = send_for_check(organisation=newcomer, actor=owner, now=now)

    decide_case(case=taken(case, reviewer, now), wish=wish(case), reviewer=reviewer, now=now)

    newcomer.refresh_from_db()
    assert (newcomer.status, level_of(newcomer, on=TODAY)) == (OrganisationStatus.VERIFIED, DisclosureLevel.REGISTERED)
    assert set(newcomer.materials.values_list("state", flat=True)) == {MaterialState.ACCEPTED}
    decision = CaseDecision.objects.get()
    assert (decision.level, decision.recheck_on) == (DisclosureLevel.REGISTERED, TODAY + timedelta(days=730))
    message = OutboxMessage.objects.get(topic="ngos.case_decided")
    assert message.payload == {"user_id": owner.pk, "decision_id": decision.pk}
    assert "is verified" in outbox._handlers["ngos.case_decided"](message.payload).text
    assert [one.status for one in decisions_about(newcomer)] == [OrganisationStatus.VERIFIED]


def test_returning_says_what_to_fix_and_the_next_round_verifies(newcomer, owner, reviewer, now):
    paper = make_material(newcomer, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED)
    case = send_for_check(organisation=newcomer, actor=owner, now=now)
    back = wish(case, Verdict.RETURN, **AGAINST, checks={paper.public_id: Check(False, "Page 2 is missing.")})

    decide_case(case=taken(case, reviewer, now), wish=back, reviewer=reviewer, now=now)

    paper.refresh_from_db()
    newcomer.refresh_from_db()
    assert (paper.state, paper.reason) == (MaterialState.RETURNED, "Page 2 is missing.")
    assert (newcomer.status, newcomer.status_reason) == (OrganisationStatus.UNVERIFIED, AGAINST["words"])
    make_material(newcomer, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED, replaces=paper)
    again = send_for_check(organisation=newcomer, actor=owner, now=now)
    decide_case(case=taken(again, reviewer, now), wish=wish(again), reviewer=reviewer, now=now)
    newcomer.refresh_from_db()
    assert newcomer.is_verified


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": " "}, errors.ReasonMissing),
        ({"checklist": frozenset({CheckItem.BIN_REGISTERED})}, errors.ChecklistOpen),
        ({"checks": {}}, errors.MaterialUnchecked),
        ({"recheck_on": TODAY}, errors.RecheckDateImpossible),
        ({"recheck_on": TODAY + timedelta(days=4000)}, errors.RecheckDateImpossible),
        ({"verdict": Verdict.RETURN}, errors.CaseReasonMissing),
        ({"verdict": Verdict.SUSPEND, "reasons": ()}, errors.CaseReasonMissing),
    ],
)
def test_half_a_decision_changes_nothing(newcomer, reviewer, now, changes, error):
    case = taken(make_case(newcomer), reviewer, now)

    with pytest.raises(error):
        decide_case(case=case, wish=wish(case, **changes), reviewer=reviewer, now=now)

    case.refresh_from_db()
    assert (case.state, CaseDecision.objects.count()) == (CaseState.TAKEN, 0)


def test_a_document_is_returned_with_a_word_and_nothing_is_verified_without_one(newcomer, reviewer, now):
    case = taken(make_case(newcomer), reviewer, now)
    paper = newcomer.materials.get()

    with pytest.raises(errors.MaterialReasonMissing):
        decide_case(case=case, wish=wish(case, checks={paper.public_id: Check(False)}), reviewer=reviewer, now=now)
    with pytest.raises(errors.LevelNotEarned, match="certificate of registration"):
        decide_case(
            case=case, wish=wish(case, checks={paper.public_id: Check(False, "Cut.")}), reviewer=reviewer, now=now
        )

    paper.refresh_from_db()
    assert paper.state == MaterialState.POSTED


@pytest.mark.parametrize("verdict", [Verdict.REFUSE, Verdict.SUSPEND])
def test_taking_away_needs_another_person(taza_su, reviewer, now, verdict):
    case = taken(make_case(taza_su, ground=CaseGround.COMPLAINT), reviewer, now)
    decide_case(case=case, wish=wish(case, verdict, **AGAINST), reviewer=reviewer, now=now)
    case.refresh_from_db()
    taza_su.refresh_from_db()
    assert (case.state, taza_su.is_verified, CaseDecision.objects.count()) == (CaseState.SECOND, True, 0)

    with pytest.raises(errors.SecondPersonNeeded):
        second_case(case=case, agrees=True, words="", reviewer=reviewer, now=now)
    second_case(case=case, agrees=True, words="", reviewer=make_reviewer("Екінші"), now=now)

    taza_su.refresh_from_db()
    assert taza_su.is_verified is (verdict == Verdict.REFUSE)
    assert (level_of(taza_su, on=TODAY) == DisclosureLevel.NONE) is (verdict == Verdict.SUSPEND)


def test_the_second_person_may_disagree(taza_su, reviewer, now):
    case = taken(make_case(taza_su), reviewer, now)
    decide_case(case=case, wish=wish(case, Verdict.SUSPEND, **AGAINST), reviewer=reviewer, now=now)
    other = make_reviewer("Екінші")

    with pytest.raises(errors.ReasonMissing):
        second_case(case=case, agrees=False, words=" ", reviewer=other, now=now)
    second_case(case=case, agrees=False, words="One scan is no ground.", reviewer=other, now=now)

    case.refresh_from_db()
    assert (case.state, case.reviewer, case.objection) == (
        CaseState.TAKEN,
        reviewer.public_id,
        "One scan is no ground.",
    )


@pytest.mark.parametrize("second", ["same", "nobody"])
def test_the_database_itself_asks_for_four_eyes(taza_su, reviewer, now, second):
    case = make_case(taza_su)
    columns = {"case": case, "verdict": Verdict.SUSPEND, "words": "No.", "decided_at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseDecision.objects.create(
            **columns, reviewer=reviewer.public_id, second=reviewer.public_id if second == "same" else None
        )
    assert CaseDecision.objects.create(**columns, reviewer=reviewer.public_id, second=uuid4()).pk


def test_decisions_stay_as_they_are(taza_su, reviewer, now):
    case = taken(make_case(taza_su), reviewer, now)
    decide_case(case=case, wish=wish(case), reviewer=reviewer, now=now)

    with pytest.raises(TypeError):
        CaseDecision.objects.update(words="Other.")
    for statement in ("UPDATE ngos_casedecision SET words = 'Other.'", "DELETE FROM ngos_casedecision"):
        if connection.vendor == "sqlite" and statement.startswith("DELETE"):
            continue  # the suite empties its tables there: tests/conftest.py
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(statement)


def test_one_reviewer_has_a_case(newcomer, reviewer, now):
    case = make_case(newcomer)
    take_case(case=case, reviewer=reviewer, now=now)
    other = make_reviewer("Екінші")

    with pytest.raises(errors.CaseTaken):
        take_case(case=case, reviewer=other, now=now)
    with pytest.raises(errors.CaseNotYours):
        decide_case(case=case, wish=wish(case), reviewer=other, now=now)
    with pytest.raises(errors.CaseNotYours):
        give_back(case=case, reviewer=other, now=now)
    give_back(case=case, reviewer=reviewer, now=now)
    assert take_case(case=case, reviewer=other, now=now).reviewer == other.public_id


def test_a_founder_and_member_neither_takes_nor_decides(newcomer, owner, reviewer, now):
    case = make_case(newcomer)
    make_member(newcomer, user=reviewer)

    with pytest.raises(errors.TiedToOrganisation):
        take_case(case=case, reviewer=reviewer, now=now)


def test_a_past_membership_ties_too(now, reviewer):
    wanted = NewOrganisation(bin="991240000013", region=region(), name_kk="Жасыл Қала")
    organisation = enrol(organisation=wanted, owner=reviewer, now=now)
    Membership.objects.filter(user=reviewer).delete()

    with pytest.raises(errors.TiedToOrganisation):
        take_case(case=make_case(organisation), reviewer=reviewer, now=now)
    assert tied_organisations(make_user()) == set()


def test_what_was_done_for_a_duplicate_ties_to_the_entry_that_remains(now, newcomer, reviewer):
    wanted = NewOrganisation(bin="991240000013", region=region(), name_kk="Жасыл Қала")
    duplicate = enrol(organisation=wanted, owner=reviewer, now=now)
    Membership.objects.filter(user=reviewer).delete()

    merge(survivor=newcomer, duplicate=duplicate, reason="Same.", reviewer=make_reviewer(), now=now)

    assert tied_organisations(reviewer) == {newcomer.pk, duplicate.pk}


def test_a_case_that_stayed_with_a_joined_duplicate_waits_in_no_queue(now, newcomer, taza_su):
    first, second = make_case(newcomer, opened_at=now), make_case(taza_su, opened_at=now + timedelta(hours=1))

    joining = merge(survivor=taza_su, duplicate=newcomer, reason="Same.", reviewer=make_reviewer(), now=now)

    assert list(open_cases()) == [second]
    assert place_in_queue(second) == 1
    undo_merge(joining=joining, reviewer=make_reviewer(), now=now)
    assert list(open_cases()) == [first, second]


def test_cases_of_one_moment_all_stand_on_some_page(client, now, reviewer):
    cases = [make_case(make_organisation(verified=False), opened_at=now) for _ in range(5)]
    client.force_login(reviewer)

    shown, cursor = [], ""
    for _page in cases:
        page = client.get("/api/v1/cases", {"limit": 2, "cursor": cursor}).json()
        shown += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert sorted(shown) == sorted(str(case.public_id) for case in cases)


def test_a_declared_tie_gives_the_case_back_and_keeps_its_reviewer_away(newcomer, reviewer, now):
    case = taken(make_case(newcomer), reviewer, now)

    declare_tie(organisation=newcomer, kind=TieKind.RELATIVE, reviewer=reviewer, now=now)

    case.refresh_from_db()
    assert (case.state, case.reviewer) == (CaseState.WAITING, None)
    with pytest.raises(errors.TiedToOrganisation):
        take_case(case=case, reviewer=reviewer, now=now)


def test_a_tied_person_is_no_second(taza_su, dana, reviewer, now):
    case = taken(make_case(taza_su), reviewer, now)
    decide_case(case=case, wish=wish(case, Verdict.SUSPEND, **AGAINST), reviewer=reviewer, now=now)

    with pytest.raises(errors.TiedToOrganisation):
        second_case(case=case, agrees=True, words="", reviewer=dana, now=now)


def test_an_objection_goes_to_somebody_who_has_not_decided(newcomer, owner, reviewer, now):
    second, third = make_reviewer("Екінші"), make_reviewer("Үшінші")
    refused(make_case(newcomer), reviewer, second, now)

    case = appeal(organisation=newcomer, words="The BIN is there.", actor=owner, now=now)

    assert (case.ground, case.note) == (CaseGround.APPEAL, "The BIN is there.")
    for earlier in (reviewer, second):
        with pytest.raises(errors.AppealNeedsAnother):
            take_case(case=case, reviewer=earlier, now=now)
    assert take_case(case=case, reviewer=third, now=now).state == CaseState.TAKEN


@pytest.mark.parametrize("days", [0, 31])
def test_an_objection_needs_a_decision_and_comes_in_time(newcomer, owner, reviewer, now, days):
    if days:
        refused(make_case(newcomer), reviewer, make_reviewer("Екінші"), now)

    with pytest.raises(errors.NothingToAppeal, match="30 days"):
        appeal(organisation=newcomer, words="No.", actor=owner, now=now + timedelta(days=days))


def test_information_opens_a_case_with_its_ground(taza_su, reviewer, now):
    case = open_on_information(
        organisation=taza_su, ground=CaseGround.MEDIA, note="Paper of 3 May.", reviewer=reviewer, now=now
    )

    assert (case.ground, case.note) == (CaseGround.MEDIA, "Paper of 3 May.")
    for ground, note, error in (
        (CaseGround.APPEAL, "x", errors.GroundNeedsReviewer),
        (CaseGround.MEDIA, " ", errors.ReasonMissing),
        (CaseGround.MEDIA, "x", errors.CaseIsOpen),
    ):
        with pytest.raises(error):
            open_on_information(organisation=taza_su, ground=ground, note=note, reviewer=reviewer, now=now)


def test_the_queue_is_oldest_first_with_a_clock_of_working_days(newcomer, taza_su, reviewer, now):
    late = make_case(newcomer, opened_at=now - timedelta(days=14))
    fresh = make_case(taza_su, opened_at=now - timedelta(days=1))

    assert list(open_cases()) == [late, fresh]
    # 20 April to 4 May without two weekends and 1 May.
    assert [days_waited(case, on=TODAY) for case in (late, fresh)] == [9, 1]
    assert [place_in_queue(case) for case in (late, fresh)] == [1, 2]
    assert median_days(now=now) is None
    decide_case(case=taken(late, reviewer, now), wish=wish(late), reviewer=reviewer, now=now)
    assert median_days(now=now) == 9
    assert list(open_cases([region("350000000")])) == []
