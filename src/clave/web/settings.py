"""Settings, all from the environment; docs/handbook/settings.md lists every variable."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


def _environment(name: str, default: str = "") -> str:
    """The variable, or the content of the file that `<name>_FILE` names."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name, default)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error.strerror}") from error


def _switch(name: str, default: str) -> bool:
    """A variable that is either on or off."""
    value = _environment(name, default).lower()
    if value not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        raise ImproperlyConfigured(f"{name} is {value!r}; expected 1 or 0")
    return value in ("1", "true", "yes", "on")


def _count(name: str, default: str) -> int:
    """A variable that holds a whole number."""
    value = _environment(name, default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; expected a whole number")
    return int(value)


def _one_of(name: str, *known: str) -> str:
    """A variable that names one of a few; the first where nothing is said."""
    value = _environment(name, known[0])
    if value not in known:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected one of: {', '.join(known)}")
    return value


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    """A variable that lists networks, separated by commas."""
    try:
        return [ip_network(each.strip()) for each in _environment(name).split(",") if each.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; expected 10.20.0.0/16,fd00::/8") from error


def _secret(data_dir: Path) -> str:
    """The secret from the environment, else the one kept in the data folder, else the development secret."""
    kept = data_dir / "secret-key"
    given = _environment("CLAVE_SECRET_KEY")
    return given or (kept.read_text(encoding="ascii").strip() if kept.is_file() else DEVELOPMENT_SECRET)


def _mail_server(url: str) -> dict[str, Any]:
    """The mail server that `CLAVE_EMAIL_URL` names: smtp://user:password@host:port/?tls=starttls, or smtps://…"""
    if not url:
        return {}
    parts, wanted = (
        urlsplit(url),
        "expected smtp://user:password@host:587/?tls=starttls or smtps://user:password@host:465",
    )
    tls = parse_qs(parts.query).get("tls", [""])[0]
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError as error:
        raise ImproperlyConfigured(f"CLAVE_EMAIL_URL: {error}; {wanted}") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in ("", "starttls"):
        raise ImproperlyConfigured(f"CLAVE_EMAIL_URL cannot be understood; {wanted}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    secure = {"tls": parts.scheme == "smtps", "starttls": tls == "starttls"}
    return {"host": parts.hostname, "port": port, "user": user, "password": password, **secure}


def _provider(issuer: str) -> list[dict[str, Any]]:
    """The company's own sign-in by OpenID Connect; none where no issuer is named."""
    if not issuer:
        return []
    client, secret = _environment("CLAVE_OIDC_CLIENT_ID"), _environment("CLAVE_OIDC_CLIENT_SECRET")
    parts = urlsplit(issuer)
    at_home = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not client or not secret:
        raise ImproperlyConfigured("CLAVE_OIDC_ISSUER needs CLAVE_OIDC_CLIENT_ID and CLAVE_OIDC_CLIENT_SECRET")
    if not parts.hostname or (parts.scheme != "https" and not at_home):
        raise ImproperlyConfigured(f"CLAVE_OIDC_ISSUER is {issuer!r}; expected https://…")
    how = {"server_url": issuer, "oauth_pkce_enabled": True}
    return [{"provider_id": "company", "name": "company", "client_id": client, "secret": secret, "settings": how}]


PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(_environment("CLAVE_DATA_DIR", "clave-data")).resolve()
LEDGER_DIR = DATA_DIR / "ledger"
DEVELOPMENT_SECRET = "development-only-secret-that-check-deploy-refuses"  # noqa: S105  # nosec B105
SECRET_KEY = _secret(DATA_DIR)
SECRET_KEY_FALLBACKS = _environment("CLAVE_OLD_SECRET_KEYS").split()
DEBUG = False
ALLOWED_HOSTS = _environment("CLAVE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ENGINE = _environment("CLAVE_ENGINE", "duckdb")
CONNECTOR_FOLDERS = [Path(folder).resolve() for folder in _environment("CLAVE_CONNECTOR_FOLDERS").split(":") if folder]
UPLOAD_MB = _count("CLAVE_UPLOAD_MB", "200")
KEY_ACCOUNTS_PER_MANAGER = _count("CLAVE_KEY_ACCOUNTS_PER_MANAGER", "5")
KEY_ACCOUNTS_PER_SPONSOR = _count("CLAVE_KEY_ACCOUNTS_PER_SPONSOR", "6")
API_REQUESTS_PER_MINUTE = _count("CLAVE_API_REQUESTS_PER_MINUTE", "600")
OUTBOUND_NETWORKS = _networks("CLAVE_OUTBOUND_NETWORKS")
FILE_UPLOAD_HANDLERS = ["clave.kit.uploads.LimitedUpload"]

INSTALLED_APPS = [
    "clave.web",
    "clave.webhooks",
    "clave.programme",
    "clave.review",
    "clave.accounts",
    "clave.promises",
    "clave.people",
    "clave.sponsorship",
    "clave.portfolio",
    "clave.value",
    "clave.connectors",
    "clave.ledger",
    "clave.company",
    "clave.notices",
    "clave.saved_views",
    "clave.personal_data",
    "clave.access",
    "clave.kit",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
"""Sixty groups and sixty drivers by rows are some 2,500 fields."""

MIDDLEWARE = [
    "clave.web.middleware.RequestIds",
    "clave.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clave.web.middleware.SessionLimits",
    "clave.web.middleware.UserLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clave.web.middleware.SecondFactorGate",
]
ROOT_URLCONF = "clave.web.urls"
WSGI_APPLICATION = "clave.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clave.web.context.frame",
            ]
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
_database_url = _environment("CLAVE_DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True)
    if _database_url
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "clave.sqlite3"), "CONN_MAX_AGE": 60}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {**SQLITE_OPTIONS}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"}}
"""In the database, so that login throttling counts over all processes."""
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Who signs in, and how.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["clave.access.sign_in.PeopleWithRoles"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clave.access.adapter.ClosedHouse"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/15m/ip,5/15m/key"}
MFA_ADAPTER = "clave.access.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Clave"
SOCIALACCOUNT_ADAPTER = "clave.access.company_sign_in.CompanySignIn"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another host
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
_issuer = _environment("CLAVE_OIDC_ISSUER").rstrip("/")
COMPANY_SIGN_IN = _environment("CLAVE_OIDC_NAME", urlsplit(_issuer).hostname or "") if _issuer else ""
OIDC_VOUCHED_DOMAINS = [word for word in _environment("CLAVE_OIDC_VOUCHED_DOMAINS").lower().split(",") if word]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _provider(_issuer)}}
ALLAUTH_TRUSTED_PROXY_COUNT = _count("CLAVE_TRUSTED_PROXIES", "0")

# The mail server, and what e-mails say of where Clave is.
PUBLIC_URL = _environment("CLAVE_PUBLIC_URL", "http://localhost:8000")
_mail = _mail_server(_environment("CLAVE_EMAIL_URL"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.get("host", ""), _mail.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("user", ""), _mail.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("starttls", False), _mail.get("tls", False)
EMAIL_TIMEOUT = 20
EMAIL_DOMAIN = urlsplit(PUBLIC_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = _environment("CLAVE_EMAIL_FROM", f"Clave <clave@{EMAIL_DOMAIN}>")
DIGEST_HOUR = _count("CLAVE_DIGEST_HOUR", "7")

# How long a session lives: at most half an hour unused, at most twelve hours in all.
SESSION_IDLE_SECONDS = 30 * 60
SESSION_LONGEST_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS

# What travels over the wire.
HTTPS = _switch("CLAVE_HTTPS", "1")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "clave.access.views.page_expired"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a browser's preload list is for the owner of the domain to join

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _environment("CLAVE_TIME_ZONE", "Europe/Berlin")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

METRICS_TOKEN = _environment("CLAVE_METRICS_TOKEN")
LOG_FORMAT = _one_of("CLAVE_LOG_FORMAT", "text", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "clave.web.log_lines.JsonLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "clave": {"handlers": ["stderr"], "level": "INFO"},
    },
}
