"""The editors' views: a new round, changing one. Forms in, services called."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from budgeting.admin.rights import one_of_each, own_rounds, programmes_of
from budgeting.admin.rounds.form import RoundForm
from budgeting.admin.rounds.question_forms import QuestionFormSet, questions_of
from budgeting.admin.rounds.remarks import remarks_on
from budgeting.admin.rounds.values import next_values, only_one, values_in
from budgeting.models import ProposalStatus, Round
from budgeting.querysets.rounds import RoundQuerySet, clock_at
from budgeting.rules.errors import RuleViolation
from budgeting.services.acts import may_change
from budgeting.services.rounds import (
    Words,
    change_questions,
    change_round,
    create_round,
    frozen_terms,
    words_like,
)
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number
from radslag.templatetags.dates import moment

ONLY_SHOWN = "show_time_line"
"""The button that saves nothing."""


def undecided_texts(rounds: RoundQuerySet, now: dt.datetime) -> list[str]:
    """One sentence for each round under review or in its vote with proposals that were received and never decided."""
    waiting = Count("proposals", filter=Q(proposals__status=ProposalStatus.RECEIVED))
    clock = clock_at(now)
    reviewed = rounds.uncancelled().filter(submission_closes__lte=clock, voting_closes__gt=clock)
    return [
        _undecided(round_, round_.waiting, now)
        for round_ in reviewed.annotate(waiting=waiting).filter(waiting__gt=0)
    ]


def _undecided(round_: Round, waiting: int, now: dt.datetime) -> str:
    if round_.clock_at(now) < round_.voting_opens:
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


class TimeLineView(WMABaseView):
    """The time line of what stands in the form of a round: a part of a page, fetched while dates are changed."""

    http_method_names = ["get", "head"]

    template_name = "budgeting/admin/time_line.html"

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever makes or changes rounds."""
        return programmes_of(user).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The time line alone. Of a round that is there (`?round=`) what is locked stays as it is."""
        user, now = self.request.user, database_now()
        asked = self.request.GET.get("round", "")
        round_ = own_rounds(user).filter(pk=asked if is_row_number(asked) else 0).first()
        if asked and (round_ is None or not self.permission_helper.user_can_edit_obj(user, round_)):
            raise Http404
        frozen = frozen_terms(round_, now) if round_ else frozenset()
        programmes = one_of_each(programmes_of(user, "budgeting.add_round"))
        form = RoundForm(self.request.GET, programmes=programmes, now=now, round_=round_, frozen=frozen)
        return {"line": form.preview()}


def shown_again(view: Any) -> HttpResponse:
    """The form with the time line of what is typed, for those without JavaScript; nothing is judged or saved."""
    view.form.leave_unjudged()
    if view.questions is not None:
        view.questions.leave_unjudged()
    response: HttpResponse = view.render_to_response(view.get_context_data())
    return response


def remark(request: HttpRequest, form: RoundForm) -> None:
    """Say what is seldom wise, when something was changed that it is about."""
    if {"rule", "ballot_kind", "ballot_max"} & set(form.changed_data):
        for text in remarks_on(form.cleaned_data):
            messages.warning(request, text)


class NewRoundView(WMABaseView):
    """“New round”: contract and page together."""

    page_title = gettext_lazy("New round")
    template_name = "budgeting/admin/round_form.html"
    only_shown = ONLY_SHOWN

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever has a programme."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def form(self) -> RoundForm:
        """The form, empty with good defaults or as posted."""
        request = self.request
        now, named = database_now(), request.GET.get("programme", "")
        programmes = one_of_each(programmes_of(request.user, "budgeting.add_round"))
        chosen = programmes.filter(pk=named).first() if is_row_number(named) else only_one(programmes)
        wanted: dict[str, Any] = values_in(chosen, now) if chosen else {}
        if self.previous is not None:
            wanted = next_values(self.previous, now, programmes)
        data = request.POST if request.method == "POST" else None
        return RoundForm(data, programmes=programmes, now=now, initial=wanted)

    @cached_property
    def previous(self) -> Round | None:
        """The round that the new one is to be like (`?som=`): one of the person's own; another's is not found."""
        named = self.request.GET.get("som", "")
        if not named:
            return None
        found = own_rounds(self.request.user).filter(pk=named if is_row_number(named) else 0).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def questions(self) -> QuestionFormSet:
        """The round's own questions, as those of the previous one, or as posted."""
        data = self.request.POST if self.request.method == "POST" else None
        return QuestionFormSet(data, initial=questions_of(self.previous) if self.previous else [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms."""
        shown: dict[str, Any] = {"form": self.form, "questions": self.questions, "previous": self.previous}
        shown |= {"line": self.form.preview(), "line_url": self.url_helper.get_action_url("time_line")}
        return super().get_context_data(submit_label=_("Make the round"), **shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the round, then let the editor write its words; or only show the time line."""
        if ONLY_SHOWN in request.POST:
            return shown_again(self)
        if self.form.is_valid() and self.questions.is_valid():
            terms = self.form.terms(self.questions.questions())
            words = words_like(self.previous) if self.previous else Words()
            words = replace(words, page_fields={**words.page_fields, **self.form.page_fields()})
            try:
                page = create_round(programme=self.form.cleaned_data["programme"], terms=terms, words=words)
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The round is made. Write its words and publish the page."))
                remark(request, self.form)
                return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        messages.validation_error(request, _("The round was not made."), self.form)
        return self.render_to_response(self.get_context_data())


class ChangeRoundView(InstanceSpecificView):
    """The contract of a round; what residents rely on is shown but locked."""

    template_name = "budgeting/admin/round_form.html"
    only_shown = ONLY_SHOWN

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

    @cached_property
    def questions(self) -> QuestionFormSet | None:
        """The round's own questions while they may be changed."""
        if self.form.fields["criteria"].disabled:
            return None
        data = self.request.POST if self.request.method == "POST" else None
        return QuestionFormSet(data, initial=questions_of(self.instance))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms, and the way to what is changed with a reason."""
        shown: dict[str, Any] = {"form": self.form, "questions": self.questions, "acts": self._acts()}
        shown |= {
            "line": self.form.preview(),
            "line_url": self._line_url(),
            "page": self.instance.pages.first(),
        }
        return super().get_context_data(submit_label=_("Save"), **shown, **kwargs)

    def _line_url(self) -> str:
        return f"{self.url_helper.get_action_url('time_line')}?round={self.instance.pk}"

    def _acts(self) -> dict[str, Any]:
        changeable = may_change(self.instance, database_now())
        return {
            "locked": any(field.disabled for field in self.form.fields.values()),
            "acts_url": self.url_helper.get_action_url("acts", self.instance.pk),
            "change_url": self.url_helper.get_action_url("change", self.instance.pk) if changeable else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what may still be changed; or only show the time line."""
        if ONLY_SHOWN in request.POST:
            return shown_again(self)
        if self.form.is_valid() and (self.questions is None or self.questions.is_valid()):
            try:
                self._change()
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The round is changed."))
                remark(request, self.form)
                return redirect(self.index_url)
        messages.validation_error(request, _("The round was not changed."), self.form)
        return self.render_to_response(self.get_context_data())

    @transaction.atomic
    def _change(self) -> None:
        change_round(round_id=self.instance.pk, **self.form.changes())
        if self.questions is not None:
            asked = self.questions.questions()
            change_questions(round_id=self.instance.pk, criteria=self.form.criterion_list(), questions=asked)
