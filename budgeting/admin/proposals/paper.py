"""Typing in an application that came on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import WMABaseView

from budgeting.admin.proposals.paper_form import PaperForm
from budgeting.admin.rights import programmes_of
from budgeting.models import Round
from budgeting.querysets.rounds import RoundQuerySet
from budgeting.rules.errors import RuleViolation
from budgeting.services.paper_files import enter_paper
from radslag.clock import database_now
from radslag.editors.acting import ActingView
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User


def rounds_of_clerk(user: User) -> RoundQuerySet:
    """Rounds of the programmes in which the person types in papers."""
    programmes = programmes_of(user, "budgeting.change_proposal")
    return Round.objects.filter(programme__in=programmes).select_related("programme__area")


def open_for_paper(user: User) -> RoundQuerySet:
    """Those for which a paper may still be typed in."""
    now = database_now()
    return rounds_of_clerk(user).not_stopped(now).filter(submission_opens__lte=now, proposals_shown__gt=now)


class PaperView(ActingView, WMABaseView):
    """A paper application: first which round, where there are several, then what stands on the paper."""

    page_title = gettext_lazy("Type in a paper application")
    template_name = "budgeting/admin/paper.html"

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever reviews the proposals of some programme."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def rounds(self) -> list[Round]:
        """Those to choose from."""
        return list(open_for_paper(self.person))

    @cached_property
    def round(self) -> Round | None:
        """The one that is named, or the only one there is. A posted form names its own, though it be closed by now: the
        service says so, and what was typed stays."""
        named = self.request.POST.get("round") or self.request.GET.get("round", "")
        if self.request.method == "POST":
            rows = rounds_of_clerk(self.person)
            return rows.filter(pk=int(named)).first() if is_row_number(named) else None
        if is_row_number(named):
            return next((r for r in self.rounds if r.pk == int(named)), None)
        return self.rounds[0] if len(self.rounds) == 1 else None

    @cached_property
    def form(self) -> PaperForm | None:
        """The form of the round, empty or as posted."""
        if self.round is None:
            return None
        posted = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return PaperForm(*posted, round_=self.round)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form or the rounds to choose from."""
        shown = {"form": self.form, "round": self.round, "rounds": self.rounds}
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Receive it, and show it as it is reviewed."""
        form, round_ = self.form, self.round
        if form is None or round_ is None:
            return self.render_to_response(self.get_context_data())
        if form.is_valid():
            try:
                proposal = enter_paper(
                    round_id=round_.pk,
                    by=self.person,
                    application=form.application(),
                    came_with=form.came_with(),
                )
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                said = _("The application is typed in. It has number %(n)d.") % {"n": proposal.number}
                messages.success(request, said)
                return redirect(self.url_helper.get_action_url("edit", proposal.pk))
        messages.validation_error(request, _("The application was not saved."), form)
        return self.render_to_response(self.get_context_data())
