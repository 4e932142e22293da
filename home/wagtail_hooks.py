"""The editors' side of the top layer."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from home import waiting  # noqa: F401  # it registers what waits


@hooks.register("register_log_actions")
def register_actions(actions: Any) -> None:
    """What the news do for others, in words for the site's history."""
    actions.register_action("home.draft_news", _("Draft news"), _("Draft of news made"))
