"""Why a comment was refused: a stable code, and what residents are told."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "empty": _("Write what you want to say"),
    "too_long": _("The text is too long. Can you make it shorter?"),
    "name_too_long": _("The name is too long. Can you make it shorter?"),
    "thread_closed": _("The conversation is closed. You can read it but not write."),
    "sign_in_first": _("Log in to write here. Your text is kept while you do."),
    "email_missing": _(
        "Write your e-mail address. We send you a link, and the comment counts when you have opened it."
    ),
    "too_often": _("Many comments have come in a short time. Wait a little and send again."),
    "too_late_to_confirm": _("The link has stopped working. It works for 24 hours."),
    "no_such_comment": _("The comment you are answering is no longer here."),
    "foreign_comment": _("The comment you are answering belongs to another page."),
    "not_shown": _("The comment you are answering is no longer shown."),
    "too_deep": _("This comment cannot be answered. Write a comment of your own instead."),
    "illegal_move": _("Someone else has decided about this comment. Look at it again."),
    "edit_too_late": _(
        "The text could be changed for 15 minutes. Take the comment away instead, and write a new one."
    ),
    "edit_too_often": _("You have changed the text many times. Read it through, and wait an hour."),
    "edit_answered": _(
        "The municipality has answered, so the text can no longer be changed. Write an answer instead."
    ),
    "appeal_empty": _("Write why you think that the comment should be shown"),
    "appeal_not_possible": _("You cannot ask for a new look at this comment."),
    "identity_number": _("A personal identity number must not be shown. Take it out."),
    "gone": _("The comment is no longer shown."),
    "likes_closed": _("The conversation is closed. You can read it but no longer like what is said."),
    "reason_to_choose": _("Choose what is wrong with the comment"),
    "report_too_long": _("The text may have 500 characters at most. Can you make it shorter?"),
    "too_many_pinned": _("Three comments stand first already. Let one of them go back to its place."),
    "own_answer": _("This is an answer of the municipality’s own, not a question to it."),
    "unit_missing": _("Say which unit answers"),
    "not_assignable": _("Choose someone who moderates this page"),
    "bad_due_date": _("Choose a day from today and at most a year ahead"),
    "already_answered": _("The question is answered already, or taken off the list."),
    "too_late_to_take_off": _("The day has passed, so the question stays until it is answered."),
    "no_answer": _("Choose one of the municipality’s answers"),
    "thing_gone": _("It is not public, or no longer there. Choose something else."),
    "reason_missing": _("Say why the comment is hidden. The reason is shown to everyone."),
    "changed_since": _(
        "Something happened with the comment while you read: its author changed it, or someone else decided. Read it again."
    ),
    "nothing_taken_out": _("Nothing is taken out. Take away the words that should not be there."),
    "words_added": _(
        "There are words here that the author did not write. You can only take words out; a note of your own stands within "
        "brackets: [name]."
    ),
    "nothing_left": _("Nothing would be left of the comment. Hide it instead."),
    "erased": _("The comment is erased. Nothing of it is left to decide about."),
    "nothing_to_undo": _("There is nothing to undo: something else has happened with the comment since."),
    "not_yours_to_undo": _("Someone else decided this. Make a decision of your own instead."),
    "answered_since": _("The comment has been answered since it was shown. Hide it instead."),
    "appeal_open": _("The author has asked for a new look at this. Answer that first."),
    "no_reports": _("The reports are already looked at."),
    "appeal_answered": _("Someone else has answered already."),
    "own_decision": _("You hid the comment yourself. Another moderator answers."),
    "answer_missing": _("Write a few words to the author: why it stays hidden."),
}


class RuleViolation(Exception):
    """A rule of the conversation says no. `code` is stable; `message` is for people."""

    def __init__(self, code: str) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code])


class LimitReached(RuleViolation):
    """Too much has come within a limit's window. `limit` is its name, `until` the instant (aware) from which one may try."""

    def __init__(self, limit: str, until: dt.datetime) -> None:
        super().__init__("too_often")
        self.limit, self.until = limit, until
