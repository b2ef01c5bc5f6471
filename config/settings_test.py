"""Settings of the test suite: hashing, mail, cache, the queue, static files, quiet hours and one demand differ.

``REQUIRE_SECOND_FACTOR`` is off, so that tests sign officers and owners in with one line; ``tests/config/
test_second_factor.py`` turns it on and walks every front door.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CACHES, STORAGES, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = "memory://", {}
# Names without a hash: nothing has to be collected before a page can be rendered.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = Path(tempfile.gettempdir()) / "asar-static"
STATIC_ROOT.mkdir(exist_ok=True)
VAULT_DIR = Path(tempfile.mkdtemp(prefix="asar-test-vault-"))  # of this process: others count and delete files, too
atexit.register(shutil.rmtree, VAULT_DIR, ignore_errors=True)
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING_CONFIG = None
DEMO = True
REQUIRE_SECOND_FACTOR = False
QUIET_HOURS = (0, 0)  # tests run at night, too; those of the quiet hours name their own
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # so that a page costs as many queries with Redis as without
if env.redis_url:
    # Test processes share one Redis; each keeps to its own keys.
    own = {"KEY_PREFIX": f"asar-test-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"}
    CACHES = {alias: cache | own for alias, cache in CACHES.items()}
