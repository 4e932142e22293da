"""The kinds of things that are decided about a comment, and why a rule holds one. Codes are stable: they are in the log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Act(TextChoices):
    """What was done with a comment. Each row of the log has one."""

    CONFIRM = "confirm", _("Confirmed by the author")
    HOLD = "hold", _("Held by a rule")
    SHOW = "show", _("Shown at once")
    APPROVE = "approve", pgettext_lazy("comment", "Approved")
    HIDE = "hide", _("Hidden")
    RESTORE = "restore", _("Shown again")
    SET_ASIDE = "set_aside", _("Set aside after reports")
    DISMISS = "dismiss", _("Reports looked at, nothing done")
    REDACT = "redact", _("Personal data taken out")
    EDIT = "edit", _("Changed by the author")
    WITHDRAW = "withdraw", _("Withdrawn by the author")
    ERASE = "erase", _("Erased")
    PIN = "pin", _("Pinned")
    UNPIN = "unpin", _("No longer pinned")
    APPEAL = "appeal", _("Appealed")
    ANSWER_APPEAL = "answer_appeal", _("Appeal answered")
    UNDO = "undo", _("Undone")


class Hold(TextChoices):
    """Why a rule holds a comment for a moderator; each label completes "It is read first, because …"."""

    IDENTITY_NUMBER = "identity", _("it has a personal identity number")
    PHONE = "phone", _("it has a telephone number")
    EMAIL = "email", _("it has an e-mail address")
    LINK = "link", _("it has a link")
    WORDS = "words", _("it has words that the moderators want to look at")
    TOO_FAST = "fast", _("it came very quickly after the form was opened")
    TOO_MANY = "many", _("several comments came from the same place in a short time")
    CAPITALS = "capitals", _("it is written in capitals")
    SAME_TEXT = "same", _("the same text stands elsewhere")
    CHANGED = "changed", _("it was changed after it had been shown")


NEVER_SHOWN = frozenset({Hold.IDENTITY_NUMBER})
"""What keeps a comment from being shown whoever approves it, until it is taken out."""


class ReportReason(TextChoices):
    """What a reader sees wrong with a comment."""

    PERSON = "person", _("It is about an individual person")
    INSULT = "insult", _("It insults or threatens someone")
    CRIME = "crime", _("It may be against the law")
    SPAM = "spam", _("It is advertising or junk")
    FALSE = "false", _("It says something that is not true")
    OTHER = "other", _("Something else")


class Pace(TextChoices):
    """How often who follows a conversation gets a mail."""

    AT_ONCE = "at_once", _("For each new comment")
    DAILY = "daily", _("At most once a day")
