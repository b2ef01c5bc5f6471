"""Reads about web hooks."""

from django.db.models import QuerySet

from ngos.models import Organisation, Webhook, WebhookCall

SHOWN = 30


def webhooks_of(organisation: Organisation) -> QuerySet[Webhook]:
    """Return the addresses of an organisation."""
    return Webhook.objects.filter(organisation=organisation).order_by("pk")


def latest_calls(organisation: Organisation) -> QuerySet[WebhookCall]:
    """Return the latest calls to an organisation's addresses."""
    calls = WebhookCall.objects.filter(webhook__organisation=organisation).select_related("webhook")
    return calls.order_by("-made_at", "-pk")[:SHOWN]
