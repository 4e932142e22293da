from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class RadslagConfig(AppConfig):
    """Users, registers and settings shared by all apps."""

    default = True
    name = "radslag"
    verbose_name = _("The site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Pictures get their sizes when a page is published."""
        from wagtail.signals import page_published

        from radslag.pictures import on_publish

        page_published.connect(on_publish, dispatch_uid="radslag.pictures")


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's users in the editors' side, without residents."""

    default = False
    user_viewset = "radslag.users_admin.StaffViewSet"
