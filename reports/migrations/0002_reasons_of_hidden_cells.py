"""Why each cell of a publication is hidden, for officers; the public files say only that it is."""

from django.db import migrations, models

from core.guards import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_cube"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="reasons",
            field=models.JSONField(default=list),
        ),
        RefuseChanges("publication"),  # SQLite has built the table anew and forgotten what it refuses.
    ]
