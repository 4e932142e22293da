"""A moderator's decisions: HTTP in, service call, HTTP out. Below /admin, so only for those who may enter there.

The forms stand in the queue and the list; what is not filled in as it should be is asked for again on a page of its own.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from comments.admin.moderation import decided
from comments.admin.moderation.forms import AnswerForm, HideForm, PickedForm, RedactForm
from comments.models import Appeal, Comment
from comments.people.permissions import MODERATE, may_moderate
from comments.rules.errors import MESSAGES, RuleViolation
from comments.rules.states import State
from comments.services import approve_comment, hide_comment, restore_comment
from comments.services.appeal_answers import answer_appeal, may_answer
from comments.services.bulk import Outcome, hide_many, show_many, undo_many
from comments.services.moderation import dismiss_reports, redact_comment
from radslag.clock import database_now
from radslag.incoming.row_numbers import is_row_number


@require_POST
def approve(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _decide(request, approve_comment, comment_id, _("The comment is now shown."))


@require_POST
def restore(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _decide(request, restore_comment, comment_id, _("The comment is shown again."))


@require_POST
def dismiss(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _decide(request, dismiss_reports, comment_id, _("The comment stands. The reports are looked at."))


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask for the reason, then hide."""
    comment = _own_comment(request, comment_id)
    form = HideForm(_sent(request), initial={"seen": comment.version})
    page = {"comment": comment, "form": form, "kind": "hide"}
    return _fill_in(request, hide_comment, page, _("The comment is hidden."))


@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take words out of the text or the name."""
    comment = _own_comment(request, comment_id)
    initial = {"seen": comment.version, "text": comment.comment, "name": comment.user_name}
    page = {"comment": comment, "form": RedactForm(_sent(request), initial=initial), "kind": "redact"}
    return _fill_in(request, redact_comment, page, _("The words are taken out."))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer the author who has asked for a new look."""
    comment = _own_comment(request, comment_id)
    appeal = get_object_or_404(Appeal, comment=comment, answered_at=None)
    form = AnswerForm(_sent(request))
    page = {"comment": comment, "form": form, "kind": "answer", "appeal": appeal}
    page["may_answer"] = may_answer(request.user, appeal)

    def service(*, comment_id: int, **values: Any) -> Any:
        return answer_appeal(appeal_id=appeal.pk, **values)

    return _fill_in(request, service, page, _("The author is answered."))


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Decide about those that are ticked. Hiding asks for the reason on a page of its own."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    picked = PickedForm(request.POST)
    if not picked.is_valid() or not picked.seen:
        messages.warning(request, _("Tick the comments that you decide about first."))
        return redirect(_back(request))
    since = database_now()
    if request.POST.get("act") != "hide":
        return _told(request, show_many(seen=picked.seen, moderator=request.user), since)
    form = HideForm(request.POST if "reason" in request.POST or "asked" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            why = {"reason": form.cleaned_data["reason"], "text": form.cleaned_data["text"]}
            return _told(request, hide_many(seen=picked.seen, moderator=request.user, **why), since)
        except RuleViolation as violation:
            form.refuse(violation.code, violation.message)
    context = {"form": form, "picks": request.POST.getlist("pick"), "count": len(picked.seen)}
    context["next"] = _back(request, plain=True)
    return render(request, "comments/moderation/hide_many.html", context)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was just decided."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    ids = [int(value) for value in request.POST.getlist("decision")[:200] if is_row_number(value)]
    outcome = undo_many(decision_ids=ids, moderator=request.user)
    decided.forget(request)
    if outcome.done:
        messages.success(request, _("Undone. It is as it was before."))
    _tell_refusals(request, outcome.refused)
    then = outcome.done[-1] if outcome.done else None
    return redirect(_back(request, then=then))


def _fill_in(
    request: HttpRequest, service: Callable[..., Any], page: dict[str, Any], done: str
) -> HttpResponse:
    """Show the form until it is filled in and the service takes it."""
    form: Any = page["form"]
    comment: Comment = page["comment"]
    if form.is_bound and form.is_valid():
        since = database_now()
        try:
            service(comment_id=comment.pk, moderator=request.user, **form.cleaned_data)
        except RuleViolation as violation:
            form.refuse(violation.code, violation.message)
            _show_what_is_there_now(form, comment, violation.code)
        else:
            return _after(request, comment.pk, since, done)
    context = {**page, "next": _back(request, plain=True), "then": request.POST.get("then", "")}
    return render(request, f"comments/moderation/{page['kind']}.html", context)


def _show_what_is_there_now(form: forms.Form, comment: Comment, code: str) -> None:
    """After "read it again" the next try is about what is read now."""
    if code == "changed_since" and "seen" in form.fields:
        comment.refresh_from_db()
        sent: Any = form.data
        form.data = {**sent.dict(), "seen": comment.version}


def _decide(request: HttpRequest, service: Callable[..., Any], comment_id: int, done: str) -> HttpResponse:
    since = database_now()
    try:
        service(comment_id=comment_id, moderator=request.user, seen=request.POST.get("seen", "")[:16])
    except RuleViolation as violation:
        messages.error(request, violation.message)
        return redirect(_back(request, then=comment_id))
    return _after(request, comment_id, since, done)


def _after(request: HttpRequest, comment_id: int, since: Any, done: str) -> HttpResponse:
    decided.remember(request, [comment_id], since=since)
    back = _back(request)
    if not back.startswith(reverse("comments_queue")):  # the queue tells it itself, with a way to undo it
        messages.success(request, done)
    return redirect(back)


def _told(request: HttpRequest, outcome: Outcome, since: Any) -> HttpResponse:
    decided.remember(request, outcome.done, since=since)
    back = _back(request)
    if outcome.done and not back.startswith(reverse("comments_queue")):
        n = len(outcome.done)
        messages.success(
            request, ngettext("%(n)d comment is decided.", "%(n)d comments are decided.", n) % {"n": n}
        )
    _tell_refusals(request, outcome.refused)
    return redirect(back)


def _tell_refusals(request: HttpRequest, refused: Iterable[tuple[int, str]]) -> None:
    """Each reason once, with how many it stopped."""
    codes = [code for _pk, code in refused]
    for code in dict.fromkeys(codes):
        n = codes.count(code)
        stopped = ngettext("%(n)d was left as it is:", "%(n)d were left as they are:", n) % {"n": n}
        messages.warning(request, f"{stopped} {MESSAGES[code]}" if len(codes) > 1 else str(MESSAGES[code]))


def _own_comment(request: HttpRequest, comment_id: int) -> Comment:
    comment = get_object_or_404(
        Comment.objects.select_related("page").exclude(state=State.UNCONFIRMED),
        pk=comment_id,
        page__isnull=False,
    )
    if comment.page is None or not may_moderate(request.user, comment.page):
        raise PermissionDenied
    return comment


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _back(request: HttpRequest, *, then: int | None = None, plain: bool = False) -> str:
    """Back to the queue or the list as the moderator had it, at the comment that comes next."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = (reverse("comments_queue"), reverse("comments_comment_modeladmin_index"))
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    address = wanted.partition("#")[0] if safe and wanted.startswith(ours) else ours[1]
    number = str(then or request.POST.get("then", ""))
    has_place = is_row_number(number) and address.startswith(ours[0])
    return f"{address}#inlagg-{number}" if has_place and not plain else address
