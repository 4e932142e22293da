"""Every write to matters. What is refused is a ValidationError by field, in words for the editor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from councils.models import CouncilPage, Matter, MatterStatus, MatterUpdate
from radslag.clock import database_now
from radslag.incoming.plain import plain_line, plain_text, says_something
from radslag.models import Area, User


@dataclass(frozen=True, slots=True)
class MatterWords:
    """What a matter says of itself. `raised_by` is a ParticipantGroup or empty, `received` no later than today."""

    title: str
    unit: str
    received: dt.date
    text: str = ""
    raised_by: str = ""
    area: Area | None = None


@transaction.atomic
def receive_matter(*, council: CouncilPage, words: MatterWords, by: User | None) -> Matter:
    """Write down a matter of `council`; it begins as received. Raises ValidationError by field."""
    _refuse_the_future("received", words.received)
    matter = Matter(council=council, latest=words.received, **_values(words))
    matter.full_clean()
    matter.save(force_insert=True)
    log(matter, "councils.receive_matter", user=by)
    return matter


@transaction.atomic
def change_matter(*, matter_id: int, words: MatterWords, by: User | None) -> Matter:
    """Correct the words of a matter; what was said of it since stays. Raises ValidationError by field."""
    matter: Matter = Matter.objects.select_for_update().get(pk=matter_id)
    _refuse_the_future("received", words.received)
    first = matter.updates.order_by("date").values_list("date", flat=True).first()
    if first and words.received > first:
        raise ValidationError({"received": _("There is an update from an earlier day than that.")})
    for name, value in _values(words).items():
        setattr(matter, name, value)
    matter.latest = _latest(matter)
    matter.full_clean()
    matter.save()
    log(matter, "councils.change_matter", user=by)
    return matter


@transaction.atomic
def add_update(
    *, matter_id: int, date: dt.date, by: User | None, text: str = "", status: str = "", reason: str = ""
) -> MatterUpdate:
    """Say what has happened with a matter, and where it stands from then on when `status` is given.

    A matter that will not be done needs a `reason`; with any other status there is none. Raises ValidationError by field.
    """
    matter: Matter = Matter.objects.select_for_update().get(pk=matter_id)
    text, reason = _said(text), _said(reason)
    _refuse_the_future("date", date)
    _refuse_what_cannot_follow(matter, date, status, reason)
    update = MatterUpdate(matter=matter, date=date, text=text, status=status, reason=reason, written_by=by)
    if not update.text and not update.reason:
        raise ValidationError({"text": _("Say what has happened.")})
    update.full_clean()
    update.save(force_insert=True)
    if status:
        matter.status, matter.reason = status, update.reason
    matter.latest = _latest(matter)
    matter.save(update_fields=["status", "reason", "latest"])
    log(matter, "councils.update_matter", user=by, data={"status": status})
    return update


@transaction.atomic
def correct_update(*, update_id: int, text: str, reason: str, by: User | None) -> MatterUpdate:
    """Correct the words of an update; its date and status stay. Raises ValidationError by field."""
    update = MatterUpdate.objects.select_related("matter").get(pk=update_id)
    matter: Matter = Matter.objects.select_for_update().get(pk=update.matter_id)
    update.text, update.reason = _said(text), _said(reason)
    if update.status == MatterStatus.NOT_DONE and not update.reason:
        raise ValidationError({"reason": _("Say why it will not be done.")})
    if not update.text and not update.reason:
        raise ValidationError({"text": _("Say what has happened.")})
    update.full_clean()
    update.save(update_fields=["text", "reason"])
    newest = matter.updates.exclude(status="").order_by("-date", "-pk").first()
    if newest and newest.pk == update.pk and matter.status == MatterStatus.NOT_DONE:
        matter.reason = update.reason
        matter.save(update_fields=["reason"])
    log(matter, "councils.correct_update", user=by)
    return update


def _values(words: MatterWords) -> dict[str, object]:
    values = {field.name: getattr(words, field.name) for field in fields(words)}
    return values | {
        "title": _said(plain_line(words.title)),
        "unit": _said(plain_line(words.unit)),
        "text": _said(words.text),
    }


def _said(raw: str) -> str:
    """The words as they are stored: plain, and nothing where nothing can be seen."""
    text = plain_text(raw)
    return text if says_something(text) else ""


def _latest(matter: Matter) -> dt.date:
    newest: dt.date | None = matter.updates.order_by("-date").values_list("date", flat=True).first()
    return max(newest, matter.received) if newest else matter.received


def _refuse_the_future(field: str, date: dt.date) -> None:
    if date > timezone.localdate(database_now()):
        raise ValidationError({field: _("That day has not come yet.")})


def _refuse_what_cannot_follow(matter: Matter, date: dt.date, status: str, reason: str) -> None:
    if date < matter.received:
        raise ValidationError({"date": _("The matter was received later than that.")})
    if status and date < matter.latest:
        raise ValidationError({"date": _("There is a newer update. A status can only change after it.")})
    if status and status not in matter.moves:
        words = {"status": matter.get_status_display()}
        raise ValidationError({"status": _("A matter that is “%(status)s” can’t become that.") % words})
    if status == MatterStatus.NOT_DONE and not reason:
        raise ValidationError({"reason": _("Say why it will not be done.")})
    if status != MatterStatus.NOT_DONE and reason:
        raise ValidationError(
            {"reason": _("A reason belongs to “Will not be done”. Write it as text instead.")}
        )
