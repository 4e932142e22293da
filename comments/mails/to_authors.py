"""The mails that tell an author what was decided about a comment, with the reason and the way on.

For confirmed addresses alone. The author's own text is not repeated: the private link shows it.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from comments.mails.following import excerpt, link_to, own_link
from comments.models import Appeal, Comment, Participant
from comments.rules.states import HiddenReason, State
from comments.talked_about.publicity import title_of
from radslag.mail.about import retelling
from radslag.mail.writing import message
from radslag.templatetags.dates import day


def in_language_of_author(
    build: Callable[[Comment, Participant], EmailMessage],
) -> Callable[[Comment, Participant], EmailMessage]:
    """Write the mail in the author's language."""

    @wraps(build)
    def written(comment: Comment, author: Participant) -> EmailMessage:
        with translation.override(author.language):
            return build(comment, author)

    return written


@in_language_of_author
def your_link(comment: Comment, author: Participant) -> EmailMessage:
    """The private link, when the author has confirmed the address."""
    stands = {
        State.APPROVED: _("It is shown now."),
        State.WAITING: _("A moderator reads it before it is shown. We mail you when that is done."),
    }.get(State(comment.state), "")
    parts = [
        _("Thank you! Your comment under “%(title)s” has come in.") % _title(comment) + f" {stands}".rstrip(),
        _(
            "On the page below you see where it stands. There you can also take it away, and choose to be mailed answers."
        ),
    ]
    return _mail(author, comment, _("Your link to your comment"), parts)


def shown(comment: Comment, author: Participant, *, again: bool) -> EmailMessage:
    """It is shown: after it waited, or after it was out of sight."""
    with translation.override(author.language):
        if again:
            subject = _("Your comment is shown again")
            words = _("Your comment under “%(title)s” is shown again.")
        else:
            subject = _("Your comment is shown now")
            words = _("A moderator has read your comment under “%(title)s”. It is shown now:")
        return _mail(author, comment, subject, [words % _title(comment), link_to(comment)])


@in_language_of_author
def hidden(comment: Comment, author: Participant) -> EmailMessage:
    """Which reason, the moderator's words, and how to ask for a new look."""
    values = {
        **_title(comment),
        "day": day(comment.decided_at),
        "reason": comment.get_hidden_reason_display(),
    }
    if comment.hidden_reason == HiddenReason.OTHER:
        what = _("A moderator hid your comment under “%(title)s” %(day)s.")
    else:
        what = _("A moderator hid your comment under “%(title)s” %(day)s, because %(reason)s.")
    said = _("The moderator writes: %(text)s") % {"text": comment.hidden_text} if comment.hidden_text else ""
    parts = [
        what % values,
        said,
        _(
            "Do you think that it is wrong? Ask for a new look, and a moderator looks at it anew, if possible another one:"
        )
        + f"\n{own_link(comment, 'mine_appeal')}",
    ]
    return _mail(author, comment, _("Your comment is hidden"), parts)


@in_language_of_author
def set_aside(comment: Comment, author: Participant) -> EmailMessage:
    """Readers have reported it; nobody has decided anything yet."""
    words = _("Several readers have reported your comment under “%(title)s”, so a moderator looks at it.")
    meanwhile = _("Until then others do not see the text. We mail you what is decided.")
    parts = [f"{words % _title(comment)} {meanwhile}"]
    return _mail(author, comment, _("Your comment is being looked at"), parts)


@in_language_of_author
def read_again(comment: Comment, author: Participant) -> EmailMessage:
    """A decision was taken back, and the comment waits again."""
    words = _("A moderator looks at your comment under “%(title)s” once more. We mail you what is decided.")
    return _mail(author, comment, _("Your comment is being looked at"), [words % _title(comment)])


@in_language_of_author
def redacted(comment: Comment, author: Participant) -> EmailMessage:
    """A moderator has taken personal data out."""
    words = _("A moderator has taken personal data out of your comment under “%(title)s”. The rest is shown:")
    subject = _("Personal data was taken out of your comment")
    return _mail(author, comment, subject, [words % _title(comment), link_to(comment)])


def appeal_answered(appeal: Appeal, comment: Comment, author: Participant) -> EmailMessage:
    """What came of a new look, and why."""
    with translation.override(author.language):
        if appeal.granted:
            words = _("We have looked at the decision anew. Your comment under “%(title)s” is shown again.")
        else:
            words = _("We have looked at the decision anew. Your comment under “%(title)s” stays hidden.")
        said = _("The moderator writes:") + f"\n{appeal.answer}" if appeal.answer else ""
        subject = _("Answer to your request for a new look")
        return _mail(author, comment, subject, [words % _title(comment), said])


def answered(comment: Comment, answer: Comment, author: Participant) -> EmailMessage:
    """The municipality has answered the comment."""
    with translation.override(author.language):
        words = _("The municipality has answered your comment under “%(title)s”:")
        read = _("Read and answer:") + f"\n{link_to(answer)}"
        subject = _("The municipality has answered you")
        mail = _mail(author, comment, subject, [words % _title(comment), excerpt(answer), read])
        return retelling(mail, "comment", [answer.pk])


def _title(comment: Comment) -> dict[str, Any]:
    return {"title": title_of(comment.conversation)}


def _mail(author: Participant, comment: Comment, subject: str, parts: Iterable[str]) -> EmailMessage:
    own = _("Your own page of the comment. Keep the link to yourself:") + f"\n{own_link(comment)}"
    return message(subject, [*parts, own], to=author.email)
