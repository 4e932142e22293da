"""What conversations hold about one person, and what an erasure does with it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import Appeal, Comment, Decision, Follow, Like, Participant, Report
from comments.talked_about.publicity import titles_of
from radslag.privacy.people import Effects, Owner, Person

KEYS = {
    "address": gettext_lazy(
        "The address as a participant: when it was first seen and confirmed, and the language of mails."
    ),
    "comments": gettext_lazy(
        "What you have written: where, when, under which name, the text now and before, how it stands, and what was decided."
    ),
    "likes": gettext_lazy("Which comments you like: their numbers, never their texts."),
    "reports": gettext_lazy("Which comments you have reported, why, and in which words."),
    "follows": gettext_lazy("Which conversations you follow, and how often you get a mail."),
}


def comments_of(person: Person) -> QuerySet[Comment]:
    """All that the person has written, also unconfirmed; not what staff answered as the municipality."""
    theirs = Q(participant__email=person.email)
    if person.user_id is not None:
        theirs |= Q(user=person.user_id)
    rows: QuerySet[Comment] = Comment.objects.filter(theirs, is_staff_answer=False)
    return rows.order_by("submit_date", "pk")


def export(person: Person) -> dict[str, Any]:
    """Comments, likes, reports and follows. The same number of queries for many as for one."""
    comments = list(comments_of(person).select_related("conversation"))
    follows = list(Follow.objects.filter(participant__email=person.email).select_related("conversation"))
    titles = titles_of({*(c.conversation for c in comments), *(f.conversation for f in follows)})
    decisions = _by_comment(Decision.objects.filter(comment__in=comments).order_by("pk"))
    appeals = _by_comment(Appeal.objects.filter(comment__in=comments).order_by("pk"))
    address = Participant.objects.filter(email=person.email)
    reports = Report.objects.filter(participant__email=person.email).order_by("pk")
    return {
        "address": list(address.values("email", "created_at", "confirmed_at", "language")),
        "comments": [
            {
                "number": c.pk,
                "about": titles.get(c.conversation_id, ""),
                "written_at": c.submit_date,
                "name": c.user_name,
                "text": c.comment,
                "state": c.state,
                "edited_at": c.edited_at,
                "hidden_because": c.hidden_reason,
                "hidden_in_words": c.hidden_text,
                "likes": c.likes,
                "decisions": [_decision(row) for row in decisions.get(c.pk, [])],
                "appeals": [_appeal(row) for row in appeals.get(c.pk, [])],
            }
            for c in comments
        ],
        "likes": list(Like.objects.filter(participant__email=person.email).values("comment_id", "at")),
        "reports": list(reports.values("comment_id", "reason", "text", "at", "handled_at")),
        "follows": [
            {
                "about": titles.get(f.conversation_id, ""),
                "thread": f.root_id,
                "pace": f.pace,
                "asked_at": f.created_at,
                "confirmed_at": f.confirmed_at,
            }
            for f in follows
        ],
    }


def _decision(row: Decision) -> dict[str, Any]:
    return {
        "what": row.act,
        "at": row.at,
        "reason": row.reason,
        "in_words": row.text,
        "text_before": row.text_before,
        "name_before": row.name_before,
    }


def _appeal(row: Appeal) -> dict[str, Any]:
    return {
        "text": row.text,
        "made_at": row.made_at,
        "answer": row.answer,
        "answered_at": row.answered_at,
        "granted": row.granted,
    }


def _by_comment(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.comment_id, []).append(row)
    return found


def tell(person: Person) -> Effects:
    """What an erasure does with comments, likes, reports and follows."""
    written = comments_of(person).filter(erased_at=None).count()
    effects = Effects()
    if written:
        effects.goes.append(
            ngettext(
                "The text and your name in %d comment, also from our log.",
                "The texts and your name in %d comments, also from our log.",
                written,
            )
            % written
        )
        effects.stays.append(
            _(
                "An empty place where your comment stood, so that answers make sense, and when a moderator decided something."
            )
        )
    likes = Like.objects.filter(participant__email=person.email).count()
    if likes:
        effects.goes.append(ngettext("%d like.", "%d likes.", likes) % likes)
    follows = Follow.objects.filter(participant__email=person.email).count()
    if follows:
        effects.goes.append(
            ngettext("%d conversation that you follow.", "%d conversations that you follow.", follows)
            % follows
        )
    if Report.objects.filter(participant__email=person.email).exists():
        effects.goes.append(_("That it was you who reported a comment, and what you wrote about it."))
    return effects


def addresses() -> Iterator[tuple[str, dt.datetime]]:
    """Those of participants."""
    yield from Participant.objects.values_list("email", "created_at").iterator()


def owner(erase: Any) -> Owner:
    """Conversations as something that holds data about people; `erase` is the service."""
    return Owner("conversations", KEYS, export, tell, erase, addresses)
