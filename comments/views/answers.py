"""The public lists of questions to the municipality."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.display.questions import questions_of, questions_of_all
from comments.models import Conversation, ConversationSettings
from comments.talked_about.targets import readable_target, trail_to
from comments.views.restricted import kept_for_some
from radslag.clock import database_now


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions in what everyone may read. `visa`: those that wait, or the answered ones; `sida`: part of the list."""
    shown = questions_of_all(now=database_now(), query=request.GET)
    return _page(request, {"questions": shown, "trail": trail_from_start()})


@require_safe
def target_questions(request: HttpRequest, key: str) -> HttpResponse:
    """The questions in one conversation."""
    target = readable_target(request, key)
    if not target.thread_policy(ConversationSettings()).is_shown:
        raise Http404
    shown = questions_of(Conversation.about(target), now=database_now(), query=request.GET)
    page = _page(request, {"questions": shown, "target": target, "trail": trail_to(target)})
    return kept_for_some(page, target)


def trail_from_start() -> list[dict[str, str]]:
    """The path of a page that stands right below the start."""
    return [{"url": reverse("wagtail_serve", args=[""]), "title": _("Start")}]


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "comments/questions.html", context)
