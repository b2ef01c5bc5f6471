import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0004_shortlists"),
        ("ngos", "0001_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="matchrun",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="match_runs",
                to="ngos.organisation",
            ),
        ),
    ]
