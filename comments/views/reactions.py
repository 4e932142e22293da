"""Liking a comment: a small page with the comment and one button."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments.display.threads import Node
from comments.models import Comment, Like, Participant
from comments.people.participants import participant_of
from comments.rules.errors import RuleViolation
from comments.rules.own import masked
from comments.services import reactions
from comments.services.participants import ensure_participant
from comments.talked_about.targets import policy_of, readable_shown, trail_to
from radslag.accounts.proof import confirmed_email
from radslag.clock import database_now

TAKE_BACK = "ta-tillbaka"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def like(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask who is known whether to like the comment or take the like back; tell others how to become known."""
    shown = Comment.objects.approved().select_related("conversation")
    comment = get_object_or_404(shown, pk=comment_id)
    target = readable_shown(request, comment)
    participant, address = participant_of(request), confirmed_email(request)
    context: dict[str, Any] = {
        "comment": comment,
        "node": Node(comment),
        "target": target,
        "trail": trail_to(target),
    }
    if request.method == "POST" and (participant or address):
        try:
            _act(request, comment, participant or ensure_participant(email=address or "", confirmed=True))
        except RuleViolation as refusal:
            return render(request, "comments/like.html", context | {"refusal": refusal}, status=409)
        return redirect(comment)
    context |= {
        "is_known": bool(participant or address),
        "known_as": masked(participant.email if participant else address or ""),
        "is_liked": Like.objects.filter(comment=comment, participant=participant).exists()
        if participant
        else False,
        "is_open": policy_of(target).is_open_at(database_now()),
    }
    return render(request, "comments/like.html", context, status=403 if request.method == "POST" else 200)


def _act(request: HttpRequest, comment: Comment, participant: Participant) -> None:
    act = reactions.unlike_comment if TAKE_BACK in request.POST else reactions.like_comment
    act(comment_id=comment.pk, participant=participant)
