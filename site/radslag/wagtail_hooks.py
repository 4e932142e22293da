"""The editors' side of the registers: areas, themes and contacts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from radslag.blocks.contacts import contact_chooser
from radslag.lists import ListAdmin
from radslag.models import Area, Contact, Theme, User
from radslag.rich_text import LeanPageLinkHandler
from radslag.users_admin import may_administer


class AreaAdmin(ListAdmin):
    """Areas."""

    model = Area
    menu_icon = "site"
    list_display = ("name", "slug")
    search_fields = ("name",)
    list_export = ("name", "slug")


class ThemeAdmin(ListAdmin):
    """Themes."""

    model = Theme
    menu_icon = "tag"
    list_display = ("name", "slug", "drawing")
    search_fields = ("name",)
    list_export = ("name", "slug")


class ContactAdmin(ListAdmin):
    """Contacts."""

    model = Contact
    menu_icon = "user"
    list_display = ("role", "name", "organisation", "phone")
    list_filter = ("organisation",)
    search_fields = ("role", "name", "organisation")
    list_export = ("role", "name", "organisation", "phone")


@modeladmin_register
class RegistersAdmin(ModelAdminGroup):
    """What is kept once and used on many pages."""

    menu_label = _("Registers")
    menu_icon = "list-ul"
    menu_order = 700
    items = (AreaAdmin, ThemeAdmin, ContactAdmin)


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: Any) -> None:
    """Links to pages in running text, with fewer queries than Wagtail's own."""
    features.register_link_type(LeanPageLinkHandler)


@hooks.register("register_admin_viewset")
def register_contact_chooser() -> object:
    """The window in which an editor chooses a contact."""
    return contact_chooser


@hooks.register("before_bulk_action")
def only_staff_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Residents and superusers are out of reach for what is done with several people at once, too."""
    if not all(may_administer(request.user, thing) for thing in objects if isinstance(thing, User)):
        raise PermissionDenied
