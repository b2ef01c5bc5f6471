"""Counters of what is limited."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_looks_and_outbox")]

    operations = [
        migrations.CreateModel(
            name="RateCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "rate counter",
                "indexes": [models.Index(fields=["ends_at"], name="core_ratecounter_ends_at")],
            },
        ),
    ]
