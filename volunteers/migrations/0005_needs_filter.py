"""Whether a person's own list holds only places that provide what she needs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0004_birth_dates")]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="filters_by_needs",
            field=models.BooleanField(default=True),
        ),
    ]
