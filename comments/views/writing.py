"""Writing in a thread: HTTP in, service call, HTTP out."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments.display.frames import rules_url
from comments.display.own import target_for, trail_of
from comments.display.threads import Node
from comments.forms.proof import new_challenge
from comments.forms.writing import LONGEST_RAW, CommentForm
from comments.mails import tokens
from comments.models import Comment
from comments.people.writers import Writer, writer_of
from comments.rules.errors import LimitReached, RuleViolation
from comments.rules.policy import Mode, Policy, Writers
from comments.rules.states import State
from comments.services import Posted, Sender, post_comment
from comments.talked_about.targets import defaults_for, policy_of, readable_above, readable_target, trail_to
from comments.views.private import private
from radslag.clock import database_now
from radslag.incoming.plain import plain_text

DOUBLE_CLICK = dt.timedelta(minutes=1)
"""The same text again within it is the same press of the button, and is answered as that was."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str) -> HttpResponse:
    """The form for a comment of one's own."""
    return _form(request, readable_target(request, key), answers=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for an answer to a comment."""
    listed = Comment.objects.listed().order_by().select_related("conversation")
    answers = get_object_or_404(listed, pk=comment_id, page__isnull=False)
    return _form(request, readable_above(request, answers), answers=answers)


@never_cache
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """A sum for the reader's browser to solve while they write."""
    return JsonResponse(new_challenge())


@private
@require_safe
def already(request: HttpRequest, token: str) -> HttpResponse:
    """The same text from the same sender: it is there, and this is the way to it."""
    comment = (
        Comment.objects.select_related("conversation", "page").filter(pk=tokens.unsign("mine", token)).first()
    )
    if comment is None:
        raise Http404
    target = target_for(request, comment)
    context = {"comment": comment, "token": token, "target": target, "trail": trail_of(target)}
    return render(request, "comments/already.html", context)


def _form(request: HttpRequest, target: Any, *, answers: Comment | None) -> HttpResponse:
    defaults = defaults_for(target.thread_page)
    writer, policy = writer_of(request, target), policy_of(target, defaults)
    form = CommentForm(
        target,
        request.POST if request.method == "POST" else None,
        is_reply=answers is not None,
        is_known=writer.is_known,
        needs_email=policy.writers == Writers.CONFIRMED,
    )
    refusal = _refusal_before(policy, answers)
    status, reached = 200, None
    if form.is_bound and refusal is None and writer.may_begin(policy) and form.is_valid():
        try:
            return _after(*_post(request, form, writer, target, answers, defaults))
        except LimitReached as too_much:
            form.refuse(too_much)
            status, reached = 429, too_much
        except RuleViolation as violation:
            refusal = violation
    if refusal is None and not writer.may_begin(policy):
        refusal = RuleViolation("sign_in_first") if form.is_bound else None
    if refusal is not None and form.is_bound:
        status = 409
    context = _context(request, target, form, answers) | {
        "refusal": refusal,
        "kept_text": plain_text(form.data.get("comment", "")[:LONGEST_RAW]) if refusal else "",
        "writer": writer,
        "may_begin": writer.may_begin(policy),
        "shows_at_once": policy.shows_at_once(approved_before=0),
    }
    response = render(request, "comments/write.html", context, status=status)
    if reached is not None:
        seconds = (reached.until - database_now()).total_seconds()
        response["Retry-After"] = str(max(1, round(seconds)))
    return response


def _post(
    request: HttpRequest,
    form: CommentForm,
    writer: Writer,
    target: Any,
    answers: Comment | None,
    defaults: Any,
) -> tuple[Posted, Sender]:
    cleaned = form.cleaned_data
    sender = writer.sender(request, cleaned.get("email", ""))
    posted = post_comment(
        target=target,
        text=cleaned["comment"],
        name=cleaned["name"],
        sender=sender,
        reply_to=answers.pk if answers else None,
        form_key=cleaned["form_key"],
        seconds_open=form.seconds_open,
        limits=writer.limits(request, sender, cleaned.get("proof", "")),
        defaults=defaults,
    )
    return posted, sender


def _after(posted: Posted, sender: Sender) -> HttpResponse:
    """To the author's private page; an answer from the municipality is shown where it stands.

    A double leads to the earlier one's page only because it came from the same sender, whom the fingerprint holds.
    """
    comment = posted.comment
    if comment.is_staff_answer:
        return redirect(comment.get_absolute_url())
    token = tokens.sign("mine", comment.pk)
    if posted.is_new or database_now() - comment.submit_date < DOUBLE_CLICK:
        return redirect("comments:mine", token)
    return redirect("comments:already", token)


def _context(request: HttpRequest, target: Any, form: CommentForm, answers: Comment | None) -> dict[str, Any]:
    return {
        "target": target,
        "trail": trail_to(target),
        "form": form,
        "answers": Node(answers) if answers else None,
        "rules_url": rules_url(request),
        "challenge_url": reverse("comments:challenge"),
    }


def _refusal_before(policy: Policy, answers: Comment | None) -> RuleViolation | None:
    """Why nothing can be written here, known before the service is asked; the service decides anew, under its lock."""
    if policy.mode != Mode.OPEN or (policy.ends and not policy.is_open_at(database_now())):
        return RuleViolation("thread_closed")
    if answers is not None and answers.state != State.APPROVED:
        return RuleViolation("not_shown")
    if answers is not None and not answers.can_be_answered:
        return RuleViolation("too_deep")
    return None
