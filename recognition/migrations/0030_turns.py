"""Hours that were taken back can be credited anew: a credit and its reversal share a turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_ledger")]

    operations = [
        migrations.RemoveConstraint(model_name="ledgerentry", name="recognition_ledgerentry_once_per_kind"),
        migrations.AddField(
            model_name="ledgerentry",
            name="turn",
            field=models.PositiveSmallIntegerField(default=1, help_text="2 for the credit after the first reversal."),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("attendance", "kind", "turn"), name="recognition_ledgerentry_once_per_kind_and_turn"
            ),
        ),
    ]
