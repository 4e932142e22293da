"""The editors' page about a count: where it stands, the lot of a public draw, recounts, the result, and changing it.

Everything is a POST; a GET writes nothing. What the public may not see yet, editors do not see here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts import shown
from budgeting.admin.acts.views import ActsView
from budgeting.admin.counts import shown as counts
from budgeting.admin.counts.forms import AgainForm, ChangeResultForm, DrawForm
from budgeting.admin.counts.news import news_of_result, source_of
from budgeting.admin.counts.shown import Stage
from budgeting.display.comparisons import ComparisonShown, comparison_shown
from budgeting.display.results import ResultShown, result_shown
from budgeting.models import ActKind, Count, PublicDraw, RoundAct, RoundPage
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts, draws, overrides
from budgeting.services.counting import count_round
from budgeting.services.recounts import recount
from budgeting.tasks import count_round_task, recount_task
from budgeting.words.acts import changes_of
from radslag.editors.news_drafts import news_desk


class CountingView(ActsView):
    """Where the count stands and all that can be done about it."""

    template_name = "budgeting/admin/counting.html"

    def get_page_title(self) -> str:
        """What is shown here."""
        return _("The count")

    @property
    def counting_url(self) -> str:
        """This page."""
        return self.address_of("counting")

    @property
    def voting_url(self) -> str:
        """The page about the voting."""
        return self.address_of("voting")

    @property
    def change_result_url(self) -> str:
        """Where a change of the result is asked for."""
        return self.address_of("change_result")

    @cached_property
    def public_page(self) -> RoundPage | None:
        """The page of the round that everyone reads, if it is published."""
        found: RoundPage | None = self.instance.pages.filter(live=True).order_by("pk").first()
        return found

    @cached_property
    def count(self) -> Count | None:
        """The newest count, with the decision that it follows."""
        found: Count | None = self.instance.counts.defer("steps").select_related("act").first()
        return found

    @cached_property
    def stage(self) -> Stage:
        """Where the count is."""
        return counts.stage_of(self.instance, self.now, counted=self.count is not None)

    @property
    def may_override(self) -> bool:
        """Whether people may ask to have the result changed: one that is counted, comes to something and is ours."""
        is_ours = not self.instance.imported_from
        return is_ours and self.count is not None and not self.instance.is_cancelled_at(self.now)

    @cached_property
    def draw(self) -> PublicDraw | None:
        """What one or two people have typed in."""
        people = PublicDraw.objects.select_related("typed_by", "confirmed_by")
        return people.filter(round=self.instance).first()

    @cached_property
    def draw_form(self) -> AgainForm | None:
        """What is to be typed in now by this person; None when it is somebody else's turn, or nobody's."""
        if self.stage is not Stage.DRAW or (self.draw and self.draw.typed_by_id in (None, self.person.pk)):
            return None
        sent = self.request.POST if "draw" in self.request.POST else None
        return AgainForm(sent) if self.draw else DrawForm(sent)

    @cached_property
    def result(self) -> ResultShown | None:
        """As everyone sees it, from its instant on. Not of an imported election: its page alone has its money right."""
        is_shown = self.stage is Stage.PUBLIC and not self.instance.imported_from
        return result_shown(self.instance, self.now) if is_shown else None

    @cached_property
    def comparison(self) -> ComparisonShown | None:
        """What other rules would have given, once a worker has counted."""
        return comparison_shown(self.result) if self.result else None

    @cached_property
    def waiting(self) -> list[Any]:
        """The request to change the result that waits, with where it is looked at."""
        found = self.instance.acts.waiting().filter(kind=ActKind.OVERRIDE)
        found = found.select_related("asked_by", "confirmed_by", "dropped_by")
        return [
            (shown.row_of(act), f"{self.acts_url}{act.pk}/", act.asked_by_id == self.person.pk)
            for act in found
        ]

    @property
    def news(self) -> dict[str, Any] | None:
        """The draft of a piece of news: whether this person may write one, and the one that is there."""
        desk = news_desk()
        if desk is None or self.result is None:
            return None
        return {"may_write": desk.may_write(self.person), "url": desk.written(source_of(self.instance))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the page."""
        recounts = counts.recounts_of(self.count) if self.count else []
        context = {
            "standing": counts.standing(self.instance, self.stage, self.count, self.now),
            "stage": self.stage,
            "recounts": recounts,
            "differs": bool(recounts) and not recounts[0].agrees,
            "waiting": self.waiting if self.may_override else [],
            "earlier": self._earlier(),
            "draw_text": self._draw_text(),
            "news": self.news,
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def _earlier(self) -> list[tuple[Count, RoundAct | None]]:
        """Counts that others have replaced, each with the decision that replaced it, the newest first."""
        if self.count is None or self.count.act is None:
            return []
        found = list(self.instance.counts.defer("steps").select_related("act"))
        return [(older, newer.act) for newer, older in pairwise(found)]

    def _draw_text(self) -> str:
        """Who has typed in the lot, for the page that waits for the next."""
        if self.draw is None or self.draw.confirmed_at is not None:
            return ""
        if self.draw.typed_by_id == self.person.pk:
            return _(
                "You have typed in what was drawn. Now somebody else types it in again, from the record."
            )
        who = self.draw.typed_by or _("somebody who is no longer here")
        return _(
            "%(who)s has typed in what was drawn. Type it in again from the record; the first is not shown."
        ) % {"who": who}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count, count again, type in the lot, or drop it."""
        if "draw" in request.POST:
            return self._type_in()
        if "news" in request.POST:
            return self._write_news(again=request.POST["news"] == "again")
        steps = {"count": self._count, "recount": self._recount, "drop_draw": self._drop_draw}
        for name, step in steps.items():
            if name in request.POST:
                try:
                    step()
                except RuleViolation as refused:
                    messages.error(request, refused.message)
        return redirect(self.counting_url)

    def _write_news(self, *, again: bool) -> HttpResponse:
        desk = news_desk()
        if desk is None or self.result is None or not desk.may_write(self.person):
            messages.error(self.request, _("There is nothing to write about yet, or you may not write news."))
            return redirect(self.counting_url)
        draft = news_of_result(self.instance, self.result, self.public_page)
        url = desk.write(draft, by=self.person, again=again)
        messages.success(
            self.request, _("Here is the draft. Read it, change it, and publish it when it is good.")
        )
        return redirect(url)

    def _count(self) -> None:
        if self.stage is Stage.DUE and self.instance.shares_equally:
            count_round_task.enqueue(self.instance.pk, self.person.pk)
            messages.success(self.request, _("The round is being counted. Come back in a minute."))
            return
        count_round(round_id=self.instance.pk, by=self.person)
        messages.success(self.request, _("The round is counted."))

    def _recount(self) -> None:
        if self.count is not None and self.instance.shares_equally:
            recount_task.enqueue(self.instance.pk, self.person.pk)
            messages.success(
                self.request,
                _("The round is being counted again. What comes of it is shown here in a minute."),
            )
        elif recount(round_id=self.instance.pk, by=self.person).agrees:
            messages.success(self.request, _("Counted again: the result is the same, to the last digit."))
        else:
            messages.error(self.request, _("Counted again: the result is not the same."))

    def _drop_draw(self) -> None:
        draws.drop_draw(round_id=self.instance.pk, by=self.person)
        messages.success(self.request, _("What was typed in is dropped. Begin again."))

    def _type_in(self) -> HttpResponse:
        form = self.draw_form
        if form is None:
            return redirect(self.counting_url)
        if form.is_valid():
            done = _("Typed in. Now somebody else types it in again.")
            try:
                if self.draw:
                    draws.type_in_again(round_id=self.instance.pk, by=self.person, **form.cleaned_data)
                    done = _("Both have typed in the same. The round is counted within seconds.")
                else:
                    draws.type_in_draw(round_id=self.instance.pk, by=self.person, **form.cleaned_data)
            except RuleViolation as refused:
                form.add_error("seed", refused.message)
            else:
                messages.success(self.request, done)
                return redirect(self.counting_url)
        messages.validation_error(self.request, _("It was not typed in."), form)
        return self.render_to_response(self.get_context_data())


class ChangeResultView(CountingView):
    """Ask to have the result changed: choose and type, look at what it gives, and only then ask a second person."""

    template_name = "budgeting/admin/change_result.html"

    def get_page_title(self) -> str:
        """What is done."""
        return _("Change the result")

    @cached_property
    def form(self) -> ChangeResultForm | None:
        """Every proposal of the newest count; None when nothing can be changed."""
        if not self.may_override or self.count is None or self.waiting:
            return None
        data = self.request.POST if self.request.method == "POST" else None
        return ChangeResultForm(data, candidates=counts.candidates(self.count), seen_now=str(self.count.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; once it is right, also what it changes and gives."""
        context = {
            "form": self.form,
            "standing": counts.standing(self.instance, self.stage, self.count, self.now),
            "mails": shown.mails_in_words(self.instance),
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what it gives, go back to the form, or ask."""
        form, step = self.form, request.POST.get("step", "look")
        if form is None:
            return redirect(self.counting_url)
        if step == "edit":
            return self.render_to_response(self.get_context_data())
        changes = self._changes(form)
        if changes and step == "do" and self._is_asked(form):
            messages.success(request, _("Asked for. Nothing happens until somebody else confirms it."))
            return redirect(self.counting_url)
        if form.errors or not changes:
            messages.validation_error(request, _("It was not asked for."), form)
            return self.render_to_response(self.get_context_data())
        act = RoundAct(kind=ActKind.OVERRIDE, changes=changes)
        looked = {"changes": changes_of(act), "preview": counts.preview_of(self.instance, changes, self.now)}
        return self.render_to_response(self.get_context_data(**looked))

    def _changes(self, form: ChangeResultForm) -> dict[str, Any]:
        """What would be different; nothing, and the form says why, when it can't be."""
        if not form.is_valid():
            return {}
        try:
            return overrides.checked(self.instance, form.asked())
        except RuleViolation as refused:
            form.add_error(None, refused.message)
            return {}

    def _is_asked(self, form: ChangeResultForm) -> bool:
        try:
            acts.ask_to_override(
                round_id=self.instance.pk,
                by=self.person,
                reason=form.cleaned_data["reason"],
                asked=form.asked(),
            )
        except RuleViolation as refused:
            form.refuse(refused)
            return False
        return True
