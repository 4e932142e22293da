"""What waits in the page tree: pages to review, pages sent back, hours that are set, and hours that were missed."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision, TaskState, WorkflowState

from radslag.clock import database_now
from radslag.editors.rights import pages_where
from radslag.templatetags.dates import moment

from .sources import Waiting, register

SHOWN = 8
"""Of each kind; a line says how many more there are."""
GRACE = dt.timedelta(minutes=5)
EXPIRES_SOON = dt.timedelta(days=14)


def edited_pages(user: Any) -> QuerySet[Page]:
    """The pages that the person may change."""
    return pages_where(user, ["wagtailadmin.access_admin"], ["change_page"])


@register
def to_review(request: HttpRequest) -> list[Waiting]:
    """Pages that editors have sent to review and that the person may approve, who waited longest first."""
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    ).select_related("workflow_state__requested_by")
    if not request.user.is_superuser:
        groups = request.user.groups.order_by().values("pk")
        states = states.filter(task__groupapprovaltask__groups__in=groups).distinct()
    rows = list(states.order_by("started_at", "pk"))
    pages = _pages(row.workflow_state.object_id for row in rows[:SHOWN])
    found = [
        Waiting(
            _("Review: %(page)s") % {"page": pages[row.workflow_state.object_id].get_admin_display_title()},
            _sent_in(row.workflow_state.requested_by, row.started_at),
            _edit(row.workflow_state.object_id),
        )
        for row in rows[:SHOWN]
        if row.workflow_state.object_id in pages
    ]
    return [*found, *_more(len(rows) - SHOWN, reverse("wagtailadmin_reports:workflow_tasks"))]


@register
def sent_back(request: HttpRequest) -> list[Waiting]:
    """Pages that the person sent to review and that came back with a wish, the newest first."""
    mine = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=request.user.pk
    )
    rows = list(
        mine.select_related("current_task_state").order_by("-current_task_state__finished_at")[:SHOWN]
    )
    pages = _pages(row.object_id for row in rows)
    return [
        Waiting(
            _("To change: %(page)s") % {"page": pages[row.object_id].get_admin_display_title()},
            row.current_task_state.comment if row.current_task_state else "",
            _edit(row.object_id),
        )
        for row in rows
        if row.object_id in pages
    ]


@register
def missed_hours(request: HttpRequest) -> list[Waiting]:
    """Pages of the person whose hour came and that could not be published."""
    return [
        Waiting(
            _("Could not be published: %(page)s") % {"page": page.get_admin_display_title()},
            _("It should have been published %(when)s. Open it, mend what is wrong and publish it.")
            % {"when": moment(page.due)},
            _edit(page.pk),
            urgent=True,
        )
        for page in _scheduled(request, due__lte=database_now() - GRACE)
    ]


@register
def coming_hours(request: HttpRequest) -> list[Waiting]:
    """Pages of the person that are published or taken down by themselves, and when."""
    now = database_now()
    publications = [
        _date(_("%(page)s is published %(when)s"), page, page.due)
        for page in _scheduled(request, due__gt=now)
    ]
    expiring = edited_pages(request.user).filter(
        live=True, expire_at__gt=now, expire_at__lte=now + EXPIRES_SOON
    )
    return publications + [
        _date(_("%(page)s is taken down %(when)s"), page, page.expire_at)
        for page in expiring.order_by("expire_at")[:SHOWN]
        if page.expire_at
    ]


def _date(sentence: str, page: Page, when: dt.datetime) -> Waiting:
    words = {"page": page.get_admin_display_title(), "when": moment(when)}
    return Waiting(sentence % words, "", _edit(page.pk), at=when)


def _scheduled(request: HttpRequest, **when: Any) -> QuerySet[Any]:
    """The person's pages with an approved hour, `due`, that fits `when`; the nearest first."""
    own = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField()))
    hour = own.filter(approved_go_live_at__isnull=False).values("approved_go_live_at")[:1]
    return (
        edited_pages(request.user).annotate(due=Subquery(hour)).filter(**when).order_by("due", "pk")[:SHOWN]
    )


def _pages(object_ids: Iterable[str]) -> dict[str, Page]:
    return {str(page.pk): page for page in Page.objects.filter(pk__in=list(object_ids))}


def _edit(pk: object) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


def _sent_in(person: Any, when: dt.datetime) -> str:
    if person is None:
        return _("Sent in %(when)s.") % {"when": moment(when)}
    return _("Sent in by %(person)s %(when)s.") % {"person": person, "when": moment(when)}


def _more(rest: int, url: str) -> list[Waiting]:
    if rest <= 0:
        return []
    return [
        Waiting(
            ngettext("%(n)d more page to review", "%(n)d more pages to review", rest) % {"n": rest}, "", url
        )
    ]
