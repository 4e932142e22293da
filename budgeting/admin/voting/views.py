"""The editors' page about a round's voting: turnout, what to look into, challenged ballots, sealing. Never how it goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts import shown
from budgeting.admin.acts.views import ActsView
from budgeting.admin.voting.challenges import rows_of
from budgeting.admin.voting.forms import ChallengeForm, FindForm
from budgeting.display.patterns import patterns, rules_in_words
from budgeting.display.turnout import turnout
from budgeting.models import Challenge, Sealing, VoterIdentity
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import challenges, sealing
from radslag.templatetags.dates import moment

STEPS = {
    "confirm": challenges.confirm_challenge,
    "drop": challenges.drop_request,
    "ask_lift": challenges.ask_to_lift,
    "lift": challenges.confirm_lift,
}


class VotingView(ActsView):
    """What is known of the voting without knowing how anybody voted; asking that a ballot is not counted."""

    template_name = "budgeting/admin/voting.html"

    def get_page_title(self) -> str:
        """What is shown here."""
        return _("The voting")

    @property
    def voting_url(self) -> str:
        """This page."""
        return self.address_of("voting")

    @property
    def seal_url(self) -> str:
        """Where it is confirmed."""
        return self.address_of("seal")

    @cached_property
    def sealing(self) -> Sealing | None:
        """That the round is sealed."""
        return Sealing.objects.select_related("by").filter(round=self.instance).first()

    @cached_property
    def is_being_sealed(self) -> bool:
        """Whether somebody has asked for it and a worker is at it."""
        return self.sealing is None and sealing.is_being_sealed(self.instance.pk)

    @property
    def may_seal(self) -> bool:
        """Whether somebody can ask for it."""
        is_open = self.sealing is None and not self.is_being_sealed
        return is_open and sealing.may_seal(self.instance, self.now)

    @cached_property
    def find_form(self) -> FindForm:
        """What was typed to find a ballot."""
        sent = self.request.POST if "find" in self.request.POST else None
        return FindForm(sent, identity=VoterIdentity(self.instance.identity), auto_id="find-%s")

    @cached_property
    def ask_form(self) -> ChallengeForm:
        """The request, begun with the ballot that was chosen in the list."""
        sent = self.request.POST if "ask" in self.request.POST else None
        return ChallengeForm(sent, initial={"ballot": self.chosen}, auto_id="ask-%s")

    @cached_property
    def chosen(self) -> str:
        """The number of the ballot that was chosen or found: in an answer to a POST, never in an address."""
        return self.request.POST.get("choose", "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the page."""
        rows = rows_of(self.instance)
        may = challenges.may_challenge(self.instance, self.now)
        context = {
            "stands": shown.stands(self.instance, self.now),
            "turnout": turnout(self.instance),
            "is_over": self.instance.phase_at(self.now) in (Phase.RESULT, Phase.CANCELLED),
            "is_paused": self.instance.is_paused_at(self.now),
            "patterns": patterns(self.instance),
            "rules": rules_in_words(),
            "waiting": [row for row in rows if row.waits] if may else [],
            "holding": [row for row in rows if row.holds],
            "may_challenge": may,
            "is_open": bool(self.chosen) or "ask" in self.request.POST,
            "sealing": self.sealing,
            "may_seal": self.may_seal,
            "is_being_sealed": self.is_being_sealed,
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find a ballot, choose one of the list, or ask that it is not counted."""
        if "find" in request.POST:
            return self._find()
        if "ask" in request.POST:
            return self._ask()
        if "choose" in request.POST:
            return self.render_to_response(self.get_context_data())
        return redirect(self.voting_url)

    def _find(self) -> HttpResponse:
        form = self.find_form
        if form.is_valid():
            try:
                found = challenges.find_ballot(
                    round_id=self.instance.pk, typed=form.cleaned_data["typed"], by=self.person
                )
            except RuleViolation as refused:
                form.add_error("typed", refused.message)
                if refused.code == "challenge_not_now":  # the form is not shown any more
                    messages.error(self.request, refused.message)
            else:
                messages.success(self.request, _("It is ballot %(n)d.") % {"n": found})
                self.chosen = str(found)
        return self.render_to_response(self.get_context_data())

    def _ask(self) -> HttpResponse:
        form = self.ask_form
        if form.is_valid():
            try:
                challenges.ask_to_challenge(
                    round_id=self.instance.pk,
                    receipt_id=form.cleaned_data["ballot"],
                    by=self.person,
                    reason=form.cleaned_data["reason"],
                )
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                messages.success(
                    self.request, _("Asked for. The ballot is counted until somebody else confirms it.")
                )
                return redirect(self.voting_url)
        messages.validation_error(self.request, _("It was not asked for."), form)
        return self.render_to_response(self.get_context_data())


class ChallengeView(VotingView):
    """One challenge: what is asked for and why, then yes or no."""

    template_name = "budgeting/admin/voting_challenge.html"

    @cached_property
    def challenge(self) -> Challenge:
        """The one that the address names, of this round."""
        found = self.instance.challenges.select_related(
            "asked_by", "confirmed_by", "dropped_by", "lift_asked_by"
        )
        challenge: Challenge = get_object_or_404(found, pk=self.kwargs["challenge_pk"])
        return challenge

    def get_page_title(self) -> str:
        """What it is about."""
        return _("Count this ballot after all") if self.challenge.lift_waits else _("Do not count a ballot")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The challenge, and what this person may do about it."""
        (row,) = rows_of(self.instance, [self.challenge])
        context = {
            "row": row,
            "stands": shown.stands(self.instance, self.now),
            "is_own": row.waits_for_others_than in (None, self.person.pk),
            "may_challenge": challenges.may_challenge(self.instance, self.now),
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step that was pressed; what is refused changes nothing."""
        step = request.POST.get("step", "")
        if step not in STEPS:
            return redirect(self.voting_url)
        done = {
            "confirm": _(
                "The ballot is not counted. The number and the reason are published with the result."
            ),
            "drop": _("The request is dropped. The ballot stays as it was."),
            "ask_lift": _("Asked for. The ballot is not counted until somebody else confirms it."),
            "lift": _("The ballot is counted again."),
        }
        try:
            STEPS[step](challenge_id=self.challenge.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, done[step])
        return redirect(self.voting_url)


class SealView(VotingView):
    """What can't be done afterwards; then a worker seals the round, a cancelled one before its time."""

    template_name = "budgeting/admin/voting_seal.html"

    def get_page_title(self) -> str:
        """What is done."""
        return _("Seal the round")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it can be done."""
        context = {
            "sealing": self.sealing,
            "may_seal": self.may_seal,
            "is_being_sealed": self.is_being_sealed,
            "by_itself": moment(self.instance.seal_at),
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, once."""
        try:
            sealing.seal_soon(round_id=self.instance.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("The sealing is under way. It can take some minutes."))
        return redirect(self.voting_url)
