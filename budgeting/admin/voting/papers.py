"""Keying ballots on paper: one form, one look at what it says, saved. And the paper ballot itself, to print.

Neither a code nor a choice stands in an address, a message or the session: the form carries them until they are saved.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts.views import ActsView
from budgeting.admin.rights import may_key_papers
from budgeting.admin.voting.paper_forms import (
    CODE_FAULTS,
    PaperVoteForm,
    PileForm,
    RefusePaperForm,
)
from budgeting.display.paper_votes import in_words, refused_in_words, time_left
from budgeting.display.proposals import proposals_on_paper
from budgeting.models import VoterIdentity
from budgeting.rules.errors import RuleViolation
from budgeting.rules.paper_errors import REASON_OF_RULE
from budgeting.services.ballots import check_voting_open
from budgeting.services.paper_refusals import paper_numbers, refuse_paper, refused_by
from budgeting.services.paper_votes import Keyed, key_paper, look_at_paper, say_pile

SAID: dict[Keyed, Any] = {
    Keyed.CAST: lambda: _("The vote is saved."),
    Keyed.WAITS: lambda: _("Saved. The paper waits for a second person."),
    Keyed.VERIFIED: lambda: _("Two people have read the same. The vote stands."),
}
REFUSABLE = CODE_FAULTS - {"second_person_keys"}


@method_decorator(sensitive_post_parameters("code", "numbers"), name="dispatch")
class PapersView(ActsView):
    """The pile in numbers, the paper that is keyed, and papers that do not count."""

    template_name = "budgeting/admin/papers.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing of it is kept by a browser or a cache."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever changes proposals or rounds of the programme; in rounds with codes only."""
        permitted = may_key_papers(user, self.instance)
        if permitted and self.instance.identity != VoterIdentity.CODES:
            raise Http404("a round without voting codes")
        return permitted

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Ballots on paper")

    @property
    def act(self) -> str:
        """What was sent: pile, look, save, edit, refuse or refuse_code."""
        return str(self.request.POST.get("act", ""))

    @cached_property
    def paper_form(self) -> PaperVoteForm:
        """The paper as it was typed, or an empty form."""
        sent = self.request.POST if self.act in ("look", "save", "edit") else None
        return PaperVoteForm(sent, round_=self.instance)

    @cached_property
    def pile_form(self) -> PileForm:
        """The number as it was sent, or as it is."""
        said = self.numbers.said or None
        return PileForm(self.request.POST if self.act == "pile" else None, initial={"papers": said})

    @cached_property
    def numbers(self) -> Any:
        """The papers in numbers, as the page begins."""
        return paper_numbers(self.instance)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The numbers, until when there is time, and the forms while there is."""
        numbers = paper_numbers(self.instance)
        until, warning = time_left(self.instance, numbers, self.now)
        context = {
            "numbers": numbers,
            "until": until,
            "warning": warning,
            "closed": self._closed(),
            "refused": refused_in_words(numbers),
            "pile_form": self.pile_form,
            "paper_form": self.paper_form,
            "refuse_form": RefusePaperForm(),
            "seen": refused_by(self.instance, self.person),
            "ballot_url": self.address_of("paper_ballot"),
        }
        return InstanceSpecificView.get_context_data(self, **(context | kwargs))

    def _closed(self) -> str:
        """Why nothing can be keyed now; empty while it can."""
        try:
            check_voting_open(self.instance, self.now)
        except RuleViolation as refused:
            return refused.code
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked for; what is refused stays typed, with the reason at its field."""
        acts = {
            "pile": self._pile,
            "look": self._look,
            "save": self._save,
            "refuse": self._refuse,
            "edit": self._edit,
        }
        act = acts.get(self.act)
        return act() if act else redirect(self.address_of("papers"))

    def _pile(self) -> HttpResponse:
        if self.pile_form.is_valid():
            try:
                papers = self.pile_form.cleaned_data["papers"]
                say_pile(round_id=self.instance.pk, papers=papers, by=self.person)
            except RuleViolation as refused:
                self.pile_form.refuse(refused)
            else:
                messages.success(self.request, _("The number of papers is saved."))
                return redirect(self.address_of("papers"))
        return self._again()

    def _edit(self) -> HttpResponse:
        """Back to the form with what was typed."""
        typed = {name: self.request.POST.get(name, "") for name in ("code", "numbers")}
        form = PaperVoteForm(round_=self.instance, initial=typed)
        return self.render_to_response(self.get_context_data(paper_form=form))

    def _look(self) -> HttpResponse:
        """Show what the paper says in words, before anything is saved."""
        form = self.paper_form
        if not form.is_valid():
            return self._again()
        try:
            looked = look_at_paper(
                self.instance,
                code=form.cleaned_data["code"],
                choices=form.cleaned_data["numbers"],
                by=self.person,
            )
        except RuleViolation as refused:
            return self._refused(refused)
        versions = [in_words(version) for version in looked.versions]
        return self.render_to_response(
            self.get_context_data(chosen=in_words(looked.version), versions=versions)
        )

    def _save(self) -> HttpResponse:
        form = self.paper_form
        if not form.is_valid():
            return self._again()
        try:
            keyed = key_paper(
                round_id=self.instance.pk,
                code=form.cleaned_data["code"],
                choices=form.cleaned_data["numbers"],
                by=self.person,
            )
        except RuleViolation as refused:
            return self._refused(refused)
        if keyed is Keyed.DIFFERS:
            text = _(
                "You two have read the paper differently. Look at it again and key it anew: what two people agree on counts. If "
                "its vote is stored, it stays as it is until then."
            )
            messages.warning(self.request, text)
        else:
            messages.success(self.request, SAID[keyed]())
        return redirect(self.address_of("papers"))

    def _refused(self, refused: RuleViolation) -> HttpResponse:
        self.paper_form.refuse(refused)
        reason = REASON_OF_RULE.get(refused.code, "")
        return self._again(
            is_refusable=bool(reason) or refused.code in REFUSABLE,
            refusal_reason=reason,
            is_copy=refused.code == "paper_done",
        )

    def _again(self, **context: Any) -> HttpResponse:
        form = self.pile_form if self.act == "pile" else self.paper_form
        messages.validation_error(self.request, _("Nothing is saved. Read below why."), form)
        return self.render_to_response(self.get_context_data(**context))

    def _refuse(self) -> HttpResponse:
        """Count a paper that does not count: for its code as it was typed, or for a reason that was chosen."""
        posted = self.request.POST
        seen = posted.get("seen", "")
        try:
            refuse_paper(
                round_id=self.instance.pk,
                code=posted.get("code", ""),
                reason=posted.get("reason", ""),
                by=self.person,
                seen=int(seen) if seen.isdecimal() and len(seen) < 8 else None,
            )
        except RuleViolation as refused:
            messages.error(self.request, refused.message)
        else:
            text = _("The paper is counted as refused. Put it aside: it is not keyed again.")
            messages.success(self.request, text)
        return redirect(self.address_of("papers"))


class PaperBallotView(PapersView):
    """The ballot to print, with the proposals by number and a place for the code, in the language of the site."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One ballot; it is copied by the printer."""
        with translation.override(settings.LANGUAGE_CODE):
            context = {
                "round": self.instance,
                "proposals": proposals_on_paper(self.instance),
                "may_change": self.now < self.instance.voting_opens,
            }
            return render(request, "budgeting/admin/paper_ballot.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing to send."""
        return redirect(self.address_of("paper_ballot"))
