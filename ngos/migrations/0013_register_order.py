"""The register in its two orders, read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ngos", "0012_name_keys"),
        ("places", "0002_builtin_territories"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["name_kk", "id"], name="ngos_organisation_by_name"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["-created_at", "-id"], name="ngos_organisation_newest"),
        ),
    ]
