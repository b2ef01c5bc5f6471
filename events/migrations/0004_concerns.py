"""Reports of what is not safe or not right."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_gates"),
        ("ngos", "0001_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("receipt_hash", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "A child may be harmed"),
                            ("unsafe", "The work or the place is not safe"),
                            ("behaviour", "Somebody behaves badly: insults, touches, threatens"),
                            ("data", "Somebody misuses personal data or photos"),
                            ("forced", "People are made to take part, or to pay"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=4000)),
                (
                    "where_from",
                    models.CharField(blank=True, help_text="The page it was sent from, no query.", max_length=200),
                ),
                ("contact", models.CharField(blank=True, max_length=120)),
                (
                    "language",
                    models.CharField(choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")], max_length=2),
                ),
                ("reported_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("escalated", "Nobody was quick enough"),
                            ("taken", "Being looked at"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=4000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("untaken_escalated_at", models.DateTimeField(null=True)),
                ("unanswered_escalated_at", models.DateTimeField(null=True)),
                (
                    "opportunity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.opportunity",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="ngos.organisation",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="events.shift"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "concern",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=["reported_at"],
                        name="events_concern_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["child", "unsafe", "behaviour", "data", "forced", "other"])),
                        name="events_concern_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["new", "escalated", "taken", "answered", "closed"])),
                        name="events_concern_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["kk", "ru", "en"])), name="events_concern_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="events_concern_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("new", "escalated")), ("taken_at__isnull", False), _connector="OR"
                        ),
                        name="events_concern_taken_unless_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="events_concern_answered_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)),
                            models.Q(
                                ("status", "closed"),
                                ("closed_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="events_concern_closed_with_outcome",
                    ),
                ],
            },
        ),
    ]
