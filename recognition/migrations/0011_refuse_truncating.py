from django.db import migrations

import core.guards


class Migration(migrations.Migration):
    """Databases that were made before refused to change rows, and not to empty the whole table at once."""

    dependencies = [("recognition", "0010_outside_hours")]

    operations = [
        core.guards.RefuseChanges("ledgerentry", emptied="reason"),
        core.guards.RefuseChanges("ledgerhead"),
        core.guards.RefuseChanges("monthclose"),
    ]
