"""When duplicates of the register are joined, what was handed in stays as it was and is still one's own."""

from datetime import timedelta

import pytest

from funding import errors
from funding.access import own_application, own_contract
from funding.enums import ApplicationState, CallKind, SeatRole, Tie
from funding.models import Application, Complaint, Declaration
from funding.queries.applicants import standing_for
from funding.queries.commission import conflicts_of, member_ties
from funding.queries.decisions import blind, names_of
from funding.queries.desk import applications_of, events_of
from funding.services.applying import keep_draft, submit
from funding.services.commission import appoint, score
from funding.services.complaints import complain
from funding.services.contracts import Spent, report_money
from funding.services.deciding import draw_up, sign
from ngos.enums import MembershipRole
from ngos.models import Membership, Organisation
from ngos.services.merging import merge, undo_merge
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.funding import (
    declare_nothing,
    make_applicant,
    make_application,
    make_call,
    make_commission,
    make_contract,
    make_decided,
    make_draft,
    make_eligible,
    person_in,
    score_all,
)
from tests.factories.ngos import make_member, make_organisation

pytestmark = pytest.mark.django_db


def joined(kept, gone, now):
    """Join two entries; return the joining and both as they stand."""
    joining = merge(survivor=kept, duplicate=gone, reason="One BIN.", reviewer=make_user(), now=now)
    return joining, *(Organisation.objects.get(pk=one.pk) for one in (kept, gone))


@pytest.fixture
def contracted(now):
    """A contract of a duplicate with a complaint of it, and the entry it was joined with."""
    gone, kept = make_organisation(name="Tаза cу"), make_organisation(name="Таза Су")
    contract, _ = make_contract(now, organisation=gone)
    joining, kept, gone = joined(kept, gone, now)
    return joining, kept, gone, contract


def test_joining_leaves_what_is_frozen_and_the_survivor_reads_it_as_its_own(now, contracted):
    _, kept, gone, contract = contracted
    application = contract.application

    assert Application.objects.get(pk=application.pk).organisation == gone
    assert Complaint.objects.get().organisation == gone
    assert own_application(kept, application.call) == application
    assert own_contract(kept, application.call.public_id) == contract
    assert list(applications_of(kept)) == [application]
    other = make_organisation()
    assert own_application(other, application.call) is None
    with pytest.raises(errors.ContractNotFound):
        own_contract(other, application.call.public_id)


def test_taking_the_entries_apart_leaves_it_all_with_the_one_that_applied(now, contracted):
    joining, kept, gone, contract = contracted

    undo_merge(joining=joining, reviewer=make_user(), now=now)

    assert own_application(kept, contract.application.call) is None
    assert own_contract(gone, contract.application.call.public_id) == contract


def test_the_family_complains_once(now):
    gone, kept = make_organisation(), make_organisation()
    call, _, later = make_decided(now, first=make_eligible(gone, now))
    _, kept, gone = joined(kept, gone, later)
    actor = make_user()

    complaint = complain(call=call, organisation=kept, words="The quorum.", actor=actor, now=later)

    assert complaint.organisation == kept
    with pytest.raises(errors.AlreadyComplained):
        complain(call=call, organisation=kept, words="Again.", actor=actor, now=later)
    other = make_organisation()
    _, other, _ = joined(other, kept, later)
    with pytest.raises(errors.AlreadyComplained):
        complain(call=call, organisation=other, words="As another.", actor=actor, now=later)


def test_a_prize_of_a_duplicate_counts_for_the_entry_it_was_joined_with(now):
    gone, kept = make_organisation(), make_organisation()
    prize = {"kind": CallKind.PRIZE, "sum_mrp": 2_000, "months": 0}
    call = make_call(now, **prize)
    make_application(call, now, organisation=make_eligible(gone, now), months=0)
    chair, *members, secretary = make_commission(call, now)
    later = call.closes_at
    score_all(call, [chair, *members], later, [{"need": 9, "plan": 4}])
    draw_up(seat=secretary, actor=person_in(secretary), now=later)
    for seat in (secretary, chair):
        sign(seat=seat, actor=person_in(seat), now=later)
    _, kept, gone = joined(kept, gone, later)
    again = make_call(later, closes_at=later + timedelta(days=20), **prize)

    told = [one["code"] for one in standing_for(again, kept, at=later).told("en")]

    assert told == ["prize_repeated"]


