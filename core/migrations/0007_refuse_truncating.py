from django.db import migrations

import core.guards


class Migration(migrations.Migration):
    """Databases that were made before refused to change rows, and not to empty the whole table at once."""

    dependencies = [("core", "0006_deliveries")]

    operations = [core.guards.RefuseChanges("auditline"), core.guards.RefuseChanges("look")]
