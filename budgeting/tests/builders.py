"""Builders: make_x(**overrides) name only what a test is about. Rounds are made in a phase, relative to the real clock."""

from __future__ import annotations

import copy
import datetime as dt
import io
import itertools
import threading
from contextlib import nullcontext
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model
from django.db.models.base import ModelState
from django.utils import timezone
from PIL import Image as Drawing

from budgeting.models import (
    Act,
    Applicant,
    BudgetingPage,
    Payment,
    Project,
    Proposal,
    ProposalDraft,
    ProposalMove,
    ProposalStatus,
    Round,
    RoundAct,
    RoundPage,
)
from budgeting.rules.phases import Phase, Schedule
from budgeting.services import acts
from budgeting.services.ballots import StoredBallot, cast_ballot
from budgeting.services.counting import count_round
from budgeting.services.locks import decided_at
from budgeting.services.payment_requests import enter_payment
from budgeting.services.payments import PaymentWords
from budgeting.services.projects import keep_projects
from budgeting.services.proposals import Application, note, submit_proposal
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voters import Declaration, Voter
from home.models import HomePage
from radslag.clock import at
from radslag.models import Area, User
from radslag.tests.tree import drafts_are_published, put_at_the_top, put_under

KRONA = 100
DAY = dt.timedelta(days=1)
SAID = Declaration(declared=True)
TICK = dt.timedelta(microseconds=1)
MANY = 10
Row = TypeVar("Row", bound=Model)
_serial = itertools.count(1)

# Days from now at which the phases begin, so that `now` lies in the middle of the named one.
OFFSETS: dict[Phase, tuple[float, float, float, float, float, float]] = {
    Phase.BEFORE: (5, 15, 20, 25, 35, 38),
    Phase.SUBMISSION: (-5, 5, 10, 15, 25, 28),
    Phase.REVIEW: (-15, -5, 2, 5, 15, 18),
    Phase.VOTING: (-25, -15, -10, -5, 5, 8),
    Phase.COUNTING: (-35, -25, -20, -15, -5, 5),
    Phase.RESULT: (-45, -35, -30, -25, -15, -5),
}
OFFSETS[Phase.CANCELLED] = OFFSETS[Phase.VOTING]


def make_home() -> HomePage:
    """The one home page of a test's site."""
    found = HomePage.objects.first()
    if found:
        return found
    return put_at_the_top(HomePage(title="Start", slug="start"), hostname="localhost")


def make_user(**overrides: Any) -> User:
    n = next(_serial)
    return User.objects.create_user(**({"email": f"person-{n}@example.org"} | overrides))


def make_staff(**overrides: Any) -> User:
    return make_user(**({"is_staff": True, "is_superuser": True} | overrides))


def make_programme(**overrides: Any) -> BudgetingPage:
    n = next(_serial)
    area = overrides.pop("area", None) or Area.objects.get_or_create(name="Närlunda", slug="narlunda")[0]
    fields = {
        "title": f"Mitt Närlunda {n}",
        "area": area,
        "envelope_ore": 100_000_000 * KRONA,
        "lead": "Ditt område.",
    }
    return put_under(make_home(), BudgetingPage(**(fields | overrides)))


def make_schedule(
    phase: Phase = Phase.VOTING,
    *,
    now: dt.datetime | None = None,
    shift: dt.timedelta = dt.timedelta(),
    **overrides: dt.datetime,
) -> Schedule:
    """Instants with `now` in the middle of `phase`; `shift` moves all: two rounds of a programme never share a step."""
    now = (now or timezone.now()) + shift
    names = (
        "submission_opens",
        "submission_closes",
        "proposals_shown",
        "voting_opens",
        "voting_closes",
        "result",
    )
    instants = {name: now + days * DAY for name, days in zip(names, OFFSETS[phase], strict=True)}
    return Schedule(**(instants | overrides))


