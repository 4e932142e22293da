"""Loading of conversations: residents write, a moderator reads, the municipality answers, each at its own time."""

import datetime as dt
from typing import Any

from budgeting.conversations import load as load_proposal
from budgeting.models import Proposal
from comments.models import Comment, Participant
from comments.rules.states import HiddenReason, State
from comments.services import Sender, approve_comment, hide_comment, post_comment
from comments.services.answers import ask_us, pin_comment
from comments.services.outcomes import link_outcome
from comments.services.own import erase_comment, withdraw_comment
from comments.services.participants import ensure_participant
from comments.services.reactions import like_comment
from comments.services.reports import Reporter, report_comment
from councils.conversations import load as load_matter
from councils.models import Matter
from home.demo import texts_councils, texts_talks, texts_threads
from home.demo.dates import Calendar
from home.demo.shelf import Shelf
from home.demo.texts_talks import MUNICIPALITY, Said
from home.demo.texts_threads import CommentText
from radslag.clock import at
from radslag.models import User

READ_AFTER = dt.timedelta(minutes=40)
"""How long a comment waits for its moderator."""
SOON, LATER, NEXT_DAY = dt.timedelta(hours=1), dt.timedelta(hours=2), dt.timedelta(days=1)
READERS = 4
NOBODY = Sender()


def load_threads(shelf: Shelf, calendar: Calendar) -> None:
    """Every conversation of the demo."""
    threads = {
        texts_councils.INDEX_KEY: texts_threads.IDEAS_BEFORE_COUNCIL_3,
        "rad-5": texts_threads.school_roads(calendar),
        "omgang-rostning": texts_threads.ballot_questions(calendar),
        "grillplatsen-ar-klar": texts_threads.fireplace(calendar),
    }
    moderator = shelf.staff["moderator"]
    for key, comments in threads.items():
        for comment in comments:
            _write(shelf.pages[key], comment, moderator)
    readers = [ensure_participant(email=f"lasare-{n}@example.org", confirmed=True) for n in range(READERS)]
    for target, entries in _talks(shelf, calendar):
        for said in entries:
            _say(target, said, moderator, readers)


def _talks(shelf: Shelf, calendar: Calendar) -> list[tuple[Any, list[Said]]]:
    """What is talked about, with what is said."""
    talks: list[tuple[Any, list[Said]]] = [
        (shelf.pages[key], said) for key, said in texts_talks.talks(calendar).items()
    ]
    title, said = texts_talks.about_a_proposal(calendar)
    talks.append((load_proposal(Proposal.objects.accepted().filter(title=title).latest("pk").pk), said))
    title, said = texts_talks.about_a_matter(calendar)
    return [*talks, (load_matter(Matter.objects.get(title=title).pk), said)]


def _say(
    target: Any, said: Said, moderator: User, readers: list[Participant], reply_to: int | None = None
) -> None:
    sender = Sender(user=moderator) if said.name == MUNICIPALITY else Sender()
    name = "" if said.name == MUNICIPALITY else said.name
    number = _post(target, said.written, said.text, name, sender=sender, reply_to=reply_to)
    if said.done == "waiting":
        return
    _approve(number, said.written, moderator)
    _react(number, said, moderator, readers)
    for reply in said.replies:
        _say(target, reply, moderator, readers, reply_to=number)
    with at(said.written + NEXT_DAY):
        if said.done == "withdrawn":
            withdraw_comment(comment_id=number)
        elif said.done == "erased":
            erase_comment(comment_id=number)


def _react(number: int, said: Said, moderator: User, readers: list[Participant]) -> None:
    """What readers and staff do with a comment soon after it was shown."""
    with at(said.written + SOON):
        if said.asked:
            unit, due_on = said.asked
            ask_us(comment_id=number, moderator=moderator, unit=unit, assigned_to=moderator, due_on=due_on)
        if said.pinned:
            pin_comment(comment_id=number, moderator=moderator)
        if said.led_to:
            kind, title = said.led_to
            matter = Matter.objects.get(title=title)
            link_outcome(comment_id=number, moderator=moderator, kind=kind, thing_id=matter.pk)
    with at(said.written + LATER):
        for reader in readers[: said.likes]:
            like_comment(comment_id=number, participant=reader)
        for reader in readers[: said.reports]:
            report_comment(comment_id=number, by=Reporter(reader, ""), reason=said.reason)


def _write(page: Any, text: CommentText, moderator: User) -> None:
    number = _post(page, text.written, text.text, text.name)
    if text.waiting:
        return
    if text.hidden:
        with at(text.written + READ_AFTER):
            hide_comment(comment_id=number, moderator=moderator, reason=HiddenReason.PERSON)
        return
    _approve(number, text.written, moderator)
    for written, name, words in sorted(text.below(), key=lambda entry: entry[0]):
        sender = Sender() if name is not None else Sender(user=moderator)
        reply = _post(page, written, words, name or "", sender=sender, reply_to=number)
        _approve(reply, written, moderator)


def _post(
    target: Any,
    written: dt.datetime,
    words: str,
    name: str,
    *,
    sender: Sender = NOBODY,
    reply_to: int | None = None,
) -> int:
    with at(written):
        posted = post_comment(target=target, text=words, name=name, sender=sender, reply_to=reply_to)
    number: int = posted.comment.pk
    return number


def _approve(number: int, written: dt.datetime, moderator: User) -> None:
    """A moderator reads what waits; what was shown at once nobody has read."""
    if Comment.objects.filter(pk=number, state=State.WAITING).exists():
        with at(written + READ_AFTER):
            approve_comment(comment_id=number, moderator=moderator)
