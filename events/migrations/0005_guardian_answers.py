"""What an answer gave, and codes for links that were shared."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_guardians"),
        ("events", "0004_concerns"),
    ]

    operations = [
        migrations.AddField(
            model_name="consentrequest",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="requests",
                to="accounts.guardianconsent",
            ),
        ),
        migrations.AddField(
            model_name="consentrequest",
            name="code_sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="consentrequest",
            name="code_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="consentrequest",
            name="code_guesses",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
