"""The register in the order of names, read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ngos", "0006_name_keys")]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["name_kk", "id"], name="ngos_organisation_by_name"),
        ),
    ]
