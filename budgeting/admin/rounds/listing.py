"""The list of rounds: where each stands, what comes next, and what the list can be narrowed to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail_modeladmin.helpers.search import BaseSearchHandler

from budgeting.admin.columns import kronor_column
from budgeting.admin.rights import PROPOSALS, ROUNDS, one_of_each, own_rounds, programmes_of
from budgeting.display.rounds import phase_shown
from budgeting.models import Count as CountOfVotes
from budgeting.models import ProposalStatus, Round
from budgeting.querysets.rounds import RoundQuerySet, clock_at
from budgeting.rules.acts import INSTANTS
from budgeting.rules.phases import Phase
from radslag.clock import database_now
from radslag.editors.lists import ListView
from radslag.incoming.row_numbers import is_row_number
from radslag.models import User
from radslag.templatetags.dates import moment

PHASES = {
    Phase.BEFORE: pgettext_lazy("phase of a round", "Not open yet"),
    Phase.SUBMISSION: pgettext_lazy("phase of a round", "Proposals are submitted"),
    Phase.REVIEW: pgettext_lazy("phase of a round", "Review"),
    Phase.VOTING: pgettext_lazy("phase of a round", "Voting"),
    Phase.COUNTING: pgettext_lazy("phase of a round", "Count"),
    Phase.RESULT: pgettext_lazy("phase of a round", "Result is shown"),
    Phase.CANCELLED: pgettext_lazy("phase of a round", "Cancelled"),
}
YEAR_DIGITS = 4


def listed(user: User, now: dt.datetime) -> RoundQuerySet:
    """The person's rounds as the list shows them at `now`.

    With `handed_in` (proposals that nobody took back), `is_counted`, `may_be_read` (their proposals) and `listed_at`.
    """
    readable = programmes_of(user, *PROPOSALS).filter(pk=OuterRef("programme"))
    counts = CountOfVotes.objects.filter(round=OuterRef("pk"))
    found: RoundQuerySet = (
        own_rounds(user)
        .select_related("programme")
        .annotate(
            handed_in=Count("proposals", filter=~Q(proposals__status=ProposalStatus.WITHDRAWN)),
            is_counted=Exists(counts),
            may_be_read=Exists(readable),
            listed_at=Value(now, output_field=DateTimeField()),
        )
    )
    return found


def in_phase(rounds: RoundQuerySet, phase: Phase, now: dt.datetime) -> RoundQuerySet:
    """Those that `phase_shown` says are in the phase at `now`; they have `is_counted`."""
    if phase is Phase.CANCELLED:
        return rounds.filter(cancelled_at__lte=now)
    clock = clock_at(now)
    going = rounds.exclude(cancelled_at__lte=now)
    between = {
        Phase.BEFORE: Q(submission_opens__gt=clock),
        Phase.SUBMISSION: Q(submission_opens__lte=clock, submission_closes__gt=clock),
        Phase.REVIEW: Q(submission_closes__lte=clock, voting_opens__gt=clock),
        Phase.VOTING: Q(voting_opens__lte=clock, voting_closes__gt=clock),
        Phase.COUNTING: Q(voting_closes__lte=clock) & (Q(result_at__gt=clock) | Q(is_counted=False)),
        Phase.RESULT: Q(result_at__lte=clock, is_counted=True),
    }
    return going.filter(between[phase])


class ProgrammeFilter(SimpleListFilter):
    """The person's own programmes, each once."""

    title = gettext_lazy("programme")
    parameter_name = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name."""
        programmes = one_of_each(programmes_of(request.user, *ROUNDS))  # type: ignore[arg-type]
        return [(str(p.pk), p.title) for p in programmes.order_by("title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rounds of the chosen one, in whatever language it was made."""
        value = self.value() or ""
        if not is_row_number(value):
            return queryset
        chosen = programmes_of(request.user, *ROUNDS).filter(pk=value)  # type: ignore[arg-type]
        return queryset.filter(programme__translation_key__in=chosen.values("translation_key"))


