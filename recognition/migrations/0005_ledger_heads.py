from django.db import migrations, models

import core.guards


class Migration(migrations.Migration):
    dependencies = [("recognition", "0004_ledger_chain_required")]

    operations = [
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(help_text="1, 2, 3 and so on: a missing one is seen.", unique=True),
                ),
                ("day", models.DateField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("entries", models.PositiveBigIntegerField()),
                ("minutes", models.BigIntegerField(help_text="Net, over all entries.")),
                ("root", models.CharField(max_length=64)),
                ("shards", models.JSONField()),
                ("token", models.TextField()),
            ],
            options={
                "verbose_name": "head of the ledger",
                "verbose_name_plural": "heads of the ledger",
            },
        ),
        core.guards.RefuseChanges("ledgerhead"),
    ]
