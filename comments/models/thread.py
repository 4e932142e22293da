"""What an editor decides about the thread under a page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class ThreadMixin(models.Model):
    """Gives a page type a comment thread that its editor opens, closes, names and asks a question in."""

    thread_open = models.BooleanField(
        _("open for comments"),
        default=False,
        help_text=_(
            "Anyone can write, also without an account. A moderator reads each comment before it is shown. "
            "When you close the conversation, its comments stay."
        ),
    )
    thread_heading = models.CharField(
        _("heading of the conversation"),
        max_length=100,
        blank=True,
        help_text=_("For example “Ideas for the third council”. Left empty it says “Conversation”."),
    )
    thread_question = models.CharField(
        _("question to the readers"),
        max_length=250,
        blank=True,
        help_text=_("One short question that is easy to answer. It stands above the comments."),
    )

    thread_panels = [
        MultiFieldPanel(
            [FieldPanel("thread_open"), FieldPanel("thread_heading"), FieldPanel("thread_question")],
            heading=_("Conversation"),
            icon="comment",
        )
    ]

    class Meta:
        abstract = True
