"""What holds for all conversations of a site, unless a page says otherwise."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from comments.rules.policy import Showing, Writers
from comments.rules.words import DEFAULT_WORDS
from radslag.page_cache.known import KnownSetting


@register_setting(icon="comment")
class ConversationSettings(KnownSetting, BaseSiteSetting):
    """The site's defaults for who may write and what is shown when, and the rules that hold a comment for review."""

    writers = models.CharField(
        _("who may write"),
        max_length=12,
        choices=Writers,
        default=Writers.ANYONE,
        help_text=_("Each page can have a choice of its own."),
    )
    showing = models.CharField(
        _("when comments are shown"),
        max_length=12,
        choices=Showing,
        default=Showing.REVIEWED,
        help_text=_(
            "Each page can have a choice of its own. A comment that a rule holds is always read first."
        ),
    )
    trusted_after = models.PositiveSmallIntegerField(
        _("trusted after"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "Who has so many approved comments, written with a confirmed e-mail address, is shown at once. 0: nobody."
        ),
    )
    words = models.TextField(
        _("words that hold a comment"),
        blank=True,
        max_length=10_000,
        default=DEFAULT_WORDS,
        help_text=_(
            "One word or phrase a line. A comment with one of them is read before it is shown; nobody sees which word. "
            "An asterisk stands for any ending: idiot* also finds idioter."
        ),
    )
    holds_links = models.BooleanField(
        _("read comments with links first"), default=True, help_text=_("Links are what junk comes with.")
    )
    promise_hours = models.PositiveSmallIntegerField(
        _("read within"),
        default=24,
        validators=[MaxValueValidator(240)],
        help_text=_("Hours. When something has waited longer, the moderators get a mail."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("writers"), FieldPanel("showing"), FieldPanel("trusted_after")],
            heading=_("Where a page does not say otherwise"),
        ),
        MultiFieldPanel([FieldPanel("holds_links"), FieldPanel("words")], heading=_("What is read first")),
        MultiFieldPanel([FieldPanel("promise_hours")], heading=_("Times")),
    ]

    class Meta:
        verbose_name = _("conversation settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(writers__in=Writers.values), name="comments_default_writers_known"
            ),
            models.CheckConstraint(
                condition=Q(showing__in=Showing.values), name="comments_default_showing_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
