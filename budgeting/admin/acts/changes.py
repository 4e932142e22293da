"""“Change with a reason”: what residents rely on, typed, looked at as before and after, and only then changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts import shown
from budgeting.admin.acts.forms import ChangeTermsForm
from budgeting.admin.acts.views import ActsView
from budgeting.rules.errors import RuleViolation
from budgeting.services import acts
from budgeting.words.acts import ORDER, changes_between


class ChangeTermsView(ActsView):
    """The terms that may still be changed. Three steps in one address: type, look, change; nothing typed is lost between."""

    template_name = "budgeting/admin/acts_change.html"

    def get_page_title(self) -> str:
        """What is done."""
        return _("Change with a reason")

    @cached_property
    def form(self) -> ChangeTermsForm:
        """What the round says, or as posted."""
        data = self.request.POST if self.request.method == "POST" else None
        allowed = acts.may_change(self.instance, self.now)
        return ChangeTermsForm(data, round_=self.instance, allowed=allowed, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; once it is right, also what was and what will be."""
        context = {"form": self.form, "stands": shown.stands(self.instance, self.now)}
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would be changed, go back to the form, or change it."""
        step = request.POST.get("step", "look")
        different = self._different()
        if different and step == "do" and self._is_changed(different):
            messages.success(
                request, _("The round is changed. Those who take part are mailed what was and is.")
            )
            return redirect(self.acts_url)
        if self.form.errors:
            messages.validation_error(request, _("The round was not changed."), self.form)
        elif step != "edit":
            rows = [
                (name, getattr(self.instance, name), different[name]) for name in ORDER if name in different
            ]
            context = {"changes": changes_between(rows), "mails": shown.mails_in_words(self.instance)}
            return self.render_to_response(self.get_context_data(**context))
        return self.render_to_response(self.get_context_data())

    def _different(self) -> dict[str, Any]:
        """What would be changed; nothing, and the form says why, when it can't be."""
        if not self.form.is_valid():
            return {}
        try:
            return acts.previewed_changes(self.instance, self.form.changes(), self.now)
        except RuleViolation as refused:
            self.form.refuse(refused)
            return {}

    def _is_changed(self, different: dict[str, Any]) -> bool:
        reason = self.form.cleaned_data["reason"]
        try:
            acts.change_with_reason(round_id=self.instance.pk, by=self.person, reason=reason, **different)
        except RuleViolation as refused:
            self.form.refuse(refused)
            return False
        return True
