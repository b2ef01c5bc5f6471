"""Nominations carry frozen evidence, wait for the person, and never name a child."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core.errors import NotAllowed
from core.models import AuditLine, Look
from recognition import errors
from recognition.access import nominations_for_reviewer
from recognition.documents import nominations_csv
from recognition.enums import NominationState
from recognition.models import LedgerEntry, Nomination
from recognition.queries.nominations import digest_of, nominations_of, rows_of
from recognition.services import publish_head, reverse
from recognition.services.nominating import (
    answer_nomination,
    nominate,
    note_nominations_read,
    take_nomination_back,
    withdraw_nomination,
)
from recognition.services.opting import set_recognition
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(taza_su, now):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def hers(event, aliya):
    return [make_hours(make_signup(make_role(make_shift(event, days_ahead=-day)), aliya.volunteer)) for day in (3, 9)]


def propose(taza_su, aliya, dana, now, **change):
    wish = {"category": "environment", "reason": "She leads the Saturday clean-ups.", **change}
    return nominate(organisation=taza_su, volunteer=aliya.volunteer, actor=dana, now=now, **wish)


def test_the_evidence_is_what_the_ledger_has_and_stays(taza_su, aliya, dana, hers, now):
    publish_head(now=now)
    elsewhere = make_opportunity(organisation=make_organisation(name="Алыс", slug="alys"))
    make_hours(make_signup(make_role(make_shift(elsewhere, days_ahead=-20)), aliya.volunteer))

    made = propose(taza_su, aliya, dana, now)

    assert (made.minutes, made.entry_count) == (sum(one.minutes for one in hers), 2)
    assert (made.first_on, made.last_on) == (hers[1].worked_on, hers[0].worked_on)
    assert made.digest == digest_of(LedgerEntry.objects.filter(organisation=taza_su).values_list("digest", flat=True))
    assert made.head_number == 1
    assert sum(made.minutes_by_evidence.values()) == made.minutes

    reverse(entry=hers[0], reason="Wrong person.", actor=make_user(), now=now)
    (row,) = rows_of(list(Nomination.objects.all()))
    assert (row.nomination.minutes, row.minutes_now, row.has_changed) == (made.minutes, hers[1].minutes, True)


def test_nobody_outside_sees_it_before_she_agrees(taza_su, aliya, dana, hers, now):
    reviewer = make_user()
    make_grant(reviewer, Role.REVIEWER, region())
    far = make_user()
    make_grant(far, Role.REVIEWER, region(KARAGANDA_REGION_CODE))
    made = propose(taza_su, aliya, dana, now)
    assert not nominations_for_reviewer(reviewer).exists()

    answer_nomination(nomination=made, agrees=True, actor=aliya, now=now)
    assert list(nominations_for_reviewer(reviewer)) == [made]
    assert not nominations_for_reviewer(far).exists()
    with pytest.raises(NotAllowed):
        nominations_for_reviewer(dana)

    withdraw_nomination(nomination=made, actor=aliya, now=now)
    assert not nominations_for_reviewer(reviewer).exists()
    actions = AuditLine.objects.filter(action__startswith="award.").order_by("pk").values_list("action", flat=True)
    assert sorted(actions) == ["award.agreed", "award.nominated", "award.withdrawn"]


def test_letters_ask_her_and_tell_the_organisation(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now)
    (asked,) = sent()
    assert asked.to == ["aliya@example.org"]
    assert f"/me/nominations/{made.public_id}/" in asked.body
    assert "Таза Су" in asked.body

    answer_nomination(nomination=made, agrees=True, actor=aliya, now=now)
    told = sent()[-1]
    assert told.to == ["dana@example.org"]
    assert "Әлия" not in told.subject + told.body

    take_nomination_back(nomination=made, actor=dana, now=now)
    letters = sent()
    assert (letters[-1].to, len(letters)) == (["aliya@example.org"], 3)
    assert not nominations_of(aliya.volunteer).exists()


def test_a_letter_that_no_longer_holds_is_not_sent(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now)
    answer_nomination(nomination=made, agrees=False, actor=aliya, now=now)
    assert [letter.to for letter in sent()] == [["dana@example.org"]]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"category": "corporate"}, errors.CategoryUnknown),
        ({"category": ""}, errors.CategoryUnknown),
        ({"reason": "  "}, errors.WordsMissing),
    ],
)
def test_a_wish_without_sense_is_refused(taza_su, aliya, dana, hers, now, change, refusal):
    with pytest.raises(refusal):
        propose(taza_su, aliya, dana, now, **change)
    assert not Nomination.objects.exists()


def test_who_cannot_be_nominated(taza_su, event, aliya, dana, hers, now):
    child = make_volunteer(age=17)
    make_hours(make_signup(make_role(make_shift(event, days_ahead=-15)), child))
    stranger = make_volunteer()
    cases = (
        (child, dana, errors.NomineeTooYoung),
        (stranger, dana, errors.NothingToNominate),
        (aliya.volunteer, aliya, errors.OwnNomination),
    )
    for person, actor, refusal in cases:
        with pytest.raises(refusal):
            nominate(organisation=taza_su, volunteer=person, category="social", reason="Good.", actor=actor, now=now)
    for entry in hers:
        reverse(entry=entry, reason="Wrong person.", actor=make_user(), now=now)
    with pytest.raises(errors.NothingToNominate):
        propose(taza_su, aliya, dana, now)
    assert not Nomination.objects.exists()


def test_one_open_nomination_a_category_and_another_after_a_no(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now)
    with pytest.raises(errors.AlreadyNominated):
        propose(taza_su, aliya, dana, now)
    propose(taza_su, aliya, dana, now, category="social")
    answer_nomination(nomination=made, agrees=False, actor=aliya, now=now)
    propose(taza_su, aliya, dana, now)
    states = sorted(Nomination.objects.values_list("category", "state"))
    assert states == [("environment", "asked"), ("environment", "declined"), ("social", "asked")]


def test_steps_out_of_order_are_refused(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now)
    with pytest.raises(errors.NominationMoved):
        withdraw_nomination(nomination=made, actor=aliya, now=now)
    take_nomination_back(nomination=made, actor=dana, now=now)
    for step in (
        lambda: answer_nomination(nomination=made, agrees=True, actor=aliya, now=now),
        lambda: take_nomination_back(nomination=made, actor=dana, now=now),
        lambda: withdraw_nomination(nomination=made, actor=aliya, now=now),
    ):
        with pytest.raises(errors.NominationMoved):
            step()
    made.refresh_from_db()
    assert made.state == NominationState.TAKEN_BACK


def test_after_the_round_nothing_new_but_a_way_out(taza_su, aliya, dana, hers, now):
    made, other = propose(taza_su, aliya, dana, now), propose(taza_su, aliya, dana, now, category="social")
    answer_nomination(nomination=other, agrees=True, actor=aliya, now=now)
    closed = now.replace(month=12, day=2)
    later = now.replace(year=2027)  # another round is open
    for moment in (closed, later):
        with pytest.raises(errors.RoundClosed):
            answer_nomination(nomination=made, agrees=True, actor=aliya, now=moment)
    with pytest.raises(errors.RoundClosed):
        propose(taza_su, aliya, dana, closed)
    withdraw_nomination(nomination=other, actor=aliya, now=closed)


def test_whoever_wants_no_milestones_is_not_nominated(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now)
    set_recognition(volunteer=aliya.volunteer, is_on=False, actor=aliya, now=now)
    made.refresh_from_db()
    assert (made.state, made.moved_at) == (NominationState.WITHDRAWN, now)
    assert AuditLine.objects.filter(action="award.withdrawn", actor=aliya.public_id).count() == 1
    assert [letter for letter in sent() if letter.to == [dana.email]]
    with pytest.raises(errors.NomineeNotAsked):
        propose(taza_su, aliya, dana, now)
    set_recognition(volunteer=aliya.volunteer, is_on=True, actor=aliya, now=now)
    propose(taza_su, aliya, dana, now)


def test_the_file_of_the_commission_holds_no_formula(taza_su, aliya, dana, hers, now):
    made = propose(taza_su, aliya, dana, now, reason='=HYPERLINK("http://x")')
    answer_nomination(nomination=made, agrees=True, actor=aliya, now=now)
    content = nominations_csv(rows_of([made])).decode("utf-8-sig")
    header, line = csv.reader(io.StringIO(content), delimiter=";")
    shown = dict(zip(header, line, strict=True))
    assert shown["Name"] == aliya.full_name
    assert shown["Reason"] == '\'=HYPERLINK("http://x")'
    assert shown["Minutes then"] == shown["Minutes now"] == str(made.minutes)
    assert shown["Digest of the entries"] == made.digest
    assert sum(int(shown[f"Evidence {level}"]) for level in "ABC") == made.minutes


def test_a_page_opened_twice_is_one_look_and_a_file_always_one(taza_su, aliya, dana, hers, now):
    made, reviewer = propose(taza_su, aliya, dana, now), make_user()
    for minutes, every_time in ((0, False), (5, False), (6, True), (7, True)):
        moment = now + timedelta(minutes=minutes)
        note_nominations_read(found=[made], viewer=reviewer, every_time=every_time, now=moment)
    assert Look.objects.filter(what="nomination", person=aliya.public_id).count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_rows_ask_once(taza_su, event, dana, now, count, django_assert_num_queries):
    found = []
    for _one in range(count):
        person = make_volunteer()
        make_hours(make_signup(make_role(make_shift(event, days_ahead=-3)), person))
        found.append(
            nominate(organisation=taza_su, volunteer=person, category="social", reason="Good.", actor=dana, now=now)
        )
    with django_assert_num_queries(1):
        assert len(rows_of(found)) == count


@pytest.mark.parametrize(
    "columns",
    [{"reason": ""}, {"minutes": 0}, {"state": "agreed"}, {"state": "unheard_of"}, {"entry_count": 0}],
)
def test_the_database_refuses_what_makes_no_sense(taza_su, aliya, dana, hers, now, columns):
    made = propose(taza_su, aliya, dana, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=made.pk).update(**columns)
