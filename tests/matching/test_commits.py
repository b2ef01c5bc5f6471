from datetime import time, timedelta

import pytest

from core.models import AuditLine
from events.enums import OpportunityStatus, SignUpOrigin, SignUpStatus
from events.errors import InvitationAnswered
from events.models import Opportunity, Shift, ShiftRole, SignUp
from events.services.signups import accept_invitation, cancel_signup
from matching import errors
from matching.enums import RunStatus, SuggestionStatus
from matching.models import LeftOut, MatchRun, RunRecord, Suggestion
from matching.queries.region import differences_of
from matching.services.commits import commit_run, leave_out, leave_out_changed, undo_run
from matching.services.runs import Plan, allocate_now
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_clearances, make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


def crowd(count, **columns):
    return [make_volunteer(user=make_user(), **columns) for _ in range(count)]


@pytest.fixture
def draft(now):
    """Two shifts of two places and three people: four proposals."""
    for days in (3, 4):
        make_role(make_shift(make_opportunity(), days_ahead=days), capacity=2)
    crowd(3)
    return allocate_now(plan=Plan(None), actor=None, now=now)


def moved(run, now):
    """What a commit refuses, as {about: facts}; and nobody was invited."""
    actor = make_user()
    with pytest.raises(errors.WorldMoved) as refused:
        commit_run(run=run, actor=actor, now=now)
    assert not SignUp.objects.filter(origin=SignUpOrigin.AUTOFILL).exists()
    assert MatchRun.objects.get(pk=run.pk).status == RunStatus.DRAFT
    assert AuditLine.objects.filter(action="match.commit_refused", actor=actor.public_id).count() == 1
    return {(difference.about, difference.facts) for difference in refused.value.differences}


def test_commit_invites_everybody_proposed(draft, now, erlan):
    signups = commit_run(run=draft, actor=erlan, now=now)

    assert (draft.status, len(signups)) == (RunStatus.COMMITTED, 4)
    assert set(SignUp.objects.values_list("status", "origin")) == {(SignUpStatus.INVITED, SignUpOrigin.AUTOFILL)}
    assert list(ShiftRole.objects.values_list("taken_count", flat=True)) == [2, 2]
    assert set(Suggestion.objects.values_list("status", flat=True)) == {SuggestionStatus.SENT}
    assert AuditLine.objects.filter(action="match.committed", actor=erlan.public_id).count() == 1


def test_commit_twice_invites_nobody_twice(draft, now, erlan):
    commit_run(run=draft, actor=erlan, now=now)

    with pytest.raises(errors.RunNotDraft):
        commit_run(run=MatchRun.objects.get(), actor=erlan, now=now)

    assert SignUp.objects.count() == 4


def test_commit_of_a_refused_result_is_refused(draft, now, erlan):
    MatchRun.objects.update(is_verified=False)

    with pytest.raises(errors.RunNotVerified):
        commit_run(run=draft, actor=erlan, now=now)

    assert MatchRun.objects.get().status == RunStatus.DRAFT


def test_commit_long_after_the_draft_is_the_same_commit(draft, now, erlan):
    assert len(commit_run(run=draft, actor=erlan, now=now + timedelta(days=2))) == 4


def test_a_sign_up_since_the_draft_is_named(draft, now):
    suggestion = draft.suggestions.order_by("pk").first()
    other = make_role(make_shift(make_opportunity(), days_ahead=20))
    make_signup(other, suggestion.volunteer)

    assert moved(draft, now) == {("person", ("signups",))}


def test_a_seat_taken_since_the_draft_is_named(draft, now):
    make_signup(ShiftRole.objects.order_by("pk").first(), crowd(1)[0])

    assert moved(draft, now) == {("role", ("signups",))}


def test_a_smaller_capacity_is_named(draft, now):
    ShiftRole.objects.order_by("pk").update(capacity=3)

    assert moved(draft, now) == {("role", ("capacity",))}


def test_a_changed_profile_is_named(draft, now):
    Volunteer.objects.filter(pk=draft.suggestions.first().volunteer_id).update(max_km=3, free_parts=0)

    found = moved(draft, now)

    assert {about for about, _facts in found} == {"person"}
    assert {frozenset(facts) for _about, facts in found} == {frozenset({"max_metres", "free_week"})}


def test_a_moved_shift_is_named(draft, now):
    Shift.objects.filter(pk=Shift.objects.order_by("pk").first().pk).update(start_time=time(11))

    assert moved(draft, now) == {("shift", ("start",))}


def test_a_closed_opportunity_and_a_closed_account_are_named(draft, now):
    first = Opportunity.objects.order_by("pk").first()
    first.status = OpportunityStatus.CANCELLED
    first.save(update_fields=["status"])
    assert moved(draft, now) == {("role", ("closed",))}
    Opportunity.objects.update(status=OpportunityStatus.PUBLISHED)
    user = draft.suggestions.first().volunteer.user
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert moved(draft, now) == {("person", ("left",))}


def test_a_consent_withdrawn_since_the_draft_is_named(now, bekzat):
    make_role(make_shift(make_opportunity()))
    draft = allocate_now(plan=Plan(None), actor=None, now=now)
    bekzat.guardian_consents.update(withdrawn_at=now)

    assert moved(draft, now) == {("person", ("events.guardian_consent_missing",))}


