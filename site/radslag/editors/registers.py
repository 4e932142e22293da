"""The editors' side of the registers: areas, themes and contacts."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from radslag.models import Area, Contact, Theme

from .lists import ListAdmin


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


class RegistersAdmin(ModelAdminGroup):
    """What is kept once and used on many pages."""

    menu_label = _("Registers")
    menu_icon = "list-ul"
    menu_order = 700
    items = (AreaAdmin, ThemeAdmin, ContactAdmin)
