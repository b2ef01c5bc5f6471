"""One person with a row in every table that can hold something about her, and words nobody else uses."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore

from accounts.enums import AgreementChannel, ContactKind
from accounts.models import Guardian, GuardianConsent, User
from accounts.services import record_data_consent, update_account
from core import audit, outbox
from core.enums import Cause
from events.models import ConsentRequest, GateOverride, Opportunity
from events.services.signups import claim_seat
from matching.models import LeftOut, News, Shortlist, Suggestion
from matching.services import propose_filling
from ngos.enums import MembershipRole
from ngos.models import Organisation
from recognition.services import credit, reverse
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer
from volunteers.models import AvailabilityException, Clearance, Volunteer

SHIFTS, HOURS = 10, 4  # 40 confirmed hours
LATITUDE, LONGITUDE = 43.2718281, 76.9314159
BIRTH = date(2004, 2, 29)


@dataclass(frozen=True, slots=True)
class Everything:
    """The person, and what she worked for."""

    user: User
    volunteer: Volunteer
    organisation: Organisation
    event: Opportunity
    canaries: tuple[str, ...]


def make_person(now: datetime, *, word: str = "kanarbek") -> Everything:
    """Write a person with everything; ``word`` makes her canaries her own."""
    user = make_user(email=f"{word}.mail@example.org", full_name=f"{word.title()}name {word.title()}family")
    volunteer = make_volunteer(
        user=user,
        skills={f"{word}_skill": 2},
        latitude=LATITUDE,
        longitude=LONGITUDE,
        birth_date=BIRTH,
        access_needs=5,
    )
    organisation = make_organisation(name="Жасыл Ел")
    event = make_opportunity(organisation=organisation, contact_name=user.full_name, contact_phone=f"+7701{word}")
    _past(volunteer, event, now, word)
    _ahead(volunteer, event, now, word)
    _papers(user, volunteer, now, word)
    _doors(user, now, word)
    make_member(organisation, user=user, role=MembershipRole.COORDINATOR)
    make_grant(user, "akimat_officer", region())
    coordinator = make_member(organisation, user=make_user(full_name="Ботагөз Сейіт"))
    for what in ("name", "contact"):
        audit.record_look(
            what, viewer=coordinator, role="org_coordinator", person=user, purpose="shift", about=event, at=now
        )
    return Everything(user, volunteer, organisation, event, canaries_of(user, volunteer, word))


def canaries_of(user: User, volunteer: Volunteer, word: str) -> tuple[str, ...]:
    """What may be found nowhere once she has left."""
    return (
        f"{word}.mail",
        f"{word.title()}name",
        f"{word.title()}family",
        f"+7701{word}",
        "43.2718281",
        "76.9314159",
        BIRTH.isoformat(),
        str(user.public_id),
        user.public_id.hex,
        str(volunteer.public_id),
        volunteer.public_id.hex,
        f"{word}-guardian-contact",
        f"{word}-guardian-name",
        f"{word}-consent-name",
        f"{word}-question",
        f"{word}-reply",
        f"{word}-reason",
        f"{word}-decision",
        f"{word}-number",
        f"{word}-issuer",
        f"{word}-revoked",
        f"{word}-ill",
        f"{word}-other@example.org",
        f"{word}-key",
        f"{word}-session",
    )


def _past(volunteer: Volunteer, event: Opportunity, now: datetime, word: str) -> None:
    for week in range(1, SHIFTS + 1):
        role = make_role(make_shift(event, days_ahead=-7 * week, hours=HOURS))
        credit(attendance=make_attendance(make_signup(role, volunteer)), actor=None, now=now)
    mistaken = make_signup(make_role(make_shift(event, days_ahead=-100, hours=1)), volunteer)
    entry = credit(attendance=make_attendance(mistaken), actor=None, now=now)
    reverse(entry=entry, reason=f"{word}-ill", actor=make_user(), now=now)
    make_signup(make_role(make_shift(event, days_ahead=-3)), volunteer)  # nobody said yet whether she came
    helpline = make_opportunity(organisation=event.organisation, is_remote=True, cause=Cause.INCLUSION)
    online = make_signup(make_role(make_shift(helpline, days_ahead=-2, hours=2)), volunteer)
    credit(attendance=make_attendance(online), actor=None, now=now)


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
    outbox.put("events.place_freed", key=f"old:{signup.pk}", due_at=now, signup_id=signup.pk, role_id=other.pk)


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
    record_data_consent(
        user=user, language="kk", channel=AgreementChannel.JOINING, address="203.0.113.7", actor=user, now=now
    )
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
    session = SessionStore()
    session.update({"_auth_user_id": str(user.pk), "note": f"{word}-session"})
    session.create()
