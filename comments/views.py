"""Writing in a thread: HTTP in, service call, HTTP out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from comments.forms import CommentForm
from comments.models import Comment, ThreadMixin
from comments.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.rules.states import State
from comments.services import post_comment
from comments.threads import Node, address_in_thread
from radslag.plain import plain_text


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form for a comment of one's own under a page."""
    return _form(request, _readable_page(request, page_id), answers=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for an answer to a comment."""
    answers = get_object_or_404(Comment.objects.listed().order_by(), pk=comment_id, page__isnull=False)
    return _form(request, _readable_page(request, answers.page_id), answers=answers)


@require_safe
def thanks(request: HttpRequest, page_id: int) -> HttpResponse:
    """What happens now with the comment that was sent."""
    page = _readable_page(request, page_id)
    return render(request, "comments/thanks.html", {"page": page, "trail": [*page.get_ancestors()[1:], page]})


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to the comment's place, on whichever page of the thread it now stands."""
    comment = get_object_or_404(Comment.objects.listed().order_by(), pk=comment_id, page__isnull=False)
    address = address_in_thread(comment, _readable_page(request, comment.page_id).get_url(request) or "/")
    if address is None:
        raise Http404
    return redirect(address)


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
    return reverse("comments:thanks", args=[comment.page_id])


def _readable_page(request: HttpRequest, page_id: int | None) -> Any:
    """The published page with a thread, if this reader may read it; else Http404."""
    page: Any = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if not issubclass(type(page), ThreadMixin):
        raise Http404
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise Http404
    return page
