"""How long what belongs to no app is kept."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from radslag.privacy.periods import Period, fixed, register

DAY = dt.timedelta(days=1)

UNUSED_ACCOUNTS = register(
    Period(
        name="unused_accounts",
        title=_("Accounts that nobody logged in to"),
        begins=_("from when a code was last asked for"),
        default=DAY,
        least=DAY,
        most=7 * DAY,
        job="prune unused accounts",
        rows="radslag.accounts.services.unused_accounts",
    )
)
GIVEN_UP_MAIL = register(
    Period(
        name="given_up_mail",
        title=_("Mail that could not be delivered: to whom, and about what"),
        begins=_("from when it was given up"),
        default=30 * DAY,
        least=7 * DAY,
        most=90 * DAY,
        job="forget given-up mail",
        rows="radslag.mail.services.old_given_up_mail",
    )
)
FINISHED_TASKS = register(
    Period(
        name="finished_tasks",
        title=_("Background tasks that went well"),
        begins=_("from when they were done"),
        default=DAY,
        least=DAY,
        most=7 * DAY,
        job="prune finished tasks",
        rows="radslag.operation.task_table.old_finished_tasks",
    )
)
FAILED_TASKS = register(
    Period(
        name="failed_tasks",
        title=_("Background tasks that failed"),
        begins=_("from when they failed"),
        default=30 * DAY,
        least=7 * DAY,
        most=90 * DAY,
        job="prune finished tasks",
        rows="radslag.operation.task_table.old_failed_tasks",
    )
)
ERASURES = register(
    Period(
        name="erasures",
        title=_("Keyed hashes of addresses that were erased"),
        begins=_("from the erasure; longer than any backup is kept"),
        default=400 * DAY,
        least=35 * DAY,
        most=1095 * DAY,
        job="forget erasures",
        rows="radslag.privacy.erasures.old_erasures",
    )
)
PACKAGES = register(
    Period(
        name="archive_packages",
        title=_("Archive packages that the archive has"),
        begins=_("from when somebody confirmed that"),
        default=90 * DAY,
        least=7 * DAY,
        most=365 * DAY,
        job="delete archive packages",
        rows="radslag.archives.services.old_packages",
    )
)
SESSIONS = fixed(
    "sessions",
    _("That you are logged in"),
    _("from when you logged in"),
    dt.timedelta(seconds=settings.SESSION_COOKIE_AGE),
    "clear expired sessions",
)
LOGIN_CODES = fixed(
    "login_codes",
    _("Codes to log in with"),
    _("from when the code was sent"),
    dt.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
)
SALTS = fixed(
    "salts",
    _("The secret with which networks are counted"),
    _("from the start of the day"),
    DAY,
    "prune limits",
)
