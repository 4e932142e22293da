"""A resident's proposal. Not a page: residents make them at the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgeting.models.money import KronorField
from budgeting.models.rounds import Round
from budgeting.querysets.rounds import ProposalQuerySet
from budgeting.rules import proposals as rules
from comments.models import ConversationSettings
from comments.rules.policy import Mode, Policy
from comments.talked_about.things import TalkedAbout
from radslag.incoming.addresses import normalised_email

if TYPE_CHECKING:
    from budgeting.models.proposal_parts import ProposalPicture

SEARCHED_WORDS = SearchVector("title", weight="A", config="swedish") + SearchVector(
    "what", "benefit", weight="C", config="swedish"
)
"""The words of a proposal by their stems. The index is of this very expression: it is always as new as the row."""


class ProposalStatus(models.TextChoices):
    """What people have decided about a proposal. Whether it shows is the clock's matter."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("merged with another")


class ShowAs(models.TextChoices):
    """Which name stands with a proposal."""

    AREA = "area", _("A resident of the area")
    NAME = "name", _("My own name")
    GROUP = "group", _("The name of the group or association")


LEGAL_MOVES: dict[str, frozenset[str]] = {
    ProposalStatus.RECEIVED: frozenset(
        {ProposalStatus.ACCEPTED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN, ProposalStatus.MERGED}
    ),
    ProposalStatus.ACCEPTED: frozenset(
        {ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN, ProposalStatus.MERGED}
    ),
    ProposalStatus.DECLINED: frozenset({ProposalStatus.ACCEPTED, ProposalStatus.WITHDRAWN}),
    ProposalStatus.WITHDRAWN: frozenset(),
    ProposalStatus.MERGED: frozenset(),
}


