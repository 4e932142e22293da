"""Telling what became of an idea: a comment is linked to the matter or the proposal it led to."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from comments.models import Outcome
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services.moderation import lock_for, refuse_identity_numbers
from comments.talked_about import outcomes
from radslag.audit.services import record
from radslag.clock import database_now
from radslag.incoming.plain import plain_line

TEXT_MAX_LENGTH = 200


@transaction.atomic
def link_outcome(*, comment_id: int, moderator: Any, kind: str, thing_id: int, text: str = "") -> Outcome:
    """Say that a shown comment led to a public thing of `kind`, instead of what was said before.

    `kind` is a slug of `comments.talked_about.outcomes`; `text`, at most 200 characters, is shown to everyone. Raises
    RuleViolation (`gone`, `thing_gone`, `identity_number`, and what `moderation.lock_for` raises) or PermissionDenied.
    """
    text = plain_line(text)[:TEXT_MAX_LENGTH]
    comment = lock_for(moderator, comment_id)
    if comment.state != State.APPROVED:
        raise RuleViolation("gone")
    refuse_identity_numbers(text)
    found = outcomes.kind_of_slug(kind)
    if found is None or outcomes.thing(kind, thing_id) is None:
        raise RuleViolation("thing_gone")
    values = {
        "content_type": ContentType.objects.get_for_model(found.model),
        "object_id": thing_id,
        "text": text,
        "made_by": moderator,
        "made_at": database_now(),
    }
    outcome, _made = Outcome.objects.update_or_create(comment=comment, defaults=values)
    record("comments.link_outcome", by=moderator, about=comment, facts={"kind": kind, "number": thing_id})
    return outcome


@transaction.atomic
def unlink_outcome(*, comment_id: int, moderator: Any) -> bool:
    """Say no longer what became of the comment; whether anything was said. Raises as `link_outcome`."""
    comment = lock_for(moderator, comment_id)
    removed = bool(Outcome.objects.filter(comment=comment).delete()[0])
    if removed:
        record("comments.unlink_outcome", by=moderator, about=comment)
    return removed
