"""The Celery application; the settings decide which broker it uses, and `core.jobs` finds its tasks."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("asar")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.on_after_configure.connect
def at_night(sender: Celery, **unknown: Any) -> None:
    """Judge the places ahead and sign the ledger while nobody is at a shift: past midnight in Kazakhstan, in UTC.

    What nobody said about hours in time is settled then as well. Letters to officers leave when their day begins.
    """
    sender.conf.beat_schedule["gates"]["schedule"] = crontab(hour=20, minute=0)
    sender.conf.beat_schedule["ledger-head"]["schedule"] = crontab(hour=19, minute=30)
    sender.conf.beat_schedule["hours"]["schedule"] = crontab(hour=20, minute=30)
    sender.conf.beat_schedule["ratings"]["schedule"] = crontab(hour=21, minute=30)  # after the hours are settled
    sender.conf.beat_schedule["report-drafts"]["schedule"] = crontab(hour=22, minute=0)  # after months are closed
    sender.conf.beat_schedule["report-digests"]["schedule"] = crontab(hour=4, minute=0)  # 9:00 in Kazakhstan
