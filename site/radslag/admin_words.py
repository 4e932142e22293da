"""Words of Wagtail's admin that its Swedish catalogue lacks; ours is read first and has them."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Accessible"),
    _("Cancel workflow"),
    _("Complex"),
    _("Duplicate"),
    _("Good"),
    _("Minimap"),
    _("Page explorer"),
    _("Resubmit"),
    _("Saving..."),
    _("Show issue"),
)
