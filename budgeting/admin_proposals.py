"""The reviewers' list of proposals: columns, counts, what a spreadsheet holds. Drafts are never in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as plain_messages
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from budgeting.admin_columns import in_kronor
from budgeting.admin_paper import PaperView
from budgeting.admin_review import ReviewView
from budgeting.admin_review_filters import FILTERS, StatusFilter, asked_for, narrowed
from budgeting.admin_rights import ByPageTree, own_proposals, rounds_to_review
from budgeting.admin_views import undecided_texts
from budgeting.models import Answer, Inquiry, Proposal, ProposalStatus
from budgeting.rules.money import format_kronor
from radslag.clock import database_now
from radslag.lists import ListAdmin, ListView


class ReviewButtons(ButtonHelper):
    """The word on the button says what it does; the review walks through what the list shows."""

    def edit_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Review instead of edit: what a resident wrote is not changed here."""
        button: dict[str, Any] = super().edit_button(pk, *args, **kwargs)
        asked = urlencode(asked_for(self.request))
        words = {"label": pgettext_lazy("button", "Review"), "title": _("Review this proposal")}
        return button | words | {"url": f"{button['url']}?{asked}" if asked else button["url"]}

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Proposals are written by residents; a paper is typed in."""
        label = _("Type in a paper application")
        button: dict[str, Any] = super().add_button(*args, **kwargs)
        return button | {"label": label, "title": label}


class ProposalListView(ListView):
    """The proposals, with counts for each status and a word about those that nobody has decided about."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say it above the list; an export never comes here."""
        for text in undecided_texts(rounds_to_review(self.request.user), database_now()):
            plain_messages.warning(request, text)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the counts."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"statuses": self._statuses()}

    def _statuses(self) -> list[dict[str, Any]]:
        """Every status with how many of what the other filters leave, and the address that shows them."""
        asked = asked_for(self.request)
        chosen = asked.pop(StatusFilter.parameter_name, "")
        counts = narrowed(own_proposals(self.request.user), asked).aggregate(
            **{value: Count("pk", filter=Q(status=value)) for value in ProposalStatus.values}
        )
        rows = [("", gettext_lazy("all"), sum(counts.values()))]
        rows += [(value, label, counts[value]) for value, label in ProposalStatus.choices]
        return [
            {
                "label": label,
                "n": n,
                "is_chosen": value == chosen,
                "url": "?" + urlencode(asked | ({StatusFilter.parameter_name: value} if value else {})),
            }
            for value, label, n in rows
        ]


class ProposalAdmin(ListAdmin):
    """Proposals to read and decide."""

    model = Proposal
    menu_icon = "form"
    list_display = ("number", "title", "kronor", "status", "round", "waits_for")
    list_display_add_buttons = "title"
    list_filter = FILTERS
    list_select_related = ("round",)
    list_export = (
        "round",
        "number",
        "title",
        "what",
        "benefit",
        "beneficiaries",
        "place",
        "period",
        "theme",
        "cost_kronor",
        "asked_cost_kronor",
        "cost_reason",
        "cost_lines",
        "answers_in_words",
        "shown_name",
        "status",
        "reason",
        "on_paper",
        "submitted_at",
        "decided_at",
    )
    export_filename = "forslag"
    list_per_page = 50
    index_view_class = ProposalListView
    index_view_extra_css = ["css/admin/review.css"]
    index_template_name = "budgeting/admin/proposals.html"
    search_fields = ("title", "what", "benefit", "shown_name")
    permission_helper_class = ByPageTree
    button_helper_class = ReviewButtons
    create_view_class = PaperView
    edit_view_class = ReviewView

    cost_kronor = in_kronor(Proposal, "cost_ore")
    asked_cost_kronor = in_kronor(Proposal, "asked_cost_ore")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Proposals to the person's programmes, newest first; what an export says more is fetched for all at once."""
        unanswered = Inquiry.objects.filter(proposal=OuterRef("pk"), answered_at=None)
        proposals = own_proposals(request.user).select_related("round", "theme")  # type: ignore[arg-type]
        if request.GET.get("export"):
            answers = Answer.objects.select_related("question")
            proposals = proposals.prefetch_related("lines", Prefetch("answers", answers))
        return proposals.annotate(is_asked=Exists(unanswered)).order_by("-submitted_at", "-pk")

    def kronor(self, proposal: Proposal) -> str:
        """The cost as people write it."""
        return format_kronor(proposal.cost_ore)

    kronor.short_description = gettext_lazy("cost")  # type: ignore[attr-defined]
    kronor.admin_order_field = "cost_ore"  # type: ignore[attr-defined]

    def waits_for(self, proposal: Any) -> str:
        """Whether the applicant has a question to answer."""
        return _("answer of the applicant") if proposal.is_asked else ""

    waits_for.short_description = gettext_lazy("waits for")  # type: ignore[attr-defined]
    waits_for.admin_order_field = "is_asked"  # type: ignore[attr-defined]

    def cost_lines(self, proposal: Proposal) -> str:
        """What the money is for, one a line."""
        return "\n".join(f"{line.what}: {format_kronor(line.amount_ore)}" for line in proposal.lines.all())

    cost_lines.short_description = gettext_lazy("cost lines")  # type: ignore[attr-defined]

    def answers_in_words(self, proposal: Proposal) -> str:
        """The answers to the round's own questions."""
        return "\n".join(f"{answer.question.text} {answer.text}" for answer in proposal.answers.all())

    answers_in_words.short_description = gettext_lazy("answers to the round’s questions")  # type: ignore[attr-defined]
