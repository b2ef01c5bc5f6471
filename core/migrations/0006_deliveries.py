"""What became of messages on each channel, how the channels do, and contacts that do not work."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_answered_requests")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10)),
                ("contact_hash", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("away", "Away"),
                            ("refused", "Refused"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Code of the fault, never a provider's words.", max_length=60
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="core.outboxmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "indexes": [models.Index(fields=["contact_hash", "began_at"], name="core_delivery_contact")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "channel", "contact_hash"), name="core_delivery_once_to_each_contact"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10, unique=True)),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, help_text="In a row, since the last success."),
                ),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "open_until",
                    models.DateTimeField(blank=True, help_text="Nobody asks the provider before.", null=True),
                ),
                ("last_sent_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=60)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "state of a channel",
                "verbose_name_plural": "states of channels",
            },
        ),
        migrations.CreateModel(
            name="BrokenContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=10)),
                ("contact_hash", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=60)),
                ("broken_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "contact that does not work",
                "verbose_name_plural": "contacts that do not work",
                "indexes": [models.Index(fields=["broken_at"], name="core_brokencontact_broken_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "contact_hash"), name="core_brokencontact_once")
                ],
            },
        ),
    ]
