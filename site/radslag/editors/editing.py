"""The editor of pages: Wagtail's, with the check list beside the form and after a save."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from radslag.clock import database_now
from radslag.editors.checklist import Remark
from radslag.pages import BasePage
from radslag.templatetags.dates import moment

from .asking_first import MoveUnlessRefused, UnpublishUnlessRefused

TOLD = 4
"""Remarks that the message after a save tells; the check list has them all."""


class ChecklistSidePanel(BaseSidePanel):
    """What to look at before publishing: read anew each time the editor opens or the page is saved, also by itself."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button with the number of remarks."""

        aria_label = _("Show the check list")
        icon_name = "list-ul"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            """Wagtail's, with our number."""
            return super().get_context_data(parent_context) | {"count": len(self.panel.remarks)}

    name = "checklist"
    title = _("Check list")
    template_name = "radslag/admin/checklist.html"
    order = 150

    @cached_property
    def remarks(self) -> list[Remark]:
        """Of the page as it stands in the form; none before it is saved for the first time."""
        if not self.object.pk:
            return []
        found: list[Remark] = self.object.publishing_remarks(database_now())
        return found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Each remark with the name of the field it is about."""
        rows = [(field_label(self.object, remark.field), remark) for remark in self.remarks]
        # Then the number on the button stands elsewhere, and is old.
        is_partial = parent_context.get("is_partial")
        return super().get_context_data(parent_context) | {"rows": rows, "is_partial": is_partial}


class CheckedEditView(EditView):
    """Wagtail's editor with the check list."""

    def get_side_panels(self) -> MediaContainer:
        """Add ours; also when parts of the editor are asked for after it has saved by itself."""
        return _with_checklist(super().get_side_panels(), self.page, self.request)


class CheckedCreateView(CreateView):
    """Wagtail's editor of a new page, which it begins to save by itself."""

    def get_side_panels(self) -> MediaContainer:
        """Add ours, which fills once the page is saved."""
        return _with_checklist(super().get_side_panels(), self.page, self.request)


def _with_checklist(panels: MediaContainer, page: Page, request: HttpRequest) -> MediaContainer:
    if not isinstance(page, BasePage):
        return panels
    return MediaContainer([*panels, ChecklistSidePanel(page, request)])


class OwnPages(PageViewSet):
    """The views of all pages: Wagtail's, with our editor. Registered after Wagtail's own, in whose place it stands."""

    add_view_class = CheckedCreateView
    edit_view_class = CheckedEditView
    move_view_class = MoveUnlessRefused
    unpublish_view_class = UnpublishUnlessRefused


def field_label(page: Page, name: str) -> str:
    """The field's name as the form has it; empty for what is no field."""
    field = next((field for field in page._meta.get_fields() if field.name == name), None)
    return str(getattr(field, "verbose_name", "")).capitalize()


def tell_remarks(request: HttpRequest, page: Page) -> None:
    """Receiver of after_edit_page and after_create_page: what is worth a look, after a save by hand."""
    specific = page.specific if not isinstance(page, BasePage) else page
    if not isinstance(specific, BasePage) or request.headers.get("Accept", "").startswith("application/json"):
        return
    remarks = specific.publishing_remarks(database_now())
    if remarks:
        button = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("To the page"))
        messages.warning(request, _as_message(remarks), buttons=[button])


def tell_hour(request: HttpRequest, page: Page) -> None:
    """Receiver of the same: when a page with an approved hour is published."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return
    revision = page.scheduled_revision
    if revision is not None and revision.approved_go_live_at > database_now():
        words = gettext("“%(page)s” is published %(when)s.")
        title = page.get_admin_display_title()
        messages.info(request, words % {"page": title, "when": moment(revision.approved_go_live_at)})


def _as_message(remarks: list[Remark]) -> SafeString:
    words = ngettext(
        "The check list has %(n)d thing to look at:",
        "The check list has %(n)d things to look at:",
        len(remarks),
    ) % {"n": len(remarks)}
    told = format_html_join("", "<li>{}</li>", ((remark.text,) for remark in remarks[:TOLD]))
    return format_html("{}<ul>{}{}</ul>", words, told, _the_rest(len(remarks) - TOLD))


def _the_rest(n: int) -> SafeString:
    if n < 1:
        return SafeString()
    words = ngettext("and %(n)d more in the check list", "and %(n)d more in the check list", n) % {"n": n}
    return format_html("<li>{}</li>", words)
