"""Several reviewers press at once: one has the case, one decision is made, one case is open. PostgreSQL."""

import pytest

from core import clock
from ngos.enums import CaseReason, MaterialKind, MaterialState, Verdict
from ngos.models import CaseDecision, VerificationCase
from ngos.services.cases import decide_case, second_case, take_case
from ngos.services.opening import send_for_check
from tests.factories.cases import make_case, make_reviewer, taken, wish
from tests.factories.ngos import make_material, make_member, make_organisation
from tests.races.test_revocations import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8


def test_one_of_four_reviewers_has_the_case():
    now, reviewers = clock.now(), [make_reviewer(f"Рая {number}") for number in range(4)]
    for _round in range(ROUNDS):
        case = make_case(make_organisation(verified=False))

        at_once(*(lambda who=who, case=case: take_case(case=case, reviewer=who, now=now) for who in reviewers))

        case.refresh_from_db()
        assert case.reviewer in {one.public_id for one in reviewers}


def test_two_presses_make_one_decision_and_two_seconds_suspend_once():
    now, first, second, third = clock.now(), make_reviewer("А"), make_reviewer("Ә"), make_reviewer("Б")
    for _round in range(ROUNDS):
        case = taken(make_case(make_organisation(verified=False)), first, now)
        said = wish(case)
        at_once(*(lambda case=case, said=said: decide_case(case=case, wish=said, reviewer=first, now=now),) * 2)

        other = taken(make_case(make_organisation()), first, now)
        against = wish(other, Verdict.SUSPEND, reasons=(CaseReason.LAW_BROKEN,))
        decide_case(case=other, wish=against, reviewer=first, now=now)
        at_once(
            *(
                lambda who=who, other=other: second_case(case=other, agrees=True, words="", reviewer=who, now=now)
                for who in (second, third)
            )
        )

    assert CaseDecision.objects.count() == 2 * ROUNDS
    assert not VerificationCase.objects.filter(closed_at=None).exists()


def test_two_owners_who_send_at_once_open_one_case():
    now = clock.now()
    for _round in range(ROUNDS):
        organisation = make_organisation(verified=False)
        owner = make_member(organisation)
        make_material(organisation, MaterialKind.BIN_CERTIFICATE, state=MaterialState.POSTED)

        at_once(
            *(
                lambda organisation=organisation, owner=owner: send_for_check(
                    organisation=organisation, actor=owner, now=now
                ),
            )
            * 3
        )

        assert organisation.cases.count() == 1
