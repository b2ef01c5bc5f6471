"""Decisions about cases are only ever added."""

from django.db import migrations

from core.guards import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("ngos", "0008_materials_and_cases")]

    operations = [RefuseChanges("casedecision")]