def make_round_page(phase: Phase = Phase.VOTING, **overrides: Any) -> RoundPage:
    """A published round in `phase`. Overrides: programme, schedule, words, lot_seed and fields of Terms."""
    programme = overrides.pop("programme", None) or make_programme()
    schedule = overrides.pop("schedule", None) or make_schedule(phase)
    words = overrides.pop("words", None) or Words(
        lead="Du som bor i Närlunda kan rösta.", question="Vad ska Närlunda få?", requirements="vara för alla"
    )
    lot_seed = overrides.pop("lot_seed", "")
    terms = {
        "name": f"Omgång {next(_serial)}",
        "budget_ore": 100_000 * KRONA,
        "cap_ore": 25_000 * KRONA,
    } | overrides
    alone = threading.current_thread() is threading.main_thread()
    with drafts_are_published(RoundPage) if alone else nullcontext():
        page = create_round(
            programme=programme,
            terms=Terms(schedule=schedule, **terms),
            words=words,
            publish=not alone,
            lot_seed=lot_seed,
        )
    page.refresh_from_db()
    if phase is Phase.CANCELLED:
        cancel(page.round)
    return page


REASON = "Vi behöver tänka om."


def pause(round_: Round, reason: str = REASON) -> RoundAct:
    """Two people pause the round."""
    asked = acts.ask_to_pause(round_id=round_.pk, by=make_user(), reason=reason)
    return _confirmed(asked, round_)


def cancel(round_: Round, reason: str = REASON) -> RoundAct:
    """Two people cancel the round."""
    asked = acts.ask_to_cancel(round_id=round_.pk, by=make_user(), reason=reason)
    return _confirmed(asked, round_)


def _confirmed(asked: RoundAct, round_: Round) -> RoundAct:
    act = acts.confirm(act_id=asked.pk, by=make_user())
    round_.refresh_from_db()
    return act


def make_round(phase: Phase = Phase.VOTING, **overrides: Any) -> Round:
    return make_round_page(phase, **overrides).round


def make_application(**overrides: Any) -> Application:
    fields = {
        "title": "Odlingslådor på gården",
        "what": "Tolv lådor av trä.",
        "benefit": "Vi träffas och odlar.",
        "cost_ore": 10_000 * KRONA,
        "shown_name": "Boende i Närlunda",
    }
    return Application(**(fields | overrides))


def make_proposal(
    round_: Round, *, accepted: bool = True, author: User | None = None, **overrides: Any
) -> Proposal:
    """A proposal handed in and, unless told otherwise, accepted at the times when that was possible.

    Its row and its log are those of `accept_proposal`; no mail goes out, and the site's history does not hear of it.
    """
    with at(round_.submission_opens):
        proposal = submit_proposal(
            round_id=round_.pk, author=author or make_user(), application=make_application(**overrides)
        )
    if accepted and round_.reviewers_needed == 1:
        _accept(proposal, round_.voting_opens - TICK, by=make_user())
    elif accepted:
        with at(round_.voting_opens - TICK):
            proposal = accept_proposal(proposal_id=proposal.pk, by=make_user())
    return proposal


def _accept(proposal: Proposal, now: dt.datetime, by: User) -> None:
    before = {"status": str(proposal.status), "reason": proposal.reason}
    proposal.status, proposal.decided_at, proposal.decided_by = ProposalStatus.ACCEPTED, now, by
    with transaction.atomic(), decided_at(now):
        proposal.save(update_fields=["status", "decided_at", "decided_by"])
    note(proposal, Act.ACCEPTED, now, by=by, data=before)


def make_proposals(round_: Round, n: int, **overrides: Any) -> list[Proposal]:
    """Several proposals; of many, all but the first are copies of its rows, which no mail and no history tells of."""
    own = 1 if n >= MANY else n
    made = [make_proposal(round_, title=f"Förslag {i}", **overrides) for i in range(1, own + 1)]
    return made + _copies(made[0], n - own, author=overrides.get("author")) if n > own else made


