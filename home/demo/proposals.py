"""Loading of proposals: residents write and hand in, one on paper; reviewers ask, accept and decline, each at its own time."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.models import update_last_login
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import ApplicantKind, Proposal, Question, Round, ShowAs
from budgeting.rules.drafts import Content
from budgeting.services.alternatives import set_alternative
from budgeting.services.drafts import begin_draft, send_draft
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.pictures import add_picture
from budgeting.services.proposals import Application, Contact, submit_proposal
from budgeting.services.review import accept_proposal, decline_proposal
from home.demo.dates import Calendar
from home.demo.shelf import Shelf
from home.demo.texts_budgeting import KRONA
from home.demo.texts_proposals import BEGUN, NOBODYS_NAME, PAPER_APPLICANT, ProposalText
from radslag.accounts.services import ensure_account
from radslag.clock import at
from radslag.models import User


def resident(number: int) -> str:
    """The address of a resident of the demo."""
    return f"boende-{number:02}@example.org"


def propose(
    shelf: Shelf, round_: Round, texts: Sequence[ProposalText], calendar: Calendar, days: Sequence[int]
) -> list[int]:
    """Hand in the proposals between the first two of `days`, then review them. Returns their ids in order."""
    opens, closes = days[0], days[1]
    numbers = []
    for i, text in enumerate(texts):
        written = calendar.at(opens + 1 + (closes - opens - 1) * i // len(texts), 8 + i % 12, 17)
        with at(written):
            proposal = (
                _paper(shelf, round_, text) if text.paper else _sent(shelf, round_, text, _account(i + 1))
            )
        if text.asked:
            _ask(shelf, proposal, text, calendar)
        with at(min(calendar.at(closes + 8, 14), calendar.at(0, 0))):
            _review(proposal, text, shelf.staff["granskare"])
        numbers.append(proposal.pk)
    return numbers


def begin_one(round_: Round, when: dt.datetime) -> None:
    """The first resident has begun to write, and not handed in."""
    with at(when):
        begin_draft(round_id=round_.pk, author=_account(1), content=BEGUN)


def _sent(shelf: Shelf, round_: Round, text: ProposalText, author: User) -> Proposal:
    draft = begin_draft(round_id=round_.pk, author=author, content=_typed(shelf, round_, text))
    if text.picture:
        key, alt = text.picture
        with shelf.images[key].file.open() as drawing:
            file = SimpleUploadedFile(f"{key}.png", drawing.read(), "image/png")
        add_picture(draft_id=draft.pk, author=author, file=file, alt=alt)
    written = _application(shelf, round_, text)
    return send_draft(draft_id=draft.pk, author=author, version=draft.version, application=written)


def _paper(shelf: Shelf, round_: Round, text: ProposalText) -> Proposal:
    name, phone, email = PAPER_APPLICANT
    written = _application(shelf, round_, text, Contact(name=name, phone=phone, email=email))
    clerk = shelf.staff["budgetansvarig"]
    return submit_proposal(round_id=round_.pk, author=None, application=written, entered_by=clerk)


def _application(
    shelf: Shelf, round_: Round, text: ProposalText, contact: Contact | None = None
) -> Application:
    return Application(
        title=text.title,
        what=text.what,
        benefit=text.benefit,
        cost_ore=text.cost * KRONA,
        shown_name=text.name,
        theme=shelf.themes[text.theme],
        beneficiaries=text.who,
        place=text.place,
        period=text.period,
        lines=tuple((what, kronor * KRONA) for what, kronor in _lines(text)),
        answers={_question(round_).pk: text.answer} if text.answer else {},
        contact=contact or _contact(text),
    )


def _contact(text: ProposalText) -> Contact:
    if text.name == NOBODYS_NAME:
        return Contact()
    return Contact(kind=ApplicantKind.GROUP, organisation=text.name)


def _lines(text: ProposalText) -> Sequence[tuple[str, int]]:
    return text.lines or ((text.title, text.cost),)


def _question(round_: Round) -> Question:
    question: Question = round_.questions.earliest("sort_order")
    return question


def _typed(shelf: Shelf, round_: Round, text: ProposalText) -> Content:
    """The form as its author typed it."""
    in_group = text.name != NOBODYS_NAME
    typed = {
        "title": text.title,
        "what": text.what,
        "benefit": text.benefit,
        "beneficiaries": text.who,
        "place": text.place,
        "period": text.period,
        "theme": str(shelf.themes[text.theme].pk),
        "kind": str(ApplicantKind.GROUP if in_group else ApplicantKind.PERSON),
        "organisation": text.name if in_group else "",
        "show_as": str(ShowAs.GROUP if in_group else ShowAs.AREA),
        "lives_here": "on",
        f"question_{_question(round_).pk}": text.answer,
    }
    lines = _lines(text)
    kronor = [f"{amount:,}".replace(",", " ") for _what, amount in lines]
    one_each = {name: [value] for name, value in typed.items() if value}
    return one_each | {"line_what": [what for what, _amount in lines], "line_kronor": kronor}


def _ask(shelf: Shelf, proposal: Proposal, text: ProposalText, calendar: Calendar) -> None:
    with at(calendar.at(-2, 9, 40)):
        inquiry = ask_applicant(proposal_id=proposal.pk, by=shelf.staff["granskare"], text=text.asked)
    if text.replied and proposal.author:
        with at(calendar.at(-1, 19, 5)):
            answer_inquiry(inquiry_id=inquiry.pk, by=proposal.author, text=text.replied)


def _review(proposal: Proposal, text: ProposalText, reviewer: User) -> None:
    if text.waiting:
        return
    if text.declined:
        decline_proposal(proposal_id=proposal.pk, by=reviewer, reason=text.declined)
        return
    accept_proposal(proposal_id=proposal.pk, by=reviewer)
    if text.alternative:
        set_alternative(proposal_id=proposal.pk, by=reviewer, about=text.alternative)


def _account(number: int) -> User:
    user = ensure_account(email=resident(number))
    if user is None:
        raise RuntimeError(f"{resident(number)} is switched off")
    update_last_login(User, user)
    return user
