"""Give every organisation the key by which duplicates are found."""

from typing import Any

from django.db import migrations

from core.text import fold
from ngos.similarity import name_key

BATCH = 500


def write_keys(apps: Any, schema_editor: Any) -> None:
    """Work the key out from the names; running it again changes nothing."""
    organisations = apps.get_model("ngos", "Organisation").objects
    batch = []
    for organisation in organisations.only("pk", "name_kk", "name_ru", "name_en", "name_key").iterator(BATCH):
        names = (organisation.name_kk, organisation.name_ru, organisation.name_en)
        organisation.name_key = name_key(fold(name) for name in names)[:200]
        batch.append(organisation)
        if len(batch) == BATCH:
            organisations.bulk_update(batch, ["name_key"])
            batch = []
    organisations.bulk_update(batch, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("ngos", "0005_register_append_only")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
