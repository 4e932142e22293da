"""Making a round and changing its contract."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from budgeting.counting import ties
from budgeting.models import BudgetingPage, Round, RoundPage, RoundSecret
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Schedule
from budgeting.services import locks
from radslag.clock import database_now

SUBMISSION_TERMS = frozenset(
    {
        "submission_opens",
        "submission_closes",
        "budget_ore",
        "cap_ore",
        "proposals_per_person",
        "ballot_min",
        "ballot_max",
        "rule",
        "tie_rule",
        "threshold",
    }
)
"""Frozen when submission opens: what people rely on when they write a proposal."""
VOTING_TERMS = frozenset({"proposals_shown", "voting_opens", "voting_closes", "result_at"})
"""Frozen when voting opens."""
TERMS = SUBMISSION_TERMS | VOTING_TERMS | {"name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The contract of a new round. Money in whole öre; `schedule` holds aware instants."""

    name: str
    schedule: Schedule
    budget_ore: int
    cap_ore: int
    proposals_per_person: int = 3
    ballot_min: int = 1
    ballot_max: int = 3
    rule: str = "greedy_skip"
    tie_rule: str = "lot"
    threshold: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the round's page says. `title` is the page's; empty means the round's name."""

    title: str = ""
    lead: str = ""
    question: str = ""
    requirements: str = ""
    slug: str = ""
    page_fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create_round(
    *,
    programme: BudgetingPage,
    terms: Terms,
    words: Words | None = None,
    publish: bool = False,
    lot_seed: str = "",
) -> RoundPage:
    """Make a round, its secrets and its page under `programme`. Returns the page; its `round` is the contract.

    `lot_seed` is drawn when left empty; only its fingerprint is public before the count.
    Raises RuleViolation for terms that contradict each other or cost too much (codes of `Schedule.check`, `check_terms`
    and `check_envelope`).
    """
    words = words or Words()
    seed = lot_seed or secrets.token_hex(16)
    programme = _alone_with_the_money(programme.pk)
    round_ = _new_round(programme, terms)
    check_terms(round_)
    check_envelope(round_, programme)
    round_.lot_commitment = ties.commitment(seed)
    round_.save()
    RoundSecret.objects.create(round=round_, voter_secret=secrets.token_bytes(32), lot_seed=seed)
    title = words.title or terms.name
    page = RoundPage(
        round=round_,
        title=title,
        lead=words.lead,
        question=words.question,
        requirements=words.requirements,
        live=False,
        locale=programme.locale,
        # Wagtail makes the slug of a title; one without letters or digits gives none
        slug=words.slug or ("" if slugify(title) else f"omgang-{round_.pk}"),
        **words.page_fields,
    )
    programme.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def _alone_with_the_money(programme_id: int) -> BudgetingPage:
    """The programme as it is now. Until the transaction ends nobody else shares out its money, in any language."""
    key = Page.objects.filter(pk=programme_id).values("translation_key")
    list(Page.objects.select_for_update(of=("self",)).filter(translation_key__in=key).order_by("pk"))
    programme: BudgetingPage = BudgetingPage.objects.get(pk=programme_id)
    return programme


def _new_round(programme: BudgetingPage, terms: Terms) -> Round:
    schedule = terms.schedule
    return Round(
        programme=programme,
        name=terms.name,
        submission_opens=schedule.submission_opens,
        submission_closes=schedule.submission_closes,
        proposals_shown=schedule.proposals_shown,
        voting_opens=schedule.voting_opens,
        voting_closes=schedule.voting_closes,
        result_at=schedule.result,
        budget_ore=terms.budget_ore,
        cap_ore=terms.cap_ore,
        proposals_per_person=terms.proposals_per_person,
        ballot_min=terms.ballot_min,
        ballot_max=terms.ballot_max,
        rule=terms.rule,
        tie_rule=terms.tie_rule,
        threshold=terms.threshold,
    )


def check_terms(round_: Round) -> None:
    """Refuse terms that contradict each other.

    Raises RuleViolation: the codes of `Schedule.check`, `budget_not_positive`, `not_positive`, `cap_above_budget`,
    `ballot_limits`, `threshold_too_low`.
    """
    round_.schedule.check()
    if round_.budget_ore <= 0:
        raise RuleViolation("budget_not_positive")
    if round_.cap_ore <= 0:
        raise RuleViolation("not_positive")
    if round_.cap_ore > round_.budget_ore:
        raise RuleViolation("cap_above_budget")
    if not 1 <= round_.ballot_min <= round_.ballot_max:
        raise RuleViolation("ballot_limits")
    if round_.threshold < 1:
        raise RuleViolation("threshold_too_low")


def check_envelope(round_: Round, programme: BudgetingPage) -> None:
    """Raises RuleViolation `budget_above_envelope` (left_ore: what the year has left, never below 0)."""
    left_ore = envelope_left(programme, round_.result_at, leaving_out=round_.pk)
    if round_.budget_ore > left_ore:
        raise RuleViolation("budget_above_envelope", left_ore=max(0, left_ore))


def envelope_left(programme: BudgetingPage, result_at: datetime, *, leaving_out: int | None = None) -> int:
    """Öre of the programme's year that no other round has; the year is that of `result_at` in local time.

    The translations of a programme are one programme with one sum of money.
    """
    rounds = Round.objects.uncancelled().filter(programme__translation_key=programme.translation_key)
    others = rounds.of_year(timezone.localtime(result_at).year)
    return programme.envelope_ore - others.exclude(pk=leaving_out).budget_sum()


def frozen_terms(round_: Round, now: datetime) -> frozenset[str]:
    """The names of the terms that can't be changed any longer at `now`."""
    frozen: frozenset[str] = frozenset()
    now = round_.clock_at(now)
    if now >= round_.submission_opens:
        frozen |= SUBMISSION_TERMS
    if now >= round_.proposals_shown:
        frozen |= {"proposals_shown"}
    if now >= round_.voting_opens:
        frozen |= VOTING_TERMS
    return frozen


@transaction.atomic
def change_round(*, round_id: int, **changes: Any) -> Round:
    """Change terms that nobody relies on yet. `changes` are fields of Round.

    Raises RuleViolation `frozen` (field: its name for people) and the codes of `check_terms` and `check_envelope`; then
    nothing is written. Waits for submissions and ballots in flight.
    """
    unknown = set(changes) - TERMS
    if unknown:
        raise TypeError(f"no terms of a round: {sorted(unknown)}")
    programme = _alone_with_the_money(Round.objects.values_list("programme", flat=True).get(pk=round_id))
    locks.queue_submission(round_id)
    locks.close_ballots(round_id)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    now = database_now()
    frozen = frozen_terms(round_, now)
    for name, value in changes.items():
        if name in frozen and getattr(round_, name) != value:
            raise RuleViolation("frozen", field=_label(name))
        setattr(round_, name, value)
    check_terms(round_)
    if changes.keys() & {"budget_ore", "result_at"}:
        check_envelope(round_, programme)
    with locks.decided_at(now):
        round_.save(update_fields=sorted(changes))
    return round_


def _label(name: str) -> str:
    label = str(getattr(Round._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]
