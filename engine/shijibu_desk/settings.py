"""Django's settings for a desk. Nothing is asked of another machine, and what is not said here stays Django's own safe default."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from shijibu.backup import UPLOADS
from shijibu.ledger.address import file_of
from shijibu_desk.options import Options

DATABASE, SCHEMA = "desk.db", "shijibu_desk"
LARGEST_OWN = 20 * 1024 * 1024
"""Bytes of one workbook that a unit hands in."""
LARGEST_BOOK = 64 * 1024 * 1024
"""Bytes of a roster or a scheme workbook."""
MOST_DROPPED, LARGEST_DROP = 1000, 512 * 1024 * 1024
"""Files that the office drops at once, and their bytes together."""
_PURPOSE = b"shijibu desk sessions"
_HOURS = 12
_GUESSES = 5
# What somebody sends who should not fills no log: it is refused, and that is all.
_LOGGED = {"django": "ERROR", "django.security": "CRITICAL", "axes": "ERROR", "django_tasks": "WARNING", "django_tasks_db": "ERROR"}


def secret_of(key: bytes) -> str:
    """The key that signs sessions and forms, made from the ledger's: one says nothing of the other."""
    return hmac.new(key, _PURPOSE, hashlib.sha256).hexdigest()


def settings_of(options: Options, key: bytes) -> dict[str, Any]:
    """Django's settings. key: the ledger's."""
    folder = Path(options.folder)
    prefix = "__Host-" if options.encrypted else ""  # what answers on the same name without encryption can lay no cookie under such a name
    return {
        "SECRET_KEY": secret_of(key),
        "DEBUG": False,
        "SHIJIBU_DESK": options,
        # The gate in front has looked at the name already, with more knowledge: Django's list has no addresses of digits.
        "ALLOWED_HOSTS": ["*"],
        "CSRF_TRUSTED_ORIGINS": list(options.origins),
        "INSTALLED_APPS": [
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.staticfiles", "axes", "django_htmx", "django_tasks", "django_tasks_db", "shijibu_desk",
        ],
        "MIDDLEWARE": [
            "shijibu_desk.answers.made_safe",
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            *(() if options.login else ("shijibu_desk.roles.local_office",)),
            "shijibu_desk.roles.SignedIn",
            "shijibu_desk.roles.OwnPages",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "axes.middleware.AxesMiddleware",
        ],
        "ROOT_URLCONF": "shijibu_desk.urls",
        "TEMPLATES": [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages", "shijibu_desk.navigation.of_page",
                ],
                "builtins": ["shijibu_desk.templatetags.desk"],
            },
        }],
        "DATABASES": {"default": _database(options)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTH_USER_MODEL": "shijibu_desk.Account",
        "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}"} | options_ for name, options_ in (
                ("MinimumLengthValidator", {"OPTIONS": {"min_length": 10}}), ("CommonPasswordValidator", {}),
                ("NumericPasswordValidator", {}), ("UserAttributeSimilarityValidator", {"OPTIONS": {"user_attributes": ("username", "title")}}),
            )
        ],
        # A thousand accounts are made at once, and three hundred units sign in within minutes: as hard to guess, in a tenth of the time.
        "PASSWORD_HASHERS": ["shijibu_desk.hashing.DeskHasher"],
        "LOGIN_URL": "login", "LOGIN_REDIRECT_URL": "home", "LOGOUT_REDIRECT_URL": "login",
        "AXES_FAILURE_LIMIT": _GUESSES,
        "AXES_COOLOFF_TIME": timedelta(minutes=15),
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_LOCKOUT_TEMPLATE": "desk/locked_out.html",
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_VERBOSE": False,
        "AXES_CLIENT_IP_CALLABLE": "shijibu_desk.signing_in.network_of",
        "SESSION_COOKIE_AGE": _HOURS * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_NAME": f"{prefix}shijibu_desk",
        "SESSION_COOKIE_SECURE": options.encrypted,
        "CSRF_COOKIE_NAME": f"{prefix}shijibu_desk_form",
        "CSRF_COOKIE_SECURE": options.encrypted,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "shijibu_desk.views.errors.form_refused",
        "X_FRAME_OPTIONS": "DENY",
        "STATIC_URL": "/desk/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_MAX_AGE": 3600,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "FILE_UPLOAD_TEMP_DIR": str(folder / UPLOADS),
        "FILE_UPLOAD_PERMISSIONS": 0o600,
        "FILE_UPLOAD_HANDLERS": ["shijibu_desk.uploads.Files"],
        "DATA_UPLOAD_MAX_NUMBER_FILES": MOST_DROPPED,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 5000,
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}},
        "LANGUAGE_CODE": "zh-hans", "TIME_ZONE": "Asia/Shanghai", "USE_TZ": True,
        "LOGGING": {
            "version": 1, "disable_existing_loggers": False, "handlers": {"terminal": {"class": "logging.StreamHandler"}},
            "loggers": {name: {"handlers": ["terminal"], "level": level, "propagate": False}
                        for name, level in _LOGGED.items()},
        },
    }


def _database(options: Options) -> dict[str, Any]:
    """The desk's tables: a file of their own beside a ledger's file, a schema of their own in a ledger's database."""
    if file_of(options.ledger) is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(options.folder) / DATABASE),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        }
    url = make_url(options.ledger)
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": url.database, "USER": url.username or "", "PASSWORD": url.password or "",
        "HOST": url.host or str(url.query.get("host", "")), "PORT": url.port or "", "OPTIONS": {"options": f"-c search_path={SCHEMA}"},
    }
