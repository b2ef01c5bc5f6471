from django.db import migrations, models

import core.guards


class Migration(migrations.Migration):
    dependencies = [("recognition", "0003_ledger_chain")]

    operations = [
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="recognition_ledgerentry_once_per_kind",
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="recognition_ledgerentry_sign_fits_kind",
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="digest",
            field=models.CharField(editable=False, help_text="SHA-256, hexadecimal.", max_length=64),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="evidence",
            field=models.CharField(
                choices=[
                    ("A", "Signed code, own account, and an organiser at the gate"),
                    ("B", "Seen by an organiser at the gate"),
                    ("C", "Written down afterwards"),
                ],
                max_length=1,
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="policy",
            field=models.CharField(default="hours-1", help_text="Version of the rules of crediting.", max_length=20),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="position",
            field=models.PositiveBigIntegerField(editable=False, help_text="1, 2, 3 and so on within the shard."),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="previous",
            field=models.CharField(editable=False, help_text="Digest of the entry before it.", max_length=64),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="reason_digest",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="shard",
            field=models.PositiveSmallIntegerField(editable=False),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "credit")),
                fields=("attendance",),
                name="recognition_ledgerentry_one_credit",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("shard", "position"), name="recognition_ledgerentry_one_at_each_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("shard__range", (0, 255))), name="recognition_ledgerentry_shard_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("credit", "correction")), ("minutes__range", (1, 1440))),
                    models.Q(("kind", "reversal"), ("minutes__range", (-1440, -1))),
                    _connector="OR",
                ),
                name="recognition_ledgerentry_sign_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "credit"), ("follows", None)),
                    models.Q(("kind__in", ("reversal", "correction")), ("follows__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_ledgerentry_follows_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence__in", ["A", "B", "C"])), name="recognition_ledgerentry_evidence_known"
            ),
        ),
        core.guards.RefuseChanges("ledgerentry", emptied="reason"),
    ]
