"""Moderators are told by mail when something in their queue has waited longer than the site promises, at most once a day."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from comments.models import ConversationSettings, QueueAlarm
from comments.people.permissions import all_moderators
from comments.querysets.queue import spots_for
from radslag.clock import database_now
from radslag.mail.once_a_day import told_before
from radslag.mail.writing import address, message

HOUR = dt.timedelta(hours=1)


def promise_hours() -> int:
    """Within how many hours the site says that comments are read."""
    site = Site.objects.filter(is_default_site=True).first()
    hours: int = (ConversationSettings.for_site(site) if site else ConversationSettings()).promise_hours
    return hours


def alarm_of_old_queues() -> int:
    """Mail each moderator in whose branches the promise is broken; return how many mails.

    The mail has numbers and an address, nothing of what people wrote. Nobody gets a second one the same day, however often
    this runs; a promise of 0 hours promises nothing.
    """
    now, promise = database_now(), promise_hours()
    if not promise:
        return 0
    return sum(_alarm(moderator, now, promise) for moderator in all_moderators())


@transaction.atomic
def _alarm(moderator: Any, now: dt.datetime, promise: int) -> bool:
    late = now - promise * HOUR
    spots = spots_for(moderator)
    old = [spot for spot in spots if spot.since < late]
    if not old:
        return False
    alarm, made = QueueAlarm.objects.select_for_update().get_or_create(
        moderator=moderator, defaults={"sent_at": now}
    )
    if not made and alarm.sent_at >= told_before(now):
        return False
    alarm.sent_at = now
    alarm.save(update_fields=["sent_at"])
    longest = int((now - min(spot.since for spot in old)) / HOUR)
    with translation.override(settings.LANGUAGE_CODE):
        _message(moderator.email, len(spots), len(old), longest, promise).send()
    return True


def _message(email: str, count: int, old: int, longest: int, promise: int) -> EmailMessage:
    values = {"n": old, "promise": promise}
    told = ngettext(
        "%(n)d has waited longer than the %(promise)d hours we promise.",
        "%(n)d have waited longer than the %(promise)d hours we promise.",
        old,
    )
    parts = [
        ngettext("There is %(n)d comment to read.", "There are %(n)d comments to read.", count)
        % {"n": count},
        told % values,
        ngettext("The oldest has waited %(n)d hour.", "The oldest has waited %(n)d hours.", longest)
        % {"n": longest},
        _("Those who wrote do not know whether anyone has seen it. It takes a few minutes:"),
        address("comments_queue"),
        _("You get this mail at most once a day."),
    ]
    subject = ngettext("%(n)d comment has waited too long", "%(n)d comments have waited too long", old) % {
        "n": old
    }
    return message(subject, parts, to=email)