def test_events_of_the_whole_family_stand_in_its_reports(now, contracted):
    _, kept, gone, contract = contracted
    events = [make_opportunity(organisation=one) for one in (kept, gone)]
    at, day = now + timedelta(days=30), contract.starts_on

    assert set(events_of(kept)) == set(events)
    lines = [Spent(place, 1_000, event) for place, event in enumerate(events)]
    days = {"first_on": day, "last_on": day + timedelta(days=9)}
    report = report_money(contract=contract, lines=lines, actor=make_user(), now=at, **days)

    assert report.lines.count() == 2
    later = {"first_on": day + timedelta(days=10), "last_on": day + timedelta(days=19)}
    foreign = [Spent(0, 1_000, make_opportunity())]
    with pytest.raises(errors.EventNotYours):
        report_money(contract=contract, lines=foreign, actor=make_user(), now=at, **later)


@pytest.mark.parametrize("acts_for", ["survivor", "duplicate", "both"])
def test_acting_for_any_of_the_family_is_a_tie(now, acts_for):
    gone, kept, call = make_applicant(now), make_organisation(), make_call(now)
    application = make_application(call, now, organisation=gone)
    make_application(call, now)
    member = make_member({"survivor": kept}.get(acts_for, gone))
    if acts_for == "both":
        Membership.objects.create(user=member, organisation=kept, role=MembershipRole.OWNER)
    joined(kept, gone, now)
    seat = appoint(call=call, contact=member.email, role=SeatRole.MEMBER, actor=None, now=now)

    assert member_ties(call) == conflicts_of(call) == {(seat.pk, application.pk)}
    declare_nothing(seat, call.closes_at)
    assert Declaration.objects.get(seat=seat, is_automatic=True).tie == Tie.MEMBER
    with pytest.raises(errors.OwnOrganisation):
        score(
            seat=seat,
            application=application,
            points={"need": 8, "plan": 4},
            actor=person_in(seat),
            now=call.closes_at,
        )


def test_an_application_of_the_survivor_is_tied_to_who_stayed_with_the_duplicate(now):
    """Who acts for both stays with the duplicate as well, and may leave the survivor later."""
    gone, kept, call = make_organisation(), make_applicant(now), make_call(now)
    application = make_application(call, now, organisation=kept)
    both = make_member(kept)
    Membership.objects.create(user=both, organisation=gone, role=MembershipRole.OWNER)
    joined(kept, gone, now)
    kept.memberships.all().delete()
    seat = appoint(call=call, contact=both.email, role=SeatRole.MEMBER, actor=None, now=now)

    assert member_ties(call) == {(seat.pk, application.pk)}


def test_a_draft_of_a_duplicate_goes_on_as_that_of_the_survivor(now):
    gone, kept, call, actor = make_organisation(), make_applicant(now), make_call(now), make_user()
    begun = make_application(call, now, organisation=gone, submitted=False)
    _, kept, gone = joined(kept, gone, now)

    assert own_application(kept, call) == begun
    again = keep_draft(call=call, organisation=kept, draft=make_draft(title="Two banks"), actor=actor, now=now)
    handed_in = submit(application=again, actor=actor, now=now)

    assert (handed_in.pk, handed_in.organisation, handed_in.title) == (begun.pk, kept, "Two banks")


def test_a_draft_that_a_duplicate_left_is_judged_by_the_entry_that_stands(now):
    gone, kept, call = make_organisation(), make_applicant(now), make_call(now)
    begun = make_application(call, now, organisation=gone, submitted=False)
    joined(kept, gone, now)

    assert submit(application=begun, actor=make_user(), now=now).state == ApplicationState.SUBMITTED


def test_a_family_hands_in_one_application(now):
    gone, kept, call, actor = make_applicant(now), make_applicant(now), make_call(now), make_user()
    handed_in = make_application(call, now, organisation=gone)
    own = make_application(call, now, organisation=kept, submitted=False)
    _, kept, gone = joined(kept, gone, now)

    assert own_application(kept, call) == handed_in
    with pytest.raises(errors.ApplicationClosed):
        keep_draft(call=call, organisation=kept, draft=make_draft(), actor=actor, now=now)
    with pytest.raises(errors.ApplicationExists):
        submit(application=own, actor=actor, now=now)


def test_of_two_drafts_the_own_one_goes_on(now):
    gone, kept, call, actor = make_organisation(), make_applicant(now), make_call(now), make_user()
    make_application(call, now, organisation=gone, submitted=False)
    own = make_application(call, now, organisation=kept, submitted=False)
    _, kept, gone = joined(kept, gone, now)

    assert keep_draft(call=call, organisation=kept, draft=make_draft(), actor=actor, now=now) == own


def test_no_name_of_the_family_stands_in_a_text_that_is_scored(now):
    gone, kept = make_applicant(now, name="Таза Су"), make_organisation(name="Арна Қоры")
    application = make_application(make_call(now), now, organisation=gone, plan="Таза Су and Арна Қоры.")
    joined(kept, gone, now)
    application = Application.objects.get(pk=application.pk)

    assert blind(application.plan, names_of(application)) == "▇▇▇ and ▇▇▇."
