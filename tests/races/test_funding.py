"""Applications at the deadline and names under a protocol, at one moment: each counts once."""

from datetime import timedelta

import pytest

from funding import errors
from funding.enums import CallStatus
from funding.models import Application, Call, Protocol, Result, Signature
from funding.services.applying import submit
from funding.services.deciding import draw_up, sign
from tests.factories.accounts import make_user
from tests.factories.funding import make_application, make_call, make_commission, person_in, score_all
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_many_applications_in_the_last_second_have_numbers_of_their_own(now):
    call, actor = make_call(now), make_user()
    drafts = [make_application(call, now, submitted=False) for _ in range(6)]
    last = call.closes_at - timedelta(seconds=1)

    outcomes = at_once(
        *(lambda one=one: submit(application=one, actor=actor, now=last) for one in drafts),
        *(lambda: submit(application=drafts[0], actor=actor, now=last) for _ in range(2)),
        lambda: submit(application=drafts[1], actor=actor, now=call.closes_at),
    )

    assert faults(outcomes) == []
    assert sum(isinstance(one, errors.ApplicationClosed) for one in outcomes) == 2
    assert sum(isinstance(one, errors.TooLate) for one in outcomes) == 1
    numbers = sorted(Application.objects.filter(call=call).values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_two_names_at_one_moment_decide_once(now):
    call = make_call(now)
    for _ in range(2):
        make_application(call, now)
    seats = make_commission(call, now)
    chair, secretary, later = seats[0], seats[-1], call.closes_at
    score_all(call, seats, later, [{"need": 5, "plan": 4}, {"need": 10, "plan": 3}])

    drawn = at_once(
        *(lambda seat=seat: draw_up(seat=seat, actor=person_in(seat), now=later) for seat in (chair, secretary))
    )
    signed = at_once(
        *(lambda seat=seat: sign(seat=seat, actor=person_in(seat), now=later) for seat in (chair, secretary) * 2)
    )

    assert faults([*drawn, *signed]) == []
    assert sum(isinstance(one, errors.ProtocolDrawnUp) for one in drawn) == 1
    assert sum(isinstance(one, errors.AlreadySigned) for one in signed) == 2
    assert (Protocol.objects.count(), Signature.objects.count(), Result.objects.count()) == (1, 2, 2)
    assert Call.objects.get(pk=call.pk).status == CallStatus.DECIDED
