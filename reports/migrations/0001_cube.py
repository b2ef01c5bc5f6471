import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("events", "0014_gate_reasons"),
        ("ngos", "0002_webhooks"),
        ("places", "0002_builtin_territories"),
        ("recognition", "0008_disputes"),
        ("volunteers", "0005_needs_filter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CubeShard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shard", models.PositiveSmallIntegerField(unique=True)),
                ("position", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "shard read into the cube",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shard__range", (0, 255))), name="reports_cubeshard_shard_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("structure", models.CharField(max_length=8)),
                ("first_day", models.DateField()),
                ("end_day", models.DateField(help_text="The first day after the period.")),
                ("youngest", models.PositiveSmallIntegerField()),
                ("oldest", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("figures", models.TextField()),
                ("salt", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("head", models.JSONField()),
                ("head_root", models.CharField(max_length=64)),
                ("query_digest", models.CharField(max_length=64)),
                ("definitions_digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reports.snapshot",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.territory"
                    ),
                ),
            ],
            options={
                "verbose_name": "frozen report",
                "verbose_name_plural": "frozen reports",
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_at", models.DateTimeField()),
                ("token", models.TextField()),
                ("detached", models.TextField(blank=True)),
                ("verified_by", models.CharField(blank=True, max_length=40)),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signature", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "signature of a report",
                "verbose_name_plural": "signatures of reports",
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tables", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of a report",
                "verbose_name_plural": "publications of reports",
            },
        ),
        migrations.CreateModel(
            name="YouthPopulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("youngest", models.PositiveSmallIntegerField()),
                ("oldest", models.PositiveSmallIntegerField(help_text="Completed years, included.")),
                ("people", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.territory"
                    ),
                ),
            ],
            options={
                "verbose_name": "youth population",
                "verbose_name_plural": "youth populations",
            },
        ),
        migrations.CreateModel(
            name="CubeFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("worked_on", models.DateField()),
                ("age_years", models.PositiveSmallIntegerField()),
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
                ("minutes", models.SmallIntegerField()),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.territory",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recognition.ledgerentry",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.opportunity",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ngos.organisation",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.territory",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.shift",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.territory",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance in the cube",
                "verbose_name_plural": "attendances in the cube",
                "indexes": [
                    models.Index(fields=["region", "worked_on"], name="reports_cube_region_day"),
                    models.Index(fields=["district", "worked_on"], name="reports_cube_district_day"),
                    models.Index(fields=["volunteer", "worked_on"], name="reports_cube_person_day"),
                    models.Index(
                        fields=["worked_on"],
                        include=["region", "volunteer", "age_years"],
                        name="reports_cube_day_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=2)),
                ("kind", models.CharField(max_length=4)),
                ("content", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.publication"
                    ),
                ),
            ],
            options={
                "verbose_name": "published file",
                "verbose_name_plural": "published files",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "language", "kind"), name="reports_publishedfile_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("territory", "structure", "first_day", "end_day", "version"),
                name="reports_snapshot_one_of_each_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_day__gt", models.F("first_day"))), name="reports_snapshot_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces", None), ("version", 1)),
                    models.Q(("replaces__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="reports_snapshot_version_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="youthpopulation",
            constraint=models.UniqueConstraint(
                fields=("territory", "year", "youngest", "oldest"), name="reports_youthpopulation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="youthpopulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gt", 0)), name="reports_youthpopulation_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="youthpopulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("oldest__gte", models.F("youngest"))), name="reports_youthpopulation_ages"
            ),
        ),
        migrations.AddConstraint(
            model_name="youthpopulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1990, 2100))), name="reports_youthpopulation_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="youthpopulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="reports_youthpopulation_sourced"
            ),
        ),
        core.guards.RefuseChanges("snapshot"),
        core.guards.RefuseChanges("signature"),
        core.guards.RefuseChanges("publication"),
        core.guards.RefuseChanges("publishedfile"),
    ]
