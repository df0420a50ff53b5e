"""Django's settings, made from ours (`staydown.kernel.settings`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from staydown.kernel import logs, secrets
from staydown.kernel.settings import load

_ours = load()

SECRET_KEY = secrets.django_secret(_ours)
DEBUG = _ours.debug
ALLOWED_HOSTS = _ours.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "staydown.kernel",
    "staydown.ledger",
    "staydown.designations",
    "staydown.liaison",
    "staydown.referrals",
    "staydown.cases",
    "staydown.enforcement",
    "staydown.screening",
    "staydown.transparency",
    "staydown.console",
]

MIDDLEWARE = [
    "staydown.api.middleware.Api",  # first: it answers /api by itself
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "staydown.console.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "staydown.console.middleware.Refusals",
]

ROOT_URLCONF = "staydown.console.urls"
WSGI_APPLICATION = "staydown.console.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "staydown.console.context.console",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    if _ours.database_url:
        found = dj_database_url.parse(_ours.database_url.get_secret_value(), conn_max_age=600)
        return dict(found) | {"CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _ours.data / "staydown.sqlite3",
        # A connection costs more than a sign-up's whole screening: each thread keeps its own.
        "CONN_MAX_AGE": 600,
        # IMMEDIATE takes the write lock at BEGIN, so that two writers queue instead of failing
        # half-way; 60 s outlasts the longest import that we measure.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "login"

USE_TZ = True
TIME_ZONE = _ours.time_zone
USE_I18N = True
LANGUAGE_CODE = _ours.language
LANGUAGES = [("en", "English"), ("ur", "اردو")]
# Named here, so that the console's words come before those of Django's own apps.
LOCALE_PATHS = [Path(__file__).parents[1] / "console" / "locale"]

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # nothing to collect: the wheel's own files are served

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _ours.https
SECURE_HSTS_SECONDS = 31_536_000 if _ours.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

LOGGING = logs.configuration(_ours.log_level)
