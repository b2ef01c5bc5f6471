"""The settings of a site whose neighbours fail.

Letters leave at any hour, so that the run may take place at any; pages need no collected files; and the log is quiet.
"""

from config.logs import logging_config
from config.settings import *  # noqa: F403
from config.settings import STORAGES

QUIET_HOURS = (0, 0)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = logging_config(level="CRITICAL", as_json=True)
