"""A project's page on the editors' side: what waits, what has happened, the plan, and the ledger. Each act is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from budgeting.admin.projects.desk import OfProject
from budgeting.admin.projects.forms import CorrectForm
from budgeting.admin.projects.money import MoneyActs
from budgeting.admin.projects.words import WordActs
from budgeting.models import ProjectUpdate
from budgeting.rules.errors import RuleViolation
from budgeting.services import project_updates
from radslag.incoming.row_numbers import is_row_number


class ProjectView(WordActs, MoneyActs):
    """Everything about one project, and every act. What is refused is said at the form that was sent."""

    template_name = "budgeting/admin/project.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Follow up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The project, what waits, and the forms."""
        project = self.instance
        context = {
            "project": project,
            "proposal": project.proposal,
            "round": project.proposal.round,
            "is_own": self.is_own,
            "is_silent": project.is_silent_on(self.today),
            "is_overdue": project.is_overdue_on(self.today),
            "may_mend": not self.is_own,
            "may_write": not self.is_own and project.unfunded_at is None,
            "may_pay": self.may_pay and not self.is_own,
        }
        return super().get_context_data(**context, **self.words_shown(), **self.money_shown(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was sent."""
        acts: dict[str, Callable[[], HttpResponse]] = {**self.word_acts(), **self.money_acts()}
        if self.asked not in acts:
            return redirect(self.desk_url)
        return acts[self.asked]()


class CorrectUpdateView(OfProject):
    """Correct the words of a published update. The number in the address is the update's."""

    template_name = "budgeting/admin/project_correct.html"

    def __init__(self, model_admin: Any, instance_pk: str) -> None:
        rows = ProjectUpdate.objects.published()
        update = rows.filter(pk=instance_pk).first() if is_row_number(instance_pk) else None
        if update is None:
            raise Http404
        self.update = update
        super().__init__(model_admin, str(update.project_id))

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Correct the words")

    @cached_property
    def form(self) -> CorrectForm:
        """The words as they are, or as sent."""
        sent = self.request.POST if self.request.method == "POST" else None
        return CorrectForm(sent, update=self.update)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The update with its pictures, and the form."""
        shown = {"form": self.form, "update": self.update, "pictures": self.update.pictures.all()}
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the words, or take a picture away."""
        if "remove" in request.POST:
            return self._remove(request.POST["remove"])
        if self.form.is_valid():
            words = {
                "text": self.form.cleaned_data["text"],
                "reason": self.form.cleaned_data.get("reason", ""),
            }
            try:
                project_updates.correct(update_id=self.update.pk, by=self.person, **words)
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The words are corrected."))
                return redirect(self.desk_url)
        messages.validation_error(request, _("Nothing was saved."), self.form)
        return self.render_to_response(self.get_context_data())

    def _remove(self, named: str) -> HttpResponse:
        picture = get_object_or_404(self.update.pictures.all(), pk=named if is_row_number(named) else 0)
        try:
            project_updates.remove_picture(picture_id=picture.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, _("The picture is removed."))
        return redirect(self.request.path)
