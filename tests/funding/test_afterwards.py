"""After the decision: complaints, contracts, and money that opens to confirmed hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from funding import errors
from funding.enums import CallStatus, Phase
from funding.exports import rows_of
from funding.models import SpendingLine
from funding.queries.contracts import hours_of_lines, left_by_line, money_of
from funding.services.complaints import answer, complain
from funding.services.contracts import Agreed, Spent, conclude, report_money
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.funding import make_applicant, make_decided
from tests.factories.participation import work
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def agreed(on, **columns):
    defaults = {
        "number": "12-2026",
        "signed_on": on,
        "starts_on": on,
        "ends_on": on + timedelta(days=300),
        "sum_kzt": 2_000_000,
    }
    return Agreed(**{**defaults, **columns})


def make_contract(now):
    call, _, later = make_decided(now)
    won = call.applications.get(number=1)
    after = later + timedelta(days=20)
    return conclude(application=won, agreed=agreed(after.date()), actor=None, now=after), after


def test_complaints_are_taken_for_ten_working_days_from_applicants_once(now):
    call, _, later = make_decided(now)
    organisation, actor = call.applications.get(number=2).organisation, make_user()
    # Decided on Monday 25 May 2026; Wednesday is Kurban Ait, so ten working days are over on Tuesday 9 June.
    assert call.complaints_until == date(2026, 6, 9)

    complaint = complain(call=call, organisation=organisation, words="The quorum.", actor=actor, now=later)

    for who, words, at, refusal in (
        (organisation, "Again.", later, errors.AlreadyComplained),
        (make_applicant(now), "We too.", later, errors.NotAnApplicant),
        (call.applications.get(number=1).organisation, " ", later, errors.WordsMissing),
        (call.applications.get(number=1).organisation, "Late.", later + timedelta(16), errors.ComplaintsClosed),
    ):
        with pytest.raises(refusal):
            complain(call=call, organisation=who, words=words, actor=actor, now=at)
    with pytest.raises(errors.WordsMissing):
        answer(complaint=complaint, is_upheld=False, words="", actor=actor, now=later)
    answer(complaint=complaint, is_upheld=False, words="Three of three sat.", actor=actor, now=later)
    with pytest.raises(errors.ComplaintAnswered):
        answer(complaint=complaint, is_upheld=True, words="Yes.", actor=actor, now=later)
    call.refresh_from_db()
    last_evening = datetime(2026, 6, 9, 18, 59, 59, tzinfo=UTC)  # a second before midnight in Almaty
    assert call.phase(last_evening) == Phase.COMPLAINTS
    assert call.phase(last_evening + timedelta(seconds=1)) == Phase.DECIDED
    assert (call.status, call.phase(later + timedelta(16))) == (CallStatus.DECIDED, Phase.DECIDED)


def test_a_complaint_that_is_upheld_sets_the_decision_aside(now):
    call, _, later = make_decided(now)
    won, lost = call.applications.get(number=1), call.applications.get(number=2)
    complaint = complain(call=call, organisation=lost.organisation, words="A tie.", actor=make_user(), now=later)

    answer(complaint=complaint, is_upheld=True, words="True.", actor=make_user(), now=later)

    call.refresh_from_db()
    assert call.phase(later) == Phase.SET_ASIDE
    with pytest.raises(errors.ContractTooEarly):
        conclude(application=won, agreed=agreed(later.date()), actor=None, now=later + timedelta(20))


def test_a_contract_waits_for_the_days_of_complaints_and_keeps_to_the_decision(now):
    call, _, later = make_decided(now)
    won, lost = call.applications.get(number=1), call.applications.get(number=2)
    after, on = later + timedelta(days=20), (later + timedelta(days=20)).date()

    for application, terms, at, refusal in (
        (won, agreed(on), later, errors.ContractTooEarly),
        (lost, agreed(on), after, errors.NotSupported),
        (won, agreed(on, sum_kzt=2_000_001), after, errors.ContractWrong),
        (won, agreed(on, number=" "), after, errors.ContractWrong),
        (won, agreed(on, ends_on=on + timedelta(days=367)), after, errors.ContractWrong),
        (won, agreed(on, ends_on=on - timedelta(days=1)), after, errors.ContractWrong),
    ):
        with pytest.raises(refusal):
            conclude(application=application, agreed=terms, actor=None, now=at)
    conclude(application=won, agreed=agreed(on), actor=None, now=after)
    with pytest.raises(errors.ContractExists):
        conclude(application=won, agreed=agreed(on), actor=None, now=after)


def test_money_opens_to_confirmed_hours_and_no_hour_is_shown_twice(now):
    contract, after = make_contract(now)
    organisation, actor = contract.application.organisation, make_user()
    event = make_opportunity(organisation=organisation)
    people = [make_volunteer() for _ in range(5)]
    day = contract.starts_on
    for volunteer, minutes in zip(people, (60, 60, 30, 30, 30), strict=True):
        work(volunteer, event, day, minutes)
    work(people[0], event, day + timedelta(days=40), 60)
    at = after + timedelta(days=60)

    first = report_money(
        contract=contract,
        first_on=day,
        last_on=day + timedelta(days=30),
        lines=[Spent(0, 1_000_000, event), Spent(1, 100_000)],
        actor=actor,
        now=at,
    )

    assert [(one.position, one.spent_kzt, one.minutes) for one in first.lines.order_by("position")] == [
        (0, 1_000_000, 210),
        (1, 100_000, 0),
    ]
    [shown] = hours_of_lines([first]).values()
    assert (shown.minutes, [(one.worked_on, one.minutes) for one in shown.days]) == (210, [(day, 210)])
    assert left_by_line(contract) == [800_000, 100_000]
    foreign = make_opportunity()
    for first_on, last_on, lines, refusal in (
        (day + timedelta(30), day + timedelta(50), [Spent(0, 1)], errors.ReportDaysWrong),
        (day + timedelta(31), day + timedelta(90), [Spent(0, 1)], errors.ReportDaysWrong),
        (day + timedelta(31), day + timedelta(50), [Spent(0, 800_001)], errors.SpentMoreThanLine),
        (day + timedelta(31), day + timedelta(50), [Spent(2, 1)], errors.SpentMoreThanLine),
        (day + timedelta(31), day + timedelta(50), [Spent(0, 1, foreign)], errors.EventNotYours),
        (day + timedelta(31), day + timedelta(50), [], errors.NothingReported),
    ):
        with pytest.raises(refusal):
            report_money(contract=contract, first_on=first_on, last_on=last_on, lines=lines, actor=actor, now=at)
    [shown] = money_of(contract.application.call)
    assert [report.pk for report in shown.reports.all()] == [first.pk]
    with pytest.raises(DatabaseError), transaction.atomic():
        SpendingLine.objects.update(minutes=9_999)


def test_an_event_stands_on_one_line_of_a_report(now):
    contract, after = make_contract(now)
    event, day = make_opportunity(organisation=contract.application.organisation), contract.starts_on

    with pytest.raises(errors.EventTwice, match="another line of this report") as refusal:
        reported(contract, after, [Spent(0, 1_000, event), Spent(1, 1_000, event)], first_on=day)
    assert refusal.value.field == "event_1"
    assert not SpendingLine.objects.exists()

    first = reported(contract, after, [Spent(0, 1_000, event), Spent(1, 1_000)], first_on=day)
    later = reported(contract, after, [Spent(0, 1_000, event)], first_on=day + timedelta(days=10))
    assert [first.lines.count(), later.lines.count()] == [2, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        SpendingLine.objects.create(report=later, position=1, spent_kzt=1, opportunity=event)


def reported(contract, after, lines, *, first_on):
    """Ten days of a contract, reported long after."""
    return report_money(
        contract=contract,
        first_on=first_on,
        last_on=first_on + timedelta(days=9),
        lines=lines,
        actor=make_user(),
        now=after + timedelta(days=60),
    )


def shown_of(report):
    [shown] = hours_of_lines([report]).values()
    return shown.minutes, [one.minutes for one in shown.days]


def test_hours_of_fewer_than_five_people_are_shown_nowhere(now):
    contract, after = make_contract(now)
    event, day = make_opportunity(organisation=contract.application.organisation), contract.starts_on
    people = [make_volunteer() for _ in range(5)]
    for one in people[:4]:
        work(one, event, day, 60)

    few = reported(contract, after, [Spent(0, 1_000, event), Spent(1, 1_000)], first_on=day)

    assert shown_of(few) == (None, [None])
    [row, _] = rows_of("results", now=after)
    assert (row["spent_kzt"], row["minutes"]) == (2_000, None)
    work(people[4], event, day, 60)  # somebody whose hours are confirmed later opens nothing
    assert shown_of(few) == (None, [None])


def test_no_day_can_be_worked_out_from_the_others(now):
    contract, after = make_contract(now)
    event, day = make_opportunity(organisation=contract.application.organisation), contract.starts_on
    people = [make_volunteer() for _ in range(6)]
    for one in people[:5]:
        work(one, event, day, 60)
    whole = reported(contract, after, [Spent(0, 1_000, event)], first_on=day)
    for one in people[:5]:
        work(one, event, day + timedelta(days=10), 60)
    work(people[5], event, day + timedelta(days=11), 45)
    mixed = reported(contract, after, [Spent(0, 1_000, event)], first_on=day + timedelta(days=10))

    assert shown_of(whole) == (300, [300])
    assert shown_of(mixed) == (345, [None, None])
    [row, _] = rows_of("results", now=after)
    assert row["minutes"] == 645
    work(people[5], event, day, 30)  # confirmed after the report: the difference would be about one person
    assert shown_of(whole) == (300, [None])


def test_an_event_nobody_worked_at_tells_of_nobody(now):
    contract, after = make_contract(now)
    event = make_opportunity(organisation=contract.application.organisation)

    assert shown_of(reported(contract, after, [Spent(0, 1_000, event)], first_on=contract.starts_on)) == (0, [])


def test_hours_take_the_same_queries_whatever_was_reported(now, django_assert_num_queries):
    contract, after = make_contract(now)
    organisation, call, day = contract.application.organisation, contract.application.call, contract.starts_on
    for turn in range(3):
        lines = [Spent(place, 1_000, make_opportunity(organisation=organisation)) for place in range(2)]
        reported(contract, after, lines, first_on=day + timedelta(days=10 * turn))

        with django_assert_num_queries(5):
            [read] = money_of(call)
            assert len(hours_of_lines(read.reports.all())) == 2 * (turn + 1)
