"""What holds for one conversation: whether it is open, who may write in it, and when what they write is shown. Pure."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    OFF = "off", _("Off: no conversation, and none of its comments are shown")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed: can be read, not written in")


class Writers(TextChoices):
    """Who may write. Each includes those after it."""

    ANYONE = "anyone", _("Anyone, an e-mail address is optional")
    CONFIRMED = "confirmed", _("Those who confirm an e-mail address")
    SIGNED_IN = "signed_in", _("Those who are logged in")


class Showing(TextChoices):
    AT_ONCE = "at_once", _("At once, if no rule holds it for review")
    REVIEWED = "reviewed", _("When a moderator has read it")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one conversation, with the site's defaults filled in.

    `ends` is the instant it closes or closed, if an editor has said one. `trusted_after`: someone with so many approved
    comments is shown at once also where others are read first; 0 trusts nobody beforehand.
    """

    mode: Mode
    ends: dt.datetime | None = None
    writers: Writers = Writers.ANYONE
    showing: Showing = Showing.REVIEWED
    trusted_after: int = 0

    @property
    def is_shown(self) -> bool:
        return self.mode != Mode.OFF

    def is_open_at(self, now: dt.datetime) -> bool:
        """Whether one may write at `now`: before the instant it ends, not at it."""
        return self.mode == Mode.OPEN and (self.ends is None or now < self.ends)

    def closed_since(self, now: dt.datetime) -> dt.datetime | None:
        """When it closed, if that is past and an editor has said it."""
        return self.ends if self.ends and self.ends <= now and self.is_shown else None

    def shows_at_once(self, *, approved_before: int) -> bool:
        """Whether a comment that no rule holds is shown before a moderator has read it.

        `approved_before` is how many comments of its author a moderator has approved; 0 for who is not known.
        """
        trusted = 0 < self.trusted_after <= approved_before
        return self.showing == Showing.AT_ONCE or trusted
