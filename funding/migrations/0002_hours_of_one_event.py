"""How many people gave the minutes of a line, and one line for one event."""

from django.db import migrations, models

from core.guards import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_calls")]

    operations = [
        migrations.AddField("spendingline", "people", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "spendingline",
            models.UniqueConstraint(fields=["report", "opportunity"], name="funding_spendingline_event_once"),
        ),
        RefuseChanges("spendingline"),  # SQLite builds the table anew and forgets its triggers
    ]
