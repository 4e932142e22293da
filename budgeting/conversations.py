"""Proposals as things that are talked about: who may read a proposal's page may read its conversation, and nobody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings

from budgeting.models import Proposal, RoundPage
from radslag.clock import database_now

MOST_FOUND = 30


def load(pk: int) -> Proposal | None:
    """The proposal, if it has a public page now and proposals of its round are talked about."""
    return load_all([pk]).get(pk)


def load_all(pks: Collection[int]) -> Mapping[int, Proposal]:
    """The same for many. Two queries."""
    found = list(Proposal.objects.with_public_page(database_now()).filter(pk__in=pks).select_related("round"))
    places = _pages_of({proposal.round_id for proposal in found})
    for proposal in found:
        if proposal.round_id in places:
            lend(proposal, places[proposal.round_id])
    return {proposal.pk: proposal for proposal in found if proposal.round_id in places}


def search(words: str) -> list[tuple[int, str]]:
    """Proposals that a comment may have led to: those of the words, the newest first."""
    public = Proposal.objects.for_everyone(database_now())
    found = public.filter(title__icontains=words).order_by("-submitted_at", "-pk")
    return list(found.values_list("pk", "title")[:MOST_FOUND])


def resolve(pks: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """Title and address of those that everyone may read."""
    found = Proposal.objects.for_everyone(database_now()).filter(pk__in=pks)
    return {proposal.pk: (proposal.title, proposal.get_absolute_url()) for proposal in found}


def lend(proposal: Proposal, place: RoundPage) -> None:
    """Give the proposal what its conversation needs of the round's page."""
    proposal.thread_place = place
    proposal.thread_address = proposal.get_absolute_url()


def place_of(proposal: Proposal, page: RoundPage) -> RoundPage:
    """The page that decides about the conversation, when `page` of the round is at hand."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return page
    return _pages_of({proposal.round_id}).get(proposal.round_id, page)


def _pages_of(rounds: Collection[int]) -> dict[int, RoundPage]:
    """The published page of each round: in the site's first language if there is one."""
    pages = RoundPage.objects.filter(round__in=rounds, live=True).select_related("locale").order_by("pk")
    first = sorted(pages, key=lambda page: page.locale.language_code == settings.LANGUAGE_CODE)
    return {page.round_id: page for page in first}
