"""The check list before publishing: it warns and never blocks, and it reads the page as it stands in the editor.

Page types extend `BasePage.publishing_remarks`:

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        return [*super().publishing_remarks(now), Remark(_("The meeting has no time yet."), "starts")]
"""

from .remark import Remark

__all__ = ["Remark"]
