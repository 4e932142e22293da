"""The words of refusals about making voting codes and keying ballots on paper; `rules.errors` gathers all codes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def _no_such_codes(numbers: str) -> str:
    return _(
        "There are no such codes in this round, or they are revoked: %(numbers)s. Nothing has been done."
    ) % {"numbers": numbers}


def _batch_size(least: int, most: int) -> str:
    most_in_words = f"{most:,}".replace(",", "\N{NO-BREAK SPACE}")
    return _("Write how many codes you need: from %(least)d to %(most)s. Keep those that are left over.") % {
        "least": least,
        "most": most_in_words,
    }


def _more_papers(papers: int) -> str:
    return ngettext(
        "You have said that there is %(papers)d paper, and that many are keyed. Change the number first.",
        "You have said that there are %(papers)d papers, and that many are keyed. Change the number first.",
        papers,
    ) % {"papers": papers}


def _fewer_than_keyed(keyed: int) -> str:
    return ngettext(
        "%(keyed)d paper is keyed already. The number can’t be lower than that.",
        "%(keyed)d papers are keyed already. The number can’t be lower than that.",
        keyed,
    ) % {"keyed": keyed}


CODE_MESSAGES: dict[str, Callable[..., str]] = {
    # Making and revoking codes
    "no_codes_here": lambda: _("This round has no voting codes: residents vote in another way."),
    "codes_too_late": lambda: _("Voting is over, so codes can’t be made or revoked any longer."),
    "batch_size": _batch_size,
    "batch_name_taken": lambda: _(
        "There is a batch with this name already. Was it made a moment ago and its codes are lost? Revoke it, and make "
        "another with a new name."
    ),
    "code_used": lambda: _(
        "Somebody has voted with this code, so it can’t be replaced. Two people can challenge the ballot."
    ),
    "too_many_used": lambda: _(
        "You have met used codes very many times. Wait an hour, or ask a colleague. Nothing has been revoked."
    ),
    "no_such_codes": _no_such_codes,
    "numbers_unreadable": lambda: _("Write numbers of codes such as 17, 20-25."),
    # Keying papers
    "papers_unsaid": lambda: _("First say how many ballots on paper there are."),
    "more_papers_than_said": _more_papers,
    "fewer_than_keyed": _fewer_than_keyed,
    "stays_with_two": lambda: _(
        "Papers of this round are keyed by two people. It stays so: the number can’t go below 50 any more."
    ),
    "paper_unreadable": lambda: _("Type the numbers of the proposals as the paper says, such as 3, 7, 12."),
    "paper_points_unreadable": lambda: _(
        "Type the number of each proposal and its points, such as 3:5, 7:2."
    ),
    "not_a_number_here": lambda number: (
        _("There is no proposal %(number)d to vote for. Look at the paper.") % {"number": number}
    ),
    "code_used_on_web": lambda: _(
        "Somebody has voted on the web with this code. A code gives one vote, so the paper does not count."
    ),
    "paper_done": lambda: _("This paper is keyed already and its vote is stored. Go on with the next one."),
    "second_person_keys": lambda: _(
        "You have keyed this paper once. Somebody else must key it the second time. Go on with the next one."
    ),
    "paper_agrees_with_neither": lambda: _(
        "This agrees with neither of the two. Look at the paper once more, together if you can."
    ),
    "paper_own_version": lambda: _(
        "You keyed it like this before. Somebody else must come to the same: ask a colleague to look at the paper."
    ),
    "paper_holds": lambda: _(
        "Nothing is wrong with this paper. Key it as usual, or say why it does not count."
    ),
}
