"""The settings of a worker that credits hours while others kill it: a quiet log, and no letter leaves."""

from config.logs import logging_config
from config.settings import *  # noqa: F403

LOGGING = logging_config(level="CRITICAL", as_json=True)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
