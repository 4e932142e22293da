"""Where a comment stands, in words for the one who wrote it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from comments.rules.acts import Hold
from comments.rules.own import CONFIRM_WITHIN, masked
from comments.rules.states import HiddenReason, State
from radslag.templatetags.dates import day, moment


@dataclass(frozen=True, slots=True)
class Standing:
    """A headline, one or two sentences, why it is read first (`because`), and a short word for lists (`tag`)."""

    title: str
    words: list[str]
    tag: str
    because: list[str] = field(default_factory=list)


def standing_of(comment: Comment, *, now: dt.datetime, promise_hours: int = 24) -> Standing:
    """Where `comment` stands at `now`. `promise_hours`: how soon the moderators of its site mean to read."""
    if comment.erased_at:
        return Standing(
            _("The comment is erased"),
            [_("We no longer have its text, your name or your e-mail address.")],
            _("Erased"),
        )
    tell = {
        State.UNCONFIRMED: _unconfirmed,
        State.WAITING: _waiting,
        State.APPROVED: _shown,
        State.ASIDE: _aside,
        State.HIDDEN: _hidden,
        State.WITHDRAWN: _withdrawn,
    }[State(comment.state)]
    return tell(comment, now, promise_hours)


def confirm_until(comment: Comment) -> dt.datetime:
    """Until when the link in the mail confirms the comment."""
    return comment.submit_date + CONFIRM_WITHIN


def _unconfirmed(comment: Comment, now: dt.datetime, _hours: int) -> Standing:
    tag = _("Not confirmed")
    if now >= confirm_until(comment):
        words = _(
            "The link in the mail no longer works, so the comment did not come in. Copy the text and write it anew."
        )
        return Standing(_("The time to confirm is over"), [words], tag)
    values = {
        "address": masked(comment.participant.email) if comment.participant else _("your e-mail address"),
        "until": moment(confirm_until(comment)),
    }
    words = _(
        "Open the mail to %(address)s and press the button, at the latest %(until)s. Then your comment comes in."
    )
    return Standing(
        _("One step left: open your mail"),
        [words % values, _("No mail? Look in your spam folder. Else check the address, and write anew.")],
        tag,
    )


def _waiting(comment: Comment, _now: dt.datetime, hours: int) -> Standing:
    words = [_reads_within(hours)]
    because = list(_because(comment))
    if Hold.IDENTITY_NUMBER in comment.holds:
        words.append(_("A comment with a personal identity number is never shown. Take the number out."))
    return Standing(_("A moderator reads your comment first"), words, _("Waiting for a moderator"), because)


def _reads_within(hours: int) -> str:
    if hours == 24:
        return _("It is shown when a moderator has read it, mostly within a day on weekdays.")
    words = ngettext(
        "It is shown when a moderator has read it, mostly within %(n)d hour on weekdays.",
        "It is shown when a moderator has read it, mostly within %(n)d hours on weekdays.",
        hours,
    )
    return words % {"n": hours}


def _because(comment: Comment) -> Iterator[str]:
    return (str(Hold(code).label) for code in comment.holds if code in Hold.values)


def _shown(comment: Comment, _now: dt.datetime, _hours: int) -> Standing:
    words = _("It is shown since %(day)s. Everyone can read it.") % {"day": day(comment.shown_at)}
    return Standing(_("Your comment is shown"), [words], _("Shown"))


def _aside(comment: Comment, _now: dt.datetime, hours: int) -> Standing:
    if Hold.CHANGED in comment.holds:
        why = _("You changed it after it had been shown, so a moderator reads it again.")
    else:
        why = _("Several readers have reported it, so a moderator reads it again.")
    meanwhile = _("Until then others see that it is being looked at, and not the text.")
    return Standing(
        _("A moderator looks at your comment again"),
        [why, meanwhile],
        _("Looked at again"),
        list(_because(comment)),
    )


def _hidden(comment: Comment, _now: dt.datetime, _hours: int) -> Standing:
    values = {"day": day(comment.decided_at), "reason": comment.get_hidden_reason_display()}
    if comment.hidden_reason == HiddenReason.OTHER:
        words = [_("A moderator hid it %(day)s.") % values]
    else:
        words = [_("A moderator hid it %(day)s, because %(reason)s.") % values]
    if comment.hidden_text:
        words.append(_("The moderator writes: %(text)s") % {"text": comment.hidden_text})
    return Standing(_("Your comment is hidden"), words, _("Hidden"))


def _withdrawn(comment: Comment, _now: dt.datetime, _hours: int) -> Standing:
    if comment.shown_at:
        words = _("In its place others see that you took it away. Answers to it are still there.")
    else:
        words = _("It was never shown to anyone.")
    return Standing(_("You have taken your comment away"), [words], _("Taken away"))


def promise_hours_of(target: Any) -> int:
    """How soon the moderators of the target's site mean to read; a day when there is no telling."""
    from comments.talked_about.targets import defaults_for

    return defaults_for(target.thread_page).promise_hours if target is not None else 24
