"""What staff see of personal data: the register with the names of its fields, and how long things are kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from radslag.clock import database_now
from radslag.for_programs.downloads import csv_download
from radslag.incoming.plain import plain_line
from radslag.models import RetentionDecision
from radslag.privacy import report, tables
from radslag.privacy.display import parts
from radslag.privacy.errors import Refused
from radslag.privacy.forms import DecideForm
from radslag.privacy.periods import period_named
from radslag.privacy.register import Whose
from radslag.privacy.services import decide_retention

SEE, CHANGE = "radslag.view_retentiondecision", "radslag.change_retentiondecision"
LONGEST_QUERY = 100


def may_see_retention(user: Any) -> bool:
    """Whether the person may see how long things are kept."""
    return bool(user.has_perm(SEE) or user.has_perm(CHANGE))


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """The register: searched by `q`, about `whose`, as a table with `export=csv`."""
    words = plain_line(request.GET.get("q", "")[:LONGEST_QUERY])
    whose = request.GET.get("whose", "")
    whose = whose if whose in Whose.values else ""
    found = parts(words=words, whose=whose)
    if request.GET.get("export") == "csv":
        return csv_download(tables.register_rows(found), _("personal-data"))
    context = {"parts": found, "q": words, "whose": whose, "choices": Whose.choices}
    return render(request, "privacy/admin/personal_data.html", context)


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Every period: how long, by which decision, what is due and what was removed last; as a table with `export=csv`."""
    if not may_see_retention(request.user):
        raise PermissionDenied
    words = plain_line(request.GET.get("q", "")[:LONGEST_QUERY])
    show = request.GET.get("show", "")
    lines = [
        line
        for line in report.lines(database_now())
        if words.casefold() in str(line.period.title).casefold() and _is_shown(line, show)
    ]
    if request.GET.get("export") == "csv":
        return csv_download(tables.retention_rows(lines), _("retention"))
    context = {"lines": lines, "q": words, "show": show, "may_change": request.user.has_perm(CHANGE)}
    return render(request, "privacy/admin/retention.html", context)


def _is_shown(line: report.Line, show: str) -> bool:
    if show == "decided":
        return line.decision is not None
    return not line.period.is_fixed if show == "changeable" else True


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, name: str) -> HttpResponse:
    """Set how long something is kept, with the decision behind it."""
    period = period_named(name)
    if period is None or period.is_fixed:
        raise Http404
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    stored = RetentionDecision.objects.filter(name=name).first()
    form = DecideForm(request.POST if request.method == "POST" else None, period=period, stored=stored)
    if form.is_valid():
        try:
            decide_retention(name=name, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Saved. The next run uses it."))
            return redirect("privacy_retention")
    context = {"form": form, "line": report.line(period, database_now())}
    return render(request, "privacy/admin/decide.html", context)
