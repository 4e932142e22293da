"""A resident writes, sends and takes back. What was written is never lost: it is saved before anything else is looked at."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgeting.display.calls import calls_for_proposals
from budgeting.display.mine import drafts_of, proposal_row
from budgeting.display.writing import Desk, texts_of_no_round, whole_text
from budgeting.forms.proposal import ProposalForm
from budgeting.models import Proposal, ProposalDraft
from budgeting.rules.drafts import check_size, content_of, is_blank
from budgeting.rules.errors import RuleViolation
from budgeting.services import drafts, limits, proposals
from budgeting.views import kept_texts
from budgeting.views.draft_acts import Act, carry_out, describe_pictures
from budgeting.views.shared import CONFLICT, UNPROCESSABLE, round_and_page, trail_of, user_of, wants_json
from radslag.clock import database_now
from radslag.incoming.row_numbers import row_number
from radslag.templatetags.dates import clock

UNAUTHORIZED, NOT_FOUND = 401, 404


@never_cache
@require_http_methods(["GET", "POST"])
def new_proposal(request: HttpRequest, round_id: int) -> HttpResponse:
    """The empty form. What is sent from it becomes a draft; who was logged out logs in and finds the text again."""
    try:
        round_, page = round_and_page(request, round_id)
    except Http404:
        return _given_back(request, f"new {round_id}")
    key = f"new {round_.pk}"
    if not request.user.is_authenticated:
        return _log_in_first(request, key)
    kept = kept_texts.kept(request, key) if request.method == "GET" else None
    content = kept.content if kept else content_of(dict(request.POST.lists()))
    desk = Desk(round_=round_, page=page, author=user_of(request), content=content, was_kept=bool(kept))
    try:
        if request.method == "GET" or (is_blank(content) and not request.FILES):
            limits.check_submission_open(round_, database_now())
            limits.check_limits(round_, user_of(request))
            return _unstored(request, desk)
        draft = drafts.begin_draft(round_id=round_.pk, author=user_of(request), content=content)
    except RuleViolation as refused:
        return _refused(request, desk, refused)
    kept_texts.forget(request, key)
    desk.draft = draft
    return _act(request, desk)


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A draft of one's own: the form while the round takes proposals, after that the text to read. Another's is not found."""
    if not request.user.is_authenticated:
        return _log_in_first(request, f"draft {draft_id}")
    try:
        desk = _own_desk(request, draft_id)
        if request.method == "GET":
            return _shown(request, desk)
        kept_texts.forget(request, f"draft {draft_id}")
        desk.draft = drafts.save_draft(
            draft_id=draft_id,
            author=user_of(request),
            content=desk.content,
            version=_version(request),
        )
    except RuleViolation as refused:
        return _refused(request, desk, refused)
    except (Http404, ProposalDraft.DoesNotExist):
        return _given_back(request, f"draft {draft_id}")
    return _act(request, desk)


def _own_desk(request: HttpRequest, draft_id: int) -> Desk:
    rows = ProposalDraft.objects.select_related("round__programme__area", "round__secret", "proposal")
    own = get_object_or_404(rows, pk=draft_id, author=user_of(request))
    try:
        _round, page = round_and_page(request, own.round_id)
    except Http404:
        page = None  # taken down meanwhile: the author's own words stay
    desk = Desk(round_=own.round, page=page, author=user_of(request), content=own.content, draft=own)
    if request.method == "POST":
        desk.content = content_of(dict(request.POST.lists()))
    elif kept := kept_texts.kept(request, f"draft {draft_id}"):
        desk.content, desk.was_kept = kept.content, True
        desk.seen_version = kept.version  # what was stored meanwhile is not replaced unseen
    return desk


