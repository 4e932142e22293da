"""The link in the mail with which the author of a comment says that the address is theirs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comments.display.own import target_for, trail_of
from comments.mails import tokens
from comments.models import Comment
from comments.people.participants import participant_of, remember
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services.confirming import confirm_comment, confirm_ends
from comments.talked_about.targets import key_of_conversation
from comments.views.private import private
from radslag.clock import database_now


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was written, with a button. Opening the address does nothing: mail programs open links too."""
    comment = _comment_of(token)
    if request.method != "POST":
        is_late = database_now() >= confirm_ends(comment)
        return _page(request, comment, is_late=is_late)
    try:
        confirmed = confirm_comment(comment_id=comment.pk)
    except RuleViolation:
        return _page(request, comment, is_late=True, status=409)
    if not confirmed.is_new or confirmed.comment.participant is None:
        return _page(request, confirmed.comment, is_late=False, status=409)
    remember(request, confirmed.comment.participant)
    return redirect("comments:mine", tokens.sign("mine", comment.pk))


def _comment_of(token: str) -> Comment:
    number = tokens.unsign("confirm", token)
    rows = Comment.objects.select_related("conversation", "page", "participant").order_by()
    comment = rows.filter(pk=number, erased_at=None).first() if number is not None else None
    if comment is None:
        raise Http404
    return comment


def _page(request: HttpRequest, comment: Comment, *, is_late: bool, status: int = 200) -> HttpResponse:
    """The page as it stands. The private link is for who has shown the address in this browser, not for who has an old
    mail."""
    waits = comment.state == State.UNCONFIRMED
    target = target_for(request, comment)
    known = None if waits else participant_of(request)
    is_owner = known is not None and known.pk == comment.participant_id
    context = {
        "comment": comment,
        "target": target,
        "key": key_of_conversation(comment.conversation),
        "trail": trail_of(target),
        "is_waiting": waits and not is_late,
        "is_late": waits and is_late,
        "ends": confirm_ends(comment),
        "private_token": tokens.sign("mine", comment.pk) if is_owner else "",
    }
    return render(request, "comments/confirm.html", context, status=status)
