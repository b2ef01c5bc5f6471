"""Bring in the shipped skills, so that profiles and roles have something to name."""

from django.db import migrations

from volunteers.management.catalogue import load_skills


def load(apps, schema_editor):
    load_skills(apps.get_model("volunteers", "Skill"))


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_profiles")]

    operations = [
        # Going back leaves the rows: the table itself goes with 0001.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
