"""Writes about organisations: enrolling and members."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.queries import account_known_as
from accounts.validators import Contact
from core import audit, limits, outbox
from core.clock import local_day
from core.enums import Cause
from core.privacy.retention import sweep
from core.text import transliterate
from ngos import errors, letters
from ngos.enums import BarredForm, ChangeKind, LegalForm, LegalStatus, MembershipRole, Source
from ngos.models import Membership, Organisation, OrganisationChange
from ngos.queries import INVITATION_LASTS, Invitation, invitation_token
from ngos.validators import clean_bin, clean_name
from places.models import Territory


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What an organisation says about itself when it enrols; a volunteer group leaves the BIN empty."""

    bin: str
    region: Territory
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    causes: frozenset[Cause] = field(default_factory=frozenset)
    legal_form: str = ""


@transaction.atomic
def enrol(*, organisation: NewOrganisation, owner: User, now: datetime) -> Organisation:
    """Enter an organisation into the register, unverified, with its first owner.

    Raises a BinInvalid, BinMissing, BinOfGroup, BinTaken, BinUnclaimed, FormBarred, FormUnknown or NameMissing.
    """
    form = known_form(organisation.legal_form)
    number = number_for(form, organisation.bin, on=local_day(now))
    names = [clean_name(name) for name in (organisation.name_kk, organisation.name_ru, organisation.name_en)]
    if not any(names):
        raise errors.NameMissing
    try:
        with transaction.atomic():
            row = Organisation.objects.create(
                bin=number,
                slug=free_slug(names, number, is_taken=lambda slug: Organisation.objects.filter(slug=slug).exists()),
                name_kk=names[0],
                name_ru=names[1],
                name_en=names[2],
                region=organisation.region,
                legal_form=form,
                legal_status="" if number else LegalStatus.UNVERIFIED,
                **{f"works_in_{cause}": True for cause in organisation.causes},
            )
    except IntegrityError as clash:
        raise _taken(number) from clash
    Membership.objects.create(user=owner, organisation=row, role=MembershipRole.OWNER)
    note_change(organisation=row, kind=ChangeKind.ENTERED, after=number, source=Source.ORGANISATION, now=now)
    audit.record("organisation.enrolled", actor=owner, subject=row, at=now)
    return row


def known_form(wish: str) -> str:
    """Return a legal form, or nothing where none is named. Raises FormBarred or FormUnknown."""
    if wish in BarredForm.values:
        raise errors.FormBarred(form=BarredForm(wish).label)
    if wish and wish not in LegalForm.values:
        raise errors.FormUnknown(known=", ".join(str(form.label) for form in LegalForm))
    return wish


def number_for(form: str, wish: str, *, on: date) -> str:
    """Return the BIN an organisation of a form has; nothing for a volunteer group.

    Raises a BinInvalid, BinMissing or BinOfGroup.
    """
    if form == LegalForm.VOLUNTEER_GROUP:
        if wish.strip():
            raise errors.BinOfGroup
        return ""
    if not wish.strip():
        raise errors.BinMissing
    return clean_bin(wish, on=on)


def note_change(
    *, organisation: Organisation, kind: ChangeKind, before: str = "", after: str = "", source: Source, now: datetime
) -> None:
    """Write down what changed in an entry; everybody may read it, so it holds no name of a person."""
    OrganisationChange.objects.create(
        organisation=organisation, kind=kind, before=before, after=after, source=source, changed_at=now
    )


def _taken(number: str) -> Exception:
    """Say what to do about a BIN that is registered: ask its owner, or ask to act for it."""
    listed = Organisation.objects.filter(bin=number, is_listed=True, memberships=None)
    return errors.BinUnclaimed() if number and listed.exists() else errors.BinTaken()


def free_slug(names: Sequence[str], number: str, *, is_taken: Callable[[str], bool]) -> str:
    """Return an address part that is not taken: the last name there is, in Latin letters.

    Where it is taken the BIN follows, or chance where that does not help. Never digits alone: those are the address of
    a BIN.
    """
    slug = slugify(transliterate(next(filter(None, reversed(names)))))
    if not slug or slug.isdigit():
        slug = f"org-{slug}"
    slug = slug[:47].strip("-")
    wishes = (slug, f"{slug}-{number}") if number else (slug,)
    return next((wish for wish in wishes if not is_taken(wish)), f"{slug}-{uuid4().hex[:8]}")


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
