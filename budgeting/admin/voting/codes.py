"""The editors' page of a round's voting codes: make, print, revoke, replace.

The codes themselves stand in the answer to the POST that made them and in the forms of that page, never on the server:
the browser carries them back to get sheets or a file of them. Who leaves the page without printing has to make new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView

from budgeting.admin.acts.views import ActsView
from budgeting.admin.voting.code_forms import CodeForm, MakeForm, ReplaceForm, RevokeBatchForm, RevokeForm
from budgeting.display.rounds import first_phone
from budgeting.display.voting_codes import (
    ON_SHEETS,
    batches_shown,
    cards_of,
    carried,
    code_rows,
    sheets_of,
)
from budgeting.models import VoterIdentity
from budgeting.models.voting_codes import LARGEST_BATCH
from budgeting.rules.errors import RuleViolation
from budgeting.services import voting_codes
from budgeting.services.voting_codes import OVER, FreshCode
from radslag.for_programs.being_found import absolute
from radslag.for_programs.downloads import csv_download


@method_decorator(sensitive_post_parameters("codes"), name="dispatch")
class CodesView(ActsView):
    """Batches in numbers, and the four things that are done with codes."""

    template_name = "budgeting/admin/codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only rounds with codes; nothing of it is kept by a browser or a cache."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def check_action_permitted(self, user: Any) -> bool:
        """The programme must be the person's, and the round one with codes."""
        permitted = super().check_action_permitted(user)
        if permitted and self.instance.identity != VoterIdentity.CODES:
            raise Http404("a round without voting codes")
        return permitted

    def get_page_title(self) -> str:
        """What it is about."""
        return _("Voting codes")

    @cached_property
    def code_forms(self) -> dict[str, CodeForm]:
        """All four, the one that was sent with what was typed."""
        sent = self.request.POST.get("act", "")

        def data(act: str) -> Any:
            return self.request.POST if sent == act else None

        return {
            MakeForm.act: MakeForm(data(MakeForm.act)),
            RevokeForm.act: RevokeForm(data(RevokeForm.act)),
            ReplaceForm.act: ReplaceForm(data(ReplaceForm.act)),
            RevokeBatchForm.act: RevokeBatchForm(data(RevokeBatchForm.act), round_=self.instance),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Batches, sums and forms."""
        context = {
            "batches": batches_shown(self.instance),
            "numbers": voting_codes.code_numbers(self.instance),
            "sealing": getattr(self.instance, "sealing", None),
            "forms": self.code_forms,
            "is_over": self.instance.phase_at(self.now) in OVER,
        }
        return InstanceSpecificView.get_context_data(self, **context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was asked for, or say at its field why not."""
        form = self.code_forms.get(request.POST.get("act", ""))
        if form is None:
            return redirect(self.address_of("codes"))
        if form.is_valid():
            try:
                return self._do(form)
            except RuleViolation as refused:
                form.refuse(refused)
        form.focus_on_fault()
        messages.error(request, _("Nothing was done. %(why)s") % {"why": form.first_fault()})
        return self.render_to_response(self.get_context_data())

    def _do(self, form: CodeForm) -> HttpResponse:
        data, by, round_id = form.cleaned_data, self.person, self.instance.pk
        if form.act == MakeForm.act:
            made = voting_codes.make_batch(round_id=round_id, name=data["name"], size=data["size"], by=by)
            return self._shown_once(made.codes, made.batch.name)
        if form.act == ReplaceForm.act:
            fresh = voting_codes.replace_code(
                round_id=round_id, number=data["number"], reason=data["reason"], by=by
            )
            if fresh is None:
                raise RuleViolation("code_used")
            return self._shown_once((fresh,), _("Instead of number %(n)d") % {"n": data["number"]})
        if form.act == RevokeForm.act:
            done = voting_codes.revoke_codes(
                round_id=round_id, numbers=data["numbers"], reason=data["reason"], by=by
            )
        else:
            done = voting_codes.revoke_batch(batch_id=data["batch"].pk, reason=data["reason"], by=by)
        said = ngettext("%(n)d code is revoked.", "%(n)d codes are revoked.", done.revoked) % {
            "n": done.revoked
        }
        if done.used:
            stay = ngettext(
                "%(n)d code stays: somebody has voted with it.",
                "%(n)d codes stay: somebody has voted with them.",
                done.used,
            )
            said = f"{said} {stay % {'n': done.used}}"
        messages.success(self.request, said)
        return redirect(self.address_of("codes"))

    def _shown_once(self, codes: Sequence[FreshCode], name: str) -> HttpResponse:
        """The page that holds the codes. It is the answer itself: there is no address that shows them again."""
        context = {
            "name": name,
            "count": len(codes),
            "first": codes[0].number,
            "last": codes[-1].number,
            "sheets": sheets_of(codes),
            "all_codes": carried(codes),
            "sheet_url": self.address_of("code_sheets"),
            "back_url": self.address_of("codes"),
        }
        context = InstanceSpecificView.get_context_data(self, **context)
        return TemplateResponse(self.request, "budgeting/admin/codes_made.html", context)


class CodeSheetsView(CodesView):
    """Codes that the browser carries back, as sheets to print or as a file. Nothing is stored and nothing looked up but
    their numbers; a code that the round does not have is left out."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without codes there is nothing to show."""
        return redirect(self.address_of("codes"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In the language of the site: it is residents who read it."""
        as_file = request.POST.get("as") == "file"
        most = LARGEST_BATCH if as_file else ON_SHEETS  # each code on a sheet is a drawing
        carried_back = request.POST.get("codes", "").split()[:most]
        codes = voting_codes.numbers_of(self.instance, carried_back)
        if not codes:
            messages.error(request, _("These codes do not work any longer, or nothing was sent."))
            return redirect(self.address_of("codes"))
        with translation.override(settings.LANGUAGE_CODE):
            door = absolute(request, reverse("budgeting:voting_code", args=[self.instance.pk]))
            if as_file:
                return self._file(codes, door)
            context = {
                "round": self.instance,
                "door": [f"{part}/" for part in door.partition("://")[2].rstrip("/").split("/")],
                "pages": cards_of(codes, door=door),
                "phone": first_phone(self.instance.programme_id),
                "first": codes[0].number,
                "last": codes[-1].number,
            }
            return render(request, "budgeting/admin/code_sheets.html", context)

    def _file(self, codes: Sequence[FreshCode], door: str) -> HttpResponse:
        name = f"rostkoder-{slugify(self.instance.name)}-{codes[0].number}-{codes[-1].number}"
        return csv_download(code_rows(codes, door=door), name)
