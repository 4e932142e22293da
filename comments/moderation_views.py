"""A moderator's decisions: HTTP in, service call, HTTP out. Below /admin, so only for those who may enter there."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from comments.models import Comment
from comments.permissions import may_moderate
from comments.rules.errors import RuleViolation
from comments.rules.states import HiddenReason
from comments.services import approve_comment, hide_comment, restore_comment
from comments.threads import Node


class HideForm(forms.Form):
    """Why the comment is hidden, in words that readers see."""

    reason = forms.ChoiceField(
        label=gettext_lazy("It is hidden because"),
        choices=HiddenReason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason")},
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Shown to everyone. Needed when the reason is another one."),
        max_length=200,
        required=False,
    )


@require_POST
def approve(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _decide(request, approve_comment, comment_id, _("The comment is now shown."))


@require_POST
def restore(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _decide(request, restore_comment, comment_id, _("The comment is shown again."))


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask for the reason, then hide."""
    comment = get_object_or_404(Comment.objects.select_related("page"), pk=comment_id, page__isnull=False)
    if comment.page is None or not may_moderate(request.user, comment.page):
        raise PermissionDenied
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            hide_comment(comment_id=comment_id, moderator=request.user, **form.cleaned_data)
        except RuleViolation as violation:
            form.add_error("text" if violation.code == "reason_missing" else None, violation.message)
        else:
            messages.success(request, _("The comment is hidden."))
            return redirect(_list_address(request))
    context = {"node": Node(comment), "form": form, "next": _list_address(request)}
    return render(request, "comments/moderation/hide.html", context)


def _decide(request: HttpRequest, service: Callable[..., Any], comment_id: int, done: str) -> HttpResponse:
    try:
        service(comment_id=comment_id, moderator=request.user)
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, done)
    return redirect(_list_address(request))


def _list_address(request: HttpRequest) -> str:
    """Back to the list as the moderator had filtered it."""
    index = reverse("comments_comment_modeladmin_index")
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith(index) else index
