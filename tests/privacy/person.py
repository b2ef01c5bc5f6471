"""One person with a row in every table that can hold something about her, and words nobody else uses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore

from accounts import letters
from accounts.enums import ContactKind
from accounts.models import (
    DataConsent,
    Guardian,
    GuardianConsent,
    InboxMessage,
    MessageContact,
    MessageSettings,
    User,
)
from accounts.services import update_account
from accounts.validators import Contact
from core import audit, limits, outbox
from core.enums import Cause
from core.idempotency import Answer, claim, keep
from core.models import Delivery
from events.models import (
    CalendarFeed,
    Concern,
    ConsentRequest,
    CoverAsk,
    CoverRefusal,
    CoverSearch,
    GateOverride,
    GateScan,
    GateTicket,
    Opportunity,
    Presence,
    ShiftFeedback,
    ShiftMessage,
    ShiftMessageCopy,
    ShiftThanks,
    SignUp,
    SwapOffer,
    Team,
    TeamPlace,
    WaitlistEntry,
)
from events.services.signups import claim_seat
from funding.enums import SeatRole
from funding.services.commission import appoint
from matching.models import LeftOut, News, Shortlist, Suggestion
from matching.services import propose_filling
from ngos.enums import MembershipRole, TieKind
from ngos.models import Organisation, ReviewerTie
from ngos.services.claims import ask_to_act
from recognition.enums import PaperKind
from recognition.models import Correction, Dispute, HandCredit, OptOut, OutsideClaim, OwnReport, Silence
from recognition.services import credit, reverse
from recognition.services.outside import approve_outside
from reports.services import catch_up
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_scan, make_shift, make_signup
from tests.factories.funding import make_call
from tests.factories.ngos import make_member, make_organisation
from tests.factories.outside import make_outside_claim
from tests.factories.places import region
from tests.factories.recognition import make_certificate, make_doubt, make_nomination
from tests.factories.volunteers import make_volunteer
from volunteers.models import AvailabilityException, BirthDateCorrection, Clearance, Volunteer

SHIFTS, HOURS = 10, 4  # 40 confirmed hours
LATITUDE, LONGITUDE = 43.2718281, 76.9314159
BIRTH, OLD_BIRTH = date(2004, 2, 29), date(2003, 3, 3)


@dataclass(frozen=True, slots=True)
class Everything:
    """The person, and what she worked for."""

    user: User
    volunteer: Volunteer
    organisation: Organisation
    event: Opportunity
    canaries: tuple[str, ...]
    ids: tuple[UUID, ...]


def make_person(now: datetime, *, word: str = "kanarbek") -> Everything:
    """Write a person with everything; ``word`` makes her canaries her own."""
    user = make_user(
        email=f"{word}.mail@example.org",
        phone=phone_of(word),
        phone_verified_at=now,
        full_name=f"{word.title()}name {word.title()}family",
    )
    volunteer = make_volunteer(
        user=user,
        skills={f"{word}_skill": 2},
        latitude=LATITUDE,
        longitude=LONGITUDE,
        birth_date=BIRTH,
        access_needs=5,
    )
    organisation = make_organisation(name="Жасыл Ел")
    event = make_opportunity(
        organisation=organisation,
        contact_name=user.full_name,
        contact_phone=f"+7701{word}",
        is_step_free=True,
        has_accessible_toilet=True,
        has_sign_language=True,
        has_quiet_place=True,
        provides_transport=True,
    )
    _past(volunteer, event, now, word)
    _ahead(volunteer, event, now, word)
    _papers(user, volunteer, now, word)
    _doors(user, now, word)
    make_sign_in(user, now, word)
    make_messages(user, now, word)
    make_reports(user, event, now, word)
    make_acts(user, now)
    make_member(organisation, user=user, role=MembershipRole.COORDINATOR)
    listed = make_organisation(name="Тізімдегі", is_listed=True, verified=False)
    ask_to_act(organisation=listed, user=user, words=f"{word} keeps its books.", now=now)
    elsewhere = make_organisation(name="Басқа")
    ReviewerTie.objects.create(user=user, organisation=elsewhere, kind=TieKind.RELATIVE, declared_at=now)
    make_grant(user, "akimat_officer", region())
    appoint(call=make_call(now), contact=user.email or "", role=SeatRole.MEMBER, actor=None, now=now)
    coordinator = make_member(organisation, user=make_user(full_name="Ботагөз Сейіт"))
    for what in ("name", "contact"):
        audit.record_look(
            what, viewer=coordinator, role="org_coordinator", person=user, purpose="shift", about=event, at=now
        )
    return Everything(user, volunteer, organisation, event, canaries_of(user, word), ids_of(user))


def phone_of(word: str) -> str:
    """A number of her own."""
    return f"+7701{crc32(word.encode()) % 10**7:07d}"


def spelled(phone: str) -> str:
    """The number as people write it."""
    return f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]} {phone[10:]}"


def canaries_of(user: User, word: str) -> tuple[str, ...]:
    """What may be found nowhere once she has left; ``word`` alone is in most of them."""
    ends = (
        "guardian-contact", "guardian-name", "consent-name", "guardian-address", "network", "question", "reply",
        "reason", "decision", "number", "issuer", "revoked", "ill", "other@example.org", "key", "session",
        "birth-reason", "birth-decision", "totp", "recovery", "passkey", "social-uid", "social-extra",
        "social-token", "social-secret", "agent", "agent-session", "seen-from", "joining-home",
        "report-contact", "report-page", "inbox", "chat", "label", "code", "line", "letter", "objection", "refusal",
        "verdict", "correction", "nomination", "by-hand", "hand-decision",
        "verdict", "correction", "by-hand", "hand-decision", "signed-name", "elsewhere", "outside-decision",
    )  # fmt: skip
    return (
        f"{word}.mail",
        f"{word.title()}name",
        f"{word.title()}family",
        user.phone or "",
        spelled(user.phone or ""),
        f"+7701{word}",
        "43.2718281",
        "76.9314159",
        BIRTH.isoformat(),
        OLD_BIRTH.isoformat(),
        *(f"{word}-{end}" for end in ends),
    )


def ids_of(user: User) -> tuple[UUID, ...]:
    """Her numbers, and those of all that is hers and goes with her."""
    volunteer = user.volunteer
    hers = (
        user.guardians.all(),
        user.guardian_consents.all(),
        user.data_consents.all(),
        ConsentRequest.objects.filter(signup__volunteer=volunteer),
        volunteer.signups.all(),
        volunteer.certificates.all(),
        volunteer.nominations.all(),
        volunteer.clearances.all(),
        volunteer.birth_date_corrections.all(),
        volunteer.waitlist.all(),
        volunteer.swaps_offered.all(),
        SwapOffer.objects.filter(signup__volunteer=volunteer),
        GateOverride.objects.filter(volunteer=volunteer),
        Suggestion.objects.filter(volunteer=volunteer),
    )
    return (user.public_id, volunteer.public_id, *(row.public_id for rows in hers for row in rows))


def _past(volunteer: Volunteer, event: Opportunity, now: datetime, word: str) -> None:
    for week in range(1, SHIFTS + 1):
        role = make_role(make_shift(event, days_ahead=-7 * week, hours=HOURS))
        credit(attendance=make_attendance(make_signup(role, volunteer)), actor=None, now=now)
    mistaken = make_signup(make_role(make_shift(event, days_ahead=-80, hours=1)), volunteer)
    entry = credit(attendance=make_attendance(mistaken), actor=None, now=now)
    reverse(entry=entry, reason=f"{word}-ill", actor=make_user(), now=now)
    make_doubt(mistaken, now=now)
    waiting = make_signup(make_role(make_shift(event, days_ahead=-3)), volunteer)  # nobody said yet whether she came
    SignUp.objects.filter(pk=waiting.pk).update(
        checked_in_at=now, checked_in_by=make_user().public_id, shared_needs=5, offer_expires_at=now
    )
    _gate(waiting, now)
    _about_hours(volunteer, event, now, word)
    helpline = make_opportunity(organisation=event.organisation, is_remote=True, cause=Cause.INCLUSION)
    make_certificate(volunteer, now, lines=[{"name": {"en": f"{word}-line"}, "minutes": 60}])
    make_certificate(
        volunteer,
        now,
        kind=PaperKind.LETTER,
        text=f"{word}-letter",
        organisation=event.organisation,
        author=make_user(),
    )
    online = make_signup(make_role(make_shift(helpline, days_ahead=-2, hours=2)), volunteer)
    credit(attendance=make_attendance(online), actor=None, now=now)
    catch_up()


def _about_hours(volunteer: Volunteer, event: Opportunity, now: datetime, word: str) -> None:
    """What she said of her hours, what was answered and changed, and what was wished for her by hand."""
    place = make_signup(make_role(make_shift(event, days_ahead=-4)), volunteer)
    OwnReport.objects.create(signup=place, minutes=60, reported_at=now)
    ShiftFeedback.objects.create(signup=place, score=2, comment=f"{word}-comment", said_at=now)
    ShiftThanks.objects.create(signup=place, words="came", given_by=make_user().public_id, given_at=now)
    Silence.objects.create(signup=place, is_counted=False, noted_at=now)
    Dispute.objects.create(
        signup=place,
        organisation=event.organisation,
        reason="missing",
        words=f"{word}-objection",
        wanted_minutes=60,
        minutes_before=0,
        minutes_after=60,
        state="upheld",
        opened_at=now,
        escalated_at=now,
        answer=f"{word}-refusal",
        answered_by=make_user().public_id,
        answered_at=now,
        decision=f"{word}-verdict",
        decided_by=make_user().public_id,
        decided_at=now,
        closed_at=now,
    )
    OptOut.objects.create(volunteer=volunteer, since=now)
    make_nomination(
        event.organisation,
        volunteer,
        now,
        reason=f"{word}-nomination",
        state="withdrawn",
        moved_at=now,
        head_number=1,
    )
    Correction.objects.create(
        attendance=volunteer.ledger_entries.order_by("pk").first().attendance,
        minutes_before=0,
        minutes_after=240,
        source="mediator",
        reason=f"{word}-correction",
        is_late=True,
        made_by=make_user().public_id,
        made_at=now,
    )
    HandCredit.objects.create(
        role=place.role,
        organisation=event.organisation,
        volunteer=volunteer,
        month=now.date(),
        minutes=60,
        reason=f"{word}-by-hand",
        proposed_by=make_user().public_id,
        proposed_at=now,
        decided_by=make_user().public_id,
        decided_at=now,
        is_granted=True,
        decision=f"{word}-hand-decision",
        signup=place,
    )
    claim = make_outside_claim(volunteer, now, note=f"{word}-elsewhere")
    approve_outside(claim=claim, words=f"{word}-outside-decision", actor=None, now=now)
    OutsideClaim.objects.filter(pk=claim.pk).update(signed_name=f"{word}-signed-name")


def _gate(signup: SignUp, now: datetime) -> None:
    """What the gate saw of her, written down by one and confirmed by another."""
    make_scan(signup, way="typed", is_counted=True, clock_offset_seconds=9, marks=3, details={"minutes": 9})
    decided = {"verdict": "stands", "reason": "I saw her.", "looked_at": now, "looked_by": make_user().public_id}
    GateScan.objects.update(walk_in="sealed", **decided)
    Presence.objects.create(
        signup=signup,
        volunteer=signup.volunteer,
        starts_at=signup.shift.starts_at,
        ends_at=signup.shift.ends_at,
        seen_in_at=signup.shift.starts_at,
        seen_out_at=signup.shift.ends_at,
        evidence="C",
        reason="The phone was empty.",
        written_by=make_user().public_id,
        confirmed_by=make_user().public_id,
        confirmed_at=now,
    )
    GateTicket.objects.create(shift=signup.shift, number=1, signup=signup, used_at=now)


def _ahead(volunteer: Volunteer, event: Opportunity, now: datetime, word: str) -> None:
    user = volunteer.user
    role = make_role(make_shift(event, days_ahead=5), capacity=3)
    signup = claim_seat(role=role, volunteer=volunteer, actor=user, now=now)
    guardian = Guardian.objects.create(
        minor=user, contact_kind=ContactKind.EMAIL, contact=f"{word}-guardian-contact", name=f"{word}-guardian-name"
    )
    ConsentRequest.objects.create(
        signup=signup,
        guardian=guardian,
        token_hash=f"{word}-key",
        sent_at=now,
        expires_at=now + timedelta(days=4),
        question=f"{word}-question",
        reply=f"{word}-reply",
    )
    GuardianConsent.objects.create(
        minor=user,
        guardian=guardian,
        guardian_name=f"{word}-consent-name",
        address_hash=f"{word}-guardian-address",
        text_version="2026-1",
        given_at=now,
        valid_until=now.date() + timedelta(days=30),
    )
    other = make_role(make_shift(event, days_ahead=9))
    GateOverride.objects.create(
        role=other,
        volunteer=volunteer,
        gate="skill",
        reason=f"{word}-reason",
        asked_by=make_user().public_id,
        asked_at=now,
        decision_reason=f"{word}-decision",
    )
    run = propose_filling(opportunity=event, actor=make_user(), now=now)
    Suggestion.objects.get_or_create(run=run, role=other, volunteer=volunteer, defaults={"score": 1})
    LeftOut.objects.create(run=run, volunteer=volunteer)
    run.options = run.options | {"insist": [[str(volunteer.public_id), str(other.public_id)]]}
    run.save(update_fields=["options"])
    shortlist = Shortlist.objects.create(volunteer=volunteer, visited_at=now, before_at=now)
    News.objects.create(shortlist=shortlist, opportunity=event)
    _between(volunteer, signup, now)


def _between(volunteer: Volunteer, signup: SignUp, now: datetime) -> None:
    """What is about her and somebody else: offers of places both ways, and a queue."""
    friend = make_volunteer(user=make_user(full_name="Дос Бар"))
    far = make_opportunity(organisation=make_organisation(name="Алыс Жол"))
    theirs = make_signup(make_role(make_shift(far, days_ahead=20)), friend)
    SwapOffer.objects.create(signup=theirs, volunteer=volunteer, made_at=now)
    SwapOffer.objects.create(signup=signup, volunteer=friend, made_at=now)
    full = make_role(make_shift(far, days_ahead=25), capacity=1)
    make_signup(full, friend)
    WaitlistEntry.objects.create(role=full, volunteer=volunteer, joined_at=now)
    _company(volunteer, far, now)


def _company(volunteer: Volunteer, far: Opportunity, now: datetime) -> None:
    """What she is asked for, whom she comes with, what she was written, and where she reads it."""
    role = make_role(make_shift(far, days_ahead=30), capacity=5, taken_count=1)
    search = CoverSearch.objects.create(role=role, opened_at=now, next_wave_at=now)
    CoverAsk.objects.create(search=search, volunteer=volunteer, wave=1, asked_at=now)
    CoverRefusal.objects.create(volunteer=volunteer, said_at=now)
    team = Team.objects.create(role=role, leader=volunteer, made_at=now, answer_by=now + timedelta(days=3))
    TeamPlace.objects.create(team=team, volunteer=volunteer, answer="accepted", answered_at=now)
    letter = ShiftMessage.objects.create(
        shift=role.shift, subject="Қолғап", text="Қолғап алыңыз.", sent_by=volunteer.user.public_id, sent_at=now
    )
    ShiftMessageCopy.objects.create(message=letter, user=volunteer.user)
    CalendarFeed.objects.create(volunteer=volunteer, token_hash=f"{volunteer.public_id}", made_at=now)
    actor = volunteer.user.public_id
    claim(actor=actor, key="call", digest="0" * 64)
    keep(Answer(200, "application/json", volunteer.user.full_name.encode()), actor=actor, key="call")


def _papers(user: User, volunteer: Volunteer, now: datetime, word: str) -> None:
    AvailabilityException.objects.create(volunteer=volunteer, on_date=now.date(), kind="free")
    Clearance.objects.create(
        volunteer=volunteer,
        kind="offences",
        issued_on=now.date(),
        valid_until=now.date() + timedelta(days=365),
        number_hash=f"{word}-number",
        issuer=f"{word}-issuer",
        checked_by=make_user().public_id,
        checked_at=now,
        revoked_at=now,
        revoke_reason=f"{word}-revoked",
    )
    BirthDateCorrection.objects.create(
        volunteer=volunteer,
        old_date=OLD_BIRTH,
        new_date=BIRTH,
        reason=f"{word}-birth-reason",
        asked_by=make_user().public_id,
        asked_at=now,
        decided_by=make_user().public_id,
        decided_at=now,
        is_accepted=True,
        decision_reason=f"{word}-birth-decision",
    )
    DataConsent.objects.filter(user=user).update(address_hash=f"{word}-network", actor="guardian")
    update_account(user=user, language="ru", actor=user, now=now)


def _doors(user: User, now: datetime, word: str) -> None:
    address = EmailAddress.objects.create(user=user, email=f"{word}-other@example.org", verified=True)
    EmailConfirmation.objects.create(email_address=address, key=f"{word}-key", created=now)
    for row in (user, address):
        LogEntry.objects.create(
            user=make_user(),
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message=f"{word}-reason",
        )
    for held in (
        {"_auth_user_id": str(user.pk), "note": f"{word}-session"},
        {"joining": {"contact": user.phone, "home": f"{word}-joining-home"}},
        {"account_login": {"email": user.email, "state": {"stages": {"login_by_code": {"email": user.email}}}}},
    ):
        session = SessionStore()
        session.update(held)
        session.create()


def make_sign_in(user: User, now: datetime, word: str) -> None:
    """Every way to prove who she is, and where she did."""
    kinds = {"totp": "totp", "recovery_codes": "recovery", "webauthn": "passkey"}
    for kind, end in kinds.items():
        Authenticator.objects.create(user=user, type=kind, data={"seed": f"{word}-{end}"})
    account = SocialAccount.objects.create(
        user=user, provider="partner", uid=f"{word}-social-uid", extra_data={"name": f"{word}-social-extra"}
    )
    SocialToken.objects.create(account=account, token=f"{word}-social-token", token_secret=f"{word}-social-secret")
    UserSession.objects.create(
        user=user,
        ip="203.0.113.77",
        last_seen_at=now,
        session_key=f"{word}-agent-session",
        user_agent=f"{word}-agent",
        data={"from": f"{word}-seen-from"},
    )


def make_messages(user: User, now: datetime, word: str) -> None:
    """One message to or about her by every key that leads to her, and codes sealed for both her addresses.

    What she was told stands in her inbox, and what a coordinator was told about her stands in the coordinator's.
    """
    volunteer = user.volunteer
    rows = {
        "signup_id": volunteer.signups.last(),
        "request_id": ConsentRequest.objects.filter(signup__volunteer=volunteer).get(),
        "clearance_id": volunteer.clearances.get(),
        "correction_id": volunteer.birth_date_corrections.get(),
        "override_id": GateOverride.objects.filter(volunteer=volunteer).get(),
        "offer_id": volunteer.swaps_offered.get(),
        "user_id": user,
    }
    for key, row in rows.items():
        message = outbox.put("events.place_freed", key=f"{key}:{row.pk}", due_at=now, **{key: row.pk, "role_id": 0})
        for reader in (user, make_user()):
            InboxMessage.objects.create(
                user=reader,
                message=message,
                kind="place",
                language="kk",
                subject=f"{word}-inbox",
                text=user.full_name,
                path="me/",
                sent_at=now,
            )
        Delivery.objects.create(
            message=message, channel="email", contact_hash=f"{key}", state="sent", began_at=now, ended_at=now
        )
    MessageSettings.objects.create(user=user, choices={"news": []})
    MessageContact.objects.create(
        user=user,
        channel="telegram",
        contact=f"{word}-chat",
        contact_hash=word,
        label=f"{word}-label",
        code_hash=f"{word}-code",
        code_until=now,
    )
    for contact in (Contact(email=user.email or ""), Contact(phone=user.phone or "")):
        sealed = letters.seal_code(contact=contact, code="123456", language="kk")
        outbox.put(letters.CODE, key=sealed[-60:], due_at=now, sealed=sealed)
    for who in (str(user.pk), user.email or "", user.phone or ""):
        limits.take("code_requests_of_account", who, now=now)


def make_reports(user: User, event: Opportunity, now: datetime, word: str) -> None:
    """A report with her name, one without it but with her number, and an event that gives her number."""
    words = f"Маған {user.full_name} деңіз: {user.email}, {spelled(user.phone or '')}. Балалар қауіпте."
    make_concern(
        now,
        f"{word}-own",
        text=words,
        answer=words,
        outcome=words,
        reporter=user,
        contact=f"{word}-report-contact",
        where_from=f"/kk/{word}-report-page/",
        organisation=event.organisation,
    )
    make_concern(now, f"{word}-nameless", text=f"Қоңырау шалыңыз: {user.phone}", contact=user.email or "")
    make_opportunity(organisation=make_organisation(name=f"Басқа {len(word)}"), contact_phone=user.phone)


def make_concern(now: datetime, receipt: str, **columns: Any) -> Concern:
    """A report as the form writes it."""
    return Concern.objects.create(receipt_hash=receipt, kind="unsafe", language="kk", reported_at=now, **columns)


def make_acts(user: User, now: datetime) -> None:
    """What she did for others: it stays with them, under her old number."""
    stranger = make_volunteer()
    Clearance.objects.create(
        volunteer=stranger,
        kind="offences",
        issued_on=now.date(),
        valid_until=now.date() + timedelta(days=9),
        checked_by=user.public_id,
        checked_at=now,
    )
    signup = make_signup(make_role(make_shift(days_ahead=-1)), stranger)
    SignUp.objects.filter(pk=signup.pk).update(checked_in_at=now, checked_in_by=user.public_id)
