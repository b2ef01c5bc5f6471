"""Who waits for a check gets a case with the moment it enrolled; who was verified keeps its right for a year."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

from core import clock
from core.workdays import after_working_days

SERVICE_DAYS = 5
IDENTITY = 1


def open_cases(apps, schema_editor):
    organisations = apps.get_model("ngos", "Organisation").objects
    cases, grants = apps.get_model("ngos", "VerificationCase"), apps.get_model("ngos", "LevelGrant")
    zone = ZoneInfo(settings.TIME_ZONE)
    today = clock.now().astimezone(zone).date()
    for waiting in organisations.filter(status="unverified").iterator():
        enrolled = waiting.created_at.astimezone(zone).date()
        cases.objects.create(
            organisation=waiting,
            ground="enrolment",
            opened_at=waiting.created_at,
            due_on=after_working_days(enrolled, SERVICE_DAYS),
        )
    for verified in organisations.filter(status="verified").iterator():
        grants.objects.create(
            organisation=verified, level=IDENTITY, granted_on=today, valid_until=today + timedelta(days=365)
        )


class Migration(migrations.Migration):
    dependencies = [("ngos", "0009_keep_case_decisions")]

    operations = [migrations.RunPython(open_cases, migrations.RunPython.noop)]
