"""Settings that read like a form; presence of DATABASE_URL and REDIS_URL decides the mode."""

import sys
import zoneinfo
from datetime import timedelta
from typing import Any

import django_stubs_ext

from config import backends
from config.env import BASE_DIR, load_or_exit
from config.logs import logging_config

env = load_or_exit()
django_stubs_ext.monkeypatch()  # lets admin and form classes name their model, as the type checker asks

# Kazakhstan moved to one zone, UTC+5, on 1 March 2024. The zone data pinned with us knows; the machine's may not.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()

# --- The site -------------------------------------------------------------------------------------------------------
DATA_DIR = env.asar_data_dir.resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = backends.secret_key(given=env.secret_key, data_dir=DATA_DIR)
DEBUG = env.debug
DEMO = env.demo
IS_PUBLIC = env.is_public
# The names of this machine stay allowed: health checks come from inside.
ALLOWED_HOSTS = [*env.hosts, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.replace('.', '*.', 1) if host.startswith('.') else host}" for host in env.hosts
]
# How links in letters begin.
SITE_URL = (
    env.site_url or (f"https://{env.hosts[0].lstrip('.')}" if env.is_public else "http://localhost:8000")
).rstrip("/")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "portal",  # before allauth: our templates replace theirs
    "reports",
    "funding",
    "matching",
    "recognition",
    "events",
    "ngos",
    "volunteers",
    "accounts",
    "places",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "ninja",  # serves the API browser from our own address instead of a CDN
]

MIDDLEWARE = [
    "config.logs.request_log",
    "config.security.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; the files before it are compressed when they are collected
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.context.LanguageCookieMiddleware",
    "portal.offline.PersonMarkMiddleware",
    "config.problems.api_problems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.limits.LimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.last_seen.last_seen",
    "config.second_factor.SecondFactorMiddleware",
    "config.idempotency.idempotency",
    "portal.errors.DomainErrorMiddleware",
    "config.uploads.no_uploads",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ]
        },
    }
]

# --- Where things are kept ------------------------------------------------------------------------------------------
DATABASES = {"default": backends.database(url=env.database_url, data_dir=DATA_DIR)}
CACHES = backends.caches(url=env.redis_url)
SESSION_ENGINE = "config.sessions" if env.redis_url else "django.contrib.sessions.backends.db"
SESSION_CACHE_ALIAS = "shared"  # an old session must not come back from a process's memory
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
STATIC_URL = "/static/"
VAULT_DIR = (env.asar_vault_dir or DATA_DIR / "vault").resolve()  # documents; nothing of it is served as a file
STATIC_ROOT = env.asar_static_dir or DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60
OFFLINE_PAGES = env.asar_offline  # docs/operations.md, "Pages without network"

