"""Following a conversation or a thread by mail: asking, confirming, ending. No address of a person stands in an address."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.forms.following import FollowForm, PaceForm
from comments.mails import tokens
from comments.models import Comment, Conversation, Follow
from comments.people.participants import participant_of, remember
from comments.rules.own import masked
from comments.services import following
from comments.services.conversations import ensure_conversation
from comments.talked_about.publicity import titles_of
from comments.talked_about.targets import policy_of, readable_above, readable_target
from comments.views.private import private
from radslag.limits import client_network


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Follow all that is said about a page."""
    return _follow(request, readable_target(request, key), root=None)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def follow_thread(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Follow one thread: the answers to one comment."""
    roots = Comment.objects.listed().roots().order_by().select_related("conversation")
    root = get_object_or_404(roots, pk=comment_id)
    return _follow(request, readable_above(request, root), root=root)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the mail's link opens: a button, since programs that look through mails open links."""
    row = _row(tokens.unsign("follow", token))
    address = masked(row.participant.email)
    context = {"follow": row, "title": _title(row), "address": address, "is_done": False}
    if request.method == "POST":
        confirmed = following.confirm_follow(follow_id=row.pk)
        if confirmed is None:
            return render(request, "comments/follow_too_late.html", status=HTTPStatus.GONE)
        if confirmed.is_new:
            remember(request, confirmed.follow.participant)
        context["is_done"] = True
    return render(request, "comments/follow_confirm.html", context)


@csrf_exempt  # RFC 8058: a mail program has no cookie; its token only ends mails, or takes that back
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails about one thing. A mail program posts here without cookies (RFC 8058): the token says whose it is."""
    row = _row(tokens.unsign("unfollow", token))
    return _end(request, Follow.objects.filter(pk=row.pk), title=_title(row))


@csrf_exempt  # as above
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_all(request: HttpRequest, token: str) -> HttpResponse:
    """End all mails to one participant, as `unfollow`."""
    number = tokens.unsign("unfollow_all", token)
    if number is None:
        raise Http404
    follows = Follow.objects.filter(participant_id=number)
    if not follows.exists():
        raise Http404
    return _end(request, follows, is_all=True)


def _row(number: int | None) -> Follow:
    rows = Follow.objects.select_related("participant", "conversation__page")
    row = rows.filter(pk=number).first() if number is not None else None
    if row is None:
        raise Http404
    return row


def _title(row: Follow) -> str:
    """What is followed; nothing is said of a page that is not public (any more)."""
    return titles_of([row.conversation]).get(row.conversation_id, "")


def _end(
    request: HttpRequest, follows: QuerySet[Follow], *, title: str = "", is_all: bool = False
) -> HttpResponse:
    if request.method == "POST":
        if "undo" in request.POST:
            following.follow_again(follows=follows)
        else:
            following.unfollow(follows=follows)
    is_ended = not follows.filter(confirmed_at__isnull=False).exists()
    is_undone = "undo" in request.POST and not is_ended
    context = {"title": title, "is_all": is_all, "is_ended": is_ended, "is_undone": is_undone}
    return render(request, "comments/unfollow.html", context)


def _follow(request: HttpRequest, target: Any, *, root: Comment | None) -> HttpResponse:
    if not policy_of(target).is_shown:
        raise Http404
    participant = participant_of(request)
    context = {
        "target": target,
        "root": root,
        "trail": [*target.thread_page.get_ancestors()[1:], target.thread_page],
        "address": masked(participant.email) if participant else "",
    }
    data = request.POST if request.method == "POST" else None
    if participant is None:
        return _ask(request, FollowForm(data), context)
    form = PaceForm(data)
    if not form.is_valid():
        return _form(request, form, context)
    pace = form.cleaned_data["pace"]
    conversation = _conversation(context)
    following.follow(participant=participant, conversation=conversation, root=root, pace=pace)
    return render(request, "comments/follow_done.html", {**context, "pace": pace})


def _ask(request: HttpRequest, form: FollowForm, context: dict[str, Any]) -> HttpResponse:
    if not form.is_valid():
        return _form(request, form, context)
    asked = following.ask_to_follow(
        email=form.cleaned_data["email"],
        conversation=_conversation(context),
        root=context["root"],
        pace=form.cleaned_data["pace"],
        language=get_language() or "sv",
        network=client_network(request),
    )
    if asked.full is None:
        return render(request, "comments/follow_asked.html", context)
    form.refuse(asked.full)
    return _form(request, form, context)


def _conversation(context: dict[str, Any]) -> Conversation:
    root: Comment | None = context["root"]
    return root.conversation if root else ensure_conversation(target=context["target"])


def _form(request: HttpRequest, form: PaceForm | FollowForm, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "comments/follow.html", {**context, "form": form}, status=status)
