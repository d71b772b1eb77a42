"""Settings: everything comes from the environment (or a `.env` file), nothing from a second file.

A fresh laptop needs none of it: as long as no production variable is set, Nexus runs in
development on SQLite. As soon as one is, or with DEBUG=0, the start is refused until
SECRET_KEY and ALLOWED_HOSTS are there.
"""

import re
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from project.unfold import UNFOLD  # noqa: F401  Django reads it from here

BASE_DIR = Path(__file__).resolve().parent.parent


def read_env_file(path: Path) -> None:
    """Read `.env`; a line that is no `NAME=value` stops the start with its number."""
    if not path.is_file():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"{path.name} cannot be read ({error}). Save it as UTF-8 text."
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not re.match(r"\s*(#|$|(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=)", line):
            raise ImproperlyConfigured(
                f"{path.name}, line {number}: expected NAME=value, found {line.strip()[:40]!r}."
            )
    environ.Env.read_env(path)


read_env_file(BASE_DIR / ".env")
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var").resolve()
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=VAR_DIR).close()
except OSError as error:
    raise ImproperlyConfigured(
        f"{VAR_DIR} cannot be written to ({error.strerror}). Mend its rights, or set VAR_DIR to "
        "another folder for what the shop keeps."
    ) from error


def flag(name: str, *, default: bool) -> bool:
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def whole_number(name: str, *, default: int) -> int:
    value = env.str(name, default="").strip() or str(default)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.")
    return int(value)


def words(name: str) -> list[str]:
    return [word.strip() for word in env.str(name, default="").split(",") if word.strip()]


def address(name: str, *, schemes: set[str], default: str = "") -> str:
    value = env.str(name, default="").strip() or default
    if value and urlsplit(value).scheme not in schemes:
        raise ImproperlyConfigured(
            f"{name} is not understood; it starts with one of {', '.join(sorted(schemes))}, "
            "followed by ://"
        )
    return value


# Development or production -------------------------------------------------

DEBUG = flag(
    "DEBUG",
    default=not any(
        env.str(n, default="") for n in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL")
    ),
)


def development_key() -> str:
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = words("ALLOWED_HOSTS")
if DEBUG:
    SECRET_KEY = SECRET_KEY or development_key()
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
elif not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. Set it to a long random text, for example the output of "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` "
        "(or set DEBUG=1 on a development machine)."
    )
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is missing. Set it to the host names the shop is reached under, "
        "separated by commas, for example ALLOWED_HOSTS=nexus.example.com "
        "(or set DEBUG=1 on a development machine)."
    )

PORT = whole_number("PORT", default=8000)
SITE_URL = address(
    "SITE_URL",
    schemes={"http", "https"},
    default=f"http://localhost:{PORT}" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.*')}",
).rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")

# The house -----------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "import_export",
    "simple_history",
    "easy_thumbnails",
    "core.apps.CoreConfig",  # before huey: its run_huey asks for the guard first
    "huey.contrib.djhuey",
    "ninja",
    "corsheaders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.history.DoorMiddleware",
    "core.admin.clock.HouseClockMiddleware",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "core" / "templates"],  # ours before the theme's of the same name
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Data ----------------------------------------------------------------------

SQLITE_OPTIONS = {
    # DEFERRED answers "database is locked" at once when two writers meet; IMMEDIATE queues them.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # FULL: an acknowledged booking survives a power cut.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
}
POSTGRES_OPTIONS = {
    "connect_timeout": 5,
    "options": " ".join(
        f"-c {setting}"
        for setting in (
            "lock_timeout=4000",
            "pg_trgm.word_similarity_threshold=0.4",
            "random_page_cost=1.1",  # no disk turns any more; at 4 a search reads whole tables
            "jit=off",  # it takes longer than our statements do
            "parallel_setup_cost=20000",  # nor does a page wait for parallel workers
        )
    ),
}

DATABASE_URL = address(
    "DATABASE_URL",
    schemes={"sqlite", "postgres", "postgresql"},
    default=f"sqlite:///{quote(str(VAR_DIR / 'nexus.sqlite3'))}",
)
DATABASES: dict[str, Any] = {"default": env.db_url_config(DATABASE_URL)}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    DATABASES["default"]["ENGINE"] = "project.sqlite3"  # Django's own, with a fair queue
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # A file, not memory: the tests race real connections against each other.
    DATABASES["default"]["TEST"] = {
        "NAME": env.str("TEST_SQLITE", default=str(VAR_DIR / "test.sqlite3"))
    }
else:
    DATABASES["default"]["OPTIONS"] = POSTGRES_OPTIONS | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = address("REDIS_URL", schemes={"redis", "rediss"})
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "nexus",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

HUEY: dict[str, Any] = {
    "name": "nexus",
    "immediate": False,  # the dict setting would follow DEBUG otherwise
    "utc": True,
    "consumer": {"workers": 2, "worker_type": "thread"},
}
if REDIS_URL:
    # A Redis that hangs must not hold up a booking. It is longer than huey's own wait of a second.
    patience = "socket_timeout=2&socket_connect_timeout=2"
    HUEY |= {
        "huey_class": "huey.RedisHuey",
        "url": f"{REDIS_URL}{'&' if urlsplit(REDIS_URL).query else '?'}{patience}",
    }
else:
    HUEY |= {"huey_class": "huey.SqliteHuey", "filename": str(VAR_DIR / "queue.sqlite3")}

# Mail ----------------------------------------------------------------------

EMAIL_URL = address(
    "EMAIL_URL",
    schemes={"smtp", "smtps", "smtp+tls", "smtp+ssl", "filemail", "consolemail"},
    default=f"filemail:///{quote(str(VAR_DIR / 'mail'))}" if DEBUG else "smtp://localhost:25",
)
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = (
    env.str("DEFAULT_FROM_EMAIL", default="").strip()
    or f"Nexus <boutique@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files ---------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "test" in sys.argv
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Small copies of the gowns' pictures, made when a picture is stored (core/services/catalog).
THUMBNAIL_ALIASES: dict[str, Any] = {
    "": {"row": {"size": (120, 160)}, "tile": {"size": (480, 640)}},
}
THUMBNAIL_EXTENSION = THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"
THUMBNAIL_QUALITY = 82
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a style in every size and colour: a dozen a variant

# Time and language: UTC inside, wall-clock of the location outside ----------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "project.formats"
USE_I18N = True
FIRST_DAY_OF_WEEK = 1

# Doors ---------------------------------------------------------------------

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS") or ([] if DEBUG else [SITE_URL])
CORS_ALLOWED_ORIGINS = words("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["idempotent-replayed", "retry-after"]
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = IS_HTTPS and not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "nexus_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's pop-ups are iframes
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # With a handler of its own, huey does not add a second one that repeats every line.
    "loggers": {"huey": {"handlers": ["console"], "propagate": False}},
}