class PhaseFilter(SimpleListFilter):
    """Where the round stands now."""

    title = pgettext_lazy("filter", "phase")
    parameter_name = "fas"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """In the order of time."""
        return [(phase.value, name) for phase, name in PHASES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rounds in the chosen phase."""
        value = self.value() or ""
        return in_phase(queryset, Phase(value), database_now()) if value in [*Phase] else queryset


class ResultYearFilter(SimpleListFilter):
    """The year in which the result is shown: that of the money."""

    title = pgettext_lazy("filter", "year of the result")
    parameter_name = "ar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Newest first."""
        rounds = own_rounds(request.user).order_by()  # type: ignore[arg-type]
        years = rounds.values_list(ExtractYear("result_at"), flat=True).distinct()
        return [(str(year), str(year)) for year in sorted(years, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rounds of the chosen year."""
        value = self.value() or ""
        is_year = is_row_number(value) and len(value) == YEAR_DIGITS and int(value) > 0
        return queryset.of_year(int(value)) if is_year else queryset


class RoundSearch(BaseSearchHandler):
    """By the round's name and its programme's, every word of them somewhere."""

    def search_queryset(self, queryset: Any, search_term: str, **_kwargs: Any) -> Any:
        """The rows that are found."""
        for word in search_term[:100].split():
            queryset = queryset.filter(Q(name__icontains=word) | Q(programme__title__icontains=word))
        return queryset


class RoundColumns:
    """The columns of the list and of its export that no field holds, for rows of `listed`."""

    budget_kronor = kronor_column(Round, "budget_ore")
    cap_kronor = kronor_column(Round, "cap_ore")

    def phase(self, round_: Any) -> str:
        """Where it stands, in words."""
        words = str(PHASES[phase_shown(round_, round_.listed_at)])
        return _("%(phase)s (paused)") % {"phase": words} if round_.is_paused_at(round_.listed_at) else words

    phase.short_description = pgettext_lazy("column", "phase")  # type: ignore[attr-defined]

    def comes_next(self, round_: Any) -> str:
        """What the clock does next and when; nothing while the round is stopped."""
        now = round_.listed_at
        coming = {name: getattr(round_, name) for name in INSTANTS if getattr(round_, name) > now}
        if not coming or round_.clock_at(now) < now:
            return ""
        first = min(coming.values())
        name = [name for name, instant in coming.items() if instant == first][-1]
        return f"{capfirst(str(Round._meta.get_field(name).verbose_name))} {moment(first)}"  # type: ignore[union-attr]

    comes_next.short_description = pgettext_lazy("column", "next")  # type: ignore[attr-defined]

    def handed_in(self, round_: Any) -> int:
        """How many proposals nobody took back."""
        number: int = round_.handed_in
        return number

    handed_in.short_description = gettext_lazy("proposals")  # type: ignore[attr-defined]
    handed_in.admin_order_field = "handed_in"  # type: ignore[attr-defined]

    def proposals(self, round_: Any) -> str:
        """The same in words, as a link for who may read them."""
        words = ngettext("%(n)d proposal", "%(n)d proposals", round_.handed_in) % {"n": round_.handed_in}
        if not (round_.handed_in and round_.may_be_read):
            return words
        address = f"{reverse('budgeting_proposal_modeladmin_index')}?round={round_.pk}"
        return format_html('<a href="{}">{}</a>', address, words)

    proposals.short_description = gettext_lazy("proposals")  # type: ignore[attr-defined]
    proposals.admin_order_field = "handed_in"  # type: ignore[attr-defined]


class FilteredListView(ListView):
    """The list with its filters folded above it: there is no room beside."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is chosen, in words."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        chosen = [c["display"] for f in self.filter_specs for c in list(f.choices(self))[1:] if c["selected"]]
        return context | {"chosen_filters": chosen}
