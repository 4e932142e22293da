"""What an editor decides about the conversation under a page."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from comments.models.settings import ConversationSettings
from comments.rules.policy import Mode, Policy, Showing, Writers
from comments.talked_about.remarks import thread_remarks
from radslag.clock import database_now
from radslag.editors.checklist import Remark


def policy_from(values: Any, site_defaults: ConversationSettings) -> Policy:
    """The rules of a conversation from an object with the fields of `ThreadMixin`; what it leaves empty the site says."""
    return Policy(
        mode=Mode(values.thread_mode),
        ends=values.thread_ends,
        writers=Writers(values.thread_writers or site_defaults.writers),
        showing=Showing(values.thread_showing or site_defaults.showing),
        trusted_after=site_defaults.trusted_after,
    )


class ThreadMixin(models.Model):
    """Gives a page type a conversation that its editor opens, closes, names and asks a question in."""

    thread_mode = models.CharField(
        _("conversation"),
        max_length=8,
        choices=Mode,
        default=Mode.OFF,
        help_text=_("When you close the conversation, its comments stay."),
    )
    thread_ends = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Left empty, it is open until you close it. Readers see the date, also afterwards."),
    )
    thread_writers = models.CharField(
        _("who may write"),
        max_length=12,
        choices=[("", _("As for the whole site")), *Writers.choices],
        blank=True,
        default="",
        help_text=_("What holds for the whole site is chosen under Settings, Conversation settings."),
    )
    thread_showing = models.CharField(
        _("when comments are shown"),
        max_length=12,
        choices=[("", _("As for the whole site")), *Showing.choices],
        blank=True,
        default="",
        help_text=_(
            "A comment that a rule holds is always read first, such as one with a personal identity number."
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

    thread_stands_below = False
    """Whether the choices are for things that live on the page, and the page itself has no conversation."""
    thread_panels: ClassVar[list[Any]] = []

    class Meta:
        abstract = True

    @classmethod
    def panels_for(cls, heading: Any) -> list[Any]:
        """The panel of the editor, under a heading of its own."""
        fields = ("mode", "ends", "heading", "question", "writers", "showing")
        panels = [FieldPanel(f"thread_{field}") for field in fields]
        words = _(
            "What people say, and what you answer, stands at the end of the page. Moderators read and decide."
        )
        return [MultiFieldPanel(panels, heading=heading, icon="comment", help_text=words)]

    def clean(self) -> None:
        """An end belongs to a conversation. No clock is asked: a page that was right when it was saved stays so.

        A draft may be saved with fields missing: without a choice there is no conversation.
        """
        self.thread_mode = self.thread_mode or Mode.OFF
        super().clean()
        if self.thread_mode == Mode.OFF and self.thread_ends:
            message = _("There is no conversation that can close. Open it, or take away the date.")
            raise ValidationError({"thread_ends": message})

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What the check list says, with what it says of the conversation."""
        remarks: list[Remark] = super().publishing_remarks(now)  # type: ignore[misc]  # of BasePage
        return [*remarks, *thread_remarks(self, now)]

    @property
    def thread_open(self) -> bool:
        """Whether one may write at this moment."""
        mode, ends = Mode(self.thread_mode), self.thread_ends
        return Policy(mode, ends).is_open_at(database_now()) if mode == Mode.OPEN else False

    @property
    def thread_page(self) -> Page:
        """The page whose branch and reading rights hold for the conversation: the page itself."""
        return self

    @property
    def thread_title(self) -> str:
        """What the conversation is about, in lists and mails."""
        return str(self.title)  # type: ignore[attr-defined]

    def thread_policy(self, site_defaults: ConversationSettings) -> Policy:
        """The rules of the conversation, with the site's defaults filled in."""
        return policy_from(self, site_defaults)

    def thread_url(self) -> str | None:
        """Where readers find the conversation, without its anchor."""
        url: str | None = self.get_url()  # type: ignore[attr-defined]
        return url


ThreadMixin.thread_panels = ThreadMixin.panels_for(_("Conversation"))
