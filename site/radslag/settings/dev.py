"""Settings for a developer's own machine: what `make run` uses. Never for the internet."""

import os

from radslag.accounts.sso import sso_from
from radslag.openid.config import client_from, of_test_provider
from radslag.operation import logs

from .base import *  # noqa: F403
from .base import CACHES, STORAGES, env
from .elsewhere import caches_from, media_from
from .keys import key_for

DEBUG = True
LOGGING = logs.config(as_json=False)
SECRET_KEY = "only-for-development-and-tests-never-for-a-site-on-the-internet"  # noqa: S105
ALTCHA_HMAC_KEY = key_for("proof-of-work", SECRET_KEY)
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
RADSLAG_SHOW_MAIL = True
# A broker of our own stands in for a real one (radslag.openid.provider), unless EID_ISSUER names one.
RADSLAG_EID_PROVIDER = True
RADSLAG_EID = client_from(env) or of_test_provider(f"{WAGTAILADMIN_BASE_URL}/utveckling/e-legitimation")
RADSLAG_SSO = sso_from(env)
RADSLAG_MAIL_DELIVERY_BACKEND = "radslag.mail.development.ConsoleAndFolderBackend"
RADSLAG_DEMO_LOGINS = True
CACHES = caches_from(env, CACHES)
STORAGES = STORAGES | {"default": media_from(env)}
RADSLAG_KEEP_PAGES = env.bool("KEEP_PAGES", default=False)  # a changed template shows at once
