"""Where applicants tell how their own project goes. Staff publish it, or say why not; for others the page is not there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from budgeting.display.projects import StatusTag
from budgeting.forms.projects import TellForm
from budgeting.models import Project, ProjectUpdate, UpdateAuthor
from budgeting.models.projects import MAX_TEXT
from budgeting.rules.errors import RuleViolation
from budgeting.services import project_updates
from budgeting.views import kept_texts
from budgeting.views.files import is_row_number
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, is_public, user_of
from radslag.incoming.row_numbers import row_number

MOST_SHOWN = 10
ABOUT_PROJECT = frozenset(
    {"not_own_project", "project_without_money", "too_many_waiting", "too_many_today", "update_decided"}
)


@never_cache
@require_http_methods(["GET", "POST"])
def tell_of_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """The form with what waits, what is published and what was declined; a text that waits can be taken back."""
    key = f"project {project_id}"
    if not request.user.is_authenticated:
        return _log_in_first(request, key)
    project = _own_project(request, project_id)
    if request.method == "GET":
        kept = kept_texts.kept(request, key)
        first = {name: texts[0] for name, texts in kept.content.items()} if kept else None
        return _page(request, project, TellForm(initial=first), was_kept=bool(kept))
    if "take_back" in request.POST:
        return _take_back(request, project)
    kept_texts.forget(request, key)
    form = TellForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, form, status=UNPROCESSABLE)
    try:
        project_updates.write_as_applicant(
            project_id=project.pk,
            author=user_of(request),
            text=form.cleaned_data["text"],
            pictures=form.pictures(),
        )
    except RuleViolation as refused:
        if refused.code in ABOUT_PROJECT:
            return _page(request, project, form, refused=refused, status=CONFLICT)
        form.refuse(refused.code, refused.message)
        return _page(request, project, form, status=UNPROCESSABLE)
    return redirect(f"{reverse('budgeting:tell_of_project', args=[project.pk])}?skickat=1")


def _own_project(request: HttpRequest, project_id: int) -> Project:
    """The project of a proposal that the person wrote here, not one that staff typed in from paper. Raises Http404."""
    rows = Project.objects.filter(pk=project_id, proposal__author=user_of(request))
    found: Project | None = (
        rows.select_related("proposal__round").first() if is_row_number(project_id) else None
    )
    if found is None:
        raise Http404
    return found


def _take_back(request: HttpRequest, project: Project) -> HttpResponse:
    number = row_number(request.POST["take_back"])
    if number is None:
        raise Http404
    try:
        project_updates.take_back(update_id=number, author=user_of(request))
    except ProjectUpdate.DoesNotExist:
        pass  # another tab has done it: the list says so
    except RuleViolation as refused:
        return _page(request, project, TellForm(), refused=refused, status=CONFLICT)
    return redirect("budgeting:tell_of_project", project.pk)


def _page(
    request: HttpRequest, project: Project, form: TellForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    updates = project.updates.filter(author=UpdateAuthor.APPLICANT, written_by=user_of(request))
    texts = list(updates.prefetch_related("pictures").order_by("-written_at", "-pk")[:MOST_SHOWN])
    waiting = [text for text in texts if text.waits]
    context = {
        "project": project,
        "proposal": project.proposal,
        "tag": StatusTag.of(project.status),
        "form": form,
        "texts": texts,
        "takes_texts": project.unfunded_at is None and len(waiting) < project_updates.MOST_WAITING,
        "is_public": is_public(project.proposal_id),
        "sent": status == 200 and "skickat" in request.GET,
    }
    return render(request, "budgeting/tell_of_project.html", context | more, status=status)


def _log_in_first(request: HttpRequest, key: str) -> HttpResponse:
    """To the log-in; a text that was sent waits in the session. Pictures have to be chosen again."""
    text = request.POST.get("text", "").replace("\x00", "")
    if request.method == "POST" and text.strip() and len(text) <= 2 * MAX_TEXT:
        kept_texts.keep(request, key, kept_texts.Kept({"text": [text]}, 0))
    return redirect_to_login(request.get_full_path())
