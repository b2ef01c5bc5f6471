"""Trusted issuers, hours from elsewhere, and records to take along."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import core.guards


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0009_nominations"),
        ("volunteers", "0005_needs_filter"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="kind",
            field=models.CharField(
                choices=[
                    ("certificate", "certificate of hours"),
                    ("letter", "letter of recommendation"),
                    ("book", "volunteer's book"),
                    ("record", "record of my hours for another platform"),
                ],
                max_length=11,
            ),
        ),
        migrations.CreateModel(
            name="TrustedIssuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "identifier",
                    models.CharField(help_text="did:web:… or an address, as in iss.", max_length=255, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("keys", models.JSONField(default=list)),
                ("withdrawn", models.JSONField(blank=True, default=dict)),
                ("withdrawn_as_of", models.DateTimeField(blank=True, null=True)),
                ("trusted_since", models.DateTimeField()),
                ("trusted_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "trusted issuer",
                "verbose_name_plural": "trusted issuers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identifier", ""), _negated=True), models.Q(("name", ""), _negated=True)
                        ),
                        name="recognition_trustedissuer_is_named",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lane", models.PositiveSmallIntegerField(editable=False)),
                (
                    "position",
                    models.PositiveBigIntegerField(editable=False, help_text="1, 2, 3 and so on within the lane."),
                ),
                ("digest", models.CharField(editable=False, help_text="SHA-256, hexadecimal.", max_length=64)),
                ("claim", models.UUIDField(db_index=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("signed", "signed by another platform"), ("table", "a table with evidence")],
                        max_length=10,
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("worked_on", models.DateField()),
                ("minutes", models.SmallIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("ecology", "Ecology"),
                            ("child_protection", "Child protection"),
                            ("inclusion", "Inclusion"),
                        ],
                        max_length=20,
                    ),
                ),
                ("organisation", models.CharField(max_length=200)),
                ("bin", models.CharField(blank=True, max_length=12)),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("A", "Signed code, own account, and an organiser at the gate"),
                            ("B", "Seen by an organiser at the gate"),
                            ("C", "Written down afterwards"),
                        ],
                        max_length=1,
                    ),
                ),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("approver", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_hours",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours from elsewhere",
                "verbose_name_plural": "hours from elsewhere",
                "indexes": [models.Index(fields=["volunteer", "worked_on"], name="recognition_outside_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lane", "position"), name="recognition_outsidehours_one_at_each_position"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("minutes__gt", 0)),
                        fields=("fingerprint",),
                        name="recognition_outsidehours_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("minutes__lt", 0)),
                        fields=("fingerprint",),
                        name="recognition_outsidehours_taken_back_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__range", (1, 1440)), ("minutes__range", (-1440, -1)), _connector="OR"
                        ),
                        name="recognition_outsidehours_a_day_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["ecology", "child_protection", "inclusion"])),
                        name="recognition_outsidehours_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__in", ["A", "B", "C"])),
                        name="recognition_outsidehours_evidence_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("signed", "signed by another platform"), ("table", "a table with evidence")],
                        max_length=10,
                    ),
                ),
                ("credential", models.CharField(blank=True, help_text="Id of the signed record.", max_length=255)),
                (
                    "signed_name",
                    models.CharField(
                        blank=True, help_text="Whose hours the signed record says they are.", max_length=200
                    ),
                ),
                ("withdrawn_as_of", models.DateTimeField(blank=True, null=True)),
                ("rows", models.JSONField(default=list)),
                ("minutes", models.PositiveIntegerField()),
                ("hosts", models.TextField(blank=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("picture", models.BinaryField(blank=True, null=True)),
                ("sent_by", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_approved", models.BooleanField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_claims",
                        to="volunteers.volunteer",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="recognition.trustedissuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "hours from elsewhere, sent",
                "verbose_name_plural": "hours from elsewhere, sent",
                "indexes": [models.Index(fields=["decided_at", "id"], name="recognition_outside_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1)), name="recognition_outsideclaim_has_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("issuer__isnull", False),
                                ("source", "signed"),
                                models.Q(("credential", ""), _negated=True),
                            ),
                            models.Q(
                                ("credential", ""),
                                ("issuer__isnull", True),
                                ("source", "table"),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_outsideclaim_source_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("sent_by__isnull", True),
                            models.Q(("decided_by", models.F("sent_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="recognition_outsideclaim_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("is_approved__isnull", True),
                                ("taken_back_at__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("is_approved__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recognition_outsideclaim_decided_with_words",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("credential", ""), _negated=True),
                            models.Q(("is_approved__isnull", True), ("is_approved", True), _connector="OR"),
                        ),
                        fields=("issuer", "credential"),
                        name="recognition_outsideclaim_a_record_once",
                    ),
                ],
            },
        ),
        core.guards.RefuseChanges("outsidehours"),
    ]
