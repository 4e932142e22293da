"""Settings of the test suite: as in production where it matters, quick where it does not."""

import os

from radslag.openid.config import of_test_provider
from radslag.operation import logs
from radslag.postgres.config import database

from .base import *  # noqa: F403
from .base import env
from .keys import key_for

DEBUG = False
logs.configure_structlog()
DATABASES = {
    "default": database(env, durable=False)
}  # a cluster of its own, which does not wait for the disk
SECRET_KEY = "only-for-development-and-tests-never-for-a-site-on-the-internet"  # noqa: S105
ALTCHA_HMAC_KEY = key_for("proof-of-work", SECRET_KEY)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RADSLAG_MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
RADSLAG_DEMO_LOGINS = True
RADSLAG_EID = of_test_provider("http://127.0.0.1:9")  # set up, but nobody answers: a test starts its own
MEDIA_ROOT = DATA_DIR / "test-media" / os.environ.get("PYTEST_XDIST_WORKER", "main")  # noqa: F405
# Every test client has a middleware of its own: else each would read through all static files first.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
RADSLAG_KEEP_PAGES = False  # queries of pages are counted; its own tests turn it on
RADSLAG_MAINTENANCE_LOOK_SECONDS = None  # tests of pages count their queries; those of the closed site look
