"""Loading of threads: residents write, a moderator approves, the municipality answers, each at its own time."""

import datetime as dt

from comments.rules.states import HiddenReason
from comments.services import Sender, approve_comment, hide_comment, post_comment
from home.demo import texts_councils, texts_threads
from home.demo.dates import Calendar
from home.demo.shelf import Shelf
from home.demo.texts_threads import CommentText
from radslag.clock import at
from radslag.models import User

READ_AFTER = dt.timedelta(minutes=40)
"""How long a comment waits for its moderator."""


def load_threads(shelf: Shelf, calendar: Calendar) -> None:
    """Every thread of the demo."""
    threads = {
        texts_councils.INDEX_KEY: texts_threads.IDEAS_BEFORE_COUNCIL_3,
        "rad-5": texts_threads.school_roads(calendar),
        "omgang-rostning": texts_threads.ballot_questions(calendar),
        "grillplatsen-ar-klar": texts_threads.fireplace(calendar),
    }
    for key, comments in threads.items():
        for comment in comments:
            _write(shelf, key, comment)


def _write(shelf: Shelf, key: str, text: CommentText) -> None:
    page, moderator = shelf.pages[key], shelf.staff["moderator"]
    number = _post(shelf, key, text.written, text.text, text.name)
    if text.waiting:
        return
    if text.hidden:
        with at(text.written + READ_AFTER):
            hide_comment(comment_id=number, moderator=moderator, reason=HiddenReason.PERSON)
        return
    _approve(number, text.written, moderator)
    for written, name, words in sorted(text.below(), key=lambda entry: entry[0]):
        if name is None:
            with at(written):
                post_comment(target=page, text=words, sender=Sender(user=moderator), reply_to=number)
        else:
            _approve(_post(shelf, key, written, words, name, reply_to=number), written, moderator)


def _post(
    shelf: Shelf, key: str, written: dt.datetime, words: str, name: str, reply_to: int | None = None
) -> int:
    with at(written):
        posted = post_comment(target=shelf.pages[key], text=words, name=name, reply_to=reply_to)
    number: int = posted.comment.pk
    return number


def _approve(number: int, written: dt.datetime, moderator: User) -> None:
    with at(written + READ_AFTER):
        approve_comment(comment_id=number, moderator=moderator)
