"""Money from earlier rounds, on the editors' side: what a round that has not opened can take over, and taking it back."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts.views import ActsView
from budgeting.admin.projects.forms import ProjectForm
from budgeting.models import Round
from budgeting.models.money import KronorFormField
from budgeting.rules.errors import RuleViolation
from budgeting.rules.money import format_kronor
from budgeting.services import carrying_over
from radslag.incoming.row_numbers import is_row_number


class CarryForm(ProjectForm):
    """How much is carried over from which finished round."""

    fields_of: ClassVar[dict[str, str]] = {
        "not_positive": "amount_ore",
        "above_carried": "amount_ore",
        "carried_already": "source",
        "not_carried_between": "source",
    }
    source = forms.ChoiceField(
        label=gettext_lazy("From the round"),
        help_text=gettext_lazy(
            "Finished rounds whose money left over is carried over, with what they have left."
        ),
    )
    amount_ore = KronorFormField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy(
            "In kronor. The budget of this round grows by it, and everyone can see where it is from."
        ),
    )

    def __init__(self, *args: Any, sources: list[tuple[Round, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (round_.pk, f"{round_.name} ({format_kronor(left_ore)})") for round_, left_ore in sources
        ]


class CarryView(ActsView):
    """Money from earlier rounds to this one, until proposals can be handed in."""

    template_name = "budgeting/admin/carry.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Money from earlier rounds")

    @cached_property
    def sources(self) -> list[tuple[Round, int]]:
        """The rounds that have something to carry over to this one."""
        return carrying_over.sources_for(self.instance, self.now)

    @cached_property
    def form(self) -> CarryForm:
        """Empty with all that there is, or as sent."""
        initial = {"amount_ore": self.sources[0][1]} if self.sources else {}
        sent = self.request.POST if "carry" in self.request.POST else None
        return CarryForm(sent, sources=self.sources, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is carried over already, and the form."""
        context = {
            "carried": self.instance.carried_in.select_related("from_round", "by"),
            "form": self.form,
            "is_open": self.instance.clock_at(self.now) >= self.instance.submission_opens,
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry money over, or take it back."""
        if "back" in request.POST:
            return self._back(request.POST["back"])
        if self.form.is_valid():
            data = self.form.cleaned_data
            try:
                carrying_over.carry_over(
                    from_round_id=int(data["source"]),
                    to_round_id=self.instance.pk,
                    amount_ore=data["amount_ore"],
                    by=self.person,
                )
            except RuleViolation as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, _("The money is carried over. The budget of the round has grown."))
                return redirect(self.request.path)
        messages.validation_error(request, _("Nothing was saved."), self.form)
        return self.render_to_response(self.get_context_data())

    def _back(self, named: str) -> HttpResponse:
        carried = get_object_or_404(self.instance.carried_in.all(), pk=named if is_row_number(named) else 0)
        try:
            carrying_over.carry_back(carried_id=carried.pk, by=self.person)
        except RuleViolation as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, _("The money is taken back. The budget of the round has shrunk."))
        return redirect(self.request.path)
