"""Making a round and changing its contract."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from budgeting.counting import ties
from budgeting.models import BudgetingPage, Criterion, Question, Round, RoundPage, RoundSecret
from budgeting.rules.acts import INSTANTS, PROMISES
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Schedule
from budgeting.services import locks
from budgeting.services.moved_dates import follow_dates
from budgeting.services.terms import check_envelope, check_overlap, check_terms
from radslag.clock import database_now

SUBMISSION_TERMS = frozenset({"submission_opens", "submission_closes", *PROMISES})
"""Frozen when submission opens: what people rely on when they write a proposal."""
VOTING_TERMS = frozenset({"proposals_shown", "voting_opens", "voting_closes", "result_at"})
"""Frozen when voting opens."""
TERMS = SUBMISSION_TERMS | VOTING_TERMS | {"name", "reviewers_needed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question of the editor's own in the form of a proposal; `options` one a line, for a choice."""

    text: str
    help_text: str = ""
    kind: str = "short"
    options: str = ""
    is_required: bool = False
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The contract of a new round. Money in whole öre; `schedule` holds aware instants."""

    name: str
    schedule: Schedule
    budget_ore: int
    cap_ore: int
    proposals_per_person: int = 3
    proposals_per_quarter: int | None = None
    applicant_round_ore: int | None = None
    applicant_quarter_ore: int | None = None
    applicants: str = "groups_too"
    least_age: int | None = None
    leftover: str = "returned"
    identity: str = "email"
    postal_codes: str = ""
    reviewers_needed: int = 1
    ballot_kind: str = "approval"
    ballot_min: int = 1
    ballot_max: int = 3
    points_total: int | None = None
    points_most: int | None = None
    rule: str = "greedy_skip"
    tie_rule: str = "lot"
    threshold: int = 1
    threshold_percent: int | None = None
    utility: str = "cost"
    lot_source: str = "sealed"
    compares_rules: bool = False
    criteria: Sequence[str] = ()
    questions: Sequence[NewQuestion] = ()


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
    programme = alone_with_the_money(programme.pk)
    round_ = _new_round(programme, terms)
    check_terms(round_)
    check_envelope(round_, programme)
    check_overlap(round_, programme)
    round_.lot_commitment = ties.commitment(seed)
    round_.save()
    RoundSecret.objects.create(round=round_, voter_secret=secrets.token_bytes(32), lot_seed=seed)
    _write_questions(round_, terms.criteria, terms.questions)
    return add_page(round_, programme, words, publish=publish)


def add_page(round_: Round, programme: BudgetingPage, words: Words, *, publish: bool) -> RoundPage:
    """The first page of a round that has just been made, inside its transaction."""
    title = words.title or round_.name
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


def alone_with_the_money(programme_id: int) -> BudgetingPage:
    """The programme as it is now. Until the transaction ends nobody else shares out its money, in any language."""
    key = Page.objects.filter(pk=programme_id).values("translation_key")
    list(Page.objects.select_for_update(of=("self",)).filter(translation_key__in=key).order_by("pk"))
    programme: BudgetingPage = BudgetingPage.objects.get(pk=programme_id)
    return programme


def _new_round(programme: BudgetingPage, terms: Terms) -> Round:
    schedule = terms.schedule
    fields = {name: getattr(terms, name) for name in TERMS - {*INSTANTS}}
    return Round(
        programme=programme,
        submission_opens=schedule.submission_opens,
        submission_closes=schedule.submission_closes,
        proposals_shown=schedule.proposals_shown,
        voting_opens=schedule.voting_opens,
        voting_closes=schedule.voting_closes,
        result_at=schedule.result,
        **fields,
    )


def _write_questions(round_: Round, criteria: Sequence[str], questions: Sequence[NewQuestion]) -> None:
    Criterion.objects.bulk_create(
        Criterion(round=round_, text=text, sort_order=place) for place, text in enumerate(criteria, 1)
    )
    Question.objects.bulk_create(
        Question(round=round_, sort_order=place, **asdict(question))
        for place, question in enumerate(questions, 1)
    )


def frozen_terms(round_: Round, now: datetime) -> frozenset[str]:
    """The names of the terms that can't be changed any longer at `now`.

    All of a cancelled round, but its name; the instants of a paused one, which move when it goes on.
    """
    if round_.is_cancelled_at(now):
        return TERMS - {"name"}
    frozen = frozenset(INSTANTS) if round_.is_paused_at(now) else frozenset[str]()
    now = round_.clock_at(now)
    if now >= round_.submission_opens:
        frozen |= SUBMISSION_TERMS
    if now >= round_.proposals_shown:
        frozen |= {"proposals_shown"}
    if now >= round_.voting_opens:
        frozen |= VOTING_TERMS
    return frozen


@transaction.atomic
def change_questions(*, round_id: int, criteria: Sequence[str], questions: Sequence[NewQuestion]) -> None:
    """Write the round's criteria and questions anew, until submission opens. Raises RuleViolation `frozen` (field)."""
    locks.queue_submission(round_id)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if round_.clock_at(database_now()) >= round_.submission_opens:
        raise RuleViolation("frozen", field=_("Questions and check list"))
    round_.criteria.all().delete()
    round_.questions.all().delete()
    _write_questions(round_, criteria, questions)


@transaction.atomic
def change_round(*, round_id: int, **changes: Any) -> Round:
    """Change terms that nobody relies on yet. `changes` are fields of Round.

    Raises RuleViolation `frozen` (field: its name for people) and the codes of `check_terms` and `check_envelope`; then
    nothing is written. Waits for submissions and ballots in flight.
    """
    unknown = set(changes) - TERMS
    if unknown:
        raise TypeError(f"no terms of a round: {sorted(unknown)}")
    programme = alone_with_the_money(Round.objects.values_list("programme", flat=True).get(pk=round_id))
    locks.queue_submission(round_id)
    locks.close_ballots(round_id)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    now = database_now()
    frozen, before = frozen_terms(round_, now), {name: getattr(round_, name) for name in changes}
    for name, value in changes.items():
        if name in frozen and getattr(round_, name) != value:
            raise RuleViolation("frozen", field=_label(name))
        setattr(round_, name, value)
    check_terms(round_)
    if changes.keys() & {"budget_ore", "result_at"}:
        check_envelope(round_, programme)
    if changes.keys() & {*INSTANTS}:
        check_overlap(round_, programme)
    with locks.decided_at(now):
        round_.save(update_fields=sorted(changes))
    follow_dates(round_, before)
    return round_


def _label(name: str) -> str:
    label = str(getattr(Round._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


COPIED_WORDS = ("lead", "question", "requirements")
COPIED_FIELDS = (
    "body",
    "picture",
    "picture_text",
    "picture_caption",
    "thread_mode",
    "thread_writers",
    "thread_showing",
    "thread_heading",
    "thread_question",
    "proposal_threads",
)


def words_like(previous: Round) -> Words:
    """The words of a round's page for the page of the next one; its title is the new round's name."""
    page = previous.pages.order_by("-live", "pk").first()
    if page is None:
        return Words()
    there = {field.name for field in page._meta.get_fields()}
    kept = {name: getattr(page, name) for name in COPIED_FIELDS if name in there}
    return Words(**{name: getattr(page, name) for name in COPIED_WORDS}, page_fields=kept)
