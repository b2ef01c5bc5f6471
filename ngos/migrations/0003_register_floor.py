"""Materials, levels, grounds of exclusion and published ratings."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ngos", "0002_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(max_length=20)),
                ("as_of", models.DateField()),
                ("computed_at", models.DateTimeField()),
                ("inputs_sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "rating run",
            },
        ),
        migrations.CreateModel(
            name="ExclusionFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in_liquidation", "it is being liquidated"),
                            ("bankrupt", "it is bankrupt"),
                            ("enforcement_debt", "it has a debt under enforcement"),
                            ("bad_faith_supplier", "it is on the list of bad-faith participants of procurement"),
                            ("property_arrested", "its property is arrested"),
                            ("activity_suspended", "its activity is suspended"),
                            ("related_to_deciders", "its head or founder is related to those who decide"),
                            ("terrorism_list", "its head or founder is on a list of terrorism or proliferation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusion_flags",
                        to="ngos.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "ground of exclusion",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "in_liquidation",
                                    "bankrupt",
                                    "enforcement_debt",
                                    "bad_faith_supplier",
                                    "property_arrested",
                                    "activity_suspended",
                                    "related_to_deciders",
                                    "terrorism_list",
                                ],
                            )
                        ),
                        name="ngos_exclusionflag_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="ngos_exclusionflag_has_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="ngos_exclusionflag_days_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("organisation", "kind"),
                        name="ngos_exclusionflag_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "nothing checked yet"),
                            (1, "identity checked"),
                            (2, "registered"),
                            (3, "reported"),
                            (4, "audited"),
                        ]
                    ),
                ),
                ("granted_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("taken_back_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="level_grants",
                        to="ngos.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "granted level",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)), name="ngos_levelgrant_level_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("granted_on"))),
                        name="ngos_levelgrant_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charter", "charter"),
                            ("bin_certificate", "certificate of registration"),
                            ("annual_filing", "annual filing"),
                            ("project_passport", "project passport"),
                            ("audit", "audit or revision report"),
                            ("code_of_ethics", "code of ethics"),
                            ("safeguarding_policy", "child-safeguarding policy"),
                            ("conflict_statement", "conflict-of-interest statement"),
                            ("complaint_answer", "answer to a complaint"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("posted", "waits for a check"),
                            ("accepted", "checked"),
                            ("returned", "returned"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="posted",
                        max_length=10,
                    ),
                ),
                ("about_from", models.DateField(blank=True, null=True)),
                ("about_until", models.DateField(blank=True, null=True)),
                ("issued_on", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("posted_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="materials", to="ngos.organisation"
                    ),
                ),
                (
                    "posted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "material",
                "indexes": [models.Index(fields=["organisation", "kind", "-issued_on"], name="ngos_material_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "charter",
                                    "bin_certificate",
                                    "annual_filing",
                                    "project_passport",
                                    "audit",
                                    "code_of_ethics",
                                    "safeguarding_policy",
                                    "conflict_statement",
                                    "complaint_answer",
                                ],
                            )
                        ),
                        name="ngos_material_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["posted", "accepted", "returned", "withdrawn"])),
                        name="ngos_material_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about_from", None),
                            ("about_until", None),
                            ("about_until__gte", models.F("about_from")),
                            _connector="OR",
                        ),
                        name="ngos_material_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tenths", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("low_tenths", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("high_tenths", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("inputs", models.JSONField()),
                ("parts", models.JSONField()),
                ("gates", models.JSONField(default=list)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="ngos.organisation"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="ngos.ratingrun"
                    ),
                ),
            ],
            options={
                "verbose_name": "rating",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "organisation"), name="ngos_rating_once_a_run"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high_tenths", None), ("low_tenths", None), ("tenths", None)),
                            models.Q(
                                ("high_tenths__gte", models.F("tenths")),
                                ("low_tenths__lte", models.F("tenths")),
                                ("tenths__lte", 1000),
                            ),
                            _connector="OR",
                        ),
                        name="ngos_rating_interval_holds_points",
                    ),
                ],
            },
        ),
    ]
