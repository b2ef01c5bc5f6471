"""Objections, corrections, own reports, silences of organisations, hours by hand, and closed months."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.guards import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0013_gate"),
        ("ngos", "0002_webhooks"),
        ("recognition", "0007_suspicions"),
        ("volunteers", "0005_needs_filter"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthClose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="The first day of the month.", unique=True)),
                ("people", models.PositiveIntegerField()),
                ("minutes", models.PositiveBigIntegerField()),
                ("closed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "close of a month",
                "verbose_name_plural": "closes of months",
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("is_counted", models.BooleanField(help_text="The hours were counted from what the gate saw.")),
                ("noted_at", models.DateTimeField()),
                (
                    "signup",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="silence", to="events.signup"
                    ),
                ),
            ],
            options={
                "verbose_name": "silence of an organisation",
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("minutes_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("minutes_after", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("coordinator", "the organisation"),
                            ("agreed", "the organisation, after an objection"),
                            ("mediator", "a decision from outside"),
                            ("gate", "what the gate saw"),
                            ("by_hand", "by hand, two people from different teams"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("is_late", models.BooleanField(default=False, help_text="The month had been closed.")),
                ("made_by", models.UUIDField(blank=True, help_text="Public id; empty for the system.", null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="events.attendance"
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["coordinator", "agreed", "mediator", "gate", "by_hand"])),
                        name="recognition_correction_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="recognition_correction_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("came", "I was there"),
                            ("minutes", "The time is wrong"),
                            ("missing", "Nobody confirmed my hours"),
                            ("not_mine", "I was not there"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("minutes_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("wanted_minutes", models.PositiveSmallIntegerField()),
                ("minutes_after", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("with_host", "waits for the organisation"),
                            ("refused", "refused by the organisation"),
                            ("mediator", "waits for a decision from outside"),
                            ("agreed", "the organisation agreed"),
                            ("stands", "the refusal stands"),
                            ("upheld", "decided for the volunteer"),
                            ("rejected", "decided for the organisation"),
                            ("settled", "settled by what the gate saw"),
                            ("withdrawn", "taken back"),
                        ],
                        default="with_host",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("answered_by", models.UUIDField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ngos.organisation"
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="disputes", to="events.signup"
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("with_host", "refused", "mediator"))),
                        fields=["due_at"],
                        name="recognition_dispute_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("with_host", "refused", "mediator"))),
                        fields=("signup",),
                        name="recognition_dispute_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["came", "minutes", "missing", "not_mine"])),
                        name="recognition_dispute_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "with_host",
                                    "refused",
                                    "mediator",
                                    "agreed",
                                    "stands",
                                    "upheld",
                                    "rejected",
                                    "settled",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="recognition_dispute_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("with_host", "refused", "mediator")),
                                ("closed_at__isnull", True),
                                ("due_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state__in", ("with_host", "refused", "mediator")), _negated=True),
                                ("closed_at__isnull", False),
                                ("due_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_dispute_open_has_a_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("refused", "stands")), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_dispute_refused_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("upheld", "rejected")), _negated=True),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_dispute_decided_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("month", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("proposed_by", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ngos.organisation"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.shiftrole"
                    ),
                ),
                (
                    "signup",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hand_credit",
                        to="events.signup",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_credits",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours by hand",
                "verbose_name_plural": "hours by hand",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))), name="recognition_handcredit_a_day_at_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="recognition_handcredit_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_handcredit_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("is_granted__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("is_granted__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_handcredit_decided_with_words",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("role", "volunteer"),
                        name="recognition_handcredit_one_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("reported_at", models.DateTimeField()),
                (
                    "signup",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_report", to="events.signup"
                    ),
                ),
            ],
            options={
                "verbose_name": "own report",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))), name="recognition_ownreport_a_day_at_most"
                    )
                ],
            },
        ),
        RefuseChanges("monthclose"),
    ]
