"""Settings that hold everywhere. dev.py, test.py and production.py build on them."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from radslag.accounts.sso import StaffSso
from radslag.openid.config import Client
from radslag.postgres.config import database

PROJECT_DIR = Path(__file__).resolve().parents[3]
SITE_DIR = PROJECT_DIR / "site"
DATA_DIR = Path(os.environ.get("RADSLAG_DATA_DIR", PROJECT_DIR / "var"))
env = environ.Env()

INSTALLED_APPS = [
    "radslag",
    "home",
    "councils",
    "budgeting",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail_modeladmin",
    "wagtail.sites",
    "wagtail_localize",
    "wagtail_localize.locales",  # wagtail.locales, and which language is translated from which
    "wagtail.contrib.sitemaps",
    "radslag.apps.StaffConfig",  # wagtail.users
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_comments_xtd",
    "django_comments",
    "comments",  # after xtd: takes away its hook that would publish replies still waiting
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "radslag.operation.requests.told",
    "radslag.operation.middleware.answer_machines",
    "radslag.headers.add_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "radslag.middleware.ContentSecurityPolicy",  # above what answers for the site: their pages have a style too
    "radslag.operation.closed.ClosedForMaintenance",
    "radslag.page_cache.middleware.KeptPages",
    "radslag.caches.remembering.remember_for_the_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "radslag.middleware.LanguageFromAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "radslag.accounts.gate.note_use_of_sessions",
    "radslag.accounts.gate.SecondStepForAdmin",
    "radslag.audit.middleware.note_downloads",
    "radslag.page_cache.readers.kept_for_readers",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "radslag.editors.in_use.ExplainRefusals",
    "radslag.editors.unreadable_forms.AnswerUnreadableForms",
]

ROOT_URLCONF = "radslag.urls"
WSGI_APPLICATION = "radslag.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "radslag.templatetags.dates",
                "radslag.templatetags.icons",
                "radslag.templatetags.money",
                "radslag.templatetags.numbers",
            ],
        },
    },
]

DATABASES = {"default": database(env)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "radslag.caches.remembering.RememberingDatabaseCache",
        "LOCATION": "radslag_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Pages that readers share, of this minute and this content number (radslag.page_cache).
    "pages": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "radslag_page_cache",
        "TIMEOUT": 90,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
    # Renditions are read from their table, for lists in one query: a cache in front would write on every reader's GET.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
RADSLAG_KEEP_PAGES = True
RADSLAG_COOKIES_READ = ("unsaved-ballot", "left-with-vote")  # beside the session's; what pages look at

# Accounts: one door for residents, a code by e-mail (README, "Decisions").
AUTH_USER_MODEL = "radslag.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_pages"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "radslag.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "radslag.accounts.forms.RequestCodeForm",
    "confirm_login_code": "radslag.accounts.forms.ConfirmCodeForm",
    "reauthenticate": "radslag.accounts.forms_second_step.PasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,20/300s/key"}  # ours are in radslag.accounts.limiting
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# The second step of staff: an app, passkeys, recovery codes. No admin without it but for developers and most tests.
RADSLAG_STAFF_MFA_REQUIRED = False
MFA_ADAPTER = "radslag.accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = (
    1  # clocks half a minute wrong, and slow fingers; a code is good once (radslag.services.second_step)
)
MFA_FORMS = {
    "authenticate": "radslag.accounts.forms_second_step.CodeForm",
    "authenticate_webauthn": "radslag.accounts.forms_second_step.PasskeyForm",
    "reauthenticate": "radslag.accounts.forms_second_step.CodeForm",
    "reauthenticate_webauthn": "radslag.accounts.forms_second_step.PasskeyForm",
    "activate_totp": "radslag.accounts.forms_second_step.NewAppForm",
    "add_webauthn": "radslag.accounts.forms_second_step.NewPasskeyForm",
}
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "radslag.views.csrf_failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "radslag.operation.error_reports.WithoutValues"

# Language and time. The language is in the address: Swedish at /, English at /en/.
LANGUAGE_CODE = "sv"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
# One clock for all who work here: a round that closes at 23.59 closes at 23.59 in everybody's form.
WAGTAIL_USER_TIME_ZONES = ["Europe/Stockholm"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = (
    False  # a translation begins as a draft, in the words of the original
)
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False
LOCALE_PATHS = [SITE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
STATICFILES_FINDERS = [
    "radslag.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Strict for everybody: nothing inline is allowed, so no nonces are needed. The admin has its own (radslag.middleware).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "frame-src": [SELF],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SECURITY_CONTACT = "mailto:radslag@example.org"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Mail goes to an outbox table and is delivered by `manage.py work`.
EMAIL_BACKEND = "radslag.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "Rådslag <radslag@example.org>"
RADSLAG_SHOW_MAIL = False
EMAIL_TIMEOUT = 10  # seconds: a mail server that hangs must not hold up codes
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Who may read /metrics: networks, separated by commas. This machine alone if nothing is said.
RADSLAG_METRICS_ALLOW = env.list("METRICS_ALLOW", default=["127.0.0.0/8", "::1/128"])

# How often, in seconds, a process looks whether the site is closed; None: never.
RADSLAG_MAINTENANCE_LOOK_SECONDS: float | None = 5

# For how many days `manage.py backup` keeps backups; pages say so of those that tie votes to voters.
RADSLAG_BACKUP_DAYS = env.int("BACKUP_DAYS", default=30)

# Electronic identification for voting (radslag.openid): none unless the settings of the place say so.
RADSLAG_EID: Client | None = None
RADSLAG_EID_PROVIDER = False
# The organisation's own log-in for staff (radslag.accounts.sso): none unless the settings of the place say so.
RADSLAG_SSO: StaffSso | None = None

# Comments: our model on django-comments-xtd's; its own views are not routed.
SITE_ID = 1
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "comments.models.Comment"
COMMENTS_XTD_FORM_CLASS = "comments.forms.writing.CommentForm"
COMMENTS_XTD_MAX_THREAD_LEVEL = 3
COMMENTS_XTD_CONFIRM_EMAIL = False
COMMENTS_XTD_THREADED_EMAILS = False
COMMENT_MAX_LENGTH = 3000
COMMENTS_TIMEOUT = 2 * 60 * 60  # seconds
ALTCHA_CHALLENGE_EXPIRE = COMMENTS_TIMEOUT * 1000  # milliseconds: as long as the form itself

WAGTAIL_SITE_NAME = "Rådslag"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "radslag.readers.search", "SEARCH_CONFIG": "swedish"},
}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Nobody changes an address without proof: a ballot counts for an address (radslag.accounts.proof).
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False  # who has forgotten it logs in by code
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "radslag.media.uploads.ImageUploadForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "radslag.media.uploads.DocumentUploadForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # never by an address of the storage, where nobody looks at rights
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "docx", "odt", "xlsx", "ods", "txt"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
