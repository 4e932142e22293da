"""What people talk about under: a page, or something that lives on a page."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Conversation(models.Model):
    """The conversation about one thing: a page, or something without a page of its own, such as a proposal.

    Its row is made with the first comment or the first follower. `page` is the page itself, or the one that the thing
    belongs to: rights, branch and reading are decided by it. What is decided about the conversation (open, who may
    write) is not here but with the thing: see `comments.talked_about.targets`.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        models.PROTECT,
        related_name="+",
        verbose_name=_("page"),
        help_text=_("Decides who moderates."),
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="comments_one_conversation_a_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"

    @classmethod
    def about(cls, target: Any) -> "Conversation | None":
        """The conversation about `target`, if anybody has said anything or follows it."""
        kind = ContentType.objects.get_for_model(target)
        return cls.objects.filter(content_type=kind, object_id=target.pk).first()
