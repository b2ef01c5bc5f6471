"""Exceptions need two people and a reason, and the law has none."""

from datetime import date, time

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core import outbox
from core.models import AuditLine, OutboxMessage
from events import errors
from events.access import override_for_member, override_for_officer
from events.eligibility import LEGAL_GATES, OVERRIDABLE_GATES, Gate
from events.enums import SignUpStatus
from events.models import GateOverride
from events.services.overrides import ask_override, ask_to_let_in, decide_override
from events.services.signups import claim_seat
from ngos.enums import MembershipRole
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_member
from tests.factories.places import KARAGANDA_REGION_CODE, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
WHY = "She is learning it with our team leader beside her."


@pytest.fixture
def event(now, taza_su):
    return make_opportunity(organisation=taza_su)


@pytest.fixture
def medic_role(event):
    """A role that needs first aid, which Aliya has not named."""
    return make_role(make_shift(event), required={"first_aid": 2})


@pytest.fixture
def lesson_role(event):
    """A role on a Tuesday morning in lesson time."""
    return make_role(make_shift(event, starts_on=date(2026, 5, 5), start_time=time(9), hours=2))


@pytest.fixture
def owner(taza_su):
    return make_member(taza_su, user=make_user(full_name="Гүл Иесі"), role=MembershipRole.OWNER)


@pytest.fixture
def officer(db):
    user = make_user(full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER, region())
    return user


def ask(role, user, dana, now, gate=Gate.SKILL, reason=WHY):
    return ask_override(role=role, volunteer=user.volunteer, gate=gate, reason=reason, actor=dana, now=now)


def decide(override, actor, now, *, is_granted=True, reason="Fine."):
    return decide_override(override=override, is_granted=is_granted, reason=reason, actor=actor, now=now)


def test_two_people_let_a_third_in(now, medic_role, aliya, dana, owner):
    with pytest.raises(errors.SkillMissing):
        claim_seat(role=medic_role, volunteer=aliya.volunteer, actor=aliya, now=now)

    decide(ask(medic_role, aliya, dana, now), owner, now)

    signup = claim_seat(role=medic_role, volunteer=aliya.volunteer, actor=aliya, now=now)
    assert signup.status == SignUpStatus.CONFIRMED
    lines = AuditLine.objects.filter(action__startswith="override.").order_by("pk")
    assert [(line.action, line.actor, line.details) for line in lines] == [
        ("override.asked", dana.public_id, {"gate": "skill"}),
        ("override.decided", owner.public_id, {"gate": "skill", "granted": True}),
    ]


@pytest.mark.parametrize("step", ["asked", "refused"])
def test_an_exception_that_waits_or_was_refused_lets_nobody_in(now, medic_role, aliya, dana, owner, step):
    override = ask(medic_role, aliya, dana, now)
    if step == "refused":
        decide(override, owner, now, is_granted=False)

    with pytest.raises(errors.SkillMissing):
        claim_seat(role=medic_role, volunteer=aliya.volunteer, actor=aliya, now=now)


def test_whoever_asks_never_decides(now, medic_role, aliya, dana):
    override = ask(medic_role, aliya, dana, now)

    with pytest.raises(errors.OverrideNeedsSecondPerson):
        decide(override, dana, now)


def test_nobody_decides_about_herself(now, taza_su, medic_role, dana):
    member = make_member(taza_su)
    make_volunteer(user=member)
    override = ask(medic_role, member, dana, now)

    with pytest.raises(errors.OverrideNeedsSecondPerson):
        decide(override, member, now)


