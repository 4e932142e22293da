"""The editors' views of matters: a new one, what has happened with it, and its words. Forms in, services called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from councils.admin_forms import CorrectionForm, MatterForm, Refusable, UpdateForm
from councils.admin_rights import councils_of, own_matters
from councils.models import MatterUpdate
from councils.services.matters import add_update, change_matter, correct_update, receive_matter
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number


class Written:
    """A view with one form that a service answers: what it refuses stands at the fields."""

    form: Refusable
    saved: Any
    refused: Any
    template_name = "councils/admin/matter_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write, then go on; or show the form again with what was typed."""
        if self.form.is_valid():
            try:
                goal = self.write(self.form.cleaned_data)
            except ValidationError as refused:
                self.form.refuse(refused)
            else:
                messages.success(request, self.saved)
                return redirect(goal)
        messages.validation_error(request, self.refused, self.form)
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def write(self, data: dict[str, Any]) -> str:
        """Call the service; return the address to go on to."""
        raise NotImplementedError

    def posted(self) -> Any:
        """What was sent, if anything."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        return request.POST if request.method == "POST" else None


class OfMatter(Written, InstanceSpecificView):
    """A view of one matter of the person's councils."""

    def check_action_permitted(self, user: Any) -> bool:
        """The council must be the person's."""
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_page_subtitle(self) -> str:
        """Which matter."""
        return str(self.instance)

    def follow_up_url(self) -> str:
        """Where what happened with the matter stands."""
        return str(self.url_helper.get_action_url("edit", self.instance.pk))


class NewMatterView(Written, WMABaseView):
    """Write down a matter."""

    page_title = gettext_lazy("New matter")
    saved = gettext_lazy("The matter is written down. It is public as soon as its council’s page is.")
    refused = gettext_lazy("The matter was not saved.")

    def check_action_permitted(self, user: Any) -> bool:
        """Whoever has a council."""
        return bool(self.permission_helper.user_can_create(user))

    @cached_property
    def form(self) -> forms.Form:  # type: ignore[override]
        """The form, for the council that the address names."""
        councils = councils_of(self.request.user, "councils.add_matter")
        named = self.request.GET.get("council", "")
        council = councils.filter(pk=named).first() if is_row_number(named) else None
        initial = {"council": council, "received": timezone.localdate(database_now())}
        if council and council.is_exact and council.date <= initial["received"]:
            initial["received"] = council.date
        return MatterForm(self.posted(), councils=councils, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and the units that are known."""
        units = _units(self.request.user)
        return super().get_context_data(form=self.form, units=units, submit_label=_("Save"), **kwargs)

    def write(self, data: dict[str, Any]) -> str:
        """Into the register."""
        form: Any = self.form
        matter = receive_matter(council=data["council"], words=form.words(), by=self.request.user)
        return str(self.url_helper.get_action_url("edit", matter.pk))


class WordsView(OfMatter):
    """Correct what a matter says of itself."""

    page_title = gettext_lazy("Correct the matter")
    saved = gettext_lazy("The matter is corrected.")
    refused = gettext_lazy("The matter was not saved.")

    @cached_property
    def form(self) -> forms.Form:  # type: ignore[override]
        """The words as they are, or as posted."""
        councils = councils_of(self.request.user, "councils.change_matter")
        return MatterForm(self.posted(), councils=councils, matter=self.instance)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and the units that are known."""
        units = _units(self.request.user)
        return super().get_context_data(form=self.form, units=units, submit_label=_("Save"), **kwargs)

    def write(self, data: dict[str, Any]) -> str:
        """Into the register."""
        form: Any = self.form
        change_matter(matter_id=self.instance.pk, words=form.words(), by=self.request.user)
        return self.follow_up_url()


class FollowUpView(OfMatter):
    """What has happened with a matter, and a form for the next word."""

    page_title = gettext_lazy("Follow up")
    saved = gettext_lazy("The update is saved, and public if the council’s page is.")
    refused = gettext_lazy("The update was not saved.")
    template_name = "councils/admin/follow_up.html"

    @cached_property
    def form(self) -> forms.Form:  # type: ignore[override]
        """The next word, empty or as posted."""
        today = timezone.localdate(database_now())
        return UpdateForm(self.posted(), matter=self.instance, initial={"date": today})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the matter with all that was said."""
        matter = self.instance
        shown = {
            "form": self.form,
            "matter": matter,
            "updates": [
                (update, self.url_helper.get_action_url("correct", update.pk))
                for update in matter.updates.select_related("written_by")
            ],
            "is_silent": matter.is_silent_on(timezone.localdate(database_now())),
            "words_url": self.url_helper.get_action_url("words", matter.pk),
        }
        return super().get_context_data(**shown, **kwargs)

    def write(self, data: dict[str, Any]) -> str:
        """Into the register."""
        add_update(matter_id=self.instance.pk, by=self.request.user, **data)
        return self.follow_up_url()


class CorrectionView(OfMatter):
    """Correct the words of an update. The number in the address is the update’s."""

    page_title = gettext_lazy("Correct the update")
    saved = gettext_lazy("The update is corrected.")
    refused = gettext_lazy("The update was not saved.")

    def __init__(self, model_admin: Any, instance_pk: str) -> None:
        update = MatterUpdate.objects.filter(pk=instance_pk).select_related("matter").first()
        if update is None:
            raise Http404
        self.update = update
        super().__init__(model_admin, str(update.matter_id))

    @cached_property
    def form(self) -> forms.Form:  # type: ignore[override]
        """The words as they are, or as posted."""
        return CorrectionForm(self.posted(), update=self.update)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(form=self.form, submit_label=_("Save"), **kwargs)

    def write(self, data: dict[str, Any]) -> str:
        """Into the register."""
        correct_update(
            update_id=self.update.pk, text=data["text"], reason=data.get("reason", ""), by=self.request.user
        )
        return self.follow_up_url()


def _units(user: Any) -> list[str]:
    """Units that the person's matters name already, so that they are spelled alike."""
    return list(own_matters(user).order_by("unit").values_list("unit", flat=True).distinct())
