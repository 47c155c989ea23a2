"""Settings of the portal: one file for every deployment; only the environment changes it.

`.env` beside manage.py is read where it exists (bin/demo writes one); real deployments set environment variables.
Every variable is listed in docs/operations.md.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from friendly_gov.caches import cache_of
from friendly_gov.cookies import cookie_settings
from friendly_gov.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# A secret may lie in a file that its NAME_FILE names, as systemd's credentials, containers and vaults hand them over.
env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")

# -- Safety -------------------------------------------------------------------------------------------------------
# No default: the portal does not start without its own secret.
SECRET_KEY = env("SECRET_KEY")
# Former secrets: they still verify and decrypt old data while a new secret is introduced.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Secrets of accounts are encrypted with the first of these, or with SECRET_KEY where there is none; all can decrypt.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[])
# The first of these signs the trail's roots (else the first of ENCRYPTION_KEYS, else SECRET_KEY). All of them verify,
# and so do the public keys (base64) of keys that are gone.
TRAIL_KEYS = env.list("TRAIL_KEYS", default=[])
TRAIL_FORMER_PUBLIC_KEYS = env.list("TRAIL_FORMER_PUBLIC_KEYS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

HTTPS = env.bool("HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# With TLS no other host of the domain can set the portal's cookies.
COOKIE_PREFIX: str = "__Host-" if HTTPS else ""
vars().update(cookie_settings(COOKIE_PREFIX, https=HTTPS))
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_IDLE_SECONDS = 60 * env.int("SESSION_IDLE_MINUTES", default=120)
MESSAGE_STORAGE = "friendly_gov.message_storage.Messages"
CSRF_FAILURE_VIEW = "friendly_gov.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- The project ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "friendly_gov.apps.PortalConfig",
    "operations",
    "records",
    "results",
    "appraisal",
    "evidence",
    "scoring",
    "surveys",
    "communes",
    "papers",
    "tokens",
    "webhooks",
    "accounts",
    "audit",
    "documents",
    "notifications",
    "search",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
]

MIDDLEWARE = [
    "friendly_gov.interpreter.one_piece_of_stack",
    "friendly_gov.logs.request_ids",
    "friendly_gov.queries_watch.watched_requests",
    "friendly_gov.metrics.measured_requests",
    "friendly_gov.middleware.clean_text",
    "friendly_gov.middleware.CompressedPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "friendly_gov.middleware.private_answers",
    "friendly_gov.middleware.chosen_language",
    "accounts.support_view_middleware.SupportViews",
    "friendly_gov.middleware.pages_of_forms",
    "accounts.middleware.SeenPeople",
    "accounts.middleware.EndedSessions",
    "friendly_gov.middleware.SignInRequired",
    "accounts.middleware.SecondStepDemanded",
    "friendly_gov.middleware.BoundedNumbers",
    # After the sign-in and before the CSRF check, which reads the body: only permitted senders get theirs read.
    "friendly_gov.middleware.AdmittedBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.OwnForms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "friendly_gov.middleware.Trail",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "friendly_gov.urls"
WSGI_APPLICATION = "friendly_gov.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Its {% csrf_token %} replaces Django's: every form also carries the user it was made for.
            "builtins": ["accounts.templatetags.form_keys"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "friendly_gov.navigation.frame",
                "friendly_gov.navigation.public_frame",
            ],
        },
    },
]

# -- Data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'friendly_gov.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"] |= {"CONN_HEALTH_CHECKS": True}
# Seconds a thread keeps its connection; opening one costs more than most queries.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
# PgBouncer in transaction mode gives every transaction another connection: cursors and prepared statements end with it.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", default=False)
# A streaming replica from which public pages are read; everything else is read where it is written.
if replica := env("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = DATABASES["default"] | env.db_url_config(replica) | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["friendly_gov.replicas.PublicReads"]
# Presence of readers, limits of networks and of the read API, health checks: shared by all workers, and by all machines
# in Redis or Valkey. Losing the cache loses no data.
CACHES = {"default": cache_of(env("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}"))}
# How many web processes serve one machine; deploy/ starts so many.
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Every queue of background tasks (docs/operations.md); "default" holds what was queued before there were several.
TASK_QUEUES = ["mail", "checks", "webhooks", "papers", "hints", "previews", "ocr", "default"]
TASKS = {"default": {"BACKEND": env("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend"), "QUEUES": TASK_QUEUES}}

# -- Files --------------------------------------------------------------------------------------------------------
# The file store is chosen only here: a local folder or a bucket. No app depends on which.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "friendly_gov.assets.AssetStorage"},
}
S3_BUCKET, S3_ENDPOINT_URL = env("S3_BUCKET", default=""), env("S3_ENDPOINT_URL", default="")
if S3_BUCKET:
    from friendly_gov.s3 import s3_storage

    STORAGES["default"] = s3_storage(env)
# Who sends a file's bytes: "portal" itself, "nginx" (X-Accel-Redirect), or "store" by a link valid for one minute.
FILES_SENT_BY = env("FILES_SENT_BY", default="store" if S3_BUCKET else "portal")
FILES_NGINX_LOCATION = env("FILES_NGINX_LOCATION", default="/kept-files/")
FILES_LINK_SECONDS = env.int("FILES_LINK_SECONDS", default=60)
if FILES_SENT_BY == "store":
    # The Content-Security-Policy lets pages show pictures and papers from the store's own address only.
    store_origin = S3_ENDPOINT_URL or "https://*.amazonaws.com"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] = [SELF, store_origin]
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(store_origin)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = [SELF, store_origin]
# Hosts to which connections need no TLS of their own, because the network between the machines is encrypted.
ENCRYPTED_HOSTS = env.list("ENCRYPTED_HOSTS", default=[])
# The virus scanner: tcp://host:3310 or unix:///run/clamav/clamd.ctl; without one no file is scanned or called clean.
CLAMD_URL = env("CLAMD_URL", default="")
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# Where nginx sends the files, it reads them as a member of the portal's group.
FILE_UPLOAD_PERMISSIONS = 0o640 if FILES_SENT_BY == "nginx" else 0o600
# Bytes. The maximum size of one file of evidence; the web server in front should allow a little more.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=200 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "documents.incoming.BoundedFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Bytes. The maximum total size of one commune's files in one year.
UPLOAD_QUOTA_BYTES = env.int("UPLOAD_QUOTA_BYTES", default=5 * 1024 * 1024 * 1024)
# How long evidence is kept: years after the end of a concluded year, and days after a commune removed a file.
RETENTION_YEARS = env.int("RETENTION_YEARS", default=10)
# Years after the end of a survey's year for which citizens' answers are kept; the figures made of them stay.
SURVEY_ANSWERS_YEARS = env.int("SURVEY_ANSWERS_YEARS", default=2)
RESTORE_DAYS = env.int("RESTORE_DAYS", default=30)
# Whether the worker makes thumbnails, PDFs of Office files and searchable text of every file that may be opened.
PREVIEWS = env.bool("PREVIEWS", default=True)
# Hints for appraisers: pictures whose long side has fewer pixels than this are called very small; this folder holds
# the certificates (PEM or DER) of the authorities whose signatures are trusted.
HINT_TINY_SIDE = env.int("HINT_TINY_SIDE", default=640)
SIGNATURE_TRUST_DIR = env("SIGNATURE_TRUST_DIR", default="")
# Where the agent of the signing token listens on the signer's own machine; papers are signed in the browser only where
# it is set: wss://127.0.0.1:8987
SIGNING_AGENT_URL = env("SIGNING_AGENT_URL", default="")
# Unfinished uploads: their folder, on a disk that all workers share; their lifetime; how many at once.
UPLOAD_PARTS_DIR = env("UPLOAD_PARTS_DIR", default=str(VAR_DIR / "uploads"))
UPLOAD_KEEP_HOURS = env.int("UPLOAD_KEEP_HOURS", default=72)
UPLOAD_UNFINISHED_PER_PERSON = env.int("UPLOAD_UNFINISHED_PER_PERSON", default=20)
UPLOAD_UNFINISHED_PER_COMMUNE = env.int("UPLOAD_UNFINISHED_PER_COMMUNE", default=60)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

STATIC_URL = "static/"
# Not precompressed: PDF character maps, fonts and maps are compressed already, or browsers never request them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "bcmap", "pfb", "map")
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = ["friendly_gov.assets.AssetFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("guides", BASE_DIR / "docs" / "images"),
    ("vendor/be-vietnam-pro", NODE_MODULES / "@fontsource" / "be-vietnam-pro"),
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/tus", NODE_MODULES / "tus-js-client" / "dist"),
    # Built by bin/build_viewer.mjs, so that browsers on Windows 7 can read it.
    ("vendor/pdfjs", NODE_MODULES / ".built" / "pdfjs"),
    *((f"vendor/pdfjs/{part}", NODE_MODULES / "pdfjs-dist" / part) for part in ("cmaps", "standard_fonts", "wasm")),
    ("vendor/hashes", NODE_MODULES / "@noble" / "hashes"),
]

# -- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {
    "change_password": "accounts.password_forms.ChangeForm",
    "reset_password": "accounts.password_forms.ResetForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# The portal counts attempts in the database (`accounts.limits`); allauth's counts are lost when the cache is flushed.
ACCOUNT_RATE_LIMITS = False
# Days for which sign-ins, failures and changes of passwords and second factors are kept.
SIGN_IN_TRACE_DAYS = env.int("SIGN_IN_TRACE_DAYS", default=180)
# Number of proxies in front that append to X-Forwarded-For; with 0 all people behind one proxy would share a limit.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# How often one address, in IPv6 one /64, may call the read API, as number/second|minute|hour|day.
API_RATE = env("API_RATE", default="120/min")
# How often one token may call it, from whatever address.
API_TOKEN_RATE = env("API_TOKEN_RATE", default="600/min")
# The hosts that webhooks may be sent to, as in ALLOWED_HOSTS; without one there are no webhooks (decision 0095).
WEBHOOK_HOSTS = env.list("WEBHOOK_HOSTS", default=[])
# Addresses of inner networks that webhooks may be sent to all the same: none, but for tests.
WEBHOOK_INNER_ADDRESSES: tuple[str, ...] = ()
MFA_ADAPTER = "accounts.adapter.EncryptingAdapter"
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.SecondStepForm",
    "reauthenticate": "accounts.mfa_forms.SecondStepAgainForm",
    "activate_totp": "accounts.mfa_forms.ActivationForm",
    "add_webauthn": "accounts.passkey_forms.NewPasskeyForm",
    "authenticate_webauthn": "accounts.passkey_forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Browsers offer passkeys on https and on this machine; without TLS the portal itself asks for no https either.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# The invitation proves a mail address, so allauth's own verification is off.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Whether those who act for the city, and administrators, must set up a second step first; and people of units, too.
MFA_DEMANDED = env.bool("MFA_DEMANDED", default=not env("DEMONSTRATION_DAY", default=""))
MFA_DEMANDED_OF_ALL = env.bool("MFA_DEMANDED_OF_ALL", default=False)
# Single sign-on by OpenID Connect (decision 90): the provider's address and name, and what the portal is called there.
OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_NAME = env("OIDC_NAME", default="OpenID Connect")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
# What the signed claims `amr` or `acr` hold where the provider asked for a second step; else the portal asks for one.
OIDC_SECOND_STEP_AMR = env.list("OIDC_SECOND_STEP_AMR", default=["mfa"])
OIDC_SECOND_STEP_ACR = env.list("OIDC_SECOND_STEP_ACR", default=[])
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.InvitedPeopleOnly"
if OIDC_SERVER_URL:
    # Browsers apply the policy to where a sent form redirects, too.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("/".join(OIDC_SERVER_URL.split("/")[:3]))
MFA_TOTP_ISSUER = "Friendly Government"
# Lifetime in seconds of a link to set a password: for a forgotten password, and for an invitation.
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
INVITATION_TIMEOUT = 7 * 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.password_words.PlaceWords"},
]

# -- Mail ---------------------------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="chinhquyenthanthien@localhost")
# Seconds in which the mail relay must answer; a mail that times out is tried again later.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# Contact of the administrators (name, telephone, mail); shown wherever a page tells the reader to ask one.
ADMINISTRATORS_CONTACT = env("ADMINISTRATORS_CONTACT", default="")
# The public base URL of the portal; mails and the codes on papers link to it.
PORTAL_URL = env("PORTAL_URL", default="http://localhost:8000").rstrip("/")

# -- Papers -------------------------------------------------------------------------------------------------------
# The decree names no certificate; where this is on, the portal drafts one for each recognised unit.
CERTIFICATES = env.bool("CERTIFICATES", default=False)

# -- Registration -------------------------------------------------------------------------------------------------
# Working days that a commune has to complete a registration that the department sends back.
REGISTRATION_COMPLETION_DAYS = env.int("REGISTRATION_COMPLETION_DAYS", default=5)
DOSSIER_COMPLETION_DAYS = env.int("DOSSIER_COMPLETION_DAYS", default=5)

# -- Backup -------------------------------------------------------------------------------------------------------
# restic's repository (a folder, sftp:..., s3:..., rest:...) and its password; without them nothing is backed up.
BACKUP_REPOSITORY = env("BACKUP_REPOSITORY", default="")
BACKUP_PASSWORD = env("BACKUP_PASSWORD", default="")
# Where the copy of the database waits while it is backed up; it is as secret as the database.
BACKUP_STAGING_DIR = env("BACKUP_STAGING_DIR", default=str(VAR_DIR / "backup"))

# -- Reminders ----------------------------------------------------------------------------------------------------
# Numbers of days before a deadline on which people are reminded: communes; the appraisal team.
REMIND_COMMUNES_DAYS = tuple(env.list("REMIND_COMMUNES_DAYS", cast=int, default=[14, 7, 3, 1]))
REMIND_TEAM_DAYS = tuple(env.list("REMIND_TEAM_DAYS", cast=int, default=[7, 3, 1]))

# -- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["friendly_gov.formats"]
# A demonstration fixes the portal's date (YYYY-MM-DD) and says so on every page; never set it in production.
DEMONSTRATION_DAY = env("DEMONSTRATION_DAY", default="")

# -- Monitoring ---------------------------------------------------------------------------------------------------
# Who sends this token may read /metrics/; without one there are no metrics, and nothing is measured.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# Milliseconds from which a query is logged, without its parameters; 0 logs none.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=0)
# Where errors are reported, by Sentry's protocol: https://key@host/number. Nothing typed and no person is in a report.
SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    from friendly_gov.error_reports import start_error_reports

    start_error_reports(SENTRY_DSN, environment=env("SENTRY_ENVIRONMENT", default="production"))
# Programs on this machine ask the web server itself; nginx answers 404 to others.
SECURE_REDIRECT_EXEMPT = [r"^health/live/$", r"^metrics/$"]
# "text" for people, "json" for programs: one object a line, with the request's id and without personal data.
LOGGING = logging_settings(env("LOG_FORMAT", default="text"), level=env("LOG_LEVEL", default="INFO"))
