"""Abstract columns shared by tables, and the audit table."""

import uuid
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timestamped(models.Model):
    """Moments of the row itself, for audit only; a domain moment has a column of its own."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PublicId(models.Model):
    """An opaque identifier for addresses and the API; primary keys never leave the server."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read, and nothing else."""

    def update(self, **columns: Any) -> NoReturn:
        """Refuse: rows that were written stay as they are."""
        raise TypeError(f"{self.model._meta.verbose_name_plural} are never changed")

    def delete(self) -> NoReturn:
        """Refuse: rows that were written stay."""
        raise TypeError(f"{self.model._meta.verbose_name_plural} are never deleted")


class AppendOnly(models.Model):
    """A row that is written once; changing or deleting one is a programming error."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once."""
        if self.pk is not None:
            raise TypeError(f"{self._meta.verbose_name_plural} are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: rows that were written stay."""
        raise TypeError(f"{self._meta.verbose_name_plural} are never deleted")


class Chained(AppendOnly):
    """An append-only row whose digest covers its own columns and the digest of the row before it in its lane.

    Written by ``core.chains.append`` alone. A stream has several lanes so that writers need not wait for each other.
    """

    lane = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveBigIntegerField(editable=False, help_text="1, 2, 3 and so on within the lane.")
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256, hexadecimal.")

    class Meta:
        abstract = True


class AuditLine(Chained):
    """One line of who did what to what, when; written once, never changed."""

    action = models.CharField(max_length=60)
    actor = models.UUIDField(null=True, help_text="Public id of the person who acted; empty for the system.")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="core_audit_subject"),
            models.Index(fields=["happened_at"], name="core_audit_happened_at"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "position"], name="core_auditline_one_at_each_position"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.subject_type} {self.subject_id}"


class Look(Chained):
    """One look at sensitive data of a person: who, as what, at what of whom, why and when; written once.

    People go by their public ids alone, so a line outlives their accounts and names nobody afterwards. The person
    looked at reads her own lines.
    """

    viewer = models.UUIDField(null=True, help_text="Public id of the person who looked; empty for the system.")
    viewer_role = models.CharField(max_length=20)
    person = models.UUIDField(help_text="Public id of the account whose data was shown.")
    what = models.CharField(max_length=40, help_text="Code of the data shown: contact, clearance, needs and so on.")
    purpose = models.CharField(max_length=40, help_text="Code of why: shift, review, concern and so on.")
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        indexes: ClassVar = [
            models.Index(fields=["person", "happened_at"], name="core_look_person"),
            models.Index(fields=["viewer", "happened_at"], name="core_look_viewer"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "position"], name="core_look_one_at_each_position"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} look at {self.what} of {self.person}"


class RateCounter(models.Model):
    """How often something happened in one window of a limit; written by ``core.limits`` alone, kept for a day.

    ``key`` is a keyed hash of the limit and whoever is counted, and the number of the window.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rate counter")
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="core_ratecounter_ends_at")]

    def __str__(self) -> str:
        return f"counter {self.pk}"


class AnsweredRequest(models.Model):
    """A request to the API under a key of its sender's, and its answer; written by ``core.idempotency`` alone.

    ``key`` is a hash of the person and the key. A row without a status is seen by nobody but its own transaction.
    """

    key = models.CharField(max_length=64, unique=True)
    actor = models.UUIDField(help_text="Public id of the person who asked.")
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    sealed = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answered request")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="core_answeredrequest_asked_at")]

    def __str__(self) -> str:
        return f"answered request {self.pk}"


class OutboxMessage(Timestamped):
    """Something to be sent, written in the transaction that caused it: a topic and ids, never names or addresses.

    ``key`` makes a second wish for the same message a no-op. Who is written to, and what, is worked out when it is
    sent. A worker claims a row by moving ``claimed_until`` forward; after the last try ``failed_at`` is set.
    """

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True, help_text="Name of the fault, never its text.")

    class Meta:
        verbose_name = _("outgoing message")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="core_outbox_due", condition=models.Q(done_at=None, failed_at=None)),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} {self.topic}"


class Delivery(models.Model):
    """One message on its way to one contact by one channel: written before the provider is asked, closed after.

    A row that says ``sending`` although nobody holds its message any more is one of which only the provider knows
    whether it was accepted. The contact is a keyed hash.
    """

    class State(models.TextChoices):
        """How far it came."""

        SENDING = "sending"
        SENT = "sent"
        AWAY = "away"  # the provider did not answer; it is tried again
        REFUSED = "refused"
        UNKNOWN = "unknown"  # perhaps accepted; not sent again, because a copy could not be told

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10)
    contact_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    tries = models.PositiveSmallIntegerField(default=1)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True, help_text="Code of the fault, never a provider's words.")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "channel", "contact_hash"], name="core_delivery_once_to_each_contact"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["contact_hash", "began_at"], name="core_delivery_contact")]

    def __str__(self) -> str:
        return f"delivery {self.pk} by {self.channel}"


class ChannelState(models.Model):
    """How a channel does: failures in a row, until when it is left alone, and whether somebody stopped it.

    The row named ``*`` stands for all channels and holds the kill switch.
    """

    channel = models.CharField(max_length=10, unique=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, since the last success.")
    failing_since = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True, help_text="Nobody asks the provider before.")
    last_sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of a channel")
        verbose_name_plural = _("states of channels")

    def __str__(self) -> str:
        return f"state of channel {self.channel}"


class BrokenContact(models.Model):
    """A contact that does not take what we send, as a keyed hash: it bounced, was blocked or is gone."""

    channel = models.CharField(max_length=10)
    contact_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=60)
    broken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contact that does not work")
        verbose_name_plural = _("contacts that do not work")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "contact_hash"], name="core_brokencontact_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["broken_at"], name="core_brokencontact_broken_at")]

    def __str__(self) -> str:
        return f"broken {self.channel} {self.pk}"
