"""Settings of a site on the internet, from the environment alone. What is missing is listed, all at once."""

import os
from email.utils import parseaddr

from radslag.accounts.sso import sso_from
from radslag.openid.config import client_from
from radslag.operation import logs
from radslag.operation.start_errors import StartError

from .elsewhere import caches_from, media_from, missing_of_bucket

REQUIRED = ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
missing = [name for name in REQUIRED if not os.environ.get(name)] + missing_of_bucket(os.environ)
if missing:
    raise StartError("these environment variables are missing: " + ", ".join(missing))

from .base import *  # noqa: E402, F403
from .base import CACHES, DATA_DIR, env  # noqa: E402
from .keys import key_for  # noqa: E402

DEBUG = False
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))
LOGGING = logs.config(as_json=True, level=env.str("LOG_LEVEL", default="INFO"))
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALTCHA_HMAC_KEY = key_for("proof-of-work", SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise StartError("ALLOWED_HOSTS is *: name the hosts, or anybody decides where links lead")
WAGTAILADMIN_BASE_URL = env.str("PUBLIC_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL")
RADSLAG_MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
RADSLAG_DEMO_LOGINS = False
# Where a hole is told, in /.well-known/security.txt: a mailto: or https: address; else the sender of the mails.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="") or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
# No admin without a second step. The variable is for a day when nobody else can come in; `check --deploy` reports it.
RADSLAG_STAFF_MFA_REQUIRED = not env.bool("DANGER_ADMIN_WITHOUT_SECOND_STEP", default=False)
# Electronic identification for voting, by any OpenID Connect broker; without EID_ISSUER no round can ask for it.
#   EID_ISSUER         the broker's issuer, an https address exactly as its discovery document writes it
#   EID_CLIENT_ID, EID_CLIENT_SECRET   how the broker knows this site
#   EID_SCOPES         what is asked for beside `openid`, such as `profile address` for age and postal code
#   EID_NAME           what residents call it; BankID if nothing else is said
#   EID_ACR            levels of assurance to demand (acr_values), with spaces between; none if nothing is said
#   EID_PROMPT         `login`, so that a shared computer never uses somebody's session at the broker; empty sends none
#   EID_MAX_AGE        seconds since the person identified themselves at the broker; the broker must then tell auth_time
# The broker sends people back to PUBLIC_URL/rosta/e-legitimation/klar/.
RADSLAG_EID = client_from(env)
# Single sign-on for staff, by the organisation's own OpenID Connect log-in; without SSO_ISSUER there is none.
#   SSO_ISSUER, SSO_CLIENT_ID, SSO_CLIENT_SECRET, SSO_ACR, SSO_PROMPT, SSO_MAX_AGE   as for EID_…
#   SSO_NAME           what stands on the button, such as Lövsunda-inloggning
#   SSO_SCOPES         what is asked for beside `openid`; `email profile` if nothing else is said
#   SSO_GROUPS         which claim gives which group here: `claim value=Group name;claim value=Group name`
#   SSO_GROUPS_CLAIM   the claim that holds the values; `groups` if nothing else is said
#   SSO_SUPERUSERS     claim values, with `;` between, whose holders may do everything; nobody if nothing is said
#   SSO_MFA_TRUSTED    true: when the token says `mfa` (amr) or a level of SSO_ACR, our own second step is not asked for
# It sends people back to PUBLIC_URL/konto/logga-in/personal/sso/klar/. Groups are those of the newest log-in.
RADSLAG_SSO = sso_from(env)
_mail = env.email_url("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)

# Wagtail's preview and page editor frame our own pages, so SAMEORIGIN (base.py) is right and DENY would break them.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# More than one machine (docs/drift.md):
#   CACHE_URL          a cache in Redis for all of them; without it the cache is in PostgreSQL
#   MEDIA_S3_BUCKET, MEDIA_S3_ENDPOINT, MEDIA_S3_KEY_ID, MEDIA_S3_SECRET   a bucket for all files; without it they are in a folder
#   MEDIA_S3_REGION    as the server calls it; us-east-1 if nothing is said
CACHES = caches_from(env, CACHES)
STORAGES = {
    "default": media_from(env),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