def _shown(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form; right after sending the receipt; when nothing can be done any longer, the text to read."""
    if not desk.is_open:
        return _closed(request, desk)
    if "skickat" in request.GET and desk.stored.is_sent and not desk.stored.has_unsent_changes:
        context = {"desk": desk, "draft": desk.stored, "round": desk.round_, "page": desk.page}
        context |= {"texts": whole_text(desk.content, desk.form)}
        context |= {"trail": trail_of(desk.page) if desk.page else []}
        return render(request, "budgeting/proposal_sent.html", context)
    return _desk(request, desk)


def _unstored(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form of which nothing is stored: empty, or kept from before the log-in. An empty one makes no draft and no mail."""
    if wants_json(request):
        return _saved_in_words(request, desk)
    action = request.POST.get("action")
    desk.check, desk.more_rows = action == "send", action == "add_line"
    return _desk(request, desk, status=UNPROCESSABLE if desk.has_faults else 200)


def _act(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is asked for beside saving; the words are safe by now, or are given back."""
    try:
        return _acted(request, desk)
    except ProposalDraft.DoesNotExist:  # another tab has removed it at this very instant
        return _given_back(request)


def _acted(request: HttpRequest, desk: Desk) -> HttpResponse:
    if wants_json(request):
        describe_pictures(request, desk)
        return _saved_in_words(request, desk)
    if not desk.is_open:
        return _closed(request, desk, status=CONFLICT)
    act = carry_out(request, desk)
    if act is Act.SHOW:
        return _desk(request, desk, status=UNPROCESSABLE if desk.has_faults else 200)
    if act is Act.CLOSED:
        return _closed(request, desk, status=CONFLICT)
    return redirect(f"{desk.address}{act.value}")


def _saved_in_words(request: HttpRequest, desk: Desk) -> HttpResponse:
    said = _("Saved %(time)s") % {"time": clock(desk.draft.saved_at)} if desk.draft else ""
    answer: dict[str, Any] = {"said": said, "version": desk.version, "url": desk.address}
    answer["money"] = render(request, "components/money_left.html", {"money": desk.money}).content.decode()
    return JsonResponse(answer)


def _refused(request: HttpRequest, desk: Desk, refused: RuleViolation) -> HttpResponse:
    """Nothing was saved: the same words again with what is in the way."""
    if wants_json(request):
        return JsonResponse({"said": refused.message, "code": refused.code}, status=CONFLICT)
    if refused.code == "changed_meanwhile":
        desk.is_conflict = True
        return _desk(request, desk, status=CONFLICT)
    if refused.code in ("draft_too_large", "too_many_drafts"):
        desk.refusal = refused.message
        return _desk(request, desk, status=UNPROCESSABLE)
    context = {
        "refused": refused,
        "round": desk.round_,
        "page": desk.page,
        "trail": trail_of(desk.page) if desk.page else [],
    }
    was_sent = request.method == "POST" or desk.was_kept
    context |= {"was_sent": was_sent, "texts": whole_text(desk.content, desk.form) if was_sent else []}
    return render(request, "budgeting/proposal_refused.html", context, status=CONFLICT if was_sent else 200)


def _desk(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    context = {"desk": desk, "form": desk.form, "round": desk.round_, "page": desk.page, "draft": desk.draft}
    context |= {"trail": trail_of(desk.page) if desk.page else []}
    context |= {"saved": status == 200 and "sparat" in request.GET}
    return render(request, "budgeting/new_proposal.html", context, status=status)


def _closed(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    context = {
        "desk": desk,
        "round": desk.round_,
        "page": desk.page,
        "draft": desk.draft,
        "now": database_now(),
    }
    context |= {"trail": trail_of(desk.page) if desk.page else [], "was_sent": request.method == "POST"}
    context["texts"] = whole_text(desk.content, ProposalForm(desk.content, round_=desk.round_, check=False))
    return render(request, "budgeting/draft_closed.html", context, status=status)


def _version(request: HttpRequest) -> int:
    return row_number(request.POST.get("version", "")) or 0


def _log_in_first(request: HttpRequest, key: str) -> HttpResponse:
    """To the log-in; what was sent waits in the session, unless it is too much to keep."""
    if wants_json(request):
        said = _("Not saved: you are logged out. Press “Save”, log in, and the text comes along.")
        return JsonResponse({"said": said, "code": "logged_out"}, status=UNAUTHORIZED)
    if request.method == "POST":
        content = content_of(dict(request.POST.lists()))
        try:
            check_size(content)
        except RuleViolation as refused:
            context = {"refused": refused, "texts": texts_of_no_round(content)}
            return render(request, "budgeting/too_much_to_keep.html", context, status=UNPROCESSABLE)
        kept_texts.keep(request, key, kept_texts.Kept(content, _version(request)))
    return redirect_to_login(request.get_full_path())


def _given_back(request: HttpRequest, key: str = "") -> HttpResponse:
    """There is nothing here (any longer), for this person; what they sent, now or before the log-in, is given back all the same.

    The answer is the same whatever else may be there. Raises Http404 when nothing was sent.
    """
    if request.method != "POST":
        if (kept := kept_texts.kept(request, key)) is None:
            raise Http404
        context = {"texts": texts_of_no_round(kept.content)}
        return render(request, "budgeting/text_given_back.html", context, status=NOT_FOUND)
    if wants_json(request):
        said = _("Not saved: this page is gone. Copy your text before you leave it.")
        return JsonResponse({"said": said, "code": "gone"}, status=NOT_FOUND)
    texts = texts_of_no_round(content_of(dict(request.POST.lists())))
    return render(request, "budgeting/text_given_back.html", {"texts": texts}, status=NOT_FOUND)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def remove_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw away a draft that was not sent."""
    own = get_object_or_404(ProposalDraft, pk=draft_id, author=user_of(request), proposal=None)
    if request.method == "POST":
        with suppress(
            ProposalDraft.DoesNotExist, RuleViolation
        ):  # another tab removed or sent it: the list says so
            drafts.remove_draft(draft_id=own.pk, author=user_of(request))
        return redirect("budgeting:my_proposals")
    title = next(iter(own.content.get("title", ())), "")
    return render(request, "budgeting/remove_draft.html", {"draft": own, "title": title})


@login_required
@never_cache
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """The resident's own drafts and proposals with where they stand."""
    now = database_now()
    rows = [proposal_row(p, now) for p in Proposal.objects.of_person(user_of(request))]
    drafts = drafts_of(user_of(request), now)
    calls = [] if rows or drafts else calls_for_proposals(now)
    return render(request, "budgeting/my_proposals.html", {"rows": rows, "drafts": drafts, "calls": calls})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Take back one's own proposal. Another person's is not found."""
    own = get_object_or_404(
        Proposal.objects.select_related("round"), round_id=round_id, number=number, author=user_of(request)
    )
    context: dict[str, Any] = {"proposal": own}
    if request.method == "POST":
        try:
            proposals.withdraw_proposal(proposal_id=own.pk, author=user_of(request))
        except RuleViolation as refused:
            return render(
                request, "budgeting/withdraw_proposal.html", context | {"refused": refused}, status=CONFLICT
            )
        return redirect(reverse("budgeting:my_proposals"))
    return render(request, "budgeting/withdraw_proposal.html", context)
