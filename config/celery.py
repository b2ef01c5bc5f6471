"""The Celery application; which broker it uses is decided in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("asar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
