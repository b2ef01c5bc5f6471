"""Bring in the shipped regions and settlements, so that every later table may point at them."""

from django.db import migrations

from places.services.builtin import load_builtin


def load(apps, schema_editor):
    load_builtin(apps.get_model("places", "Territory"))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_territory")]

    operations = [
        # Going back leaves the rows: the table itself goes with 0001.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
