"""What “Mina sidor” shows of conversations: one's comments and where they stand, and what one follows. Private."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from comments.display.standing import standing_of
from comments.mails import tokens
from comments.models import Comment, Follow
from comments.people.participants import participant_of
from comments.rules.states import State
from comments.talked_about.publicity import titles_of
from comments.talked_about.targets import key_of_conversation
from radslag.clock import database_now

MOST = 50
"""Shown of each, the latest first."""


def my_part(request: HttpRequest) -> dict[str, Any]:
    """The comments of the account and of its confirmed address, and what that address follows.

    As many queries for many as for one. What is not public any more stands there without its title.
    """
    participant = participant_of(request)
    theirs = Q(user=request.user)
    if participant:  # what waits to be confirmed may have been written by anybody
        theirs |= Q(participant=participant) & ~Q(state=State.UNCONFIRMED)
    comments = Comment.objects.filter(theirs, is_staff_answer=False).order_by("-submit_date", "-pk")
    shown = list(comments.select_related("participant", "conversation")[: MOST + 1])
    follows = Follow.objects.filter(participant=participant, confirmed_at__isnull=False).order_by("-pk")
    followed = list(follows.select_related("conversation")[:MOST]) if participant else []
    titles = titles_of([*(c.conversation for c in shown), *(f.conversation for f in followed)])
    now = database_now()
    return {
        "comments": [_comment(c, titles.get(c.conversation_id, ""), now) for c in shown[:MOST]],
        "more": len(shown) > MOST,
        "follows": [_follow(f, titles.get(f.conversation_id, "")) for f in followed],
    }


def _comment(comment: Comment, title: str, now: Any) -> dict[str, Any]:
    return {
        "comment": comment,
        "title": title,
        "tag": standing_of(comment, now=now).tag,
        "url": reverse("comments:mine", args=[tokens.sign("mine", comment.pk)]),
    }


def _follow(follow: Follow, title: str) -> dict[str, Any]:
    if follow.root_id:
        change = reverse("comments:follow_thread", args=[follow.root_id])
    else:
        change = reverse("comments:follow", args=[key_of_conversation(follow.conversation)])
    return {
        "follow": follow,
        "title": title,
        "change": change if title else "",
        "end": reverse("comments:unfollow", args=[tokens.sign("unfollow", follow.pk)]),
    }
