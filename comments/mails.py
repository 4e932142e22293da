"""The mails of conversations: plain text, in the language of who gets them, one function for each.

What strangers wrote stands in a mail only for those who have confirmed their address, and never in a header.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comments import tokens
from comments.models import Follow
from comments.rules.acts import Pace
from comments.targets import target_of
from radslag.plain import plain_line

LONGEST_SUBJECT = 120


def address(name: str, *args: Any) -> str:
    """The whole address of a view of ours, in the language that is active."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(f'comments:{name}', args=args)}"


def message(
    subject: str, parts: Iterable[str], *, to: str, headers: dict[str, str] | None = None
) -> EmailMessage:
    """A mail with the parts as paragraphs. A subject is one line, whatever stands in a title."""
    line = plain_line(subject)[:LONGEST_SUBJECT]
    body = "\n\n".join(part for part in parts if part)
    return EmailMessage(subject=line, body=f"{body}\n", to=[to], headers=headers or {})


def unsubscribe_headers(purpose: tokens.Purpose, pk: int) -> dict[str, str]:
    """Headers with which a mail program ends the mails in one click (RFC 8058). `purpose`: unfollow or unfollow_all."""
    return {
        "List-Unsubscribe": f"<{address(purpose, tokens.sign(purpose, pk))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def confirm_follow(follow: Follow) -> EmailMessage:
    """The link with which the owner of an address says that it is they who want to follow.

    It names the page, which is staff's text, never what a resident wrote.
    """
    with translation.override(follow.participant.language):
        title = follow.conversation.page.title
        link = address("confirm_follow", tokens.sign("follow", follow.pk))
        what = _("Somebody, probably you, wants mails about new comments under “%(title)s”.") % {
            "title": title
        }
        often = {
            Pace.AT_ONCE: _("You get one mail for each new comment."),
            Pace.DAILY: _("You get at most one mail a day."),
        }[Pace(follow.pace)]
        parts = [
            what,
            _("Open the link and press the button:") + f"\n{link}",
            f"{often} {_('Each mail has a link that ends it.')}",
            _("The link works for 24 hours. Was it not you? Then you need do nothing: no more mails come."),
        ]
        return message(
            _("Confirm that you want to follow the conversation"), parts, to=follow.participant.email
        )


def title_of(follow: Follow) -> str:
    """What a follower follows, as the site names it; the page's title when it is no longer public."""
    target = target_of(follow.conversation)
    return str(target.thread_title if target is not None else follow.conversation.page.title)
