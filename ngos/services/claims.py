"""Writes about requests to act for an organisation that came from an official list."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit, limits
from ngos import errors
from ngos.enums import ChangeKind, MembershipRole, Source
from ngos.models import Membership, Organisation, OrganisationClaim
from ngos.services import note_change


@transaction.atomic
def ask_to_act(*, organisation: Organisation, user: User, words: str, now: datetime) -> OrganisationClaim:
    """Ask a reviewer for the right to act for an organisation nobody acts for.

    Raises ClaimWordsMissing, ClaimedAlready, ClaimWaiting or TooMany.
    """
    words = words.strip()
    if not words:
        raise errors.ClaimWordsMissing
    if Membership.objects.filter(organisation=organisation).exists():
        raise errors.ClaimedAlready
    limits.take("invitations_of_account", str(user.pk), now=now)
    try:
        with transaction.atomic():
            claim = OrganisationClaim.objects.create(organisation=organisation, user=user, words=words, asked_at=now)
    except IntegrityError as twice:
        raise errors.ClaimWaiting from twice
    audit.record("organisation.claim_asked", actor=user, subject=claim, at=now)
    return claim


@transaction.atomic
def decide_claim(
    *, claim: OrganisationClaim, is_granted: bool, reason: str, reviewer: User, now: datetime
) -> OrganisationClaim:
    """Grant or refuse a request with a reason its author reads. Of several requests one is granted.

    The organisation is locked, so two reviewers make one owner. The log names the reviewer as who decided, and for
    nothing else: that does not tie her to the organisation. Raises ReasonMissing, OwnClaim, ClaimNotFound or
    ClaimedAlready.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    if claim.user_id == reviewer.pk:
        raise errors.OwnClaim
    organisation = Organisation.objects.select_for_update().get(pk=claim.organisation_id)
    if organisation.merged_into_id:  # joined with another entry meanwhile: a request that could, moved there
        raise errors.ClaimNotFound
    if is_granted and Membership.objects.filter(organisation=organisation).exists():
        raise errors.ClaimedAlready
    waiting = OrganisationClaim.objects.filter(pk=claim.pk, decided_at=None)
    if waiting.update(decided_at=now, decided_by=reviewer, is_granted=is_granted, reason=reason) != 1:
        raise errors.ClaimNotFound
    if is_granted:
        # Not by add_member: its line in the log ties whoever wrote it to the organisation.
        Membership.objects.create(organisation=organisation, user=claim.user, role=MembershipRole.OWNER)
        note_change(organisation=organisation, kind=ChangeKind.OWNER, source=Source.REVIEWER, now=now)
    audit.record("organisation.claim_decided", actor=reviewer, subject=claim, at=now, is_granted=is_granted)
    claim.refresh_from_db()
    return claim
