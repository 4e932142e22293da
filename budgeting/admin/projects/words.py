"""What staff say of a project, its plan and its steps: the forms of its page and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from budgeting.admin.projects.desk import ProjectDesk
from budgeting.admin.projects.forms import DeclineForm, PlanForm, SayForm, StepForm
from budgeting.models import Milestone, ProjectUpdate
from budgeting.services import project_updates, projects
from budgeting.services.project_updates import Said
from budgeting.services.project_updates import publish as publish_text
from budgeting.services.projects import Plan


class WordActs(ProjectDesk):
    """The part of a project's page that is about words."""

    def _sent(self, act: str, pk: int | None = None) -> Any:
        """What was sent for the act, about the row if there is one; None when something else was."""
        if self.asked != act or (pk is not None and self.sent_pk() != pk):
            return None
        return self.request.POST

    @cached_property
    def say_form(self) -> SayForm:
        """What has happened, dated today, or as sent."""
        files = self.request.FILES if self.asked == "say" else None
        return SayForm(
            self._sent("say"), files, project=self.instance, initial={"date": self.today}, auto_id="say-%s"
        )

    @cached_property
    def plan_form(self) -> PlanForm:
        """The plan as it is, or as sent."""
        return PlanForm(self._sent("plan"), project=self.instance, auto_id="plan-%s")

    @cached_property
    def new_step_form(self) -> StepForm:
        """A further step."""
        return StepForm(self._sent("new_step"), auto_id="step-%s")

    @cached_property
    def steps(self) -> list[tuple[Milestone, StepForm, bool]]:
        """Each step with its form, and whether its time has passed."""
        return [
            (
                step,
                StepForm(self._sent("step", step.pk), step=step, auto_id=f"step-{step.pk}-%s"),
                step.is_late_on(self.today),
            )
            for step in self.instance.milestones.all()
        ]

    @cached_property
    def texts(self) -> list[tuple[ProjectUpdate, DeclineForm]]:
        """What applicants wrote and nobody has decided about, the oldest first."""
        rows = self.instance.updates.waiting().select_related("written_by").prefetch_related("pictures")
        return [
            (text, DeclineForm(self._sent("decline", text.pk), auto_id=f"decline-{text.pk}-%s"))
            for text in rows.order_by("written_at")
        ]

    def words_shown(self) -> dict[str, Any]:
        """For the template."""
        said = self.instance.updates.published().select_related("written_by", "decided_by")
        return {
            "texts": self.texts,
            "say_form": self.say_form,
            "plan_form": self.plan_form,
            "steps": self.steps,
            "new_step_form": self.new_step_form,
            "said": said.prefetch_related("pictures"),
            "opened": self.asked,
        }

    def word_acts(self) -> dict[str, Callable[[], HttpResponse]]:
        """What each button does."""
        return {
            "say": self._say,
            "plan": self._plan,
            "new_step": self._new_step,
            "step": self._step,
            "remove_step": self._remove_step,
            "publish": self._publish,
            "decline": self._decline,
        }

    def _say(self) -> HttpResponse:
        form = self.say_form

        def service() -> object:
            data = form.cleaned_data
            said = Said(
                date=data["date"],
                text=data["text"],
                status=data["status"],
                reason=data["reason"],
                expected_on=data["expected_on"],
                expected_precision=data["expected_precision"],
            )
            return project_updates.say(
                project_id=self.instance.pk, said=said, pictures=form.pictures(), by=self.person
            )

        return self.carry_out(form, service, _("It is said, and everyone can read it."))

    def _plan(self) -> HttpResponse:
        form = self.plan_form
        return self.carry_out(
            form,
            lambda: projects.change_plan(
                project_id=self.instance.pk, plan=Plan(**form.cleaned_data), by=self.person
            ),
            _("The plan is saved."),
        )

    def _new_step(self) -> HttpResponse:
        form = self.new_step_form
        return self.carry_out(
            form,
            lambda: projects.add_milestone(project_id=self.instance.pk, by=self.person, **form.cleaned_data),
            _("The step is added."),
        )

    def _step(self) -> HttpResponse:
        step = get_object_or_404(self.instance.milestones.all(), pk=self.sent_pk())
        form = next(form for row, form, _late in self.steps if row.pk == step.pk)
        return self.carry_out(
            form,
            lambda: projects.change_milestone(milestone_id=step.pk, by=self.person, **form.cleaned_data),
            _("The step is saved."),
        )

    def _remove_step(self) -> HttpResponse:
        step = get_object_or_404(self.instance.milestones.all(), pk=self.sent_pk())
        return self.carry_out_at_once(
            lambda: projects.remove_milestone(milestone_id=step.pk, by=self.person), _("The step is removed.")
        )

    def _text_pk(self) -> int:
        """The text that a button is about: of this project, or gone since the page was shown."""
        pk = self.sent_pk()
        if ProjectUpdate.objects.filter(pk=pk).exclude(project=self.instance).exists():
            raise Http404
        return pk

    def _publish(self) -> HttpResponse:
        pk = self._text_pk()
        return self.carry_out_at_once(
            lambda: publish_text(update_id=pk, by=self.person),
            _("The text is published, and its author is mailed."),
        )

    def _decline(self) -> HttpResponse:
        pk = self._text_pk()
        form = next((form for row, form in self.texts if row.pk == pk), DeclineForm(self.request.POST))
        return self.carry_out(
            form,
            lambda: project_updates.decline(update_id=pk, reason=form.cleaned_data["reason"], by=self.person),
            _("The text is not published. Its author is mailed why."),
        )
