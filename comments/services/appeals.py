"""The author asks for a new look at a decision to hide. How it is answered is the moderators' side."""

from django.db import transaction

from comments.display.own import appealable_decision
from comments.models import Appeal
from comments.rules.acts import Act
from comments.rules.errors import RuleViolation
from comments.rules.own import APPEAL_LENGTH
from comments.services.changes import change
from comments.services.own import locked_comment
from radslag.clock import database_now
from radslag.incoming.plain import plain_text, says_something


@transaction.atomic
def make_appeal(*, comment_id: int, text: str) -> Appeal:
    """Ask for a new look at the decision that hides the comment: once for each decision.

    The log says that it was asked, not the words. Raises RuleViolation (`appeal_empty`, `too_long`,
    `appeal_not_possible`, `no_such_comment`).
    """
    text = plain_text(text)
    if not says_something(text):
        raise RuleViolation("appeal_empty")
    if len(text) > APPEAL_LENGTH:
        raise RuleViolation("too_long")
    comment = locked_comment(comment_id)
    decision = appealable_decision(comment)
    if decision is None:
        raise RuleViolation("appeal_not_possible")
    now = database_now()
    appeal = Appeal.objects.create(comment=comment, decision=decision, text=text, made_at=now)
    change(comment, Act.APPEAL, now=now)
    return appeal
