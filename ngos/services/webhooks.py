"""Telling an organisation's programs what happens: signed calls that are tried again for a day.

The format is Standard Webhooks 1.0: ``webhook-id`` stays the same however often a call is repeated, so a receiver can
tell a copy; ``webhook-signature`` is an HMAC-SHA256 over id, moment and body.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core import audit, outbox
from core.delivery.faults import ChannelAway
from core.delivery.http import AddressForbidden, PeerAway, check_url, post
from core.models import OutboxMessage
from core.sealing import seal, unseal
from ngos import errors
from ngos.enums import WebhookTopic
from ngos.models import Organisation, Webhook, WebhookCall

CALL = "webhooks.call"
MOST = 3
SECRET_BYTES = 32
State = WebhookCall.State


class PeerRefused(ChannelAway):
    """An organisation's server did not take a call. It has pauses of its own and slows nobody else's messages."""

    is_shared = False


@transaction.atomic
def add_webhook(
    *, organisation: Organisation, url: str, topics: Collection[str], actor: User, now: datetime
) -> tuple[Webhook, str]:
    """Keep an address; return it with its secret, which is shown once.

    Raises WebhookAddressForbidden, WebhookTopicMissing or TooManyWebhooks.
    """
    try:
        check_url(url)
    except AddressForbidden:
        raise errors.WebhookAddressForbidden from None
    wanted = [topic for topic in WebhookTopic.values if topic in topics and topic != WebhookTopic.TEST]
    if not wanted:
        raise errors.WebhookTopicMissing
    Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)
    if Webhook.objects.filter(organisation=organisation).count() >= MOST:
        raise errors.TooManyWebhooks
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    row = Webhook.objects.create(organisation=organisation, url=url, secret=seal(secret), topics=wanted)
    audit.record("webhook.added", actor=actor, subject=organisation, at=now)
    return row, secret


@transaction.atomic
def remove_webhook(*, organisation: Organisation, public_id: UUID, actor: User, now: datetime) -> None:
    """Forget an address and its calls. Raises WebhookNotFound."""
    webhook_of(organisation, public_id).delete()
    audit.record("webhook.removed", actor=actor, subject=organisation, at=now)


def webhook_of(organisation: Organisation, public_id: UUID) -> Webhook:
    """Return an address of an organisation. Raises WebhookNotFound."""
    found = Webhook.objects.filter(organisation=organisation, public_id=public_id).first()
    if found is None:
        raise errors.WebhookNotFound
    return found


def announce(topic: WebhookTopic, *, organisation_id: int, now: datetime, **ids: str) -> None:
    """Write down that an organisation's programs are to be told, by ids alone; part of the caller's transaction.

    One query for an organisation without an address.
    """
    for webhook in Webhook.objects.filter(organisation_id=organisation_id):
        if topic in webhook.topics:
            _call(webhook, topic, ids, now)


@transaction.atomic
def send_test(*, organisation: Organisation, public_id: UUID, now: datetime) -> WebhookCall:
    """Call an address to see whether it listens. Raises WebhookNotFound."""
    return _call(webhook_of(organisation, public_id), WebhookTopic.TEST, {}, now)


@transaction.atomic
def send_again(*, organisation: Organisation, public_id: UUID, now: datetime) -> None:
    """Repeat a call under the id it had. Raises WebhookNotFound."""
    call = WebhookCall.objects.filter(webhook__organisation=organisation, public_id=public_id).first()
    if call is None:
        raise errors.WebhookNotFound
    WebhookCall.objects.filter(pk=call.pk).update(state=State.WAITING)
    outbox.put(CALL, key=f"{CALL}:{call.pk}:{now.timestamp():.0f}", due_at=now, call_id=call.pk)


def _call(webhook: Webhook, topic: str, ids: dict[str, str], now: datetime) -> WebhookCall:
    content = {"type": str(topic), "timestamp": now.isoformat(), "data": ids}
    call = WebhookCall.objects.create(webhook=webhook, topic=topic, content=content, made_at=now)
    outbox.put(CALL, key=f"{CALL}:{call.pk}", due_at=now, call_id=call.pk)
    return call


def signature(secret: str, *, message_id: str, at: int, body: bytes) -> str:
    """Sign as Standard Webhooks 1.0 says; ``secret`` begins with ``whsec_``."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{at}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


@dataclass(frozen=True, slots=True)
class CallErrand:
    """One call, as the outbox runs it."""

    call_id: int

    def run(self, message: OutboxMessage, *, now: datetime) -> bool:
        """Call once; anything but a 2xx is tried again, and given up after a day."""
        call = WebhookCall.objects.select_related("webhook").filter(pk=self.call_id, state=State.WAITING).first()
        secret = unseal(call.webhook.secret) if call else None
        if call is None or secret is None:
            return False
        here = WebhookCall.objects.filter(pk=call.pk)
        if now - message.created_at > outbox.PATIENCE:
            here.update(state=State.GIVEN_UP)
            return False
        answer = self._ask(call, secret, now)
        here.update(tries=F("tries") + 1, tried_at=now, answer=answer)
        if answer == "forbidden address":
            here.update(state=State.GIVEN_UP)
            return False
        if not answer.startswith("2"):
            raise PeerRefused(answer)
        here.update(state=State.TAKEN)
        return True

    def _ask(self, call: WebhookCall, secret: str, now: datetime) -> str:
        body = json.dumps(call.content, separators=(",", ":")).encode()
        message_id, at = f"msg_{call.public_id.hex}", int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(secret, message_id=message_id, at=at, body=body),
        }
        try:
            return str(post(call.webhook.url, body=body, headers=headers).status)
        except AddressForbidden:
            return "forbidden address"
        except PeerAway as failure:
            return f"away: {failure}"[:30]


@outbox.handler(CALL)
def call_of(payload: outbox.Payload) -> CallErrand:
    """Return the call a message is about."""
    return CallErrand(int(payload["call_id"]))
