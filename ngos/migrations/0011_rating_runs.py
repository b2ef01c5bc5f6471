"""What a run of ratings found anew, and objections to counts."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ngos", "0010_cases_of_those_who_wait"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("indicator", models.CharField(max_length=40)),
                ("words", models.CharField(max_length=500)),
                ("successes", models.PositiveIntegerField()),
                ("cases", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a decision"),
                            ("upheld", "the count was wrong"),
                            ("rejected", "the count stands"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("right_successes", models.PositiveIntegerField(blank=True, null=True)),
                ("right_cases", models.PositiveIntegerField(blank=True, null=True)),
                ("corrects_until", models.DateField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "objection to a rating",
            },
        ),
        migrations.AddField(
            model_name="rating",
            name="digest",
            field=models.CharField(
                default="", help_text="SHA-256 of the method and the published record.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rating",
            name="is_current",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="method_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="organisations",
            field=models.PositiveIntegerField(default=0, help_text="How many it looked at."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ratingrun",
            name="rated",
            field=models.PositiveIntegerField(default=0, help_text="How many of them have points."),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                condition=models.Q(("is_current", True)), fields=["tenths"], name="ngos_rating_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("organisation",), name="ngos_rating_one_current"
            ),
        ),
        migrations.AddField(
            model_name="ratingappeal",
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
            model_name="ratingappeal",
            name="opened_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ratingappeal",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rating_appeals", to="ngos.organisation"
            ),
        ),
        migrations.AddField(
            model_name="ratingappeal",
            name="rating",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="ngos.rating"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingappeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("organisation", "indicator"),
                name="ngos_ratingappeal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingappeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "upheld", "rejected"])), name="ngos_ratingappeal_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingappeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="ngos_ratingappeal_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingappeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "open"), ("decided_at", None)),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("decided_at__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ngos_ratingappeal_decided_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingappeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "upheld"), _negated=True),
                        ("corrects_until", None),
                        ("right_cases", None),
                        ("right_successes", None),
                    ),
                    models.Q(
                        ("corrects_until__isnull", False),
                        ("right_cases__isnull", False),
                        ("right_successes__isnull", False),
                        ("state", "upheld"),
                    ),
                    _connector="OR",
                ),
                name="ngos_ratingappeal_upheld_with_counts",
            ),
        ),
    ]
