"""A conversation for the archive: what readers meet in it, and what was decided about it. Nothing that is not on its page."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Comment, Conversation, Decision
from comments.people.permissions import MODERATE, moderated_pages
from comments.rules.acts import Act
from comments.talked_about.publicity import public_targets
from radslag.archives.kinds import File, Kind, Thing
from radslag.archives.packing import as_json, page, table
from radslag.incoming.plain import plain_line
from radslag.templatetags.dates import moment

CONVERSATION = "conversation"
MOST_LISTED = 2000
TOLD = frozenset({Act.APPROVE, Act.HIDE, Act.RESTORE, Act.REDACT})
"""Of the log what came of a comment for everyone; who waits for what, and what was looked at, is for moderators."""


def things(user: Any) -> Iterator[Thing]:
    """The conversations of the pages that the person moderates; those that everyone can read can be packed."""
    own = Conversation.objects.filter(page__in=moderated_pages(user).values("pk"), comments__isnull=False)
    yield from _named(own.distinct().order_by("-pk")[:MOST_LISTED])


def one(number: int) -> Thing | None:
    """The conversation, if somebody has written in it."""
    rows = Conversation.objects.filter(pk=number, comments__isnull=False).distinct()
    return next(_named(rows), None)


def _named(rows: QuerySet[Conversation]) -> Iterator[Thing]:
    conversations = list(rows.select_related("page"))
    targets = public_targets(conversations)
    for row in conversations:
        target = targets.get(row.pk)
        if target is not None:
            yield Thing(row.pk, plain_line(str(target.thread_title)))
        else:
            facts = {"page": plain_line(row.page.title), "number": row.pk}
            title = _("%(page)s (conversation %(number)d, not public)") % facts
            yield Thing(row.pk, title, is_packable=False)


def files(number: int) -> Iterator[File]:
    """The pages and tables of a package."""
    thing = one(number)
    yield from files_of(number, title=thing.title if thing else "", folder="", start="index.html")


def files_of(number: int, *, title: str, folder: str, start: str) -> Iterator[File]:
    """The same, as a part of another package, in a folder of its own."""
    comments = list(
        Comment.objects.filter(conversation=number)
        .listed()
        .order_by("thread_id", "order")
        .select_related(None)
    )
    decisions = list(Decision.objects.filter(comment__in=comments, act__in=TOLD).order_by("pk"))
    rows = [_row(comment) for comment in comments]
    yield page(
        "archives/conversation.html",
        {"title": title, "rows": rows, "decisions": [_decided(d) for d in decisions]},
        f"{folder}{start}",
    )
    heading = (
        _("Number"), _("Answers number"), _("Name"), _("From the municipality"), _("Text"), _("When"), _("State"), _("Reason"),
    )  # fmt: skip
    yield table(f"{folder}inlagg.csv", heading, ([str(v) for v in _cells(row)] for row in rows))
    yield as_json(f"{folder}inlagg.json", [dict(row) for row in rows])
    log = (_("Number"), _("What"), _("When"), _("Reason"), _("Reason in words"))
    yield table(f"{folder}beslut.csv", log, [list(_decided(d).values()) for d in decisions])


COLUMNS = ("number", "answers", "name", "from_the_municipality", "text", "at", "state", "reason")


def _row(comment: Comment) -> dict[str, Any]:
    shown = not comment.is_stub
    return {
        "number": comment.pk,
        "answers": comment.parent_id if comment.level else "",
        "level": comment.level,
        "name": str(comment.shown_name) if shown else "",
        "from_the_municipality": comment.is_staff_answer,
        "text": comment.comment if shown else "",
        "at": comment.submit_date.isoformat(),
        "when": moment(comment.submit_date),
        "state": comment.state,
        "state_in_words": comment.get_state_display(),
        "reason": comment.get_hidden_reason_display(),
        "reason_in_words": comment.hidden_text,
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else "",
        "likes": comment.likes if shown else 0,
    }


def _cells(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in COLUMNS]


def _decided(decision: Decision) -> dict[str, Any]:
    """What was decided, when and why: the public words alone, and not by whom."""
    return {
        "comment": decision.comment_id,
        "what": decision.get_act_display(),
        "when": moment(decision.at),
        "reason": decision.reason,
        "in_words": decision.text if decision.act == Act.HIDE else "",
    }


def kind() -> Kind:
    """Conversations as something that can be packed."""
    return Kind(CONVERSATION, gettext_lazy("Conversation"), things, one, files, (MODERATE,))
