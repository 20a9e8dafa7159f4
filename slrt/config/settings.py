"""The one settings file. Reads the environment through `environment.py` and fails loudly when something is missing."""

import os
from pathlib import Path

from slrt.config.environment import DEMO, EVENTS_PORT, ROOT, VAR, Login, connection
from slrt.config.keys import fingerprints, load_keys

BASE_DIR: Path = ROOT
SLRT_VAR: Path = VAR
SLRT_DEMO: bool = DEMO
SLRT_KEYS = load_keys(VAR, DEMO)
SLRT_INSTALLATION: str = fingerprints(SLRT_KEYS)["index"]
"""What this installation is called where its data leave it."""
SLRT_EVENTS_PORT: int = EVENTS_PORT
SLRT_EVENTS_URL: str = os.environ.get("SLRT_EVENTS_URL", "")
SLRT_ATTACHMENTS: Path = VAR / "attachments"
SLRT_SNAPSHOT: str = os.environ.get("SLRT_SNAPSHOT", "")

SECRET_KEY = SLRT_KEYS.secret
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SLRT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "slrt.store.areas",
    "slrt.store.directory",
    "slrt.store.accounts",
    "slrt.store.trail",
    "slrt.store.registry",
    "slrt.store.programmes",
    "slrt.store.cases",
    "slrt.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "slrt.web.headers.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "slrt.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "slrt.web.acting.ActingMiddleware",
]

ROOT_URLCONF = "slrt.config.urls"
WSGI_APPLICATION = "slrt.config.wsgi.application"
ASGI_APPLICATION = "slrt.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "slrt.web.context.shell",
            ],
        },
    }
]


def _database(login: Login, pool: bool) -> dict[str, object]:
    where = connection()
    options: dict[str, object] = {**where.options}
    if pool:
        # After `reconnect_timeout` the pool stops trying by itself and tries at once when the next request comes.
        options["pool"] = {"min_size": 1, "max_size": 10, "timeout": 10, "reconnect_timeout": 2}
    return {
        "ENGINE": "slrt.config.engine",
        "HOST": where.host,
        "PORT": where.port,
        "NAME": where.name,
        "USER": login.user,
        "PASSWORD": login.password,
        "OPTIONS": options,
    }


DATABASES = {
    "default": _database(connection().app, pool=os.environ.get("SLRT_POOL", "1") == "1"),
    "owner": _database(connection().owner, pool=False),
}
DATABASE_ROUTERS = ["slrt.config.routers.OwnerMigrates"]
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"

SESSION_COOKIE_NAME = "slrt_session"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "slrt_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "slrt.web.errors.csrf_failure"
_HTTPS = os.environ.get("SLRT_HTTPS", "0") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
# Behind a proxy that ends TLS (SLRT_HTTPS=1): it must set these two headers itself, and drop what a browser sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SLRT_BEHIND_PROXY: bool = _HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
SLRT_PHOTO_MAX_BYTES = 10 * 1024 * 1024
SLRT_IMPORT_MAX_BYTES = int(os.environ.get("SLRT_IMPORT_MAX_MB", "1024")) * 1024 * 1024

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
LOCALE_PATHS = [ROOT / "slrt" / "web" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = ["slrt.web.statics.OurFiles"]
# Collected files carry their content's name and lie compressed beside it; tests take the files as they are.
_COLLECTED = os.environ.get("SLRT_STATIC") == "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "slrt.web.statics.NamedByContent"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED
WHITENOISE_AUTOREFRESH = False

PGTRIGGER_MIGRATIONS = True
PGTRIGGER_INSTALL_ON_MIGRATE = False
PROCRASTINATE_IMPORT_PATHS = ["slrt.jobs.tasks"]
PROCRASTINATE_DATABASE_ALIAS = "default"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SLRT_LOG", "WARNING")},
    "loggers": {"slrt.nightly": {"level": os.environ.get("SLRT_LOG", "INFO")}},  # hours of work tell how far they are
}
SILENCED_SYSTEM_CHECKS: list[str] = []
