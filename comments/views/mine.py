"""The author's own page of a comment: where it stands, and what its author may do with it.

Whoever has the link is the author: it was given to who sent the comment, and to nobody else. It is no log-in and shows no
address. A link that is not ours leads to a plain 404.
"""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments.display.own import (
    appealable_decision,
    can_edit,
    known_author,
    own_context,
    target_for,
    trail_of,
)
from comments.forms.own import AppealForm, OwnTextForm
from comments.mails import tokens
from comments.models import Comment
from comments.rules.errors import RuleViolation
from comments.rules.own import edit_ends
from comments.services.appeals import make_appeal
from comments.services.editing import edit_comment
from comments.services.following import follow
from comments.services.own import erase_comment, withdraw_comment
from comments.views.private import private
from radslag.clock import database_now


def comment_of(token: str) -> Comment:
    """The comment that the private link is for; else Http404."""
    number = tokens.unsign("mine", token)
    rows = Comment.objects.select_related("conversation", "page", "participant").order_by()
    comment = rows.filter(pk=number, is_staff_answer=False).first() if number is not None else None
    if comment is None:
        raise Http404
    return comment


@private
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What the author wrote, where it stands, and the ways on."""
    return render(request, "comments/mine.html", own_context(request, comment_of(token), token))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then take the comment away."""
    return _confirmed_act(request, token, withdraw_comment, "comments/mine_withdraw.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then erase what the author wrote for good."""
    return _confirmed_act(request, token, erase_comment, "comments/mine_erase.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """The form in which the author asks for a new look at the decision to hide."""
    comment = comment_of(token)
    if appealable_decision(comment) is None:
        return redirect("comments:mine", token)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            make_appeal(comment_id=comment.pk, text=form.cleaned_data["text"])
        except RuleViolation as violation:
            form.add_error(None, violation.message)
        else:
            return redirect("comments:mine", token)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(
        request, "comments/mine_appeal.html", _page(request, comment, token, form=form), status=status
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form in which the author changes the text. What was typed too late stays there, to be copied."""
    comment = comment_of(token)
    if request.method != "POST" and not can_edit(comment, database_now()):
        return redirect("comments:mine", token)
    form = OwnTextForm(
        request.POST if request.method == "POST" else None, initial={"comment": comment.comment}
    )
    if form.is_valid():
        try:
            edit_comment(comment_id=comment.pk, text=form.cleaned_data["comment"])
        except RuleViolation as violation:
            form.add_error(None, violation.message)
        else:
            return redirect("comments:mine", token)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = _page(request, comment, token, form=form, edit_until=edit_ends(comment.submit_date))
    return render(request, "comments/mine_edit.html", context, status=status)


@private
@require_POST
def follow_answers(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the author, whose address is known and confirmed, when someone answers in the thread."""
    comment = comment_of(token)
    author = known_author(comment)
    if author is not None and target_for(request, comment) is not None:
        root = Comment.objects.get(pk=comment.thread_id)
        follow(participant=author, conversation=comment.conversation, root=root)
    return redirect("comments:mine", token)


def _confirmed_act(
    request: HttpRequest, token: str, act: Callable[..., Comment], template: str
) -> HttpResponse:
    comment = comment_of(token)
    if request.method != "POST":
        return render(request, template, _page(request, comment, token))
    with suppress(RuleViolation):  # it has come to stand elsewhere meanwhile: the page says where
        act(comment_id=comment.pk)
    return redirect("comments:mine", token)


def _page(request: HttpRequest, comment: Comment, token: str, **more: Any) -> dict[str, Any]:
    target = target_for(request, comment)
    return {"comment": comment, "token": token, "target": target, "trail": trail_of(target), **more}
