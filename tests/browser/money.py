"""Calls in every state, for the rounds of officers, applicants and commissions."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import User
from core import clock
from events.models import Opportunity
from funding.enums import Tie
from funding.models import Application, Call, Complaint, Contract
from funding.services.applying import keep_draft
from funding.services.commission import declare
from funding.services.contracts import Spent, report_money
from ngos.models import Organisation
from tests.browser.town import Town
from tests.factories.funding import (
    declare_nothing,
    make_application,
    make_call,
    make_commission,
    make_contract,
    make_decided,
    make_draft,
    make_flag,
    person_in,
)
from tests.factories.places import region


@dataclass(frozen=True, slots=True)
class Money:
    """A draft, an open call with the organisation's draft, one being scored, one decided, one with a contract."""

    organisation: Organisation
    draft: Call
    open: Call
    scoring: Call
    decided: Call
    contract: Contract
    complaint: Complaint
    application: Application
    chair: User
    member: User
    secretary: User


def make_money(town: Town, home: str) -> Money:
    """Write it all in the home region, around the coordinator's organisation."""
    moment, area = clock.now(), region(home)
    organisation = Organisation.objects.get(memberships__user=town.person("coordinator"))
    contract, complaint = make_contract(moment, organisation=organisation, territory=area)
    event = Opportunity.objects.filter(organisation=organisation).first()
    report_money(
        contract=contract,
        first_on=moment.date(),
        last_on=moment.date(),
        lines=[Spent(0, 400_000, event), Spent(1, 50_000)],
        words="The first week.",
        actor=town.person("coordinator"),
        now=moment,
    )
    open_call = make_call(moment, territory=area, min_rating_tenths=600)
    make_flag(organisation, moment)
    keep_draft(
        call=open_call, organisation=organisation, draft=make_draft(), actor=town.person("coordinator"), now=moment
    )
    scoring, seats, application = _scoring(area, moment)
    decided, _, _ = make_decided(moment - timedelta(days=21), applicants=3, territory=area)
    return Money(
        organisation=organisation,
        draft=make_call(moment, territory=area, published=False),
        open=open_call,
        scoring=scoring,
        decided=decided,
        contract=contract,
        complaint=complaint,
        application=application,
        chair=person_in(seats[0]),
        member=person_in(seats[1]),
        secretary=person_in(seats[-1]),
    )


def _scoring(area, moment):
    """A call that closed an hour ago: the chair has spoken and is tied to one of two applicants, a member has not."""
    began = moment - timedelta(days=20, hours=1)
    call = make_call(began, territory=area)
    tied, free = (make_application(call, began) for _ in range(2))
    seats = make_commission(call, began)
    ties = {tied.pk: Tie.RELATIVE, free.pk: Tie.NONE}
    declare(seat=seats[0], ties=ties, actor=person_in(seats[0]), now=moment)
    declare_nothing(seats[2], moment)
    return call, seats, free
