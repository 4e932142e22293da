"""The staff's pages for pinning a comment, taking it as a question, and telling what became of it. HTTP in, service call, HTTP
out; below /admin, and only for those who moderate the comment's page.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from comments.admin.answers.forms import AnswerForm, OutcomeForm, QuestionForm
from comments.models import Comment, Outcome, Question
from comments.people.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.services import answers
from comments.services.outcomes import link_outcome, unlink_outcome
from comments.talked_about import outcomes
from radslag.clock import database_now

MOST_LETTERS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Let the comment stand first, or let it go back to its place."""
    comment = _own(request, comment_id)
    if request.method == "POST":
        if "back" in request.POST:
            return _done(
                request, answers.unpin_comment, comment, _("The comment stands in its own place again.")
            )
        return _done(request, answers.pin_comment, comment, _("The comment stands first."))
    pinned = answers.pinned_in(comment.conversation_id)
    return _show(request, "pin", comment, {"pinned": pinned, "most": answers.MOST_PINNED})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take the comment as a question to the municipality, change who answers it, choose an answer, or take it off."""
    comment = _own(request, comment_id)
    question = Question.objects.filter(comment=comment).select_related("answer").first()
    if "take-off" in request.POST:
        return _done(
            request, answers.take_off, comment, _("The comment is no longer on the list of questions.")
        )
    chooses = "choose" in request.POST
    form = QuestionForm(
        request.POST if request.method == "POST" and not chooses else None, comment=comment, question=question
    )
    answer = AnswerForm(request.POST if chooses else None, comment=comment)
    sent = answer if chooses else form
    if sent.is_bound and sent.is_valid():
        try:
            _save(request, comment, sent)
        except RuleViolation as violation:
            sent.refuse(violation)
        else:
            messages.success(
                request,
                _("The question is answered.") if chooses else _("The question is on the public list."),
            )
            return redirect(_back(request))
    context: dict[str, Any] = {"form": form, "answer": answer, "question": question, "media": form.media}
    context["may_take_off"] = question and timezone.localdate(database_now()) <= question.due_on
    return _show(request, "ask", comment, context)


def _save(request: HttpRequest, comment: Comment, form: Any) -> None:
    if isinstance(form, AnswerForm):
        chosen = int(form.cleaned_data["answer"])
        answers.choose_answer(comment_id=comment.pk, moderator=request.user, answer_id=chosen)
    else:
        answers.ask_us(comment_id=comment.pk, moderator=request.user, **form.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Look for the matter or the proposal that the idea led to, and link it."""
    comment = _own(request, comment_id)
    if "unlink" in request.POST:
        return _done(request, unlink_outcome, comment, _("It is no longer said what became of it."))
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MOST_LETTERS]
    linked = Outcome.objects.filter(comment=comment).select_related("content_type").first()
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        words=words,
        chosen=_key(linked),
        text=linked.text if linked else "",
    )
    if form.is_bound and form.is_valid():
        kind, thing_id = form.chosen
        try:
            link_outcome(
                comment_id=comment.pk,
                moderator=request.user,
                kind=kind,
                thing_id=thing_id,
                text=form.cleaned_data["text"],
            )
        except RuleViolation as violation:
            form.refuse(violation)
        else:
            messages.success(request, _("Readers now see what became of it."))
            return redirect(_back(request))
    return _show(request, "outcome", comment, {"form": form, "words": words, "linked": linked})


def _key(linked: Outcome | None) -> str:
    """The form's value for what is linked already."""
    model = linked.content_type.model_class() if linked else None
    kind = next((kind for kind in outcomes.kinds() if kind.model is model), None)
    return f"{kind.slug}:{linked.object_id}" if kind and linked else ""


def _own(request: HttpRequest, comment_id: int) -> Comment:
    """The comment, if it is there and the person moderates its page."""
    found = Comment.objects.select_related("page", "conversation", "participant")
    comment = get_object_or_404(found, pk=comment_id, page__isnull=False)
    if comment.page is None or not may_moderate(request.user, comment.page):
        raise PermissionDenied
    return comment


def _done(request: HttpRequest, service: Callable[..., Any], comment: Comment, words: str) -> HttpResponse:
    try:
        service(comment_id=comment.pk, moderator=request.user)
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, words)
    return redirect(_back(request))


def _show(request: HttpRequest, name: str, comment: Comment, context: dict[str, Any]) -> HttpResponse:
    values = {"comment": comment, "next": _back(request), **context}
    return render(request, f"comments/moderation/{name}.html", values)


def _back(request: HttpRequest) -> str:
    """Back to the list or the queue, as the moderator had it; never out of the comments' part of the admin."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = wanted.startswith(f"{reverse('wagtailadmin_home')}comments/")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and inside else reverse("comments_comment_modeladmin_index")
