"""The filters of the reviewers' list. The review walks through the same selection, proposal by proposal."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers.search import BaseSearchHandler

from budgeting.admin.rights import own_proposals, rounds_to_review
from budgeting.models import Inquiry, ProposalStatus
from budgeting.querysets.rounds import ProposalQuerySet
from radslag.incoming.row_numbers import is_row_number
from radslag.models import Theme, User

UNANSWERED, ANSWERED = "vantar", "svarad"


class ProposalFilter(SimpleListFilter):
    """A filter whose condition can be asked for by itself; a value that means nothing leaves the list whole."""

    parameter_name: str

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """The proposals that the value asks for."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """As modeladmin asks for it."""
        return self.narrow(queryset, self.value() or "")


class RoundFilter(ProposalFilter):
    """Rounds of the person's own programmes."""

    title = _("round")
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Newest first."""
        return [(str(r.pk), r.name) for r in rounds_to_review(request.user)]  # type: ignore[arg-type]

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals of the chosen round."""
        return proposals.filter(round=value) if is_row_number(value) else proposals


class StatusFilter(ProposalFilter):
    """What was decided."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """All of them."""
        return ProposalStatus.choices

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals of the chosen status."""
        return proposals.filter(status=value) if value in ProposalStatus.values else proposals


class ThemeFilter(ProposalFilter):
    """What it is mostly about."""

    title = _("theme")
    parameter_name = "tema"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """All themes."""
        return [(str(theme.pk), str(theme)) for theme in Theme.objects.all()]

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals of the chosen theme."""
        return proposals.filter(theme=value) if is_row_number(value) else proposals


class InquiryFilter(ProposalFilter):
    """Whether something was asked."""

    title = _("questions to the applicant")
    parameter_name = "fraga"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Waiting first."""
        return [(UNANSWERED, _("waits for an answer")), (ANSWERED, _("has an answer"))]

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals with a question that waits, or with answers only."""
        asked = Inquiry.objects.filter(proposal=OuterRef("pk"))
        if value == UNANSWERED:
            return proposals.filter(Exists(asked.filter(answered_at=None)))
        if value == ANSWERED:
            return proposals.filter(Exists(asked), ~Exists(asked.filter(answered_at=None)))
        return proposals


class PaperFilter(ProposalFilter):
    """How it came in."""

    title = _("submitted")
    parameter_name = "papper"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """On paper or not."""
        return [("ja", _("on paper")), ("nej", _("on the site"))]

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals that came in that way."""
        return proposals.filter(on_paper=value == "ja") if value in ("ja", "nej") else proposals


class ReviewerFilter(ProposalFilter):
    """Who decided."""

    title = _("decided by")
    parameter_name = "av"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Those who have decided something in the person's programmes: authors who took theirs back are left out."""
        proposals = own_proposals(request.user).exclude(status=ProposalStatus.WITHDRAWN)  # type: ignore[arg-type]
        people = User.objects.filter(pk__in=proposals.values("decided_by")).order_by("email")
        return [(str(person.pk), str(person)) for person in people]

    @classmethod
    def narrow(cls, proposals: ProposalQuerySet, value: str) -> ProposalQuerySet:
        """Proposals that the person decided about."""
        return proposals.filter(decided_by=value) if is_row_number(value) else proposals


FILTERS: tuple[type[ProposalFilter], ...] = (
    RoundFilter,
    StatusFilter,
    ThemeFilter,
    InquiryFilter,
    PaperFilter,
    ReviewerFilter,
)


SEARCH = "q"
SEARCHED = ("title", "what", "benefit", "shown_name")


def asked_for(request: HttpRequest) -> dict[str, str]:
    """What the address of the request says about the selection; nothing else of it is handed on."""
    limits = {f.parameter_name: 20 for f in FILTERS} | {SEARCH: 100}
    return {name: value for name, limit in limits.items() if (value := _asked(request, name)[:limit])}


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")  # PostgreSQL can't even be asked about it


def narrowed(proposals: ProposalQuerySet, asked: dict[str, str]) -> ProposalQuerySet:
    """The proposals that all these filters let through and that the search finds."""
    for f in FILTERS:
        proposals = f.narrow(proposals, asked.get(f.parameter_name, ""))
    return searched(proposals, asked.get(SEARCH, ""))


def searched(proposals: ProposalQuerySet, words: str) -> ProposalQuerySet:
    """The proposals with that number, or with every word somewhere in them. Contact details are not searched."""
    number = words.strip().removeprefix("#")
    if is_row_number(number):
        return proposals.filter(number=number)
    for word in words.split():
        proposals = proposals.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED)))
    return proposals


class ProposalSearch(BaseSearchHandler):
    """The search of the list, as modeladmin asks for it."""

    def search_queryset(self, queryset: Any, search_term: str, **_kwargs: Any) -> Any:
        """The rows that are found."""
        return searched(queryset, search_term[:100])