def test_a_clearance_revoked_since_the_draft_is_named_and_a_second_one_makes_up_for_it(now):
    shift = make_shift(make_opportunity(has_child_contact=True), days_ahead=3)
    make_role(shift, capacity=2)
    revoked, kept = (make_clearances(person) for person in crowd(2, age=30))
    draft = allocate_now(plan=Plan(None), actor=None, now=now)
    assert draft.suggestions.count() == 2
    make_clearances(kept[0].volunteer, "offences", valid_until=now.date() + timedelta(days=90))
    for clearance in (revoked[0], kept[0]):
        clearance.revoked_at, clearance.revoke_reason = now, "A doubt."
        clearance.save()

    (difference,) = differences_of(draft, now=now)

    assert (difference.about, difference.facts) == ("person", ("clearance",))
    assert moved(draft, now) == {("person", ("clearance",))}


def test_an_opportunity_that_is_declared_otherwise_since_the_draft_is_named(draft, now):
    Opportunity.objects.update(hazards=8)
    assert moved(draft, now) == {("role", ("min_age",))}
    Opportunity.objects.update(is_hazard_declared=False)
    assert moved(draft, now) == {("role", ("closed",))}


def test_nobody_is_allocated_whose_guardian_has_not_agreed(now, bekzat):
    role = make_role(make_shift(make_opportunity()))
    make_volunteer(user=make_user(), age=15)

    draft = allocate_now(plan=Plan(None), actor=None, now=now)

    assert [(row.volunteer.pk, row.role.pk) for row in draft.suggestions.all()] == [(bekzat.volunteer.pk, role.pk)]


def test_what_does_not_touch_the_proposals_is_no_difference(draft, now):
    make_role(make_shift(make_opportunity()))
    crowd(2)
    Volunteer.objects.update(sex="f")

    assert differences_of(draft, now=now) == []


def test_leaving_out_what_changed_lets_the_rest_go(draft, now, erlan):
    taken = ShiftRole.objects.order_by("pk").first()
    make_signup(taken, crowd(1)[0])

    assert leave_out_changed(run=draft, actor=erlan, now=now) == 2
    signups = commit_run(run=draft, actor=erlan, now=now)

    assert len(signups) == 2
    assert {signup.role_id for signup in signups} == set(
        ShiftRole.objects.exclude(pk=taken.pk).values_list("pk", flat=True)
    )
    assert not LeftOut.objects.exists()


def test_who_and_what_is_left_out_stays_out_of_the_next_run(draft, now, erlan):
    person, role = draft.suggestions.first().volunteer, ShiftRole.objects.order_by("pk").last()

    leave_out(run=draft, people=[person], roles=[role], actor=erlan, now=now)
    again = allocate_now(plan=Plan(None, warm_from=draft), actor=erlan, now=now)
    third = allocate_now(plan=Plan(None, warm_from=again), actor=erlan, now=now)

    for run in (again, third):
        assert run.placed_count == 2
        assert not run.suggestions.filter(volunteer=person).exists()
        assert not run.suggestions.filter(role=role).exists()
    assert commit_run(run=draft, actor=erlan, now=now)


def test_leaving_everybody_out_leaves_nothing_to_send(draft, now, erlan):
    leave_out(run=draft, roles=list(ShiftRole.objects.all()), actor=erlan, now=now)

    with pytest.raises(errors.NobodyLeft):
        commit_run(run=draft, actor=erlan, now=now)


def test_nothing_is_left_out_of_what_was_sent(draft, now, erlan):
    commit_run(run=draft, actor=erlan, now=now)

    with pytest.raises(errors.RunNotDraft):
        leave_out(run=draft, people=list(Volunteer.objects.all()), actor=erlan, now=now)


def test_undo_takes_back_what_the_commit_made_and_only_that(draft, now, erlan):
    held_before = make_signup(make_role(make_shift(make_opportunity(), days_ahead=30)), crowd(1)[0])
    commit_run(run=draft, actor=erlan, now=now)
    cancel_signup(signup=SignUp.objects.filter(status="invited").first(), actor=erlan, now=now)

    taken_back = undo_run(run=draft, actor=erlan, now=now)

    held_before.refresh_from_db()
    assert (len(taken_back), draft.status, held_before.status) == (3, RunStatus.UNDONE, SignUpStatus.CONFIRMED)
    assert sorted(ShiftRole.objects.values_list("taken_count", flat=True)) == [0, 0, 1]
    assert set(draft.suggestions.values_list("status", flat=True)) == {SuggestionStatus.TAKEN_BACK}
    with pytest.raises(errors.RunNotCommitted):
        undo_run(run=draft, actor=erlan, now=now)


def test_undo_after_an_answer_changes_nothing(draft, now, erlan):
    signup = commit_run(run=draft, actor=erlan, now=now)[0]
    accept_invitation(signup=signup, actor=signup.volunteer.user, now=now)

    with pytest.raises(InvitationAnswered):
        undo_run(run=draft, actor=erlan, now=now)

    assert MatchRun.objects.get().status == RunStatus.COMMITTED
    assert SignUp.objects.holding_a_seat().count() == 4


def test_a_draft_whose_record_is_forgotten_cannot_be_sent(draft, now, erlan):
    RunRecord.objects.update(problem=None, forgotten_at=now)

    with pytest.raises(errors.RecordForgotten):
        commit_run(run=draft, actor=erlan, now=now)

    assert SignUp.objects.count() == 0
