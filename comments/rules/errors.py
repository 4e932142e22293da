"""Why a comment was refused: a stable code, and what residents are told."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "empty": _("Write what you want to say"),
    "too_long": _("The text is too long. Can you make it shorter?"),
    "name_too_long": _("The name is too long. Can you make it shorter?"),
    "thread_closed": _("The conversation is closed. You can read it but not write."),
    "no_such_comment": _("The comment you are answering is no longer here."),
    "foreign_comment": _("The comment you are answering belongs to another page."),
    "not_shown": _("The comment you are answering is no longer shown."),
    "too_deep": _("This comment cannot be answered. Write a comment of your own instead."),
    "illegal_move": _("Someone else has decided about this comment. Look at it again."),
    "edit_too_late": _(
        "The text could be changed for 15 minutes. Take the comment away instead, and write a new one."
    ),
    "edit_answered": _(
        "The municipality has answered, so the text can no longer be changed. Write an answer instead."
    ),
    "appeal_empty": _("Write why you think that the comment should be shown"),
    "appeal_not_possible": _("You cannot ask for a new look at this comment."),
    "identity_number": _("A personal identity number must not be shown. Take it out."),
    "reason_missing": _("Say why the comment is hidden. The reason is shown to everyone."),
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
