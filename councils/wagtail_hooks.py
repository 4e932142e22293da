"""What the councils add to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail_modeladmin.options import modeladmin_register

from councils import waiting  # noqa: F401
from councils.admin import MatterAdmin
from councils.page_guards import refuse_deletion

modeladmin_register(MatterAdmin)


@hooks.register("before_delete_page")
def keep_matters(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What residents raised stays."""
    return refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def keep_matters_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for pages ticked in a list."""
    if action_type != "delete":
        return None
    return refuse_deletion(request, [thing for thing in objects if isinstance(thing, Page)])


@hooks.register("register_log_actions")
def register_matters(actions: Any) -> None:
    """What the site's history says of a matter."""
    actions.register_action("councils.receive_matter", _("Write down matter"), _("Matter written down"))
    actions.register_action("councils.change_matter", _("Correct matter"), _("Matter corrected"))
    actions.register_action("councils.update_matter", _("Follow up matter"), _("Matter followed up"))
    actions.register_action("councils.correct_update", _("Correct update"), _("Update of matter corrected"))
