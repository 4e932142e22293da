"""The editors' side of personal data: addresses and the place in the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from radslag.privacy import admin_views as views


class RetentionItem(MenuItem):
    """For those who may see how long things are kept."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may see the report."""
        return views.may_see_retention(request.user)


def urls() -> list[URLPattern]:
    """Receiver of register_admin_urls: Wagtail lets only staff in."""
    return [
        path("personuppgifter/", views.personal_data, name="privacy_register"),
        path("personuppgifter/gallring/", views.retention, name="privacy_retention"),
        path("personuppgifter/gallring/<slug:name>/", views.decide, name="privacy_decide"),
    ]


def register_item() -> MenuItem:
    """Receiver of register_settings_menu_item."""
    return MenuItem(
        _("Personal data"), reverse("privacy_register"), name="personal-data", icon_name="user", order=910
    )


def retention_item() -> MenuItem:
    """Receiver of register_settings_menu_item."""
    return RetentionItem(
        _("How long things are kept"),
        reverse("privacy_retention"),
        name="retention",
        icon_name="time",
        order=920,
    )
