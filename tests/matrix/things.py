"""What belongs to one person or waits for an officer: ways into a shift, papers, questions, exceptions, reports."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from allauth.usersessions.models import UserSession

from accounts.letters import stop_url
from accounts.models import InboxMessage, User
from accounts.services.messages import link_contact
from core import outbox
from core.sealing import seal
from events.eligibility import Gate
from events.enums import SignUpStatus, TeamAnswer
from events.models import (
    ConsentRequest,
    CoverAsk,
    CoverSearch,
    GateOverride,
    Opportunity,
    ShiftRole,
    SignUp,
    SwapOffer,
    Team,
    TeamPlace,
    WaitlistEntry,
)
from events.queries.calendars import feed_token
from events.queries.guardians import link_token, token_hash
from events.queries.teams import contact_hash
from events.services.calendars import make_feed
from ngos.models import Organisation, Webhook, WebhookCall
from ngos.services.claims import ask_to_act
from ngos.services.merging import merge
from recognition.enums import DisputeReason, DisputeState, PaperKind
from recognition.models import Dispute, HandCredit
from tests.factories.accounts import make_user
from tests.factories.concerns import make_concern
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.outside import make_outside_claim
from tests.factories.recognition import make_certificate, make_hours, make_nomination
from tests.matrix.passkeys import make_passkey
from tests.matrix.people import OWNERS, make_guardian, word
from volunteers.models import BirthDateCorrection, Volunteer

Values = dict[str, str]


def personal(person: User, owner: str, event: Opportunity, helper: User, now: datetime) -> Values:
    """Write what belongs to one volunteer at one organisation's event."""
    volunteer = person.volunteer
    spare, offered, full = _roles(event, owner)
    cover, team = _roles(event, owner, days_on=56)[:2]
    given = SwapOffer.objects.create(signup=make_signup(spare, volunteer), made_at=now)
    taken = SwapOffer.objects.create(signup=make_signup(offered, helper.volunteer), volunteer=volunteer, made_at=now)
    entry = WaitlistEntry.objects.create(role=full, volunteer=volunteer, joined_at=now)
    correction = BirthDateCorrection.objects.create(
        volunteer=volunteer,
        old_date=volunteer.birth_date,
        new_date=volunteer.birth_date + timedelta(days=40),
        reason=word("mistake", owner),
        asked_by=person.public_id,
        asked_at=now,
    )
    make_hours(make_signup(make_role(make_shift(event, days_ahead=-11)), volunteer))
    shown = make_certificate(volunteer, now)
    letter = make_certificate(
        volunteer, now, kind=PaperKind.LETTER, organisation=event.organisation, author=helper, text="Жақсы."
    )
    proposed = make_nomination(event.organisation, volunteer, now, reason=word("nomination", owner))
    return {
        "volunteer_id": str(volunteer.public_id),
        "certificate_id": str(shown.public_id),
        "nomination_id": str(proposed.public_id),
        "certificate_code": shown.code,
        "letter_id": str(letter.public_id),
        "given_swap_id": str(given.public_id),
        "swap_id": str(taken.public_id),
        "entry_id": str(entry.public_id),
        **_asked(cover, volunteer, now),
        **_teams(team, person, helper, now),
        "correction_id": str(correction.public_id),
        **_hours(event, volunteer, owner, now),
        "clearance_id": str(volunteer.clearances.get().public_id),
        "feed_token": feed_token(make_feed(volunteer=volunteer, actor=person, now=now).public_id),
        "lesson_id": str(_override(full, person, owner, Gate.SCHOOL_HOURS, now).public_id),
        "pk": str(make_passkey(person).pk),
        **_messages(person, owner, now),
        "session_number": str(UserSession.objects.get(user=person).pk),
    }


def _hours(event: Opportunity, volunteer: Volunteer, owner: str, now: datetime) -> Values:
    """Write a shift that is over and not confirmed, an objection that came as far as it can, and hours by hand."""
    days = 20 + OWNERS.index(owner)
    worked, disputed = (
        make_signup(make_role(make_shift(event, days_ahead=-days, start_time=time(hour), hours=3)), volunteer)
        for hour in (9, 13)
    )
    dispute = Dispute.objects.create(
        signup=disputed,
        organisation=event.organisation,
        reason=DisputeReason.MISSING,
        words=word("objection", owner),
        wanted_minutes=120,
        state=DisputeState.WITH_MEDIATOR,
        opened_at=now,
        escalated_at=now,
        due_at=now + timedelta(days=14),
    )
    wish = HandCredit.objects.create(
        role=make_role(make_shift(event, days_ahead=-days - 30)),
        organisation=event.organisation,
        volunteer=volunteer,
        month=now.date().replace(day=1),
        minutes=60,
        reason=word("by_hand", owner),
        proposed_by=uuid4(),
        proposed_at=now,
    )
    claim = make_outside_claim(volunteer, now, note=word("elsewhere", owner))
    return {
        "worked_id": str(worked.public_id),
        "objection_id": str(dispute.public_id),
        "wish_id": str(wish.public_id),
        "claim_id": str(claim.public_id),
    }


