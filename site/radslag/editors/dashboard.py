"""The first page of the editors' side: what waits for the person, and the dates that are near."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from radslag.editors.waiting import waiting_for

REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
"""Wagtail's own lists of reviews ask several questions of the database for each page, and say the same."""


class WaitingPanel(Component):
    """“Väntar på dig”, and the dates to know."""

    name = "waiting"
    order = 100
    template_name = "radslag/admin/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Things to do and dates, apart."""
        found = waiting_for(parent_context["request"])
        dates = [thing for thing in found if thing.at is not None]
        return {
            "things": [thing for thing in found if thing.at is None],
            "dates": sorted(dates, key=lambda thing: thing.at or dt.datetime.max.replace(tzinfo=dt.UTC)),
        }


def arrange_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Receiver of construct_homepage_panels: ours first, without those it replaces."""
    panels[:] = [WaitingPanel(), *(panel for panel in panels if not isinstance(panel, REPLACED))]
