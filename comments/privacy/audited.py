"""What the audit log hears of moderation: the act, the number of the comment and who decided; never a word of it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from comments.models import Decision
from comments.rules.acts import Act
from radslag.audit import names, words
from radslag.audit.services import write

WORDS = {
    "comments.ask_us": _("Taken as a question to the municipality"),
    "comments.take_off": _("No longer a question to the municipality"),
    "comments.choose_answer": _("Answer to a question chosen"),
    "comments.link_outcome": _("Said what became of a comment"),
    "comments.unlink_outcome": _("No longer said what became of a comment"),
}


def register() -> None:
    """Tell the audit log of every decision that a person made."""
    names.register("comments.conversationsettings", called=str)
    words.register({f"comments.{act.value}": act.label for act in Act} | WORDS)
    post_save.connect(on_decision, sender=Decision, dispatch_uid="comments.audit")


def on_decision(sender: Any, instance: Decision, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Not those of authors and rules."""
    if raw or not created or instance.by_id is None:
        return
    facts = {"act": instance.act, "before": instance.state_before, "how": instance.reason}
    write(
        f"comments.{instance.act}",
        user_id=instance.by_id,
        kind="comments.comment",
        object_id=str(instance.comment_id),
        label="",
        facts=facts,
    )
