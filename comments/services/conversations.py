"""Making the row of a conversation."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from comments.models import Conversation


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
