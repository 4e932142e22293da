"""The editors' views of acts: what has happened to a round, asking, confirming, going on, changing with a reason.

Nothing is done by looking: every act is a POST, and what can't be taken back is shown before it is done.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts import shown
from budgeting.admin.acts.forms import LookedAtForm, ReasonForm
from budgeting.admin.counts.shown import preview_of
from budgeting.models import ActKind, RoundAct
from budgeting.models.acts import OF_TWO
from budgeting.permissions import people_who_change
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts
from budgeting.words.acts import changes_between
from radslag.editors.acting import OwnRowView
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User

ASKS = {ActKind.PAUSE: acts.ask_to_pause, ActKind.CANCEL: acts.ask_to_cancel}
DONE: dict[ActKind, str | Promise] = {
    ActKind.PAUSE: gettext_lazy("The round is paused. Those who take part are mailed."),
    ActKind.CANCEL: gettext_lazy("The round is cancelled. Those who take part are mailed."),
    ActKind.OVERRIDE: gettext_lazy("The round is counted anew. Those who take part are mailed."),
}


class ActsView(OwnRowView):
    """Where the round stands, what waits, what can be done and what has been done; asking and dropping."""

    template_name = "budgeting/admin/acts.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Pause, cancel, change")

    @property
    def acts_url(self) -> str:
        """The page from which all acts begin."""
        return str(self.url_helper.get_action_url("acts", self.instance.pk))

    def address_of(self, action: str) -> str:
        """Of another view of the same round."""
        return str(self.url_helper.get_action_url(action, self.instance.pk))

    @cached_property
    def others(self) -> list[User]:
        """Who else may confirm what this person asks for."""
        return list(people_who_change(self.instance).exclude(pk=self.person.pk))

    @cached_property
    def forms(self) -> dict[ActKind, ReasonForm]:
        """Both requests, the one that was sent with what was typed."""
        sent = self.request.POST.get("ask", "")
        return {
            kind: ReasonForm(self.request.POST if sent == kind else None, auto_id=f"{kind}-%s")
            for kind in ASKS
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The state, the requests, the forms and the log."""
        rows = shown.rows_of(self.instance)
        waiting = [row for row in rows if row.waits]
        may = shown.possible(self.instance, waiting, self.now)
        asks = [
            {"kind": kind, "form": form, "consequences": shown.consequences(kind, self.instance)}
            for kind, form in self.forms.items()
            if getattr(may, kind)
        ]
        context = {
            "stands": shown.stands(self.instance, self.now),
            "waiting": [(row, self._confirm_url(row)) for row in waiting],
            "log": [row for row in rows if not row.waits],
            "may": may,
            "asks": asks,
            "resume_url": self.address_of("resume"),
            "change_url": self.address_of("change"),
        }
        return super().get_context_data(**context, **kwargs)

    def _confirm_url(self, row: shown.ActRow) -> str:
        """Empty for who asked: somebody else confirms."""
        return "" if row.asked_by_id in (None, self.person.pk) else f"{self.acts_url}{row.pk}/"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a second person, or drop a request."""
        if "drop" in request.POST:
            return self._drop(request.POST["drop"])
        kind = next((kind for kind in ASKS if kind == request.POST.get("ask")), None)
        if kind is None:
            return redirect(self.acts_url)
        form = self.forms[kind]
        if form.is_valid():
            try:
                ASKS[kind](round_id=self.instance.pk, by=self.person, reason=form.cleaned_data["reason"])
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("Asked for. Nothing happens until somebody else confirms it."))
                return redirect(self.acts_url)
        messages.validation_error(request, _("It was not asked for."), form)
        return self.render_to_response(self.get_context_data())

    def _drop(self, named: str) -> HttpResponse:
        of_this_round = self.instance.acts.filter(kind__in=OF_TWO)
        act = get_object_or_404(of_this_round, pk=named if is_row_number(named) else 0)
        try:
            acts.drop(act_id=act.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, _("The request is dropped. Nothing has happened to the round."))
        return redirect(self.acts_url)


class ConfirmView(ActsView):
    """What somebody else asked for, why, and what comes of it; then yes or no."""

    template_name = "budgeting/admin/acts_confirm.html"

    @cached_property
    def act(self) -> RoundAct:
        """The request that the address names, of this round."""
        found = self.instance.acts.filter(kind__in=OF_TWO)
        found = found.select_related("asked_by", "confirmed_by", "dropped_by")
        act: RoundAct = get_object_or_404(found, pk=self.kwargs["act_pk"])
        return act

    def get_page_title(self) -> str:
        """What is asked for."""
        return str(shown.REQUESTS[ActKind(self.act.kind)])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The request, and whether this person may say yes."""
        row = shown.row_of(self.act)
        context = {
            "row": row,
            "stands": shown.stands(self.instance, self.now),
            "is_own": row.asked_by_id in (None, self.person.pk),
            "consequences": shown.consequences(row.kind, self.instance),
            "is_over": not row.waits or not shown.may_be_confirmed(self.instance, row.kind, self.now),
        }
        if row.kind is ActKind.OVERRIDE and not context["is_over"]:
            context["preview"] = preview_of(self.instance, self.act.changes, self.now)
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Bring it into force, once; what is refused changes nothing."""
        try:
            act = acts.confirm(act_id=self.act.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, DONE[ActKind(act.kind)])
        return redirect(self.acts_url)


class ResumeView(ActsView):
    """Let a paused round go on: every date before and after is shown first."""

    template_name = "budgeting/admin/acts_resume.html"

    def get_page_title(self) -> str:
        """What is done."""
        return _("Let the round go on")

    @cached_property
    def moved(self) -> dict[str, dt.datetime]:
        """The dates as they are to be; none when the round can't go on."""
        try:
            return (
                acts.moved_instants(self.instance, self.now) if self.instance.is_paused_at(self.now) else {}
            )
        except RuleViolation:
            return {}

    @cached_property
    def form(self) -> LookedAtForm:
        """The reason, bound to the dates that were seen."""
        data = self.request.POST if self.request.method == "POST" else None
        seen = " ".join(f"{name}={instant.isoformat()}" for name, instant in self.moved.items())
        return LookedAtForm(data, seen_now=seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The dates and the form."""
        rows = [(name, getattr(self.instance, name), instant) for name, instant in self.moved.items()]
        context = {
            "stands": shown.stands(self.instance, self.now),
            "is_over": not self.instance.is_paused_at(self.now),
            "changes": changes_between(rows),
            "form": self.form,
            "mails": shown.mails_in_words(self.instance),
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let it go on with the dates that were seen, or say what is in the way."""
        if self.form.is_valid():
            try:
                reason = self.form.cleaned_data["reason"]
                acts.resume(round_id=self.instance.pk, by=self.person, reason=reason)
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(
                    request, _("The round goes on. Those who take part are mailed the new dates.")
                )
                return redirect(self.acts_url)
        messages.validation_error(request, _("The round does not go on yet."), self.form)
        return self.render_to_response(self.get_context_data())
