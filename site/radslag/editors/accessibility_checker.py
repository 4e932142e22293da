"""Wagtail's accessibility checker, with the rules that an editor can do something about, in words she understands."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem


class OwnContentChecker(ContentCheckerItem):
    """Runs in the bar of the public page and beside the editor's preview."""

    axe_run_only = [
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "identical-links-same-purpose",
        "link-in-text-block",
        "list",
        "page-has-heading-one",
    ]
    axe_messages = {
        "alt-text-quality": (
            _("A picture’s description looks like a file name"),
            _("Say what the picture shows, in one sentence."),
        ),
        "button-name": (_("A button has no words"), _("Write what happens when one presses it.")),
        "empty-heading": (_("A heading is empty"), _("Write the heading, or take it away.")),
        "empty-meta-description": (
            _("The page has no description"),
            _("Write a lead, or a description for search engines under “Promote”."),
        ),
        "empty-table-header": (_("A column of a table has no heading"), _("Write what the column holds.")),
        "frame-title": (_("Something embedded has no name"), _("Say what it is.")),
        "heading-order": (
            _("A heading skips a level"),
            _("Put a larger heading before it, or make it larger."),
        ),
        "identical-links-same-purpose": (
            _("Links with the same words lead to different places"),
            _("Give each link words of its own."),
        ),
        "image-alt": (
            _("A picture has no description"),
            _("Say what it shows, or tick that it only decorates."),
        ),
        "input-button-name": (_("A button has no words"), _("Write what happens when one presses it.")),
        "link-in-text-block": (
            _("A link can’t be told from the text around it"),
            _("Tell whoever looks after the site."),
        ),
        "link-name": (_("A link has no words"), _("Write words that say where it leads.")),
        "list": (_("A list is put together wrongly"), _("Make it again with the list button of the editor.")),
        "p-as-heading": (_("Bold text is used as a heading"), _("Make it a real heading.")),
        "page-has-heading-one": (_("The page has no title"), _("Write the title of the page.")),
    }

    def get_axe_messages(self, request: HttpRequest) -> dict[str, Any]:
        """The words in the form in which the checker wants them."""
        return {
            rule: {"error_name": name, "help_text": text} for rule, (name, text) in self.axe_messages.items()
        }


def use_own_checker(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Receiver of construct_wagtail_userbar: ours in the place of Wagtail's, in the bar and in the editor."""
    items[:] = [
        OwnContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
