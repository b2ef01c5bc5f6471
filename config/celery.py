"""The Celery application; the settings decide which broker it uses, and `core.jobs` finds its tasks."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("asar")
app.config_from_object("django.conf:settings", namespace="CELERY")
