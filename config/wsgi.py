"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - applications must be loaded first

from matching.gather.ready import open_shelf  # noqa: E402 - applications must be loaded first

if settings.RANK_IN_MEMORY:
    open_shelf()
