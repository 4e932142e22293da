"""What the parts of a project's page on the editors' side share: which project, who acts, what was sent and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from budgeting.admin.projects.forms import ProjectForm
from budgeting.admin.rights import may_in
from budgeting.models import Project
from budgeting.permissions import people_who
from budgeting.rules.errors import RuleViolation
from radslag.editors.acting import OwnRowView
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User


class OfProject(OwnRowView):
    """A view of one project of the person's programmes."""

    instance: Project

    @property
    def today(self) -> dt.date:
        """The day at which the page is true, by the clock on the wall."""
        return timezone.localdate(self.now)

    @property
    def desk_url(self) -> str:
        """The project's own page."""
        return str(self.url_helper.get_action_url("edit", self.instance.pk))

    def get_page_subtitle(self) -> str:
        """Which project."""
        return str(self.instance)


class ProjectDesk(OfProject):
    """A view of a project that carries out what is sent to it."""

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
