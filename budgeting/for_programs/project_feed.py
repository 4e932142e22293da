"""What happens with a programme's projects, as a feed: every published update, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import escape, linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgeting.display.project_costs import told_rounds
from budgeting.display.projects import costs_url
from budgeting.models.project_updates import ProjectUpdate
from budgeting.models.projects import ProjectStatus
from radslag.clock import database_now
from radslag.for_programs import feeds
from radslag.for_programs.being_found import absolute
from radslag.for_programs.feeds import Channel, Item

if TYPE_CHECKING:
    from budgeting.models.pages import BudgetingPage

MOST_ITEMS = 30


def feed(page: BudgetingPage, request: HttpRequest) -> HttpResponseBase:
    """The feed as RSS 2.0: the same bytes until something is published or corrected."""
    rounds, _urls = told_rounds(page, database_now(), request)
    said = ProjectUpdate.objects.published().filter(project__proposal__round__in=rounds)
    rows = said.select_related("project__proposal__round").order_by("-published_at", "-pk")[:MOST_ITEMS]
    home = absolute(request, costs_url(page.get_url(request)))
    changed = page.last_published_at or page.first_published_at or feeds.LONG_AGO
    channel = Channel(
        title=_("%(name)s: what happens with the projects") % {"name": page.title},
        description=_("What is told of the projects that got money."),
        home=home,
        address=f"{home}rss/",
        language=get_language() or "sv",
        changed=changed,
    )
    items = [_item(update, request) for update in rows]
    latest = max((item.changed for item in items), default=channel.changed)
    return feeds.answer(feeds.rss(channel, items), feeds.RSS, latest, request)


def _item(update: Any, request: HttpRequest) -> Item:
    proposal = update.project.proposal
    status = str(ProjectStatus(update.status).label) if update.status else ""
    texts = [part for part in (update.text, update.reason) if part]
    return Item(
        title=f"{proposal.title}: {status}" if status else proposal.title,
        link=absolute(request, f"{proposal.get_absolute_url()}#handelse-{update.pk}"),
        description=linebreaks(escape("\n\n".join(texts))),
        key=f"project-update-{update.pk}",
        published=update.published_at,
        changed=update.published_at,
    )
