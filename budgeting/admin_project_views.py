"""A project's page on the editors' side: what waits, what has happened, the plan, and the ledger. Each act is a POST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin_project_forms import CorrectForm, ProjectForm
from budgeting.admin_project_money import MoneyActs
from budgeting.admin_project_words import WordActs
from budgeting.admin_rights import may_in
from budgeting.models import Project, ProjectUpdate
from budgeting.permissions import people_who
from budgeting.rules.errors import RuleViolation
from budgeting.services import project_updates
from radslag.clock import database_now
from radslag.lists import is_row_number
from radslag.models import User


class OfProject(InstanceSpecificView):
    """A view of one project of the person's programmes."""

    instance: Project

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    @property
    def person(self) -> User:
        """Who acts. Raises PermissionDenied for nobody."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    @cached_property
    def now(self) -> dt.datetime:
        """The instant at which the page is true."""
        return database_now()

    @property
    def today(self) -> dt.date:
        """The day at which the page is true, by the clock on the wall."""
        return timezone.localtime(self.now).date()

    @property
    def desk_url(self) -> str:
        """The project's own page."""
        return str(self.url_helper.get_action_url("edit", self.instance.pk))

    def get_page_subtitle(self) -> str:
        """Which project."""
        return str(self.instance)


class ProjectView(WordActs, MoneyActs, OfProject):
    """Everything about one project, and every act. What is refused is said at the form that was sent."""

    def get_template_names(self) -> list[str]:
        """Our own page, not modeladmin's."""
        return ["budgeting/admin/project.html"]

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Follow up")

    @cached_property
    def may_pay(self) -> bool:
        """Whether the person enters payments in the programme."""
        return may_in(self.person, "budgeting.add_payment", self.instance.proposal.round)

    @cached_property
    def payers(self) -> list[User]:
        """Who else may confirm what this person enters."""
        people = people_who("add_payment", self.instance.proposal.round)
        return list(people.exclude(pk=self.person.pk))

    @cached_property
    def is_own(self) -> bool:
        """Whether the proposal is the person's own: then somebody else follows it up."""
        return self.instance.proposal.concerns(self.person)

    @property
    def asked(self) -> str:
        """Which act was sent, if any."""
        return self.request.POST.get("act", "") if self.request.method == "POST" else ""

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

    def carry_out(
        self, form: ProjectForm, service: Callable[[], object], done: str | Callable[[object], str]
    ) -> HttpResponse:
        """Call a service with a form that was sent; say that it is done, or what is in the way, with what was typed."""
        if form.is_valid():
            try:
                result = service()
            except RuleViolation as refused:
                form.refuse(refused)
            else:
                messages.success(self.request, done if isinstance(done, str) else done(result))
                return redirect(self.desk_url)
        messages.validation_error(self.request, _("Nothing was saved."), form)
        return self.render_to_response(self.get_context_data())

    def carry_out_at_once(self, service: Callable[[], object], done: str) -> HttpResponse:
        """The same for a button without a form."""
        try:
            service()
        except RuleViolation as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, done)
        return redirect(self.desk_url)

    def sent_pk(self) -> int:
        """The number of the row that a button is about; 0, which no row has, for anything else."""
        sent = self.request.POST.get("pk", "")
        return int(sent) if is_row_number(sent) else 0


class CorrectUpdateView(OfProject):
    """Correct the words of a published update. The number in the address is the update's."""

    def __init__(self, model_admin: Any, instance_pk: str) -> None:
        rows = ProjectUpdate.objects.published()
        update = rows.filter(pk=instance_pk).first() if is_row_number(instance_pk) else None
        if update is None:
            raise Http404
        self.update = update
        super().__init__(model_admin, str(update.project_id))

    def get_template_names(self) -> list[str]:
        """A small page of its own."""
        return ["budgeting/admin/project_correct.html"]

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
