"""Web hooks of organisations and their calls."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ngos", "0001_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.TextField(help_text="Sealed: only this site reads it.")),
                ("topics", models.JSONField(default=list)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="webhooks", to="ngos.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "web hook",
                "verbose_name_plural": "web hooks",
            },
        ),
        migrations.CreateModel(
            name="WebhookCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("topic", models.CharField(max_length=40)),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("taken", "taken"), ("given_up", "given up")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, help_text="HTTP status, or what went wrong.", max_length=30)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="ngos.webhook"
                    ),
                ),
            ],
            options={
                "verbose_name": "call of a web hook",
                "verbose_name_plural": "calls of web hooks",
                "indexes": [models.Index(fields=["webhook", "made_at"], name="ngos_webhookcall_made_at")],
            },
        ),
    ]
