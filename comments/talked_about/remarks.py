"""What the check list says of the conversation of a page. It warns and never blocks."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from comments.rules.policy import Mode
from radslag.editors.checklist import Remark
from radslag.templatetags.dates import moment


def thread_remarks(page: Any, now: dt.datetime) -> Iterator[Remark]:
    """What to look at before `page` is published at `now`; a page that is copied brings its old date with it."""
    from comments.models import Comment

    mode, ends = Mode(page.thread_mode), page.thread_ends
    if mode == Mode.OPEN and ends and ends <= now:
        words = _("The conversation closed on %(moment)s, so nobody can write. Choose a later date, or none.")
        yield Remark(words % {"moment": moment(ends)}, "thread_ends")
    if mode == Mode.CLOSED and ends and ends > now:
        words = _(
            "The conversation is closed, though it is said to close on %(moment)s. Open it, or take away the date."
        )
        yield Remark(words % {"moment": moment(ends)}, "thread_ends")
    if not page.pk:
        return
    if mode == Mode.OPEN and page.get_view_restrictions().exists():
        yield Remark(
            _(
                "Not everyone may read the page: only those who may can write in its conversation, and it has no feed."
            ),
            "thread_mode",
        )
    if mode == Mode.OFF and not page.thread_stands_below and Comment.objects.about(page).approved().exists():
        yield Remark(
            _(
                "The conversation is off, so what people have written is not shown. Close it instead to keep it readable."
            ),
            "thread_mode",
        )
