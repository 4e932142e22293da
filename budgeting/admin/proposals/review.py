"""The page on which a proposal is reviewed: read, looked at, asked about, decided. Forms in, services called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from budgeting.admin.proposals.filters import StatusFilter, asked_for, narrowed
from budgeting.admin.proposals.paper_files import ForgottenFilesForm
from budgeting.admin.proposals.review_forms import (
    AlternativeForm,
    CostForm,
    DecisionForm,
    InquiryForm,
    MergeForm,
    ReviewPart,
    TakeAwayForm,
    WithdrawForm,
)
from budgeting.admin.rights import own_proposals
from budgeting.display import review as display
from budgeting.models import Proposal, ProposalStatus
from budgeting.querysets.rounds import ProposalQuerySet
from budgeting.rules.errors import RuleViolation
from budgeting.services import alternatives, inquiries, merging, review, reviewing
from budgeting.services.paper_files import add_paper_files
from budgeting.services.taking_away import take_away
from radslag.clock import database_now
from radslag.editors.acting import OwnRowView
from radslag.models import User

DECIDE = "decide"


class Done(NamedTuple):
    """Something one does on the page: its form, its service, what is said when it is done."""

    form: type[ReviewPart]
    call: Callable[[int, User, dict[str, Any]], Any]
    said: str | Promise


DOINGS: dict[str, Done] = {
    "ask": Done(
        InquiryForm,
        lambda pk, by, data: inquiries.ask_applicant(proposal_id=pk, by=by, text=data["text"]),
        gettext_lazy("The question is on its way to the applicant."),
    ),
    "cost": Done(
        CostForm,
        lambda pk, by, data: review.correct_cost(proposal_id=pk, by=by, **data),
        gettext_lazy("The cost is corrected, and the applicant is told."),
    ),
    "alternative": Done(
        AlternativeForm,
        lambda pk, by, data: alternatives.set_alternative(proposal_id=pk, by=by, about=data["about"]),
        gettext_lazy("Saved. Residents see it before they vote."),
    ),
    "withdraw": Done(
        WithdrawForm,
        lambda pk, by, data: review.withdraw_for_author(proposal_id=pk, by=by, reason=data["reason"]),
        gettext_lazy("The proposal is withdrawn, and the applicant is told."),
    ),
    "merge": Done(
        MergeForm,
        lambda pk, by, data: merging.suggest_merge(
            source_id=pk, by=by, target_number=data["target"], reason=data["reason"]
        ),
        gettext_lazy("Both applicants are asked by mail."),
    ),
    "files": Done(
        ForgottenFilesForm,
        lambda pk, by, data: add_paper_files(proposal_id=pk, by=by, came_with=data["came_with"]),
        gettext_lazy("It is added."),
    ),
    "take_away": Done(
        TakeAwayForm,
        lambda pk, by, data: take_away(proposal_id=pk, by=by, **data),
        gettext_lazy("It is taken away."),
    ),
}


class ReviewView(OwnRowView):
    """Read a proposal, and do what a reviewer does with it."""

    template_name = "budgeting/admin/review.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Review")

    @cached_property
    def asked(self) -> dict[str, str]:
        """The selection in the list from which one came, by the address."""
        return asked_for(self.request)

    @cached_property
    def selection(self) -> ProposalQuerySet:
        """The proposals of that selection."""
        return narrowed(own_proposals(self.person), self.asked)

    @property
    def following(self) -> Proposal | None:
        """Where one goes on from here: to what is still to be decided, unless the selection is of decided ones."""
        if self.asked.get(StatusFilter.parameter_name, ProposalStatus.RECEIVED) == ProposalStatus.RECEIVED:
            return display.next_to_decide(self.instance, self.selection, self.person)
        following: Proposal | None = display.neighbours(self.instance, self.selection)["next"]
        return following

    def address_of(self, proposal: Proposal | None) -> str:
        """The page of a proposal, or the list, with the selection kept."""
        url = self.url_helper.get_action_url("edit", proposal.pk) if proposal else self.index_url
        return f"{url}?{urlencode(self.asked)}" if self.asked else str(url)

    @cached_property
    def doing(self) -> str:
        """Which of the page's forms was sent; "" when none was."""
        if self.request.method != "POST":
            return ""
        act = self.request.POST.get("act", DECIDE)
        return act if act in DOINGS else DECIDE

    @cached_property
    def forms(self) -> dict[str, ReviewPart]:
        """All forms of the page, the one that was sent with what was typed."""
        met, scores, _means = self.marks
        posted = {self.doing: self.request.POST} if self.doing else {}
        files = {self.doing: self.request.FILES} if self.doing else {}
        decide = DecisionForm(
            posted.get(DECIDE),
            auto_id="decide-%s",
            criteria=self.instance.round.criteria.all(),
            met=met,
            scores=scores,
            initial={"seen": reviewing.newest_change(self.instance), "reason": self._reason_of_the_other()},
        )
        started = {"about": self.instance.alternative}
        rest = {
            name: done.form(
                posted.get(name),
                files.get(name),
                auto_id=f"{name}-%s",
                initial=started,
                proposal=self.instance,
            )
            for name, done in DOINGS.items()
        }
        return {DECIDE: decide, **rest}

    @cached_property
    def marks(self) -> tuple[dict[int, bool], dict[int, int], dict[int, str]]:
        """What was ticked and scored before."""
        return display.marks_of(self.instance, self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The proposal with all that belongs to it. Of the own proposal nothing that reviewers say to each other."""
        now = database_now()
        proposal = display.in_full(self.instance.pk)
        context = super().get_context_data(**kwargs)
        context |= {
            "proposal": proposal,
            "is_own": proposal.concerns(self.person),
            **{
                f"{which}_url": other and self.address_of(other)
                for which, other in self._neighbours().items()
            },
            "list_url": self.address_of(None),
            "left": display.left_to_decide(proposal, self.selection, self.person),
            "alternatives": alternatives.others_about(proposal),
            "waits_in_vain": proposal.waits_in_vain_at(now),
        }
        return context if context["is_own"] else context | self._for_reviewers(proposal)

    def _neighbours(self) -> dict[str, Proposal | None]:
        return display.neighbours(self.instance, self.selection)

    def _reason_of_the_other(self) -> str:
        """Where another reviewer has declined, one goes on from that reason."""
        others = self.instance.standing_verdicts.exclude(by=self.person).exclude(reason="")
        return str(others.values_list("reason", flat=True).last() or "")

    def _for_reviewers(self, proposal: Proposal) -> dict[str, Any]:
        decide = self.forms[DECIDE]
        means = self.marks[2]
        return {
            "may": display.possible(proposal, database_now()),
            "forms": self.forms,
            "form": self.forms[self.doing or DECIDE],
            "sent": self.doing,
            "criteria": [
                (met, score, means.get(int(met.name.partition("_")[2])))
                for met, score in decide.rows()  # type: ignore[attr-defined]
            ],
            "examples": display.EXAMPLES,
            "abouts": alternatives.abouts_of(proposal.round_id),
            "log": display.log_rows(proposal),
            "needs_two": proposal.round.reviewers_needed > 1,
            "verdicts": proposal.standing_verdicts,
            "merges": [*proposal.merges_away.all(), *proposal.merges_here.all()],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the service of what was sent; what it refuses is shown with everything that was typed."""
        form = self.forms[self.doing]
        if form.is_valid():
            try:
                goal = self._do(form)
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                return redirect(goal)
        messages.validation_error(request, _("It was not saved."), form)
        return self.render_to_response(self.get_context_data())

    def _do(self, form: ReviewPart) -> str:
        """Raises RuleViolation. Returns where to go on: after a decision to the next proposal of the selection."""
        if self.doing in DOINGS:
            done = DOINGS[self.doing]
            done.call(self.instance.pk, self.person, form.cleaned_data)
            messages.success(self.request, done.said)
            return self.address_of(self.instance)
        following = self.following  # before the decision: it may leave the selection
        decision = form.cleaned_data["decision"]
        proposal = reviewing.save_review(
            proposal_id=self.instance.pk,
            by=self.person,
            marks=form.marks(),  # type: ignore[attr-defined]
            decision=decision,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
        )
        messages.success(self.request, self._said(proposal, decision))
        if following is None:
            messages.success(self.request, _("That was the last proposal of your selection."))
        return self.address_of(following)

    def _said(self, proposal: Proposal, decision: str) -> str:
        if decision == "saved":
            text = _("What you said of “%(title)s” is saved.")
        elif proposal.status == decision:
            text = _("The decision about “%(title)s” is saved, and the applicant is told.")
        elif proposal.standing_verdicts.exclude(by=self.person).exists():
            text = _(
                "The two of you say different things about “%(title)s”. Talk about it: each may say anew."
            )
        else:
            text = _("What you said of “%(title)s” is saved. It is decided when one more says the same.")
        return text % {"title": proposal.title}
