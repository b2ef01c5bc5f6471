"""Heads say how many entries there are, not how many minutes."""

from django.db import migrations

from core.guards import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("recognition", "0012_outside_status")]

    operations = [
        migrations.RemoveField("ledgerhead", "minutes"),
        RefuseChanges("ledgerhead"),  # SQLite builds the table anew and forgets its triggers
    ]
