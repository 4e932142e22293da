"""What an applicant does with a proposal: hand in, change, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from wagtail.log_actions import log

from budgeting.models import (
    Act,
    Answer,
    Applicant,
    ApplicantKind,
    CostLine,
    Proposal,
    ProposalMove,
    ProposalStatus,
    Question,
    QuestionKind,
    Round,
    ShowAs,
)
from budgeting.rules import proposals as rules
from budgeting.rules.errors import RuleViolation
from budgeting.services import locks
from budgeting.services.limits import check_limits, check_paper_open, check_submission_open
from radslag.audit.services import record
from radslag.clock import database_now
from radslag.models import Theme, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who applies and how to reach them: for staff only."""

    kind: str = ApplicantKind.PERSON
    organisation: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    co_applicants: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an applicant wrote. `cost_ore` and the second part of each line in whole öre; `answers` by question id.

    With `lines` their sum is the cost, whatever `cost_ore` says.
    """

    title: str
    what: str
    benefit: str
    cost_ore: int
    shown_name: str
    theme: Theme | None = None
    beneficiaries: str = ""
    place: str = ""
    period: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    contact: Contact = field(default_factory=Contact)

    @property
    def whole_cost_ore(self) -> int:
        """What is asked for, in öre."""
        return sum(ore for _what, ore in self.lines) if self.lines else self.cost_ore


@transaction.atomic
def submit_proposal(
    *, round_id: int, author: User | None, application: Application, entered_by: User | None = None
) -> Proposal:
    """Receive a proposal and give it the round's next public number.

    `entered_by`: staff who type in a paper application; that is possible until the proposals are shown, since the paper
    came in time, and counts against nobody's limits.
    Raises RuleViolation: `round_paused`, `round_cancelled`, `not_submission_yet`, `submission_closed`, `paper_there`, and the
    codes of `check_limits` and `write_texts`; then nothing is written.
    """
    locks.queue_submission(round_id)
    now = database_now()
    round_ = Round.objects.get(pk=round_id)
    if entered_by is None:
        check_submission_open(round_, now)
        check_limits(round_, author, cost_ore=application.whole_cost_ore)
    else:
        check_paper_open(round_, now)
    last = round_.proposals.aggregate(last=Max("number"))["last"] or 0
    proposal = Proposal(
        round=round_, number=last + 1, author=author, submitted_at=now, on_paper=entered_by is not None
    )
    write_texts(proposal, application)
    if entered_by is not None:
        _check_new_paper(proposal)
    with locks.decided_at(now):
        proposal.save()
    write_parts(proposal, application)
    note(proposal, Act.ENTERED if entered_by else Act.SENT, now, by=entered_by or author)
    return proposal


def _check_new_paper(proposal: Proposal) -> None:
    """The same paper is typed in once, also by two clerks at the same instant or a button pressed twice."""
    papers = proposal.round.proposals.filter(on_paper=True).exclude(status=ProposalStatus.WITHDRAWN)
    if papers.filter(title=proposal.title, what=proposal.what).exists():
        raise RuleViolation("paper_there")


@transaction.atomic
def change_proposal(*, proposal_id: int, author: User, application: Application) -> Proposal:
    """Let the author say it anew until submission closes. What was there before stays in the log.

    Raises RuleViolation: `not_yours`, `illegal_move` (it has been decided about or taken back), and the codes of
    `submit_proposal`; then nothing is written.
    """
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.queue_submission(round_id)
    proposal = locked(proposal_id)
    now = database_now()  # after whatever a reviewer has just said of the old words
    if proposal.author_id != author.pk:
        raise RuleViolation("not_yours")
    check_submission_open(proposal.round, now)
    if proposal.status != ProposalStatus.RECEIVED:
        raise RuleViolation("illegal_move")
    check_limits(proposal.round, author, cost_ore=application.whole_cost_ore, leaving_out=proposal.pk)
    before = {name: getattr(proposal, name) for name in (*TEXTS, "cost_ore")}
    before["lines"] = list(proposal.lines.values_list("what", "amount_ore"))
    write_texts(proposal, application)
    proposal.edited_at = now
    proposal.asked_cost_ore, proposal.cost_reason = None, ""  # a new cost is asked for
    with locks.decided_at(now):
        proposal.save()
    write_parts(proposal, application)
    note(proposal, Act.EDITED, now, by=author, data=before)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, author: User) -> Proposal:
    """Take back one's own proposal while submission is open.

    Raises RuleViolation: `not_yours`, `too_late_to_withdraw`, `illegal_move`.
    """
    round_id = Proposal.objects.values_list("round_id", flat=True).get(pk=proposal_id)
    locks.close_ballots(round_id)
    now = database_now()
    proposal = locked(proposal_id)
    if proposal.author_id != author.pk:
        raise RuleViolation("not_yours")
    if proposal.round.clock_at(now) >= proposal.round.submission_closes:
        raise RuleViolation("too_late_to_withdraw")
    if not proposal.may_become(ProposalStatus.WITHDRAWN):
        raise RuleViolation("illegal_move")
    proposal.status, proposal.reason = ProposalStatus.WITHDRAWN, ""
    proposal.decided_at, proposal.decided_by = now, author
    with locks.decided_at(now):
        proposal.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    note(proposal, Act.WITHDRAWN, now, by=author)
    # Not by whom: staff of the whole site read that history. Who reviews reads it in the proposal's own log.
    log(proposal, "budgeting.withdraw", title=log_title(proposal))
    return proposal


TEXTS = ("title", "what", "benefit", "beneficiaries", "place", "period", "shown_name")


def write_texts(proposal: Proposal, application: Application) -> None:
    """Put the checked words and the cost on the row.

    Raises RuleViolation: `required`, `too_long`, `not_positive`, `above_cap`.
    """
    cost_ore = application.whole_cost_ore
    rules.check_cost(cost_ore, cap_ore=proposal.round.cap_ore)
    proposal.title = rules.check_line(application.title, limit=rules.MAX_TITLE)
    proposal.slug = slugify(proposal.title)[: rules.MAX_TITLE].strip("-")
    proposal.what = rules.check_text(application.what, limit=rules.MAX_TEXT)
    proposal.benefit = rules.check_text(application.benefit, limit=rules.MAX_TEXT)
    proposal.shown_name = rules.check_line(application.shown_name, limit=rules.MAX_NAME)
    for name in ("beneficiaries", "place", "period"):
        setattr(proposal, name, rules.optional_line(getattr(application, name), limit=rules.MAX_DETAIL))
    proposal.cost_ore = cost_ore
    proposal.theme = application.theme


def write_parts(proposal: Proposal, application: Application) -> None:
    """Write lines, answers and applicant anew.

    Raises RuleViolation: `required`, `too_long`, `not_positive`, `too_many_lines`, `not_an_answer`, `no_groups`.
    """
    if len(application.lines) > rules.MAX_LINES:
        raise RuleViolation("too_many_lines")
    proposal.lines.all().delete()
    CostLine.objects.bulk_create(
        CostLine(
            proposal=proposal,
            what=rules.check_line(what, limit=rules.MAX_LINE),
            amount_ore=ore,
            sort_order=place,
        )
        for place, (what, ore) in enumerate(application.lines, start=1)
        if rules.check_amount(ore)
    )
    proposal.answers.all().delete()
    Answer.objects.bulk_create(_answers(proposal, application.answers, proposal.round.questions.all()))
    facts = checked_contact(proposal.round, application.contact)
    Applicant.objects.update_or_create(proposal=proposal, defaults=facts)


def _answers(proposal: Proposal, given: Mapping[int, str], questions: Iterable[Question]) -> list[Answer]:
    rows = []
    for question in questions:
        text = given.get(question.pk, "")
        if not text.strip():
            if question.is_required:
                raise RuleViolation("required")
            continue
        if question.kind == QuestionKind.CHOICE and text not in question.option_list:
            raise RuleViolation("not_an_answer")
        limit = rules.MAX_TEXT if question.kind == QuestionKind.LONG else rules.MAX_DETAIL
        check = rules.check_text if question.kind == QuestionKind.LONG else rules.check_line
        rows.append(Answer(proposal=proposal, question=question, text=check(text, limit=limit)))
    return rows


def checked_contact(round_: Round, contact: Contact) -> dict[str, str]:
    """The facts about the applicant, made plain. Raises RuleViolation `no_groups`, `too_long`."""
    if contact.kind != ApplicantKind.PERSON and round_.applicants == "residents":
        raise RuleViolation("no_groups")
    return {
        "kind": ApplicantKind(contact.kind),
        "organisation": rules.optional_line(contact.organisation, limit=rules.MAX_NAME),
        "name": rules.optional_line(contact.name, limit=rules.MAX_NAME),
        "phone": rules.optional_line(contact.phone, limit=40),
        "email": rules.optional_line(contact.email, limit=254),
        "co_applicants": rules.optional_text(contact.co_applicants, limit=rules.MAX_CO_APPLICANTS),
    }


def shown_name(show_as: str, *, area: str, name: str, organisation: str, resident_of: str) -> str:
    """The name that stands with a proposal; without a name, the area's ("Boende i Närlunda")."""
    chosen = {ShowAs.NAME: name, ShowAs.GROUP: organisation}.get(ShowAs(show_as), "")
    return (chosen.strip() or resident_of % {"area": area})[: rules.MAX_NAME]


def locked(proposal_id: int) -> Proposal:
    """The proposal with its round; its row is held until the transaction ends."""
    proposals = Proposal.objects.select_for_update(of=("self",)).select_related("round__programme")
    proposal: Proposal = proposals.get(pk=proposal_id)
    return proposal


NOTED_HERE = frozenset(
    {Act.ASKED, Act.ENTERED, Act.MERGE_ASKED, Act.VERDICT, Act.PICTURE_GONE, Act.FILE_GONE}
)
"""Acts of staff that the site's history does not tell; the audit log hears of them here."""


def log_title(proposal: Proposal) -> str:
    """How the site's history names a proposal: without the words of its author."""
    return f"{proposal.round}, {proposal.number}"


def note(
    proposal: Proposal,
    act: str,
    now: datetime,
    *,
    by: User | None,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> ProposalMove:
    """Add a line to the proposal's log."""
    move: ProposalMove = ProposalMove.objects.create(
        proposal=proposal, act=act, at=now, by=by, reason=reason, data=dict(data or {})
    )
    if act in NOTED_HERE:
        record(f"budgeting.{act}", by=by, about=proposal)
    return move
