from datetime import timedelta

import pytest
import time_machine

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpStatus
from events.models import CoverSearch, ShiftRole, SignUp, WaitlistEntry
from events.services import dropping
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.letters import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now, taza_su, dana, aliya):
    signup = make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), aliya.volunteer)
    found = SignUp.objects.select_related("shift__opportunity__organisation", "volunteer__user", "role")
    return found.get(pk=signup.pk)


def drop(place, at, reason=""):
    return dropping.cannot_come(signup=place, actor=place.volunteer.user, now=at, reason=reason)


def test_in_time_leaving_asks_nobody_anything(now, place):
    drop(place, now)

    assert (place.status, OutboxMessage.objects.count(), CoverSearch.objects.count()) == ("withdrawn", 0, 0)


def test_late_the_coordinator_is_told_at_once_and_cover_is_looked_for(now, place, dana):
    late = place.shift.starts_at - timedelta(hours=3)

    drop(place, late, reason="study")

    message = OutboxMessage.objects.get(topic="signups.late_cancel")
    assert (message.due_at, message.payload["user_id"]) == (late, dana.pk)
    assert CoverSearch.objects.get().role_id == place.role_id
    line = AuditLine.objects.get(action="signup.withdrawn")
    assert (line.details["late"], line.details["reason"]) == (True, "study")
    assert ShiftRole.objects.get().taken_count == 0


def test_a_reason_that_is_no_code_is_not_kept(now, place):
    drop(place, now, reason="I have a fever")

    assert "reason" not in AuditLine.objects.get(action="signup.withdrawn").details


def test_during_the_shift_one_can_still_say_so_and_nobody_is_asked_to_come(now, place):
    drop(place, place.shift.starts_at + timedelta(minutes=5))

    assert (place.status, CoverSearch.objects.count()) == (SignUpStatus.WITHDRAWN, 0)
    assert OutboxMessage.objects.filter(topic="signups.late_cancel").count() == 1


def test_after_the_end_or_at_the_door_it_is_too_late(now, place):
    with pytest.raises(errors.ShiftOver):
        drop(place, place.shift.ends_at)
    place.checked_in_at = place.shift.starts_at
    with pytest.raises(errors.SignUpClosed):
        drop(place, place.shift.starts_at)


def test_whoever_waits_comes_before_a_search(now, place):
    ShiftRole.objects.update(capacity=1)
    waiting = make_volunteer(user=make_user(email="waits@example.org"))
    WaitlistEntry.objects.create(role=place.role, volunteer=waiting, joined_at=now)

    drop(place, place.shift.starts_at - timedelta(hours=20))

    assert SignUp.objects.get(volunteer=waiting).status == SignUpStatus.INVITED
    assert CoverSearch.objects.count() == 0


def test_the_letter_names_the_person_and_what_happens(now, place, dana):
    late = place.shift.starts_at - timedelta(hours=3)
    drop(place, late)

    [body] = [letter.body for letter in sent_at(late) if letter.to == [dana.email]]
    assert "Әлия С. cannot come" in body


def sent_at(moment):
    with time_machine.travel(moment, tick=False):
        return sent()
