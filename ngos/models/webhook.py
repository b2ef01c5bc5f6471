"""Where an organisation's own programs are told what happens, and what became of each call."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped


class Webhook(PublicId, Timestamped):
    """An address of an organisation that is called with signed messages (Standard Webhooks 1.0)."""

    organisation = models.ForeignKey("ngos.Organisation", on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = models.TextField(help_text="Sealed: only this site reads it.")
    topics = models.JSONField(default=list)

    class Meta:
        verbose_name = _("web hook")
        verbose_name_plural = _("web hooks")

    def __str__(self) -> str:
        return f"web hook {self.pk}"


class WebhookCall(PublicId):
    """One message to one address: ids and moments, no names. Its public id is the message's own."""

    class State(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", _("waiting")
        TAKEN = "taken", _("taken")
        GIVEN_UP = "given_up", _("given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    topic = models.CharField(max_length=40)
    content = models.JSONField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=30, blank=True, help_text="HTTP status, or what went wrong.")

    class Meta:
        verbose_name = _("call of a web hook")
        verbose_name_plural = _("calls of web hooks")
        indexes: ClassVar = [models.Index(fields=["webhook", "made_at"], name="ngos_webhookcall_made_at")]

    def __str__(self) -> str:
        return f"call {self.pk} {self.topic}"
