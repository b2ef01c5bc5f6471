from django.db import migrations, models

import core.guards
from core.chains import ORIGIN, digest_of


def chain_what_was_written(apps, schema_editor):
    AuditLine = apps.get_model("core", "AuditLine")
    before = ORIGIN
    for position, line in enumerate(AuditLine.objects.order_by("pk").iterator(), start=1):
        line.lane, line.position = 0, position
        line.digest = before = digest_of(line, before)
        models.Model.save(line, update_fields=["lane", "position", "digest"])


class Migration(migrations.Migration):
    dependencies = [("core", "0001_audit")]

    operations = [
        migrations.AddField("auditline", "lane", models.PositiveSmallIntegerField(editable=False, null=True)),
        migrations.AddField(
            "auditline",
            "position",
            models.PositiveBigIntegerField(editable=False, null=True, help_text="1, 2, 3 and so on within the lane."),
        ),
        migrations.AddField(
            "auditline",
            "digest",
            models.CharField(editable=False, null=True, help_text="SHA-256, hexadecimal.", max_length=64),
        ),
        migrations.RunPython(chain_what_was_written, migrations.RunPython.noop),
        migrations.AlterField("auditline", "lane", models.PositiveSmallIntegerField(editable=False)),
        migrations.AlterField(
            "auditline",
            "position",
            models.PositiveBigIntegerField(editable=False, help_text="1, 2, 3 and so on within the lane."),
        ),
        migrations.AlterField(
            "auditline",
            "digest",
            models.CharField(editable=False, help_text="SHA-256, hexadecimal.", max_length=64),
        ),
        migrations.AddConstraint(
            "auditline",
            models.UniqueConstraint(fields=["lane", "position"], name="core_auditline_one_at_each_position"),
        ),
        core.guards.RefuseChanges("auditline"),
    ]
