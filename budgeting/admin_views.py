"""The editors' views: a new round, changing one, reviewing a proposal. Forms in, services called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from budgeting.admin_forms import ReviewForm, RoundForm
from budgeting.admin_rights import one_of_each, programmes_of, rounds_to_review
from budgeting.models import ProposalStatus, Round
from budgeting.rules.errors import RuleViolation
from budgeting.services import review
from budgeting.services.rounds import change_round, create_round, frozen_terms
from radslag.clock import database_now
from radslag.lists import ListView, is_row_number
from radslag.templatetags.dates import moment


class ProposalListView(ListView):
    """The proposals, with a word about those that nobody has decided about."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say it above the list; an export never comes here."""
        for text in undecided_texts(rounds_to_review(self.request.user), database_now()):
            messages.warning(request, text)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


def undecided_texts(rounds: QuerySet[Round], now: dt.datetime) -> list[str]:
    """One sentence for each round under review or in its vote with proposals that were received and never decided."""
    waiting = Count("proposals", filter=Q(proposals__status=ProposalStatus.RECEIVED))
    reviewed = rounds.uncancelled().filter(submission_closes__lte=now, voting_closes__gt=now)
    return [
        _undecided(round_, round_.waiting, now)
        for round_ in reviewed.annotate(waiting=waiting).filter(waiting__gt=0)
    ]


def _undecided(round_: Round, waiting: int, now: dt.datetime) -> str:
    if now < round_.voting_opens:
        text = ngettext(
            "%(round)s: %(n)d proposal waits for a decision. Voting opens %(when)s; then it is too late.",
            "%(round)s: %(n)d proposals wait for a decision. Voting opens %(when)s; then it is too late.",
            waiting,
        )
    else:
        text = ngettext(
            "%(round)s: %(n)d proposal got no decision before voting opened and is not on the ballot.",
            "%(round)s: %(n)d proposals got no decision before voting opened and are not on the ballot.",
            waiting,
        )
    return text % {"round": round_.name, "n": waiting, "when": moment(round_.voting_opens)}


class NewRoundView(WMABaseView):
    """“New round”: contract and page together."""

    page_title = gettext_lazy("New round")
    template_name = "budgeting/admin/round_form.html"

    def get_template_names(self) -> list[str]:
        """Our own form, not modeladmin's."""
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever has a programme."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def form(self) -> RoundForm:
        """The form, empty with good defaults or as posted."""
        request = self.request
        named = request.GET.get("programme", "")
        wanted = {"programme": named} if is_row_number(named) else {}
        data = request.POST if request.method == "POST" else None
        programmes = one_of_each(programmes_of(request.user, "budgeting.add_round"))
        return RoundForm(data, programmes=programmes, now=database_now(), initial=wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(form=self.form, submit_label=_("Make the round"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the round, then let the editor write its words."""
        if self.form.is_valid():
            try:
                page = create_round(programme=self.form.cleaned_data["programme"], terms=self.form.terms())
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The round is made. Write its words and publish the page."))
                return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        messages.validation_error(request, _("The round was not made."), self.form)
        return self.render_to_response(self.get_context_data())


class ChangeRoundView(InstanceSpecificView):
    """The contract of a round; what residents rely on is shown but locked."""

    template_name = "budgeting/admin/round_form.html"

    def get_template_names(self) -> list[str]:
        """Our own form, not modeladmin's."""
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_page_title(self) -> str:
        """What is changed."""
        return _("Round")

    @cached_property
    def form(self) -> RoundForm:
        """The form with what the round says, or as posted."""
        data = self.request.POST if self.request.method == "POST" else None
        now = database_now()
        frozen = frozen_terms(self.instance, now)
        return RoundForm(
            data, programmes=programmes_of(self.request.user), now=now, round_=self.instance, frozen=frozen
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(form=self.form, submit_label=_("Save"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what may still be changed."""
        if self.form.is_valid():
            try:
                change_round(round_id=self.instance.pk, **self.form.changes())
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The round is changed."))
                return redirect(self.index_url)
        messages.validation_error(request, _("The round was not changed."), self.form)
        return self.render_to_response(self.get_context_data())


class ReviewView(InstanceSpecificView):
    """Read a proposal and decide: accept, decline with a reason, or withdraw at its author's wish."""

    template_name = "budgeting/admin/review.html"

    def get_template_names(self) -> list[str]:
        """Our own view, not modeladmin's."""
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Review")

    @cached_property
    def form(self) -> ReviewForm:
        """The decision, empty or as posted."""
        return ReviewForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be decided now."""
        proposal = self.instance
        now = database_now()
        now = proposal.round.clock_at(now)
        before_voting = now < proposal.round.voting_opens
        moves = {
            "accepted": before_voting and proposal.may_become("accepted"),
            "declined": before_voting and proposal.may_become("declined"),
            "withdrawn": now < proposal.round.voting_closes and proposal.may_become("withdrawn"),
        }
        shown = {"form": self.form, "proposal": proposal, "moves": moves, "any_move": any(moves.values())}
        if proposal.waits_in_vain_at(now):
            shown["undecided"] = _("Nobody decided about this before voting opened: it is not on the ballot.")
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the service of the chosen decision."""
        if self.form.is_valid():
            try:
                self._decide(self.form.cleaned_data["decision"], self.form.cleaned_data["reason"])
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(
                    request, _("The decision about “%(title)s” is saved.") % {"title": self.instance.title}
                )
                return redirect(self.index_url)
        messages.validation_error(request, _("The decision was not saved."), self.form)
        return self.render_to_response(self.get_context_data())

    def _decide(self, decision: str, reason: str) -> None:
        by = self.request.user
        if not by.is_authenticated:
            raise PermissionDenied
        if decision == "accepted":
            review.accept_proposal(proposal_id=self.instance.pk, by=by)
        elif decision == "declined":
            review.decline_proposal(proposal_id=self.instance.pk, by=by, reason=reason)
        else:
            review.withdraw_for_author(proposal_id=self.instance.pk, by=by, reason=reason)