class Proposal(TalkedAbout, models.Model):
    """An idea for the area with its cost. `number` is public and stable within its round."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("round")
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Public, counted from 1 in each round."))
    title = models.CharField(_("title"), max_length=rules.MAX_TITLE)
    slug = models.SlugField(
        _("words in the address"), max_length=rules.MAX_TITLE, blank=True, editable=False, db_index=False
    )
    what = models.TextField(_("what will be done"), max_length=rules.MAX_TEXT)
    benefit = models.TextField(_("how it helps the area"), max_length=rules.MAX_TEXT)
    beneficiaries = models.CharField(_("who benefits"), max_length=rules.MAX_DETAIL, blank=True)
    place = models.CharField(_("where"), max_length=rules.MAX_DETAIL, blank=True)
    period = models.CharField(_("when"), max_length=rules.MAX_DETAIL, blank=True)
    cost_ore = KronorField(_("cost"))
    alternative = models.CharField(
        _("alternative about"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Such as The square in spring. Of proposals with the same words here at most one gets money. Empty for most."
        ),
    )
    asked_cost_ore = KronorField(
        _("cost as submitted"), null=True, blank=True, help_text=_("Set when staff have corrected the cost.")
    )
    cost_reason = models.TextField(
        _("why the cost was corrected"), max_length=500, blank=True, help_text=_("Shown to everyone.")
    )
    theme = models.ForeignKey(
        "radslag.Theme",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("theme"),
    )
    shown_name = models.CharField(
        _("name to show"),
        max_length=rules.MAX_NAME,
        help_text=_("A name, a group, or “a resident of the area”."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
        verbose_name=_("author"),
        help_text=_("Seen by staff only."),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ProposalStatus.choices, default=ProposalStatus.RECEIVED
    )
    reason = models.TextField(
        _("reason"),
        max_length=500,
        blank=True,
        help_text=_("Why it was declined or withdrawn. Shown to everyone."),
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    on_paper = models.BooleanField(
        _("submitted on paper"), default=False, help_text=_("Staff typed it in from a paper application.")
    )
    submitted_at = models.DateTimeField(_("submitted"))
    edited_at = models.DateTimeField(_("changed by its author"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
        help_text=_("Seen by staff only."),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["round", "number"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="budgeting_proposal_number_unique_in_round"
            ),
            models.UniqueConstraint(fields=["id", "round"], name="budgeting_proposal_and_its_round"),
            models.CheckConstraint(name="budgeting_proposal_number_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="budgeting_proposal_cost_positive", condition=Q(cost_ore__gt=0)),
            models.CheckConstraint(
                name="budgeting_proposal_known_status", condition=Q(status__in=ProposalStatus.values)
            ),
            models.CheckConstraint(
                name="budgeting_declined_proposal_has_reason",
                condition=~Q(status=ProposalStatus.DECLINED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="budgeting_merged_proposal_has_place",
                condition=(Q(status=ProposalStatus.MERGED) & Q(merged_into__isnull=False))
                | (~Q(status=ProposalStatus.MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="budgeting_corrected_cost_has_reason",
                condition=Q(asked_cost_ore__isnull=True) | (Q(asked_cost_ore__gt=0) & ~Q(cost_reason="")),
            ),
            models.CheckConstraint(
                name="budgeting_decided_proposal_has_time",
                condition=Q(status=ProposalStatus.RECEIVED) | Q(decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["round", "status"], name="budgeting_proposal_by_status"),
            GinIndex(SEARCHED_WORDS, name="budgeting_proposal_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        """The public page of the proposal."""
        if self.slug:
            return reverse("budgeting:proposal_by_name", args=[self.round_id, self.number, self.slug])
        return reverse("budgeting:proposal", args=[self.round_id, self.number])

    def thread_policy(self, site_defaults: ConversationSettings) -> Policy:
        """As the round's page says; off if it does not say so, and closed when the proposal is not in the vote."""
        policy = super().thread_policy(site_defaults)
        if not self.thread_place.proposal_threads:
            return replace(policy, mode=Mode.OFF)
        is_over = policy.mode == Mode.OPEN and self.status != ProposalStatus.ACCEPTED
        return replace(policy, mode=Mode.CLOSED) if is_over else policy

    def may_become(self, status: str) -> bool:
        """Whether the move is legal by itself; the round's phase is another matter."""
        return status in LEGAL_MOVES[self.status]

    def is_of(self, user: Any) -> bool:
        """Whether it is the person's own: as its author, or as the applicant that was typed in from paper."""
        if self.author_id is not None:
            return bool(self.author_id == user.pk)
        applicant = getattr(self, "applicant", None)
        email = normalised_email(applicant.email) if applicant else ""
        return bool(email) and email == normalised_email(user.email)

    def concerns(self, user: Any) -> bool:
        """Whether the person has a part in it and so may not judge it: it, or one merged into it, is theirs or names them."""
        applicant = getattr(self, "applicant", None)
        if self.is_of(user) or (applicant is not None and applicant.names(user)):
            return True
        return any(part.concerns(user) for part in self.merged_from.select_related("applicant"))

    @property
    def standing_verdicts(self) -> models.QuerySet[Any]:
        """Of two reviewers: what was said about the proposal as it reads now."""
        said: models.QuerySet[Any] = self.verdicts.select_related("by")
        return said.filter(at__gte=self.edited_at) if self.edited_at else said

    def may_be_withdrawn_at(self, now: datetime) -> bool:
        """Whether its author may still take it back by themselves."""
        return self.may_become(ProposalStatus.WITHDRAWN) and (
            self.round.clock_at(now) < self.round.submission_closes
        )

    def waits_in_vain_at(self, now: datetime) -> bool:
        """Whether nobody decided about it before voting opened: it can't come on the ballot any longer."""
        return self.status == ProposalStatus.RECEIVED and (
            self.round.clock_at(now) >= self.round.voting_opens
        )

    @property
    def was_shown(self) -> bool:
        """Whether it is public once the proposals of its round are: all but what was taken back before, as `public_numbers`."""
        if self.status != ProposalStatus.WITHDRAWN:
            return True
        return self.decided_at is not None and self.decided_at >= self.round.proposals_shown

    @property
    def public_goal(self) -> Proposal | None:
        """The proposal that this one was merged into, if that has a public page; select `merged_into` for lists."""
        goal = self.merged_into
        if goal is None:
            return None
        goal.round = self.round
        return goal if goal.was_shown else None

    @property
    def withdrawn_by_staff(self) -> bool:
        """Whether staff took it out; they always give a reason, the author never needs to (and may be erased later)."""
        return self.status == ProposalStatus.WITHDRAWN and bool(self.reason)

    @property
    def first_picture(self) -> ProposalPicture | None:
        """The picture on the card, if there is one; prefetch `pictures` for lists."""
        return next(iter(self.pictures.all()), None)

    @property
    def summary(self) -> str:
        """The first lines, for cards."""
        line = " ".join(self.what.split())
        return line if len(line) <= 150 else line[:147].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
