"""Entries of the register: legal form and status, directions, founders, bodies, branches, claims, joined duplicates."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ngos", "0003_register_floor"),
        ("places", "0002_builtin_territories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("top", "highest body"),
                            ("executive", "executive body"),
                            ("control", "control body"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100)),
                ("member_count", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "governing body",
                "verbose_name_plural": "governing bodies",
            },
        ),
        migrations.CreateModel(
            name="Founder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("bin", models.CharField(max_length=12, verbose_name="BIN")),
            ],
            options={
                "verbose_name": "founder",
            },
        ),
        migrations.CreateModel(
            name="LegalStatusEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("inactive", "inactive"),
                            ("suspended", "activity suspended"),
                            ("in_liquidation", "in liquidation"),
                            ("bankrupt", "bankrupt"),
                            ("struck_off", "struck off"),
                            ("unverified", "no BIN"),
                        ],
                        max_length=14,
                    ),
                ),
                ("since", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "legal status",
                "verbose_name_plural": "legal statuses",
            },
        ),
        migrations.CreateModel(
            name="OrganisationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entered", "entered"),
                            ("names", "names"),
                            ("legal_form", "legal form"),
                            ("legal_status", "legal status"),
                            ("directions", "directions of activity"),
                            ("founders", "founders"),
                            ("bodies", "governing bodies"),
                            ("parent", "head organisation"),
                            ("owner", "owner"),
                            ("merged", "joined with a duplicate"),
                            ("unmerged", "duplicate taken apart again"),
                        ],
                        max_length=14,
                    ),
                ),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("organisation", "the organisation itself"),
                            ("reviewer", "a reviewer of the register"),
                            ("list", "an official list"),
                        ],
                        max_length=12,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "change of an entry",
                "verbose_name_plural": "changes of entries",
            },
        ),
        migrations.CreateModel(
            name="OrganisationClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name": "request to act for an organisation",
            },
        ),
        migrations.CreateModel(
            name="OrganisationDirection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "direction of activity",
            },
        ),
        migrations.CreateModel(
            name="OrganisationMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(max_length=500)),
                ("moved", models.JSONField(help_text="Keys of rows by table and column.")),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "joining of duplicates",
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="founder_people",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="legal_form",
            field=models.CharField(
                blank=True,
                choices=[
                    ("private_institution", "private institution"),
                    ("public_association", "public association"),
                    ("nonprofit_jsc", "non-profit joint-stock company"),
                    ("public_fund", "public fund"),
                    ("corporate_fund", "corporate fund"),
                    ("private_fund", "private fund"),
                    ("association", "association of legal entities"),
                    ("foreign_branch", "branch of a foreign non-profit organisation"),
                    ("volunteer_group", "volunteer group without a BIN"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="legal_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("active", "active"),
                    ("inactive", "inactive"),
                    ("suspended", "activity suspended"),
                    ("in_liquidation", "in liquidation"),
                    ("bankrupt", "bankrupt"),
                    ("struck_off", "struck off"),
                    ("unverified", "no BIN"),
                ],
                default="",
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="legal_status_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="is_listed",
            field=models.BooleanField(
                default=False, help_text="Entered from an official list, not by its own people."
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="ngos.organisation",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="name_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="organisation",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="branches",
                to="ngos.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="bin",
            field=models.CharField(blank=True, db_index=True, default="", max_length=12, verbose_name="BIN"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("bin", ""), _negated=True), fields=("bin",), name="ngos_organisation_bin_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "legal_form__in",
                        [
                            "",
                            "private_institution",
                            "public_association",
                            "nonprofit_jsc",
                            "public_fund",
                            "corporate_fund",
                            "private_fund",
                            "association",
                            "foreign_branch",
                            "volunteer_group",
                        ],
                    )
                ),
                name="ngos_organisation_legal_form_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("legal_form", "volunteer_group"), _negated=True), ("bin", ""), _connector="OR"
                ),
                name="ngos_organisation_group_has_no_bin",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bin", ""), ("legal_status", "unverified")),
                    models.Q(
                        models.Q(("bin", ""), _negated=True),
                        (
                            "legal_status__in",
                            ["", "active", "inactive", "suspended", "in_liquidation", "bankrupt", "struck_off"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="ngos_organisation_legal_status_fits_bin",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="ngos_organisation_not_its_own_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="ngos_organisation_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bodies", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="founder",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="founders", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="legalstatusentry",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="legal_statuses", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationchange",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationclaim",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organisationclaim",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationclaim",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="organisationdirection",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="directions", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="duplicate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="merged_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(fields=("organisation", "kind"), name="ngos_body_once"),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["top", "executive", "control"])), name="ngos_body_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="founder",
            constraint=models.UniqueConstraint(fields=("organisation", "bin"), name="ngos_founder_once"),
        ),
        migrations.AddConstraint(
            model_name="founder",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("bin", ""), _negated=True)),
                name="ngos_founder_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatusentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["active", "inactive", "suspended", "in_liquidation", "bankrupt", "struck_off", "unverified"],
                    )
                ),
                name="ngos_legalstatusentry_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalstatusentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="ngos_legalstatusentry_has_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "entered",
                            "names",
                            "legal_form",
                            "legal_status",
                            "directions",
                            "founders",
                            "bodies",
                            "parent",
                            "owner",
                            "merged",
                            "unmerged",
                        ],
                    )
                ),
                name="ngos_organisationchange_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["organisation", "reviewer", "list"])),
                name="ngos_organisationchange_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("organisation", "user"),
                name="ngos_organisationclaim_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("is_granted", None)),
                    models.Q(("is_granted__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="ngos_organisationclaim_decided_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="organisationdirection",
            index=models.Index(fields=["code", "organisation"], name="ngos_direction_of"),
        ),
        migrations.AddConstraint(
            model_name="organisationdirection",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="ngos_organisationdirection_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationdirection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("organisation", "code"),
                name="ngos_organisationdirection_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("duplicate")), _negated=True),
                name="ngos_organisationmerge_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="ngos_organisationmerge_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("duplicate",), name="ngos_organisationmerge_once"
            ),
        ),
    ]
