"""Editors are told of open matters about which nothing was said for 90 days, at most once a month."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.admin_rights import own_matters
from councils.models import Matter, SilenceReminder
from radslag.clock import database_now
from radslag.mail.writing import address, message
from radslag.models import User
from radslag.templatetags.dates import day

PAUSE = dt.timedelta(days=30)
MOST_TITLES = 20


def remind_of_silence() -> int:
    """Mail each editor the open matters of her branches that nothing was said of for 90 days; return how many mails.

    Nobody gets a second mail within 30 days, however often this runs.
    """
    now = database_now()
    return sum(_remind(editor, now) for editor in _editors())


def _editors() -> QuerySet[User]:
    """People of a role that may change matters; a superuser without a role has no branch."""
    roles = {
        "groups__permissions__codename": "change_matter",
        "groups__permissions__content_type__app_label": "councils",
    }
    return User.objects.filter(is_active=True, **roles).distinct().order_by("pk")


@transaction.atomic
def _remind(editor: User, now: dt.datetime) -> bool:
    silent = own_matters(editor, "councils.change_matter").public()
    matters = list(silent.silent_on(timezone.localdate(now)).order_by("latest", "pk"))
    if not matters:
        return False
    reminder, made = SilenceReminder.objects.select_for_update().get_or_create(
        editor=editor, defaults={"sent_at": now}
    )
    if not made and now - reminder.sent_at < PAUSE:
        return False
    reminder.sent_at = now
    reminder.save(update_fields=["sent_at"])
    with translation.override(settings.LANGUAGE_CODE):
        _message(editor, matters).send()
    return True


def _message(editor: User, matters: list[Matter]) -> EmailMessage:
    count = len(matters)
    lines = [
        _("– %(title)s (last word %(day)s)") % {"title": m.title, "day": day(m.latest)}
        for m in matters[:MOST_TITLES]
    ]
    if count > MOST_TITLES:
        rest = count - MOST_TITLES
        lines.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
    parts = [
        ngettext(
            "Nothing was said for 90 days of this matter:",
            "Nothing was said for 90 days of these matters:",
            count,
        ),
        "\n".join(lines),
        _("Write a line on each, also when nothing has happened: then people know that it is not forgotten."),
        f"{address('councils_matter_modeladmin_index')}?tyst=ja",
    ]
    subject = ngettext("%(n)d matter waits for a word", "%(n)d matters wait for a word", count) % {"n": count}
    return message(subject, parts, to=editor.email)