def _asked(role: ShiftRole, volunteer: Volunteer, now: datetime) -> Values:
    """Write a question whether a person comes instead of another."""
    search = CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now)
    ask = CoverAsk.objects.create(search=search, volunteer=volunteer, wave=1, asked_at=now)
    return {"ask_id": str(ask.public_id), "search_id": str(search.public_id)}


def _teams(role: ShiftRole, person: User, helper: User, now: datetime) -> Values:
    """Write a team the person leads, and one she is named for."""
    led, named = (
        Team.objects.create(role=role, leader=leader.volunteer, made_at=now, answer_by=now + timedelta(days=2))
        for leader in (person, helper)
    )
    places = [
        TeamPlace(team=led, volunteer=person.volunteer, answer=TeamAnswer.ACCEPTED, answered_at=now),
        TeamPlace(team=led, name="Ayan", contact_hash=contact_hash("ayan@example.org")),
        TeamPlace(team=named, volunteer=helper.volunteer, answer=TeamAnswer.ACCEPTED, answered_at=now),
        TeamPlace(team=named, name="Botagoz", contact_hash=contact_hash((person.email or "").lower())),
        TeamPlace(team=named, name="Daniyar", contact_hash=contact_hash("daniyar@example.org")),
    ]
    TeamPlace.objects.bulk_create(places)
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=5)
    return {"team_id": str(led.public_id), "team_place_id": str(places[3].public_id)}


def hosted(event: Opportunity, child: User, owner: str, now: datetime) -> Values:
    """Write what waits at an organisation: a guardian's question, exceptions, a report about it."""
    asked, granted, waiting = _roles(event, owner)
    request = _request(asked, child, owner, now)
    yes = _override(granted, child, owner, Gate.SKILL, now)
    GateOverride.objects.filter(pk=yes.pk).update(decided_by=uuid4(), decided_at=now, is_granted=True)
    # Into our own network, so that nothing is called.
    hook = Webhook.objects.create(organisation=event.organisation, url="https://127.0.0.1/", secret=seal("whsec_eA=="))
    call = WebhookCall.objects.create(webhook=hook, topic="test", content={}, made_at=now)
    report = make_concern(event, text=word("concern", owner), contact=f"{word('reporter', owner).lower()}@example.org")
    return {
        "request_id": str(request.public_id),
        "key": link_token(request.public_id),
        "override_id": str(_override(waiting, child, owner, Gate.LANGUAGE, now).public_id),
        "granted_id": str(yes.public_id),
        "concern_id": str(report.public_id),
        "hook_id": str(hook.public_id),
        "call_id": str(call.public_id),
        "receipt": report.code,
    }


def _messages(person: User, owner: str, now: datetime) -> Values:
    """Write a message of the person's inbox, a browser of hers, and the address that stops her reminders."""
    row = outbox.put("events.place_freed", key=f"inbox:{person.pk}", due_at=now, user_id=person.pk, role_id=0)
    shown = {"subject": "Ауысым", "text": word("inbox", owner), "kind": "place", "language": "kk"}
    entry = InboxMessage.objects.create(user=person, message=row, sent_at=now, **shown)
    contact = link_contact(user=person, channel="push", contact=f"browser {person.pk}", now=now)
    token = stop_url(person, "reminder").rstrip("/").rpartition("/")[2]
    return {"inbox_id": str(entry.public_id), "contact_id": str(contact.public_id), "stop_token": token}


def _roles(event: Opportunity, owner: str, days_on: int = 0) -> list[ShiftRole]:
    """Return three roles on a Saturday that is nobody else's, one after the other and outside lessons."""
    ahead = 12 + days_on + 7 * OWNERS.index(owner)
    return [make_role(make_shift(event, days_ahead=ahead, start_time=time(hour), hours=3)) for hour in (9, 12, 15)]


def _request(role: ShiftRole, child: User, owner: str, now: datetime) -> ConsentRequest:
    signup = make_signup(role, child.volunteer)
    held_until = now + timedelta(days=2)
    SignUp.objects.filter(pk=signup.pk).update(status=SignUpStatus.AWAITING, held_until=held_until)
    request = ConsentRequest(
        signup=signup,
        guardian=make_guardian(child, owner, now=now),
        sent_at=now,
        expires_at=held_until,
        question=word("question", owner),
        asked_at=now,
    )
    request.token_hash = token_hash(link_token(request.public_id))
    request.save()
    return request


def _override(role: ShiftRole, person: User, owner: str, gate: Gate, now: datetime) -> GateOverride:
    return GateOverride.objects.create(
        role=role,
        volunteer=person.volunteer,
        gate=gate,
        reason=word("reason", owner),
        asked_by=uuid4(),
        asked_at=now,
    )


def register_things(organisation: Organisation, now: datetime) -> Values:
    """Write an entry nobody acts for with a request to act for it, and a duplicate that was joined."""
    listed = make_organisation(verified=False, is_listed=True, name="Тізімдегі", region=organisation.region)
    claim = ask_to_act(organisation=listed, user=make_user(), words="I keep its books.", now=now)
    double = make_organisation(name=organisation.name_kk, region=organisation.region)
    joining = merge(survivor=organisation, duplicate=double, reason="Same.", reviewer=make_user(), now=now)
    return {"listed_bin": listed.bin, "asking_id": str(claim.public_id), "merge_id": str(joining.public_id)}
