"""Writing in a thread: HTTP in, service call, HTTP out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments.forms import CommentForm
from comments.models import Comment
from comments.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import post_comment
from comments.targets import key_of_conversation, readable_above, readable_target
from comments.threads import Node
from radslag.plain import plain_text


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str) -> HttpResponse:
    """The form for a comment of one's own under a page."""
    return _form(request, readable_target(request, key), answers=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for an answer to a comment."""
    answers = get_object_or_404(
        Comment.objects.listed().order_by().select_related("conversation"), pk=comment_id, page__isnull=False
    )
    return _form(request, readable_above(request, answers), answers=answers)


@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """What happens now with the comment that was sent."""
    page = readable_target(request, key)
    return render(request, "comments/thanks.html", {"page": page, "trail": [*page.get_ancestors()[1:], page]})


def _form(request: HttpRequest, page: Any, *, answers: Comment | None) -> HttpResponse:
    form = CommentForm(page, request.POST if request.method == "POST" else None, is_reply=answers is not None)
    refusal = _refusal_before(page, answers)
    if form.is_bound and refusal is None and form.is_valid():
        try:
            posted = post_comment(
                page=page,
                text=form.cleaned_data["comment"],
                name=form.cleaned_data["name"],
                author=request.user,
                reply_to=answers.pk if answers else None,
                form_key=form.cleaned_data["form_key"],
            )
        except RuleViolation as violation:
            refusal = violation
        else:
            return redirect(_after(posted.comment))
    context = {
        "page": page,
        "trail": [*page.get_ancestors()[1:], page],
        "form": form,
        "answers": Node(answers) if answers else None,
        "refusal": refusal,
        "kept_text": plain_text(form.data.get("comment", "")) if refusal else "",
        "writes_as_staff": may_moderate(request.user, page),
    }
    return render(request, "comments/write.html", context, status=409 if refusal and form.is_bound else 200)


def _refusal_before(page: Any, answers: Comment | None) -> RuleViolation | None:
    """Why nothing can be written here, known before the service is asked; the service decides anew, under its lock."""
    if not page.thread_open:
        return RuleViolation("thread_closed")
    if answers is not None and answers.is_hidden:
        return RuleViolation("not_shown")
    if answers is not None and not answers.can_be_answered:
        return RuleViolation("too_deep")
    return None


def _after(comment: Comment) -> str:
    if comment.state == State.APPROVED:
        return comment.get_absolute_url()
    return reverse("comments:thanks", args=[key_of_conversation(comment.conversation)])
