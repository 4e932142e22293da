"""Telling the moderators that something is wrong with a comment."""

import secrets
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments.display.threads import Node
from comments.forms.writing import PlainTextField
from comments.models import Comment
from comments.people.participants import participant_of
from comments.rules.acts import ReportReason
from comments.rules.errors import MESSAGES, RuleViolation
from comments.rules.states import State
from comments.services.reports import TEXT_MAX_LENGTH, Reporter, report_comment
from comments.talked_about.targets import readable_shown, trail_to
from radslag.limits import Full, client_network
from radslag.templatetags.dates import clock

SESSION_KEY = "comments_reporter"
SENT = "tack"


class ReportForm(forms.Form):
    """What is wrong with the comment, and more about it if one likes."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=ReportReason,
        widget=forms.RadioSelect,
        error_messages={
            "required": MESSAGES["reason_to_choose"],
            "invalid_choice": MESSAGES["reason_to_choose"],
        },
    )
    text = PlainTextField(
        label=gettext_lazy("Do you want to say more?"),
        help_text=gettext_lazy("Only the moderators read it. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > TEXT_MAX_LENGTH:
            raise forms.ValidationError(MESSAGES["report_too_long"], code="too_long")
        return text

    def refuse(self, full: Full) -> None:
        """Say until when no more reports are taken from here. What was written stays."""
        words = _("Many reports are coming from where you are. This one is not sent. Try again %(when)s.")
        self.add_error(None, words % {"when": clock(full.until)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for a report, open to everyone. It never tells whether others have reported."""
    listed = Comment.objects.filter(state__in=(State.APPROVED, State.ASIDE)).select_related("conversation")
    comment = get_object_or_404(listed, pk=comment_id)
    target = readable_shown(request, comment)
    context: dict[str, Any] = {"comment": comment, "target": target, "trail": trail_to(target)}
    if request.method != "POST" and SENT in request.GET:
        return render(request, "comments/reported.html", context)
    if request.method != "POST" and comment.state != State.APPROVED:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            full = report_comment(comment_id=comment.pk, by=_reporter(request), **form.cleaned_data)
        except RuleViolation as refusal:
            return render(request, "comments/report.html", context | {"refusal": refusal}, status=409)
        if full is None:
            return redirect(f"{request.path}?{SENT}")
        form.refuse(full)
        status = 429
    context |= {"form": form, "node": Node(comment) if comment.state == State.APPROVED else None}
    return render(request, "comments/report.html", context, status=status)


def _reporter(request: HttpRequest) -> Reporter:
    """The participant, or a name made at random that the session keeps: only a sent report begins a session."""
    participant = participant_of(request)
    name = "" if participant else request.session.get(SESSION_KEY)
    if name is None:
        name = request.session[SESSION_KEY] = secrets.token_hex(16)
    return Reporter(participant, str(name), client_network(request))
