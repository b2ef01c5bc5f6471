"""What was noted about an organisation stays as it was noted."""

from django.db import migrations

import core.guards


class Migration(migrations.Migration):
    dependencies = [("ngos", "0004_register_entries")]

    operations = [
        core.guards.RefuseChanges("legalstatusentry"),
        core.guards.RefuseChanges("organisationchange"),
    ]
