"""Making the row of a conversation, and taking it away with its page."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from comments.models import Comment, Conversation


def ensure_conversation(*, target: Any) -> Conversation:
    """The conversation about `target`, made now if there was none. Two requests at the same time get the same one."""
    kind = ContentType.objects.get_for_model(target)
    about = Conversation.objects.filter(content_type=kind, object_id=target.pk)
    found = about.first()
    if found is None:
        row = Conversation(content_type=kind, object_id=target.pk, page_id=target.thread_page.pk)
        Conversation.objects.bulk_create([row], ignore_conflicts=True)
        found = about.get()
    return found


@transaction.atomic
def drop_silent_conversations(*, pages: Iterable[Page]) -> int:
    """Take away the conversations in which nobody has written of `pages` and those below them, with their followers.

    For pages that are about to be deleted. Returns how many; a comment that comes meanwhile keeps its conversation.
    """
    said = Comment.objects.order_by().filter(conversation=OuterRef("pk"))
    dropped = 0
    for page in pages:
        silent = Conversation.objects.filter(~Exists(said), page__path__startswith=page.path)
        dropped += silent.count()
        silent.delete()
    return dropped
