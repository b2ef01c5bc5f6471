"""Bring in the shipped programmes, so that opportunities can be tagged."""

from django.db import migrations

from events.management.programmes import load_programmes


def load(apps, schema_editor):
    load_programmes(apps.get_model("events", "Programme"))


class Migration(migrations.Migration):
    dependencies = [("events", "0001_opportunities")]

    operations = [
        # Going back leaves the rows: the table itself goes with 0001.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
