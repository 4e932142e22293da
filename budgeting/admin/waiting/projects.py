"""What waits about projects: payments and decisions to confirm, texts of applicants to publish, and long silence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.admin.projects.listing import SILENT, WAITING
from budgeting.admin.rights import own_projects, programmes_of
from budgeting.models import MoneyDecision, PaymentRequest
from budgeting.rules.money import format_kronor
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register

FOLLOW_UP = "budgeting.change_project"


@register
def payments_to_confirm(request: HttpRequest) -> list[Waiting]:
    """Payments, counter-entries and decisions that a colleague has entered and a second person is to confirm."""
    person: Any = request.user
    programmes = programmes_of(person, "budgeting.add_payment").values("pk")
    rows: list[PaymentRequest | MoneyDecision] = []
    for model in (PaymentRequest, MoneyDecision):
        waiting = model.objects.waiting().filter(proposal__round__programme__in=programmes)
        waiting = waiting.exclude(asked_by=person).exclude(proposal__author=person)
        rows += waiting.select_related("proposal__project", "proposal__round", "asked_by")
    return [_to_confirm(row) for row in sorted(rows, key=lambda row: row.asked_at)]


def _to_confirm(row: PaymentRequest | MoneyDecision) -> Waiting:
    said = {"sum": format_kronor(abs(row.amount_ore)), "title": row.proposal.title}
    if isinstance(row, PaymentRequest):
        title = _("Confirm or drop: a payment of %(sum)s to “%(title)s”")
        if row.reverses_id is not None:
            title = _("Confirm or drop: take back a payment of %(sum)s to “%(title)s”")
        reason = row.what
    else:
        title = _("Confirm or drop: %(sum)s more for “%(title)s”")
        if row.amount_ore < 0:
            title = _("Confirm or drop: %(sum)s less for “%(title)s”")
        reason = row.reason
    project = getattr(row.proposal, "project", None)
    url = reverse("budgeting_project_modeladmin_edit", args=[project.pk]) if project else ""
    who = row.asked_by or _("somebody who is no longer here")
    text = _("%(who)s asks for it: %(reason)s") % {"who": who, "reason": reason}
    return Waiting(title % said, text, url, urgent=True)


@register
def texts_to_publish(request: HttpRequest) -> list[Waiting]:
    """One line for all that applicants have written and nobody has published or declined."""
    person: Any = request.user
    projects = own_projects(person, FOLLOW_UP).with_waiting().filter(waiting__gt=0)
    count = sum(projects.values_list("waiting", flat=True))
    if not count:
        return []
    title = ngettext("%(n)d text about a project to read", "%(n)d texts about projects to read", count)
    text = _("Those who submitted a proposal have written what has happened. Publish it, or say why not.")
    return [Waiting(title % {"n": count}, text, _list(WAITING), count=count)]


@register
def silent_projects(request: HttpRequest) -> list[Waiting]:
    """One line for all of which nothing was said for 60 days."""
    person: Any = request.user
    today = timezone.localdate(database_now())
    count = own_projects(person, FOLLOW_UP).silent_on(today).count()
    if not count:
        return []
    title = ngettext("%(n)d project waits for a word", "%(n)d projects wait for a word", count) % {"n": count}
    text = _("Nothing was said for 60 days. A line is enough, also when nothing has happened.")
    return [Waiting(title, text, _list(SILENT), count=count)]


def _list(which: str) -> str:
    return f"{reverse('budgeting_project_modeladmin_index')}?nytt={which}"
