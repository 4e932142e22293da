"""What became of an idea in a comment: the matter or the proposal it led to. Each app registers the kinds of things it has.

    outcomes.register("arende", Matter, _("Matter"), search=..., resolve=...)

Registration is done in the app's `ready()`. Writing is in `services.outcomes`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise

from comments.models import Comment, Outcome
from comments.rules.states import State
from comments.talked_about.targets import shown_targets
from radslag.pages import readable_by_all

MOST_BEHIND = 20
"""So many comments at most are named on the page of the thing they led to."""


class Thing(NamedTuple):
    """What readers see of a thing: its title and its address."""

    title: str
    url: str


class Became(NamedTuple):
    """What became of a comment: the thing, and a short text of the staff's, which may be empty."""

    title: str
    url: str
    text: str
    kind: str


Search = Callable[[str], Iterable[tuple[int, str]]]
"""From words to (primary key, title) of published things that everyone may read, the best or newest first; the newest when
the words are empty. At most some thirty."""
Resolve = Callable[[Collection[int]], Mapping[int, tuple[str, str]]]
"""From primary keys to (title, address) of those that are published and that everyone may read, in a constant number of
queries."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that a comment can lead to. `slug` stands in the form's values."""

    slug: str
    model: type[models.Model]
    label: str | Promise
    search: Search
    resolve: Resolve


_kinds: dict[str, Kind] = {}


def register(
    slug: str, model: type[models.Model], label: str | Promise, *, search: Search, resolve: Resolve
) -> None:
    """Let comments lead to things of `model`, which readers know as `label` ("Matter")."""
    _kinds[slug] = Kind(slug, model, label, search, resolve)


def kinds() -> list[Kind]:
    """Every kind there is, in the order of the apps."""
    return list(_kinds.values())


def kind_of_slug(slug: str) -> Kind | None:
    return _kinds.get(slug)


def thing(slug: str, pk: int) -> Thing | None:
    """The published thing of a kind, if everyone may read it."""
    kind = _kinds.get(slug)
    found = kind.resolve([pk]).get(pk) if kind else None
    return Thing(*found) if found else None


def things_of(comments: Iterable[Comment]) -> dict[int, Became]:
    """What became of each of `comments` that led to something, by the comment's primary key.

    Things that are not published, or not for everyone, are left out. One query for comments that were not read
    `with_answers`, and those of each kind that occurs.
    """
    comments = list(comments)
    read = [comment._state.fields_cache["outcome"] for comment in comments if _has_outcome_read(comment)]
    unread = [comment.pk for comment in comments if not _has_outcome_read(comment)]
    rows = [*filter(None, read), *(Outcome.objects.filter(comment__in=unread) if unread else ())]
    by_type: dict[int, list[Outcome]] = {}
    for row in rows:
        by_type.setdefault(row.content_type_id, []).append(row)
    found: dict[int, Became] = {}
    for type_id, outcomes in by_type.items():
        kind = _kind_of(ContentType.objects.get_for_id(type_id).model_class())
        things = kind.resolve({row.object_id for row in outcomes}) if kind else {}
        for row in outcomes:
            if kind and row.object_id in things:
                title, url = things[row.object_id]
                found[row.comment_id] = Became(title, url, row.text, str(kind.label))
    return found


def _has_outcome_read(comment: Comment) -> bool:
    return "outcome" in comment._state.fields_cache


def comments_behind(thing: models.Model) -> list[Comment]:
    """The shown comments that led to `thing`, oldest first, for its page; at most twenty. For everyone to read alone.

    Each has `comment.about`: what the conversation it stands in is about.
    """
    led = Comment.objects.filter(
        outcome__content_type=ContentType.objects.get_for_model(thing),
        outcome__object_id=thing.pk,
        state=State.APPROVED,
        page__live=True,
    ).select_related("conversation")
    comments = list(readable_by_all(led, "page__path").order_by("submit_date", "pk")[:MOST_BEHIND])
    about = shown_targets(comment.conversation for comment in comments)
    shown = [comment for comment in comments if comment.conversation_id in about]
    for comment in shown:
        comment.about = about[comment.conversation_id]
    return shown


def _kind_of(model: Any) -> Kind | None:
    return next((kind for kind in _kinds.values() if kind.model is model), None)
