"""Mails to everyone who takes part in a round, when people have decided something about it, and to who is to confirm it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from budgeting.mails import acts as act_mails
from budgeting.models import Proposal, ProposalDraft, ProposalStatus, RoundAct, RoundFollow
from budgeting.permissions import people_who_change
from radslag.clock import database_now


@transaction.atomic
def tell_participants(*, act_id: int) -> int:
    """Mail the act, once, to authors of proposals and drafts and to confirmed followers; return how many mails.

    One mail for each address. All mails and the mark that they are written are one transaction: a task that breaks off
    or runs twice leaves nobody out and tells nobody twice. An act that is not in force is told to nobody.
    """
    untold = RoundAct.objects.in_force().filter(pk=act_id, told_at=None)
    if not untold.update(told_at=database_now()):
        return 0
    act = RoundAct.objects.select_related("round").get(pk=act_id)
    reached, alone = participants(act.round_id), only_following(act.round_id)
    for email, language in reached.items():
        act_mails.told(act, to=email, language=language, follow_id=alone.get(email)).send()
    return len(reached)


@transaction.atomic
def tell_second_persons(*, act_id: int) -> int:
    """Mail everyone who may confirm a request, once, but not who asked; return how many.

    The mark and the mails are one transaction, as above. A request that waits no longer is told to nobody.
    """
    waiting = RoundAct.objects.waiting().filter(pk=act_id, asked_by__isnull=False)
    if not waiting.filter(colleagues_told_at=None).update(colleagues_told_at=database_now()):
        return 0
    act = RoundAct.objects.select_related("round__programme", "asked_by").get(pk=act_id)
    others = people_who_change(act.round).exclude(pk__in=waiting.values("asked_by"))
    reached = list(others.values_list("email", flat=True))
    for email in reached:
        act_mails.to_confirm(act, to=email).send()
    return len(reached)


def participants(round_id: int) -> dict[str, str]:
    """Addresses of those who take part in a round, each with the language of its mails.

    Who took a proposal back takes part no longer by it, nor who follows while not everyone may read about the round. Where one
    person has several languages, the newest draft's holds.
    """
    reached: dict[str, str] = {}
    _add(reached, _follows(round_id).values_list("participant__email", "participant__language"))
    _add_writers(reached, round_id)
    return reached


def only_following(round_id: int) -> dict[str, int]:
    """The addresses that take part by following alone, each with the primary key of that."""
    writers: dict[str, str] = {}
    _add_writers(writers, round_id)
    follows = _follows(round_id).values_list("participant__email", "pk")
    return {email: pk for email, pk in follows if email not in writers}


def _follows(round_id: int) -> QuerySet[RoundFollow]:
    follows: QuerySet[RoundFollow] = (
        RoundFollow.objects.confirmed().that_may_be_read(database_now()).of_round(round_id)
    )
    return follows


def _add_writers(reached: dict[str, str], round_id: int) -> None:
    proposals = Proposal.objects.filter(round=round_id).exclude(status=ProposalStatus.WITHDRAWN)
    _add(
        reached,
        ((email, "") for email in proposals.filter(author=None).values_list("applicant__email", flat=True)),
    )
    authors = proposals.filter(author__is_active=True)
    _add(reached, ((email, "") for email in authors.values_list("author__email", flat=True)))
    drafts = ProposalDraft.objects.filter(round=round_id, author__is_active=True)
    drafts = drafts.exclude(proposal__status=ProposalStatus.WITHDRAWN).order_by("saved_at", "pk")
    _add(reached, drafts.values_list("author__email", "language"))


def _add(reached: dict[str, str], rows: Iterable[tuple[str | None, str]]) -> None:
    for email, language in rows:
        key = (email or "").strip().lower()
        if key:
            reached[key] = language or reached.get(key) or settings.LANGUAGE_CODE
