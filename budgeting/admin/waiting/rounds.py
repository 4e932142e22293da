"""What waits in participatory budgets: proposals to decide about, pages not yet published, and each round's next date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgeting.admin.acts.shown import may_be_confirmed
from budgeting.admin.proposals.filters import ANSWERED, UNANSWERED
from budgeting.admin.rights import own_rounds, programmes_of, rounds_to_review
from budgeting.models import ActKind, Inquiry, Proposal, ProposalStatus, Round, RoundAct, RoundPage
from budgeting.models.acts import OF_TWO
from budgeting.querysets.rounds import clock_at
from budgeting.rules.phases import Phase
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register
from radslag.templatetags.dates import moment

SOON = dt.timedelta(days=3)
NEXT: dict[Phase, str | Promise] = {
    Phase.BEFORE: gettext_lazy("Opens for proposals %(when)s."),
    Phase.SUBMISSION: gettext_lazy("Proposals are submitted until %(when)s."),
    Phase.REVIEW: gettext_lazy("Proposals are reviewed. Voting opens %(when)s."),
    Phase.VOTING: gettext_lazy("Residents vote until %(when)s."),
    Phase.COUNTING: gettext_lazy("Voting is closed. The result is shown %(when)s."),
}


TO_CONFIRM: dict[str, str | Promise] = {
    ActKind.PAUSE: gettext_lazy("Confirm or drop: pause %(round)s"),
    ActKind.CANCEL: gettext_lazy("Confirm or drop: cancel %(round)s"),
    ActKind.OVERRIDE: gettext_lazy("Confirm or drop: change the result of %(round)s"),
}


def _who(request: HttpRequest) -> Any:
    return request.user  # the admin lets nobody in who is not known


@register
def acts_to_confirm(request: HttpRequest) -> list[Waiting]:
    """What a colleague wants to pause or cancel: it takes a second person, and somebody waits."""
    now, person = database_now(), _who(request)
    rounds = Round.objects.filter(programme__in=programmes_of(person, "budgeting.change_round"))
    waiting = RoundAct.objects.waiting().filter(round__in=rounds, kind__in=OF_TWO)
    asked = waiting.exclude(asked_by=None).exclude(asked_by=person).select_related("round", "asked_by")
    return [
        Waiting(
            str(TO_CONFIRM[act.kind]) % {"round": act.round.name},
            _("%(who)s asks for it: %(reason)s") % {"who": act.asked_by, "reason": act.reason},
            reverse("budgeting_round_modeladmin_confirm", args=[act.round_id, act.pk]),
            urgent=True,
        )
        for act in asked.order_by("asked_at")
        if may_be_confirmed(act.round, ActKind(act.kind), now)
    ]


@register
def proposals_to_decide(request: HttpRequest) -> list[Waiting]:
    """One line for each round with proposals that the person can decide, while it can still be done."""
    now = database_now()
    received = _how_many(Proposal.objects.filter(round=OuterRef("pk")).waiting_for(_who(request)))
    rounds = rounds_to_review(_who(request)).taking_decisions(now)
    return [
        Waiting(
            ngettext("%(n)d proposal to decide about", "%(n)d proposals to decide about", round_.received)
            % {"n": round_.received},
            _before_voting(round_, now),
            f"{reverse('budgeting_proposal_modeladmin_index')}?round={round_.pk}&status={ProposalStatus.RECEIVED}",
            count=round_.received,
            urgent=round_.voting_opens - round_.clock_at(now) < SOON,
        )
        for round_ in rounds.annotate(received=received).filter(received__gt=0).order_by("voting_opens")
    ]


@register
def questions_to_applicants(request: HttpRequest) -> list[Waiting]:
    """Of each round under review: proposals whose applicant has answered all that was asked, and those that still wait."""
    now = database_now()
    asked = Inquiry.objects.filter(proposal=OuterRef("pk"))
    waits = Exists(asked.filter(answered_at=None))
    received = Proposal.objects.filter(round=OuterRef("pk"), status=ProposalStatus.RECEIVED)
    rounds = (
        rounds_to_review(_who(request))
        .taking_decisions(now)
        .annotate(
            answered=_how_many(received.filter(Exists(asked), ~waits)),
            unanswered=_how_many(received.filter(waits)),
        )
    )
    lines = []
    for round_ in rounds.order_by("voting_opens"):
        if round_.answered:
            text = ngettext(
                "%(n)d proposal has got its answers",
                "%(n)d proposals have got their answers",
                round_.answered,
            )
            lines.append(_about_questions(round_, text, round_.answered, ANSWERED))
        if round_.unanswered:
            text = ngettext(
                "%(n)d proposal waits for its applicant",
                "%(n)d proposals wait for their applicants",
                round_.unanswered,
            )
            lines.append(_about_questions(round_, text, round_.unanswered, UNANSWERED))
    return lines


def _before_voting(round_: Round, now: dt.datetime) -> str:
    if round_.is_paused_at(now):
        return _("%(round)s. The round is paused; its dates move when it goes on.") % {"round": round_.name}
    said = {"round": round_.name, "when": moment(round_.voting_opens)}
    return _("%(round)s. It must be done before voting opens %(when)s.") % said


def _how_many(proposals: Any) -> Coalesce:
    counts = proposals.order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _about_questions(round_: Any, text: str, n: int, which: str) -> Waiting:
    url = f"{reverse('budgeting_proposal_modeladmin_index')}?round={round_.pk}&status={ProposalStatus.RECEIVED}&fraga={which}"
    return Waiting(text % {"n": n}, round_.name, url, count=n if which == ANSWERED else 0)


@register
def unpublished_rounds(request: HttpRequest) -> list[Waiting]:
    """Rounds whose page nobody has published; urgent when residents should see it already, or soon."""
    now = database_now()
    live = RoundPage.objects.filter(round=OuterRef("pk"), live=True)
    rounds = (
        own_rounds(_who(request))
        .uncancelled()
        .filter(~Exists(live), result_at__gt=now)
        .prefetch_related("pages")
    )
    return [
        Waiting(
            _("Publish the page of %(round)s") % {"round": round_.name},
            _("The round opens %(when)s. Residents find it only when the page is published.")
            % {"when": moment(round_.submission_opens)},
            _words_of(round_),
            urgent=round_.submission_opens - now < SOON,
        )
        for round_ in rounds.order_by("submission_opens")
    ]


@register
def dates_of_rounds(request: HttpRequest) -> list[Waiting]:
    """Every round that is coming or going on, with its phase and its next date."""
    now = database_now()
    rounds = list(
        own_rounds(_who(request)).uncancelled().filter(result_at__gt=clock_at(now)).prefetch_related("pages")
    )
    changed = (
        set(programmes_of(_who(request), "budgeting.change_round").values_list("pk", flat=True))
        if rounds
        else set()
    )
    return [_date(round_, now, may_change=round_.programme_id in changed) for round_ in rounds]


def _date(round_: Round, now: dt.datetime, *, may_change: bool) -> Waiting:
    clock = round_.clock_at(now)
    when = min(begins for _phase, begins in round_.schedule.beginnings() if begins > clock)
    if may_change:
        url = reverse("budgeting_round_modeladmin_edit", args=[round_.pk])
    else:
        url = f"{reverse('budgeting_proposal_modeladmin_index')}?round={round_.pk}"
    text = str(NEXT[round_.phase_at(now)]) % {"when": moment(when)}
    if round_.is_paused_at(now):
        text = _("The round is paused; its dates move when it goes on.")
    return Waiting(round_.name, text, url, at=when)


def _words_of(round_: Round) -> str:
    page = next(iter(round_.pages.all()), None)
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""
