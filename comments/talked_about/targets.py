"""What can be talked about: pages with `ThreadMixin`, and things without a page of their own that an app registers.

    targets.register("forslag", Proposal, readable=lambda request, pk: ...)

A target has what `ThreadMixin` gives a page: `thread_page`, `thread_title`, `thread_heading`, `thread_question`,
`thread_open`, `thread_policy(defaults)` and `thread_url()`. Its key stands in addresses: "12" for a page, "forslag-12".
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Value
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageViewRestriction

from comments.models import Comment, Conversation, ConversationSettings, ThreadMixin
from comments.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that has conversations. `load` gives published ones alone, by primary key, or None; `load_all` the
    same for many, in a constant number of queries."""

    slug: str
    model: type[models.Model]
    load: Callable[[int], Any]
    load_all: Callable[[Collection[int]], Mapping[int, Any]]


_kinds: dict[str, Kind] = {}


def register(
    slug: str,
    model: type[models.Model],
    load: Callable[[int], Any],
    load_all: Callable[[Collection[int]], Mapping[int, Any]],
) -> None:
    """Let things of `model` be talked about, at addresses with `slug`-id. Call it in the app's `ready()`."""
    _kinds[slug] = Kind(slug, model, load, load_all)


class TargetKeyConverter:
    """The key of a target in an address."""

    regex = "(?:[a-z]+-)?[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Any) -> str:
        return str(value)


def key_of(target: Any) -> str:
    """The key of a target: what its conversation's addresses begin with."""
    kind = next((kind for kind in _kinds.values() if isinstance(target, kind.model)), None)
    return f"{kind.slug}-{target.pk}" if kind else str(target.pk)


def key_of_conversation(conversation: Conversation) -> str:
    """The same without loading the thing."""
    model = ContentType.objects.get_for_id(conversation.content_type_id).model_class()
    kind = next((kind for kind in _kinds.values() if kind.model is model), None)
    return f"{kind.slug}-{conversation.object_id}" if kind else str(conversation.object_id)


def readable_target(request: HttpRequest, key: str) -> Any:
    """The published thing with a conversation that this reader may read; else Http404."""
    return _readable(request, load(key))


def readable_above(request: HttpRequest, comment: Comment) -> Any:
    """The published thing that a comment stands under, if this reader may read it; else Http404."""
    about = comment.conversation
    return _readable(request, _load_all(about.content_type_id, [about.object_id]).get(about.object_id))


def _readable(request: HttpRequest, target: Any) -> Any:
    page: Any = target.thread_page if target is not None else None
    if page is None or not page.live:
        raise Http404
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    restrictions = PageViewRestriction.objects.filter(page__path__in=above).select_related("page")
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
    return target


def readable_shown(request: HttpRequest, comment: Comment) -> Any:
    """The same, if its conversation is shown at all; else Http404."""
    target = readable_above(request, comment)
    if not target.thread_policy(ConversationSettings()).is_shown:
        raise Http404
    return target


def trail_to(target: Any) -> list[Page]:
    """The pages from the home page down to the one that the target is, or lives on."""
    page: Page = target.thread_page
    return [*page.get_ancestors()[1:], page]


def load(key: str) -> Any:
    """The published target of a key, or None. Reading rights are not looked at."""
    slug, _, number = key.rpartition("-")
    if slug:
        kind = _kinds.get(slug)
        return kind.load(int(number)) if kind else None
    page = Page.objects.live().filter(pk=int(number)).first()
    if page is None or not has_thread(page.specific_class):
        return None
    found: Any = page.specific
    return found


def has_thread(kind: type[Page] | None) -> bool:
    """Whether pages of this type have a conversation of their own."""
    return kind is not None and issubclass(kind, ThreadMixin) and not kind.thread_stands_below


def target_of(conversation: Conversation) -> Any:
    """The published thing that a conversation is about, or None."""
    return load(key_of_conversation(conversation))


def shown_targets(conversations: Iterable[Conversation]) -> dict[int, Any]:
    """What each of `conversations` is about, by the conversation's primary key, if it is published and its conversation is
    shown. Reading rights are not looked at. A constant number of queries: one and one for each kind that occurs.
    """
    by_type: dict[int, dict[int, int]] = {}
    for conversation in conversations:
        by_type.setdefault(conversation.content_type_id, {})[conversation.object_id] = conversation.pk
    found: dict[int, Any] = {}
    for type_id, numbers in by_type.items():
        for pk, target in _load_all(type_id, numbers.keys()).items():
            if target.thread_page.live and target.thread_policy(ConversationSettings()).is_shown:
                found[numbers[pk]] = target
    return found


def _load_all(type_id: int, pks: Collection[int]) -> Mapping[int, Any]:
    model: Any = ContentType.objects.get_for_id(type_id).model_class()
    kind = next((kind for kind in _kinds.values() if kind.model is model), None)
    if kind:
        return kind.load_all(pks)
    if not has_thread(model):
        return {}
    loaded: Mapping[int, Any] = model.objects.live().in_bulk(list(pks))
    return loaded


def defaults_for(page: Page) -> ConversationSettings:
    """The settings of the site that `page` belongs to. One query, and no row is made."""
    rows = ConversationSettings.objects.alias(path=Value(page.path)).filter(
        path__startswith=F("site__root_page__path")
    )
    return (
        rows.order_by("-site__root_page__depth", "-site__is_default_site").first() or ConversationSettings()
    )


def policy_of(target: Any, defaults: ConversationSettings | None = None) -> Policy:
    """The rules of the conversation about `target`. Pass the site's settings if they are at hand."""
    policy: Policy = target.thread_policy(defaults or defaults_for(target.thread_page))
    return policy