# --- Background work: one path, only the broker differs --------------------------------------------------------------
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = backends.broker(url=env.redis_url, data_dir=DATA_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True  # outcomes are rows of the domain
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ROUTES = {"matching.answer_shard": {"queue": "shards"}}
MATCH_SHARDS = env.match_shards  # docs/operations.md, "Large allocations on several machines"
HAS_SHARED_CACHE = bool(env.redis_url)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 55 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "lost-runs": {"task": "matching.revive_runs", "schedule": timedelta(minutes=5)},
    # A message that its own task did not send leaves with the next sweep.
    "outbox": {"task": "core.sweep_outbox", "schedule": timedelta(seconds=30), "options": {"expires": 30}},
    "concerns": {"task": "events.escalate_concerns", "schedule": timedelta(minutes=5)},
    "counters": {"task": "core.forget_counters", "schedule": timedelta(hours=6)},
    "waitlists": {"task": "events.move_waitlists", "schedule": timedelta(minutes=5), "options": {"expires": 300}},
    "silent-places": {"task": "events.free_silent", "schedule": timedelta(minutes=5), "options": {"expires": 300}},
    "teams": {"task": "events.release_teams", "schedule": timedelta(minutes=5), "options": {"expires": 300}},
    "cover": {"task": "matching.search_cover", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "shift-reminders": {
        "task": "events.write_reminders",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "gates": {"task": "events.recheck_gates", "schedule": timedelta(days=1)},  # when: config/celery.py
    "hours": {"task": "recognition.settle_hours", "schedule": timedelta(days=1)},  # when: config/celery.py
    "ratings": {"task": "ngos.rate_organisations", "schedule": timedelta(days=1)},  # when: config/celery.py
    "sessions": {"task": "accounts.clear_sessions", "schedule": timedelta(days=1)},
    "unread": {"task": "accounts.count_unread", "schedule": timedelta(days=1)},
    "renewals": {"task": "volunteers.ask_renewals", "schedule": timedelta(days=1)},
    "unanswered-places": {"task": "events.free_unanswered", "schedule": timedelta(minutes=5)},
    "guardian-reminders": {"task": "events.remind_guardians", "schedule": timedelta(minutes=15)},
    "cube": {"task": "reports.update_cube", "schedule": timedelta(seconds=30), "options": {"expires": 30}},
    "report-drafts": {"task": "reports.prepare_drafts", "schedule": timedelta(days=1)},  # when: config/celery.py
    "report-digests": {"task": "reports.write_digests", "schedule": timedelta(days=1)},  # when: config/celery.py
    "ledger-head": {"task": "recognition.publish_head", "schedule": timedelta(days=1)},  # when: config/celery.py
    "invariants": {"task": "core.examine", "schedule": timedelta(days=1)},
    "doubts": {"task": "recognition.suspect", "schedule": timedelta(days=1)},
    "register": {"task": "ngos.keep_register", "schedule": timedelta(days=1)},
    "retention": {"task": "core.retain", "schedule": timedelta(days=1)},
    # One that waits longer than till the next is of no use.
    "shortlists": {
        "task": "matching.refresh_shortlists",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
}

# --- Ranked lists; docs/matching/ranking.md --------------------------------------------------------------------------
RANK_LIFTS = env.rank_lifts
COVER_ASKS_A_WEEK = env.cover_asks_a_week
RANK_BY_PRICE = env.rank_by_price
RANK_IN_MEMORY = env.rank_in_memory

# --- Languages, places, time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "other_packages"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Almaty"
USE_TZ = True
NOMINATIM_URL = env.nominatim_url
NOMINATIM_USER_AGENT = env.nominatim_user_agent
SIGNATURE_SERVICE = "reports.services.signatures.NcaNode"  # whatever checks national signatures
SIGNATURE_SERVICE_URL = env.signature_service_url

# --- People: an address or a phone number is the name; a code, a passkey or a password opens the door ----------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "config.hashing.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # reads old ones; the next sign-in renews them
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_ADAPTER = "config.allauth_adapter.AccountAdapter"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # a password is a second way in, never a must
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make us write to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Beside core.limits, whose trusted address these count by: config.allauth_adapter.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": None,  # counted by core.limits, exactly and across processes
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/h/ip,5/h/key",
    "confirm_email": "1/10s/key",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email_from
globals().update(backends.email(url=env.email_url))
SMS_URL = env.sms_url
SMS_GATEWAY = "core.delivery.HttpSms" if env.sms_url else "core.delivery.ConsoleSms"
# The ways messages travel; docs/decisions/0024-what-is-sent-once.md
MESSAGE_CHANNELS = {
    "email": "core.delivery.mail.MailChannel",
    "sms": "core.delivery.sms.SmsChannel",
    "push": "core.delivery.push.PushChannel",
}
TELEGRAM_URL, TELEGRAM_TOKEN, TELEGRAM_BOT = "https://api.telegram.org", env.telegram_token, env.telegram_bot
if env.telegram_token:
    MESSAGE_CHANNELS["telegram"] = "core.delivery.telegram.TelegramChannel"
BOUNCE_SECRET = env.bounce_secret
REACH_OWN_NETWORK = env.debug  # whether web hooks and push services may stand on our own network
QUIET_HOURS = (21, 8)  # by the clock on the wall; from and until
MESSAGES_AN_HOUR, MESSAGES_A_DAY = 6, 20  # to one contact, codes aside
MESSAGE_SECONDS = 20  # how long writing and handing over one message may take
SMS_REACHES_PEOPLE = bool(env.sms_url) or not IS_PUBLIC  # a public site does not promise codes to its own console

# --- The second factor, sessions and a ministry's or university's sign-in; docs/decisions/0017 -----------------------
REQUIRE_SECOND_FACTOR = True
MFA_ADAPTER = "config.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Asar"
SOCIALACCOUNT_ADAPTER = "config.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = backends.identity_provider(env)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # only by an address the provider calls verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the provider has proven who it is; no second code
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site is what the content policy forbids

# --- The law as gates; docs/gates.md ---------------------------------------------------------------------------------
CONSENT_AGE_YEARS = env.consent_age

# --- Personal data; docs/privacy.md ----------------------------------------------------------------------------------
OPERATOR_NAME = env.operator_name
OPERATOR_BIN = env.operator_bin
PRIVACY_CONTACT = env.privacy_contact

# --- The API --------------------------------------------------------------------------------------------------------
NINJA_MAX_PER_PAGE_SIZE = 100
NINJA_PAGINATION_PER_PAGE = 20

# --- Limits; docs/decisions/0018-limits.md ---------------------------------------------------------------------------
PROXY_COUNT = env.proxy_count  # the last hop in front of which nothing is believed

# --- Safety ---------------------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PUBLIC
SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.proxy_count else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = ["config.uploads.RefusingUploadHandler"]  # config/uploads.py names the doors that take one
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = logging_config(level=env.asar_log_level, as_json=not sys.stderr.isatty())
