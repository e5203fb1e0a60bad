"""Settings of the tests: the product's own, with a few variables set first."""

import os

from tests import postgresql
from tests.homes import home_of_this_process

os.environ["SASANDO_HOME"] = home_of_this_process()
os.environ.setdefault("SASANDO_SECRET_KEY", "only-for-tests-and-nowhere-else-0123456789abcdef")
os.environ.setdefault("SASANDO_ALLOW_LOOPBACK_OUTLETS", "true")
os.environ.setdefault("SASANDO_SECOND_FACTOR", "optional")
os.environ.setdefault("SASANDO_LOG_LEVEL", "WARNING")
if os.environ.get("SASANDO_TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = postgresql.start()

from sasando.settings import *  # noqa: F403 - the variables must be set before it is read

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns where it is missing
# Tests read the code's own words, compiled catalogue or not; the browser tests read Indonesian.
LOCALE_PATHS = []
