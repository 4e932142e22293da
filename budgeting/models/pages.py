"""The programme and the pages that show its rounds. A page holds words; the contract is in Round."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageViewRestriction
from wagtail.search import index

from budgeting.models.money import KronorField
from budgeting.models.rounds import Round
from budgeting.models.two_people import TwoPeopleMixin
from budgeting.rules.money import format_kronor
from budgeting.rules.phases import ORDER, Phase
from comments.models import ThreadMixin
from radslag.blocks.actions import CallToAction
from radslag.blocks.body import BodyBlock
from radslag.clock import at, database_now
from radslag.editors.checklist import Remark
from radslag.pages import BasePage

TICK = dt.timedelta(microseconds=1)
BULLETS = " -•*\t"


def _lines(text: str) -> list[str]:
    """What an editor wrote one a line, without the dashes and dots that some put before."""
    return [line.strip(BULLETS) for line in text.splitlines() if line.strip(BULLETS)]


class BudgetingPage(TwoPeopleMixin, ThreadMixin, BasePage):
    """A programme: an area, its money for a year, and its rounds (open, to come, finished)."""

    page_description = _("Participatory budgeting in one area; its rounds are made under “Rounds”.")

    area = models.ForeignKey(
        "radslag.Area",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("area"),
        help_text=_("Where the money is used and whose residents vote."),
    )
    envelope_ore = KronorField(
        _("money for a year"),
        help_text=_("In kronor, such as 100 000. The rounds of a year can’t have more together."),
    )
    purpose = models.TextField(
        _("purpose"),
        max_length=600,
        blank=True,
        help_text=_("What the money is for, and who does what. Two or three sentences."),
    )
    rules = models.TextField(
        _("rules in plain words"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One rule a line, such as: Who lives in the area may submit proposals. They hold for every round."
        ),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=_("content"),
        help_text=_("How it works, and whatever else there is to say."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("purpose"),
        FieldPanel("rules"),
        FieldRowPanel([FieldPanel("area"), FieldPanel("envelope_ore")]),
        FieldPanel("two_people_above_ore", permission="superuser"),  # a right that no role can hold
        FieldPanel("body"),
        InlinePanel("contacts", heading=_("Contacts"), label=_("Contact")),
        HelpPanel(template="budgeting/admin/programme_help.html", heading=_("Rounds")),
        *ThreadMixin.thread_panels,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("purpose"),
        index.SearchField("rules"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["budgeting.RoundPage"]

    class Meta:
        verbose_name = _("participatory budget (programme)")
        verbose_name_plural = _("participatory budgets (programmes)")
        constraints = [
            models.CheckConstraint(
                name="budgeting_programme_envelope_positive", condition=models.Q(envelope_ore__gt=0)
            ),
        ]

    def clean(self) -> None:
        """The rounds of a year never have more than the year: the sum can't go below what they have."""
        super().clean()
        most_ore = Round.objects.dearest_year_ore(self.translation_key)
        if self.envelope_ore is not None and self.envelope_ore < most_ore:
            message = _("The rounds of a year already have %(sum)s together.")
            raise ValidationError({"envelope_ore": message % {"sum": format_kronor(most_ore)}})

    @property
    def rule_list(self) -> list[str]:
        """The rules as the editor wrote them, one each."""
        return _lines(self.rules)

    def publishing_remarks(self, now: dt.datetime) -> list[Remark]:
        """What to look at before publishing: residents want to know what for, by which rules, and whom to ask."""
        remarks = super().publishing_remarks(now)
        if not self.purpose.strip():
            remarks.append(
                Remark(_("The page does not say what the money is for. Fill in the purpose."), "purpose")
            )
        if not self.rule_list:
            remarks.append(
                Remark(_("There are no rules. Write one a line: who may, how much, until when."), "rules")
            )
        if not self.contacts.exists():
            remarks.append(Remark(_("There is no contact. Choose whom residents can ask."), "contacts"))
        return remarks

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the rounds by phase and the money of the year."""
        from budgeting import display

        context = super().get_context(request, *args, **kwargs)
        context["programme"] = display.programme(self, now=database_now(), request=request)
        return context


class ProgrammeContact(Orderable):
    """A contact of a programme; shown on its rounds too."""

    page = ParentalKey(BudgetingPage, on_delete=models.CASCADE, related_name="contacts")
    contact = models.ForeignKey(
        "radslag.Contact", on_delete=models.CASCADE, related_name="+", verbose_name=_("contact")
    )

    panels = [FieldPanel("contact")]

    class Meta(Orderable.Meta):
        verbose_name = _("contact of a programme")
        verbose_name_plural = _("contacts of a programme")

    def __str__(self) -> str:
        return str(self.contact)


class RoundPage(ThreadMixin, BasePage):
    """Shows a round in one language, through all its phases. Made by “New round”, never by copying."""

    page_description = _("The words about one round. It is made under “Rounds”.")

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="pages", editable=False, verbose_name=_("round")
    )
    question = models.CharField(
        _("heading as a question"),
        max_length=80,
        blank=True,
        help_text=_("Shown large while people can act: Vad ska Närlunda få? Left empty, the title is shown."),
    )
    requirements = models.TextField(
        _("a proposal must …"),
        max_length=600,
        blank=True,
        help_text=_(
            "One requirement a line, going on from “The proposal must”. The greatest cost is added by itself."
        ),
    )
    body = StreamField(
        BodyBlock(), blank=True, verbose_name=_("content"), help_text=_("Shown last, in every phase.")
    )

    proposal_threads = models.BooleanField(
        _("conversation under each proposal"),
        default=False,
        help_text=_(
            "Open and closed, who may write and when it is shown are as for the round’s own conversation."
        ),
    )

    content_panels = [
        HelpPanel(template="budgeting/admin/round_help.html", heading=_("The round’s contract")),
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("question"), FieldPanel("requirements")], heading=_("Words of the round")
        ),
        FieldPanel("body"),
        *ThreadMixin.thread_panels,
        FieldPanel("proposal_threads"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("question"), index.SearchField("body")]
    _read: tuple[dt.datetime, Any] | None = (
        None  # the round for a page that is being shown, and just before when
    )
    previewed_at: dt.datetime | None = None  # the real time, while a preview holds the clock somewhere else
    parent_page_types: ClassVar[list[str]] = ["budgeting.BudgetingPage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False  # by hand: services.rounds.create_round makes page and round together

    class Meta:
        verbose_name = _("round of a participatory budget")
        verbose_name_plural = _("rounds of a participatory budget")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the round shows at this moment."""
        from budgeting import display

        context = super().get_context(request, *args, **kwargs)
        (now, read), self._read = self._read or (database_now(), None), None
        if self.round.imported_from:
            context["shown"] = display.imported_round(self.round, request.GET)
            return context
        real_now = self.previewed_at
        context["shown"] = display.round_page(self, now=now, query=request.GET, real_now=real_now, read=read)
        return context

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """An imported election promises nothing that a round does, and has a page of its own kind."""
        from budgeting import display

        now = database_now()
        self.round = display.round_as_read(self.round_id)
        self._read = now, self.round
        if self.round.imported_from:
            return "budgeting/imported_round.html"
        return str(super().get_template(request, *args, **kwargs))

    def clean(self) -> None:
        """A round has one page in each language, and it never goes away by itself."""
        super().clean()
        if self.expire_at:
            raise ValidationError({"expire_at": _("A round’s page stays: leave the expiry empty.")})
        twins = RoundPage.objects.filter(round_id=self.round_id, locale_id=self.locale_id).exclude(pk=self.pk)
        if self.round_id and twins.exists():
            raise ValidationError(_("This round has a page in this language already."))

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Who may see the page: asked once for each time it is shown, by what serves it and by what it links to."""
        return self._restrictions

    @cached_property
    def _restrictions(self) -> models.QuerySet[PageViewRestriction]:
        return super().get_view_restrictions()

    @classmethod
    def calls_to_action(cls, pages: list[RoundPage], now: dt.datetime) -> dict[int, CallToAction]:
        """What one can do in the rounds of `pages`, by primary key; for boxes on other pages."""
        from budgeting import display

        return display.calls_to_action(pages, now)

    def call_to_action(self, now: dt.datetime) -> CallToAction | None:
        """What one can do in this round; None when not everyone may read its page."""
        return self.calls_to_action([self], now).get(self.pk)

    @property
    def requirement_list(self) -> list[str]:
        """The requirements as the editor wrote them, one each."""
        return _lines(self.requirements)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """One preview for each phase; the instant is ours, never an address's."""
        names = {
            Phase.BEFORE: _("Before it opens"),
            Phase.SUBMISSION: _("Submission is open"),
            Phase.REVIEW: _("During the review"),
            Phase.VOTING: _("Voting is open"),
            Phase.COUNTING: _("While votes are counted"),
            Phase.RESULT: _("With the result"),
        }
        if self.round.imported_from:
            return [("", _("As it is now"))]
        return [("", _("As it is now")), *((phase.value, names[phase]) for phase in ORDER)]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it is, or will be, in the chosen phase; without what is secret at the real time."""
        instants = {Phase.BEFORE.value: self.round.submission_opens - TICK} | {
            phase.value: begins for phase, begins in self.round.schedule.beginnings()
        }
        if mode_name not in instants:
            return super().serve_preview(request, mode_name)
        self.previewed_at = database_now()
        with at(instants[mode_name]):
            response = super().serve_preview(request, mode_name)
            return response.render() if hasattr(response, "render") else response
