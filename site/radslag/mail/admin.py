"""Mail that was given up, in the editors' side."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from radslag.editors.lists import ListAdmin, ReadOnly
from radslag.models import OutgoingMail


class FailedMailAdmin(ListAdmin):
    """Mail that was given up: when, about what, and why. Whom it was for is not shown: it may be a resident."""

    model = OutgoingMail
    menu_label = _("Mail that failed")
    menu_icon = "mail"
    menu_order = 900
    add_to_settings_menu = True
    list_display = ("subject", "created_at", "gave_up_at", "attempts", "last_error")
    list_export = list_display
    permission_helper_class = ReadOnly

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those that nobody tries to send any longer, newest first."""
        return super().get_queryset(request).filter(gave_up_at__isnull=False).order_by("-gave_up_at")
