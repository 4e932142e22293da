"""The mails of conversations: plain text, in the language of who gets them, one function for each.

What strangers wrote stands in a mail only for those who have confirmed their address, and never in a header.
"""

import re

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comments.mails import tokens
from comments.models import Comment, Conversation, Follow
from comments.rules.acts import Pace
from comments.talked_about.publicity import title_of
from radslag.incoming.plain import plain_line
from radslag.mail.about import retelling
from radslag.mail.writing import address, message

_LIKE_A_DOMAIN = re.compile(r"(?<=[^\W_]{2})\.(?=[^\W\d_]{2})")
LONGEST_EXCERPT = 400


def unsubscribe_headers(purpose: tokens.Purpose, pk: int) -> dict[str, str]:
    """Headers with which a mail program ends the mails in one click (RFC 8058). `purpose`: unfollow or unfollow_all."""
    end = address(f"comments:{purpose}", tokens.sign(purpose, pk))
    return {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def excerpt(comment: Comment) -> str:
    """The beginning of what somebody wrote in a conversation."""
    return quoted(comment.comment)


def quoted(text: str) -> str:
    """The beginning of what somebody wrote, each line marked as theirs; no address in it can be tapped by mistake for one
    of ours."""
    lines = Truncator(text).chars(LONGEST_EXCERPT).splitlines()
    return "\n".join(f"> {inert(line)}" if line else ">" for line in lines)


def inert(line: str) -> str:
    """Text of a stranger in which no mail program finds a link to open."""
    return _LIKE_A_DOMAIN.sub("[.]", line.replace("://", "[:]//"))


def link_to(comment: Comment) -> str:
    """Where the comment stands."""
    return address("comments:permalink", comment.pk)


def own_link(comment: Comment, name: str = "mine") -> str:
    """The author's own page of the comment, or a step from it."""
    return address(f"comments:{name}", tokens.sign("mine", comment.pk))


def confirm_follow(follow: Follow) -> EmailMessage:
    """The link with which the owner of an address says that it is they who want to follow.

    It names the page, which is staff's text, never what a resident wrote.
    """
    with translation.override(follow.participant.language):
        what = _("Somebody, probably you, wants mails about new comments under “%(title)s”.")
        parts = [
            what % {"title": page_title(follow.conversation)},
            _("Open the link and press the button:")
            + f"\n{address('comments:confirm_follow', tokens.sign('follow', follow.pk))}",
            f"{how_often(follow)} {_('Each mail has a link that ends it.')}",
            _(
                "The link works for 24 hours. If it was not you, there is nothing you need to do: no more mails will come."
            ),
        ]
        subject = _("Confirm that you want to follow the conversation")
        return message(subject, parts, to=follow.participant.email)


def how_often(follow: Follow) -> str:
    """The pace of a follow, in a sentence."""
    if follow.pace == Pace.DAILY:
        return _("You get at most one mail a day.")
    return _("You get one mail for each new comment.")


def page_title(conversation: Conversation) -> str:
    """The title of the page that decides who may read: staff's text, on one line."""
    return plain_line(conversation.page.title)


def new_comment(follow: Follow, comment: Comment) -> EmailMessage:
    """For a follower: a new comment, with its beginning."""
    with translation.override(follow.participant.language):
        title = title_of(comment.conversation)
        who = inert(plain_line(str(comment.shown_name)))
        parts = [
            _("%(name)s has written under “%(title)s”:") % {"name": who, "title": title},
            excerpt(comment),
            _("Read and answer:") + f"\n{link_to(comment)}",
            _("You get this since you follow the conversation. End the mails:")
            + f"\n{address('comments:unfollow', tokens.sign('unfollow', follow.pk))}",
        ]
        headers = unsubscribe_headers("unfollow", follow.pk)
        subject = _("New comment under “%(title)s”") % {"title": title}
        mail = message(subject, parts, to=follow.participant.email, headers=headers)
        return retelling(mail, "comment", [comment.pk])