def test_the_database_refuses_one_person_in_both_places(now, medic_role, aliya, dana):
    override = ask(medic_role, aliya, dana, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        GateOverride.objects.filter(pk=override.pk).update(decided_by=dana.public_id, decided_at=now)


@pytest.mark.parametrize("gate", sorted(LEGAL_GATES))
def test_a_gate_of_the_law_has_no_exception(now, medic_role, aliya, dana, gate):
    with pytest.raises(errors.GateHasNoOverride):
        ask(medic_role, aliya, dana, now, gate=gate)

    assert not GateOverride.objects.exists()


@pytest.mark.parametrize("gate", sorted(LEGAL_GATES))
def test_a_row_for_a_gate_of_the_law_is_never_granted(now, medic_role, aliya, dana, owner, gate):
    smuggled = ask(medic_role, aliya, dana, now)
    GateOverride.objects.filter(pk=smuggled.pk).update(gate=gate)
    smuggled.refresh_from_db()

    with pytest.raises(errors.GateHasNoOverride):
        decide(smuggled, owner, now)


def test_there_are_three_exceptions():
    assert sorted(OVERRIDABLE_GATES) == ["language", "school_hours", "skill"]


def test_where_the_law_closes_too_no_exception_is_taken(now, event, aliya, dana):
    role = make_role(make_shift(event), required={"first_aid": 2}, min_age=40)

    with pytest.raises(errors.GateHasNoOverride):
        ask(role, aliya, dana, now)


def test_an_open_gate_needs_no_exception(now, event, aliya, dana):
    with pytest.raises(errors.GateNotClosed):
        ask(make_role(make_shift(event)), aliya, dana, now)


def test_one_question_at_a_time_and_again_after_a_refusal(now, medic_role, aliya, dana, owner):
    first = ask(medic_role, aliya, dana, now)
    with pytest.raises(errors.OverrideWaiting):
        ask(medic_role, aliya, dana, now)

    decide(first, owner, now, is_granted=False)

    assert ask(medic_role, aliya, dana, now).pk != first.pk


def test_reasons_are_needed_on_both_sides(now, medic_role, aliya, dana, owner):
    with pytest.raises(errors.ReasonMissing):
        ask(medic_role, aliya, dana, now, reason=" ")
    override = ask(medic_role, aliya, dana, now)
    with pytest.raises(errors.ReasonMissing):
        decide(override, owner, now, reason="")

    override.refresh_from_db()
    assert override.decided_at is None


def test_a_decision_is_made_once(now, medic_role, aliya, dana, owner):
    override = ask(medic_role, aliya, dana, now)
    decide(override, owner, now, is_granted=False)

    with pytest.raises(errors.OverrideDecided):
        decide(override, owner, now)


def test_nothing_is_granted_once_the_shift_has_begun(now, medic_role, aliya, dana, owner):
    override = ask(medic_role, aliya, dana, now)

    with pytest.raises(errors.ShiftStarted):
        decide(override, owner, medic_role.shift.starts_at)


def test_lesson_time_is_decided_by_the_officer_where_the_pupil_lives(now, lesson_role, bekzat, dana, owner, officer):
    override = ask(lesson_role, bekzat, dana, now, gate=Gate.SCHOOL_HOURS)
    far = make_user()
    make_grant(far, Role.SAFEGUARDING_OFFICER, region(KARAGANDA_REGION_CODE))

    for stranger, door in ((owner, override_for_member), (dana, override_for_member), (far, override_for_officer)):
        with pytest.raises(errors.OverrideNotFound):
            door(stranger, override.public_id)
    decide(override_for_officer(officer, override.public_id), officer, now)

    assert claim_seat(role=lesson_role, volunteer=bekzat.volunteer, actor=bekzat, now=now).pk


def test_a_skill_is_decided_by_a_member_and_found_by_nobody_else(now, medic_role, aliya, dana, owner, officer):
    override = ask(medic_role, aliya, dana, now)

    with pytest.raises(errors.OverrideNotFound):
        override_for_officer(officer, override.public_id)
    with pytest.raises(errors.OverrideNotFound):
        override_for_member(make_user(), override.public_id)
    assert override_for_member(owner, override.public_id) == override


def test_asking_by_address_answers_alike_for_nobody_and_for_those_the_law_keeps_out(now, event, bekzat, dana):
    role = make_role(make_shift(event), required={"first_aid": 2}, min_age=18)

    for person in (None, bekzat.volunteer):
        with pytest.raises(errors.NobodyToLetIn):
            ask_to_let_in(role=role, volunteer=person, reason=WHY, actor=dana, now=now)


def test_asking_covers_every_gate_that_keeps_the_person_out(now, event, aliya, dana):
    role = make_role(make_shift(event), required={"first_aid": 2}, languages=8)

    asked = ask_to_let_in(role=role, volunteer=aliya.volunteer, reason=WHY, actor=dana, now=now)

    assert sorted(override.gate for override in asked) == ["language", "skill"]


def test_those_who_decide_and_those_who_wait_get_letters(now, medic_role, aliya, dana, owner):
    decide(ask(medic_role, aliya, dana, now), owner, now, reason="Welcome.")
    asked, *decided = OutboxMessage.objects.order_by("pk")
    GateOverride.objects.update(decided_at=None, decided_by=None, is_granted=False)
    outbox.deliver(asked.pk, now=now)
    GateOverride.objects.update(decided_at=now, decided_by=owner.public_id, is_granted=True)

    for message in decided:
        outbox.deliver(message.pk, now=now)

    assert [letter.to for letter in mail.outbox[:1]] == [[owner.email]]
    assert {letter.to[0] for letter in mail.outbox[1:]} == {aliya.email, dana.email}
    assert all("Welcome." in letter.body for letter in mail.outbox[1:])
