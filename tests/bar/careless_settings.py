"""Faults on purpose: a cache that is asked however often it failed, and letters that leave inside the request."""

from tests.bar.outage_settings import *  # noqa: F403
from tests.bar.outage_settings import CACHES

CACHES = {alias: cache | {"BACKEND": "django.core.cache.backends.redis.RedisCache"} for alias, cache in CACHES.items()}
CELERY_TASK_ALWAYS_EAGER = True
