"""Writes about organisations: enrolling and members."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.queries import account_known_as
from accounts.validators import Contact
from core import audit, limits, outbox
from core.enums import Cause
from core.privacy.retention import sweep
from core.text import transliterate
from ngos import errors, letters
from ngos.enums import MembershipRole
from ngos.models import Membership, Organisation
from ngos.queries import INVITATION_LASTS, Invitation, invitation_token
from ngos.validators import clean_bin
from places.models import Territory


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What an organisation says about itself when it enrols."""

    bin: str
    region: Territory
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    causes: frozenset[Cause] = field(default_factory=frozenset)


@transaction.atomic
def enrol(*, organisation: NewOrganisation, owner: User, now: datetime) -> Organisation:
    """Enter an organisation into the register, unverified, with its first owner.

    Raises a BinInvalid, BinTaken or NameMissing.
    """
    number = clean_bin(organisation.bin)
    names = [organisation.name_kk.strip(), organisation.name_ru.strip(), organisation.name_en.strip()]
    if not any(names):
        raise errors.NameMissing
    try:
        with transaction.atomic():
            row = Organisation.objects.create(
                bin=number,
                slug=free_slug(names[2] or names[1] or names[0], number),
                name_kk=names[0],
                name_ru=names[1],
                name_en=names[2],
                region=organisation.region,
                **{f"works_in_{cause}": True for cause in organisation.causes},
            )
    except IntegrityError as clash:
        raise errors.BinTaken from clash
    Membership.objects.create(user=owner, organisation=row, role=MembershipRole.OWNER)
    audit.record("organisation.enrolled", actor=owner, subject=row, at=now)
    return row


def free_slug(name: str, number: str) -> str:
    """Return an address part that nobody uses: the name in Latin letters, with the BIN where it is taken."""
    slug = slugify(transliterate(name))[:48] or number
    return f"{slug}-{number}"[:60] if Organisation.objects.filter(slug=slug).exists() else slug


@transaction.atomic
def add_member(
    *, organisation: Organisation, user: User, role: MembershipRole, actor: User | None, now: datetime
) -> Membership:
    """Let a person act for an organisation; a second call changes the role. Raises LastOwner."""
    Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)
    owners = Membership.objects.filter(organisation=organisation, role=MembershipRole.OWNER)
    if role != MembershipRole.OWNER and owners.exists() and not owners.exclude(user=user).exists():
        raise errors.LastOwner
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation, user=user, defaults={"role": role}
    )
    audit.record("organisation.member_added", actor=actor, subject=organisation, at=now, role=role)
    return membership


@transaction.atomic
def invite_member(
    *, organisation: Organisation, contact: Contact, role: MembershipRole, actor: User, language: str, now: datetime
) -> Membership | None:
    """Ask whoever signs in with a contact to act for an organisation; of somebody who does, change the role at once.

    Known and unknown contacts get the same letter and the same answer: nothing. Raises TooMany or LastOwner.
    """
    account = account_known_as(str(contact))
    is_member = Membership.objects.filter(organisation=organisation, user=account.pk if account else 0).exists()
    if account is not None and is_member:
        return add_member(organisation=organisation, user=account, role=role, actor=actor, now=now)
    limits.take("invitations_of_account", str(actor.pk), now=now)
    token = invitation_token(organisation=organisation, contact=contact, role=role, inviter=actor)
    sealed = letters.seal_invitation(contact=contact, token=token, language=language)
    outbox.put(letters.INVITED, key=f"{letters.INVITED}:{uuid4().hex}", due_at=now, sealed=sealed)
    audit.record("organisation.member_invited", actor=actor, subject=organisation, at=now, role=role)
    return None


def accept_membership(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Let the invited person act for the organisation; twice is once. Raises LastOwner."""
    return add_member(organisation=invitation.organisation, user=user, role=invitation.role, actor=user, now=now)


@sweep("invitations to organisations")
def drop_invitations(now: datetime, dry: bool) -> int:
    """Delete messages with a sealed invitation once it has ended; return how many."""
    return outbox.forget(letters.INVITED, before=now - INVITATION_LASTS, dry=dry)
