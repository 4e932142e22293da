"""The chain of the audit log is followed every night, from the first entry to the last; an alarm goes out when it broke."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from radslag.clock import database_now
from radslag.mail.writing import address, message
from radslag.models import User
from radslag.models.audit import AuditCheck

from .checking import Found, check_chain

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=730)


def check_audit_log() -> int:
    """Check the log and note what was found; returns how many entries are right. When it broke, an alarm goes by mail.

    The log must also hold what the last good check noted: else somebody made the whole chain anew.
    """
    last = AuditCheck.objects.filter(broken_at=None, entries__gt=0).first()
    found = check_chain(noted=(last.entries, last.head) if last else None)
    note_check(found)
    return found.entries


@transaction.atomic
def note_check(found: Found) -> AuditCheck:
    """Keep what was found, and raise the alarm if it is bad. Notes of more than two years ago go."""
    now = database_now()
    noted: AuditCheck = AuditCheck.objects.create(
        at=now, entries=found.entries, head=found.head, broken_at=found.broken_at
    )
    AuditCheck.objects.filter(at__lt=now - KEPT).delete()
    if found.broken_at is not None:
        logger.error("The audit log is broken at entry %s", found.broken_at)
        for person in who_may_read():
            alarm(found.broken_at, to=person.email).send()
    return noted


def who_may_read() -> list[User]:
    """Active people who may read the audit log."""
    may = Permission.objects.filter(content_type__app_label="radslag", codename="view_auditentry")
    held = Q(is_superuser=True) | Q(user_permissions__in=may) | Q(groups__permissions__in=may)
    return list(User.objects.filter(held, is_active=True).distinct().order_by("pk"))


def alarm(number: int, *, to: str) -> EmailMessage:
    """What those who may read the log are mailed."""
    with translation.override(settings.LANGUAGE_CODE):
        parts = [
            _("The audit log was checked, and entry %(n)s is not what it was, or is missing.")
            % {"n": number},
            _(
                "Somebody has changed the log in the database itself. Tell whoever runs the site at once, change nothing, and "
                "keep the newest backups: they show what stood there."
            ),
            address("radslag_auditentry_modeladmin_index"),
            _("You get this since you may read the audit log."),
        ]
        return message(_("The audit log has been changed"), parts, to=to)
