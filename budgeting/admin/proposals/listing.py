"""The reviewers' list of proposals: columns, counts, what a spreadsheet holds. Drafts are never in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from budgeting.admin.columns import kronor_column
from budgeting.admin.proposals.filters import (
    FILTERS,
    SEARCHED,
    ProposalSearch,
    RoundFilter,
    StatusFilter,
    asked_for,
    narrowed,
)
from budgeting.admin.proposals.paper import PaperView
from budgeting.admin.proposals.review import ReviewView
from budgeting.admin.rights import ByPageTree, own_proposals, programmes_of, rounds_to_review
from budgeting.admin.rounds.views import undecided_texts
from budgeting.models import Answer, Inquiry, Proposal, ProposalStatus, Round, Verdict
from budgeting.rules.money import format_kronor
from budgeting.services.alternatives import abouts_of
from radslag.clock import database_now
from radslag.editors.lists import ListAdmin, ListView
from radslag.incoming.row_numbers import is_row_number


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

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the counts, what nobody has decided about, and where the review begins."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "statuses": self._statuses(),
            "undecided": undecided_texts(rounds_to_review(self.request.user), database_now()),
            "folded_filters": [f for f in self.filter_specs if not isinstance(f, StatusFilter)],
            "chosen_filters": self._chosen(),
            "start_url": self._start(),
        }

    def _chosen(self) -> list[Any]:
        """What the folded filters have been asked for, in words."""
        folded = [f for f in self.filter_specs if not isinstance(f, StatusFilter)]
        return [c["display"] for f in folded for c in list(f.choices(self))[1:] if c["selected"]]

    def _start(self) -> str:
        """The first proposal of the selection that the person can decide; "" when there is none."""
        asked = asked_for(self.request)
        waiting = narrowed(own_proposals(self.request.user), asked).waiting_for(self.request.user)
        changeable = programmes_of(self.request.user, "budgeting.change_proposal")
        open_ = Round.objects.taking_decisions(database_now()).filter(programme__in=changeable)
        first = waiting.filter(round__in=open_).order_by("round__voting_opens", "number").first()
        return f"{self.url_helper.get_action_url('edit', first.pk)}?{urlencode(asked)}" if first else ""

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
        "alternative",
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
    search_fields = SEARCHED
    search_handler_class = ProposalSearch
    permission_helper_class = ByPageTree
    button_helper_class = ReviewButtons
    create_view_class = PaperView
    edit_view_class = ReviewView

    cost_kronor = kronor_column(Proposal, "cost_ore")
    asked_cost_kronor = kronor_column(Proposal, "asked_cost_ore")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """When one round is chosen: without its name in every row, and with its alternatives if it has any."""
        names = super().get_list_display(request)
        chosen = request.GET.get(RoundFilter.parameter_name, "")
        if not chosen:
            return names
        if "_has_alternatives" not in request.__dict__:  # asked for each cell of the list
            has = is_row_number(chosen) and bool(abouts_of(int(chosen)))
            request.__dict__["_has_alternatives"] = has
        names = [*names, "alternative"] if request.__dict__["_has_alternatives"] else names
        return [name for name in names if name != "round"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Proposals to the person's programmes, newest first; what an export says more is fetched for all at once."""
        unanswered = Inquiry.objects.filter(proposal=OuterRef("pk"), answered_at=None)
        proposals = own_proposals(request.user).select_related("round", "theme")  # type: ignore[arg-type]
        if request.GET.get("export"):
            answers = Answer.objects.select_related("question")
            proposals = proposals.prefetch_related("lines", Prefetch("answers", answers))
        verdicts = Verdict.objects.filter(proposal=OuterRef("pk"))
        proposals = proposals.annotate(is_asked=Exists(unanswered), is_half_decided=Exists(verdicts))
        return proposals.order_by("-submitted_at", "-pk")

    def kronor(self, proposal: Proposal) -> str:
        """The cost as people write it."""
        return format_kronor(proposal.cost_ore)

    kronor.short_description = gettext_lazy("cost")  # type: ignore[attr-defined]
    kronor.admin_order_field = "cost_ore"  # type: ignore[attr-defined]

    def waits_for(self, proposal: Any) -> str:
        """The applicant, who has a question to answer, or a second reviewer."""
        if proposal.is_asked:
            return _("answer of the applicant")
        return _("a second reviewer") if proposal.is_half_decided else ""

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
