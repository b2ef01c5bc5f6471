"""From declarations to a decision: ties keep out, points stay, two thirds sit, two sign."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.services import leave
from core.models import AuditLine
from funding import errors
from funding.enums import CallStatus, Phase, SeatRole, Tie
from funding.models import Declaration, Result, Score
from funding.queries.calls import digest_of
from funding.queries.commission import conflicts_of, sheets_of, to_score
from funding.queries.decisions import blind, commission_rows, names_of, results_of
from funding.services.commission import appoint, declare, score
from funding.services.deciding import draw_up, sign
from tests.factories.accounts import make_user
from tests.factories.funding import (
    declare_nothing,
    make_applicant,
    make_application,
    make_call,
    make_commission,
    make_decided,
    person_in,
    score_all,
)
from tests.factories.ngos import make_member

pytestmark = pytest.mark.django_db
GOOD = {"need": 8, "plan": 4}


def scored(seat, application, points, now):
    score(seat=seat, application=application, points=points, actor=person_in(seat), now=now)


def test_a_commission_has_the_published_size_one_chair_and_one_secretary(now):
    call = make_call(now)
    make_commission(call, now)
    person = make_user()

    for contact, role, refusal in (
        (person.email, SeatRole.MEMBER, errors.CommissionFull),
        (person.email, SeatRole.SECRETARY, errors.SeatTaken),
        ("nobody@example.org", SeatRole.MEMBER, errors.NobodyToAppoint),
    ):
        with pytest.raises(refusal):
            appoint(call=call, contact=contact, role=role, actor=None, now=now)


def test_a_cousin_who_says_so_is_left_out_and_told_what_to_do(now):
    call = make_call(now)
    applications = [make_application(call, now) for _ in range(2)]
    cousin, other, *_ = make_commission(call, now)
    later = call.closes_at

    with pytest.raises(errors.DeclareFirst):
        scored(cousin, applications[0], GOOD, later)
    with pytest.raises(errors.DeclarationIncomplete):
        declare(seat=cousin, ties={applications[0].pk: Tie.NONE}, actor=person_in(cousin), now=later)
    ties = {applications[0].pk: Tie.RELATIVE, applications[1].pk: Tie.NONE}
    declare(seat=cousin, ties=ties, actor=person_in(cousin), now=later)

    with pytest.raises(errors.TiedToApplicant, match="others score it"):
        scored(cousin, applications[0], GOOD, later)
    scored(cousin, applications[1], GOOD, later)
    declare_nothing(other, later)
    scored(other, applications[0], GOOD, later)
    assert [(row.is_tied, row.is_scored) for row in to_score(cousin)] == [(True, False), (False, True)]


def test_a_tie_that_is_remembered_later_takes_the_points_out(now):
    call = make_call(now)
    application = make_application(call, now)
    seats = make_commission(call, now)
    score_all(call, seats, call.closes_at, [GOOD])

    declare(seat=seats[0], ties={application.pk: Tie.WORK}, actor=person_in(seats[0]), now=call.closes_at)

    assert (seats[0].pk, application.pk) in conflicts_of(call)
    assert len(sheets_of(call)) == 3
    protocol = draw_up(seat=seats[-1], actor=person_in(seats[-1]), now=call.closes_at)
    [line] = protocol.content["results"]
    assert str(seats[0].public_id) not in line["sheets"]
    assert line["not_counted"] == [str(seats[0].public_id)]


def test_nobody_scores_the_own_organisation_whatever_was_declared(now):
    call, organisation = make_call(now), make_applicant(now)
    own = make_application(call, now, organisation=organisation)
    seat, *_ = make_commission(call, now)
    make_member(organisation, user=person_in(seat))

    declare_nothing(seat, call.closes_at)

    assert Declaration.objects.get(seat=seat, is_automatic=True).tie == Tie.MEMBER
    with pytest.raises(errors.OwnOrganisation):
        scored(seat, own, GOOD, call.closes_at)
    assert not Score.objects.exists()


@pytest.mark.parametrize(("need", "plan"), [(11, 5), (-1, 5), (10, 6)])
def test_points_outside_the_scale_are_refused_with_the_scale(now, need, plan):
    call = make_call(now)
    application = make_application(call, now)
    seat, *_ = make_commission(call, now)
    declare_nothing(seat, call.closes_at)

    with pytest.raises(errors.PointsOutsideScale) as refusal:
        scored(seat, application, {"need": need, "plan": plan}, call.closes_at)

    assert refusal.value.field in ("points_need", "points_plan")
    assert "Give 0 to " in str(refusal.value)
    assert not Score.objects.exists()


def test_points_are_given_once_after_the_deadline_and_by_members(now):
    call = make_call(now)
    application = make_application(call, now)
    seat, _, _, secretary = make_commission(call, now)
    with pytest.raises(errors.ScoringNotOpen):
        declare_nothing(seat, call.closes_at - timedelta(seconds=1))
    with pytest.raises(errors.SecretaryDoesNotScore):
        declare_nothing(secretary, call.closes_at)
    declare_nothing(seat, call.closes_at)

    scored(seat, application, GOOD, call.closes_at)

    with pytest.raises(errors.AlreadyScored):
        scored(seat, application, {"need": 1, "plan": 1}, call.closes_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.filter(seat=seat).update(points=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(seat=seat, application=application, criterion="charm", points=11, best=10, given_at=now)


def test_no_protocol_without_two_thirds_and_two_scores(now):
    call = make_call(now, commission_size=4)
    applications = [make_application(call, now) for _ in range(2)]
    seats = make_commission(call, now, members=3)
    secretary, later = seats[-1], call.closes_at
    score_all(call, seats[:2], later, [GOOD, GOOD])
    with pytest.raises(errors.NotSigning):
        draw_up(seat=seats[1], actor=person_in(seats[1]), now=later)
    with pytest.raises(errors.QuorumMissing, match="2 of 4 members have scored all they may score; 3 are needed"):
        draw_up(seat=secretary, actor=person_in(secretary), now=later)

    declare_nothing(seats[2], later)
    scored(seats[2], applications[0], GOOD, later)
    with pytest.raises(errors.QuorumMissing):
        draw_up(seat=secretary, actor=person_in(secretary), now=later)
    scored(seats[2], applications[1], GOOD, later)
    for seat in seats[:2]:
        declare(seat=seat, ties={applications[1].pk: Tie.OTHER}, actor=person_in(seat), now=later)
    with pytest.raises(errors.TooFewScores, match="Application 2 has 1 scores"):
        draw_up(seat=secretary, actor=person_in(secretary), now=later)


def test_a_decision_needs_both_names_and_opens_to_what_it_is_made_of(now):
    call = make_call(now)
    applications = [make_application(call, now) for _ in range(2)]
    seats = make_commission(call, now)
    chair, secretary, later = seats[0], seats[-1], call.closes_at
    with pytest.raises(errors.NothingToSign):
        sign(seat=chair, actor=person_in(chair), now=later)
    score_all(call, seats, later, [{"need": 5, "plan": 4}, {"need": 10, "plan": 3}])

    protocol = draw_up(seat=secretary, actor=person_in(secretary), now=later)
    call = sign(seat=secretary, actor=person_in(secretary), now=later)
    assert (call.status, Result.objects.count()) == (CallStatus.PROTOCOL, 0)
    with pytest.raises(errors.AlreadySigned):
        sign(seat=secretary, actor=person_in(secretary), now=later)
    with pytest.raises(errors.CommissionClosed):
        declare_nothing(chair, later)
    call = sign(seat=chair, actor=person_in(chair), now=later)

    assert (call.status, call.phase(later)) == (CallStatus.DECIDED, Phase.COMPLAINTS)
    assert digest_of(protocol.content) == protocol.sha256
    won, lost = results_of(call)
    assert (won.application, won.outcome, won.awarded_kzt) == (applications[1], "awarded", 2_000_000)
    assert (lost.outcome, lost.awarded_kzt) == ("reserve", 0)
    assert Fraction(won.total) == Fraction(10 * 3, 10) * 20 + Fraction(3 * 2, 5) * 20
    assert (won.hundredths, lost.hundredths) == (8_400, 6_200)
    [first, *_] = commission_rows(call)
    assert first.points[applications[1].pk] == {"need": 10, "plan": 3}
    assert AuditLine.objects.filter(action="call.decided").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.update(awarded_kzt=1)


def test_a_call_nobody_applied_to_is_decided_without_money(now):
    call, seats, _ = make_decided(now, applicants=0)

    assert (call.status, list(results_of(call)), seats[0].role) == (CallStatus.DECIDED, [], SeatRole.CHAIR)


def test_who_applied_is_not_in_the_text_that_is_scored(now):
    organisation = make_applicant(now, name="Таза Су")
    text = f"ТАЗА СУ, БСН {organisation.bin}, clears the bank; Таза су waits."
    application = make_application(make_call(now), now, organisation=organisation, plan=text)

    assert blind(application.plan, names_of(application)) == "▇▇▇, БСН ▇▇▇, clears the bank; ▇▇▇ waits."


def test_reading_a_decision_takes_the_same_queries_whatever_came(now, django_assert_num_queries):
    for applicants in (1, 3):
        call, *_ = make_decided(now, applicants=applicants)
        with django_assert_num_queries(4):
            assert len(list(results_of(call))) == applicants
            assert len(commission_rows(call)) == 4


def test_who_leaves_the_site_leaves_points_and_a_nameless_seat(now):
    call, seats, later = make_decided(now)
    member = person_in(seats[1])

    leave(user=member, now=later)

    seats[1].refresh_from_db()
    assert seats[1].user is None
    assert digest_of(call.protocol.content) == call.protocol.sha256
    assert Score.objects.filter(seat=seats[1]).count() == 4
