"""Making the row of a conversation."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from comments.models import Conversation


def ensure_conversation(*, target: Any) -> Conversation:
    """The conversation about `target`, made now if there was none. Two requests at the same time get the same one."""
    kind = ContentType.objects.get_for_model(target)
    conversation, _ = Conversation.objects.get_or_create(
        content_type=kind, object_id=target.pk, defaults={"page_id": target.thread_page.pk}
    )
    return conversation
