"""The daily mail to who follows: what is new, conversation by conversation, each with its links."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.mails import tokens
from comments.mails.following import excerpt, inert, link_to, unsubscribe_headers
from comments.models import Comment, Follow, Participant
from radslag.incoming.plain import plain_line
from radslag.mail.about import retelling
from radslag.mail.writing import address, message

MOST_CONVERSATIONS, MOST_COMMENTS = 20, 5
"""Written out in one mail, and of one conversation; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is new in one conversation, and one of the ways in which it is followed."""

    title: str
    follow: Follow
    comments: list[Comment]


def digest(person: Participant, parts: list[Part]) -> EmailMessage:
    """One mail with everything. One click ends all of it; each conversation has a link that ends it alone."""
    with translation.override(person.language):
        count = sum(len(part.comments) for part in parts)
        news = ngettext("%(n)d new comment", "%(n)d new comments", count) % {"n": count}
        lines = [_("%(news)s in what you follow.") % {"news": news}]
        for part in parts[:MOST_CONVERSATIONS]:
            lines += _conversation(part)
        left = len(parts) - MOST_CONVERSATIONS
        if left > 0:
            more = ngettext("and %(n)d more conversation", "and %(n)d more conversations", left)
            lines.append(more % {"n": left})
        everything = address("comments:unfollow_all", tokens.sign("unfollow_all", person.pk))
        lines.append(_("End all mails about conversations:") + f"\n{everything}")
        headers = unsubscribe_headers("unfollow_all", person.pk)
        told = [
            comment.pk for part in parts[:MOST_CONVERSATIONS] for comment in part.comments[:MOST_COMMENTS]
        ]
        return retelling(message(news, lines, to=person.email, headers=headers), "comment", told)


def _conversation(part: Part) -> Iterator[str]:
    yield f"{part.title}\n{'=' * min(len(part.title), 70)}"
    for comment in part.comments[:MOST_COMMENTS]:
        name = inert(plain_line(str(comment.shown_name)))
        yield f"{name}:\n{excerpt(comment)}\n{link_to(comment)}"
    left = len(part.comments) - MOST_COMMENTS
    if left > 0:
        yield ngettext("and %(n)d more", "and %(n)d more", left) % {"n": left}
    yield (
        _("No longer follow this:")
        + f"\n{address('comments:unfollow', tokens.sign('unfollow', part.follow.pk))}"
    )
