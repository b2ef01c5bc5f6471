"""Messages in inboxes, what people choose about them, and the contacts they link."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_data_consent"),
        ("core", "0006_deliveries"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_failed_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="Since when the address does not take our letters.", null=True
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="unread_count",
            field=models.PositiveIntegerField(
                default=0, editable=False, help_text="Unread messages: kept here because every page shows it."
            ),
        ),
        migrations.CreateModel(
            name="InboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("security", "Codes and safety of the account"),
                            ("safeguarding", "Safety of children, and decisions about you"),
                            ("guardian", "Your guardian's answers"),
                            ("alert", "Changes to a shift that is today"),
                            ("place", "Changes to your places and shifts"),
                            ("team", "Work for your organisation"),
                            ("organisation", "Messages from an organisation about your shift"),
                            ("reminder", "Reminders before a shift"),
                            ("offer", "Places you waited for, and swaps"),
                            ("invitation", "Invitations to shifts"),
                            ("cover", "Requests to stand in for somebody"),
                            ("news", "News from Asar"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("path", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "is_held_back",
                    models.BooleanField(default=False, help_text="Over the weekly number: it stands here alone."),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.outboxmessage"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inbox", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "message in an inbox",
                "verbose_name_plural": "messages in inboxes",
                "indexes": [
                    models.Index(fields=["user", "sent_at"], name="accounts_inbox_user_sent"),
                    models.Index(fields=["sent_at"], name="accounts_inbox_sent_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "message"), name="accounts_inboxmessage_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("channel", models.CharField(max_length=10)),
                ("contact", models.TextField(blank=True)),
                ("contact_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("label", models.CharField(blank=True, max_length=60)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="message_contacts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "contact for messages",
                "verbose_name_plural": "contacts for messages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contact_hash__isnull", False), ("code_until__isnull", False), _connector="OR"
                        ),
                        name="accounts_messagecontact_known_or_asked",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("choices", models.JSONField(default=dict)),
                ("quiet_from", models.PositiveSmallIntegerField(default=21)),
                ("quiet_until", models.PositiveSmallIntegerField(default=8)),
                ("weekly_most", models.PositiveSmallIntegerField(default=3)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="message_settings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "choices about messages",
                "verbose_name_plural": "choices about messages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quiet_from__lt", 24), ("quiet_until__lt", 24)),
                        name="accounts_messagesettings_hours_exist",
                    )
                ],
            },
        ),
    ]