def _copies(first: Proposal, n: int, author: User | None) -> list[Proposal]:
    authors = [author] * n if author else _many_users(n)
    numbers = range(first.number + 1, first.number + 1 + n)
    with transaction.atomic(), decided_at(first.decided_at or first.submitted_at):
        copies = Proposal.objects.bulk_create(
            _copy(first, number=number, title=f"Förslag {i}", slug=f"forslag-{i}", author=by)
            for i, (number, by) in enumerate(zip(numbers, authors, strict=True), start=2)
        )
        parts = [*Applicant.objects.filter(proposal=first), *first.lines.all(), *first.answers.all()]
        for part in parts:
            type(part)._default_manager.bulk_create(_copy(part, proposal=proposal) for proposal in copies)
    for move in first.moves.all():
        by_author = move.by_id == first.author_id
        ProposalMove.objects.bulk_create(
            _copy(move, proposal=proposal, by=proposal.author if by_author else move.by)
            for proposal in copies
        )
    return copies


def _copy(row: Row, **overrides: Any) -> Row:
    made = copy.copy(row)
    made._state = ModelState()
    made.pk = None
    for name, value in overrides.items():
        setattr(made, name, value)
    return made


def _many_users(n: int) -> list[User]:
    unusable = make_password(None)
    return User.objects.bulk_create(
        User(email=f"person-{next(_serial)}@example.org", password=unusable) for _ in range(n)
    )


def make_ballot(
    round_: Round,
    *choices: Proposal,
    voter: Voter | None = None,
    points: dict[int, int] | None = None,
) -> StoredBallot:
    """A ballot cast while voting was open."""
    voter = voter or Voter(email=f"voter-{next(_serial)}@example.org")
    with at(round_.voting_opens):
        return cast_ballot(
            round_id=round_.pk, voter=voter, choices=[p.pk for p in choices], points=points, said=SAID
        )


def make_funded(**overrides: Any) -> Proposal:
    """A proposal that got money: 10 000 kr, in a round whose result is public. Overrides: fields of make_round_page."""
    round_ = make_round(Phase.RESULT, **overrides)
    proposal = make_proposal(round_)
    make_ballot(round_, proposal)
    count_round(round_id=round_.pk)
    return proposal


def make_payment(proposal: Proposal, kronor: int = 4_000, **overrides: Any) -> Payment:
    """A payment of today to a funded proposal."""
    by = overrides.pop("by", None)
    fields = {
        "amount_ore": kronor * KRONA,
        "paid_on": timezone.localdate(),
        "what": f"Virke {next(_serial)}",
    }
    paid = enter_payment(proposal_id=proposal.pk, words=PaymentWords(**(fields | overrides)), by=by)
    assert isinstance(paid, Payment), "one person is enough for it"
    return paid


def make_project(**overrides: Any) -> Project:
    """The project of a proposal that got 10 000 kr, 5 days ago. Overrides: `proposal`, or fields of make_round_page."""
    proposal = overrides.pop("proposal", None) or make_funded(**overrides)
    keep_projects()
    return Project.objects.get(proposal=proposal)


def make_photo(
    *, kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (80, 60), **ways: Any
) -> bytes:
    """The file of a picture with something in it. `ways`: how Pillow writes it, such as exif."""
    ramp = Drawing.linear_gradient("L").resize(size)
    picture = Drawing.merge("RGB", (ramp, ramp.transpose(Drawing.Transpose.ROTATE_180), ramp))
    out = io.BytesIO()
    picture.convert("L" if mode == "I;16" else mode.replace("LA", "L")).convert(mode).save(out, kind, **ways)
    return out.getvalue()


def make_draft(round_: Round | None = None, **overrides: Any) -> ProposalDraft:
    """A draft as its author left it, of a round that takes proposals."""
    now = timezone.now()
    fields = {"author": overrides.pop("author", None) or make_user(), "created_at": now, "saved_at": now}
    draft: ProposalDraft = ProposalDraft.objects.create(
        round=round_ or make_round(Phase.SUBMISSION), **(fields | overrides)
    )
    return draft
