"""What a reader who found nothing can do: words that are nearly the same, subjects, and people to ask."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.http import HttpRequest

from home.search.sources import sources
from radslag.clock import database_now
from radslag.language.collation import in_swedish_order, swedish_key
from radslag.models import Area, Contact, Theme
from radslag.readers.stems import WORD

MOST_TITLES = 3000
MOST_WORDS, MOST_SUGGESTIONS, NEAR_EACH = 6, 5, 2
LIKE_ENOUGH = 0.5
SAME_BEGINNING = 5
SHORTEST = 3
CONTACTS = 2


@dataclass(slots=True)
class Help:
    """Words that stand in titles and are like those asked for, all subjects, and some who answer letters."""

    words: list[str] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def help_for(request: HttpRequest, text: str) -> Help:
    """Help for somebody who asked for `text`, or for nothing yet."""
    return Help(
        words=suggestions(WORD.findall(text), title_words(request)) if text else [],
        areas=in_swedish_order(Area.objects.all()),
        themes=in_swedish_order(Theme.objects.all()),
        contacts=list(Contact.objects.filter(is_reachable=True).order_by("pk")[:CONTACTS]) if text else [],
    )


def title_words(request: HttpRequest) -> set[str]:
    """The words of the titles of everything public."""
    titles = [
        source.public()
        .order_by()
        .annotate(heading=F("name" if source.name in ("area", "theme") else "title"))
        .values_list("heading", flat=True)
        for source in sources(request, database_now())
    ]
    rows = titles[0].union(*titles[1:])[:MOST_TITLES]
    return {word for title in rows for word in WORD.findall(title.lower()) if len(word) >= SHORTEST}


def suggestions(asked: Iterable[str], known: set[str]) -> list[str]:
    """For each word asked for: itself if titles hold it, else those most like it. Never all there is, never twice."""
    words = list(dict.fromkeys(word.lower() for word in asked))[:MOST_WORDS]
    found: list[str] = []
    for word in words:
        if word in known:
            found += [word] if len(words) > 1 else []
        else:
            found += _nearest(word, known)
    return list(dict.fromkeys(found))[:MOST_SUGGESTIONS]


def _nearest(word: str, known: set[str]) -> list[str]:
    scores = ((likeness(word, other), other) for other in known)
    near = sorted(
        (pair for pair in scores if pair[0] >= LIKE_ENOUGH), key=lambda p: (-p[0], swedish_key(p[1]))
    )
    return [other for _score, other in near[:NEAR_EACH]]


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many pairs of letters two words share; words that begin alike are like enough to suggest."""
    pairs, others = _pairs(one), _pairs(other)
    shared = 2 * len(pairs & others) / (len(pairs) + len(others))
    return max(shared, LIKE_ENOUGH) if _begin_alike(one, other) else shared


def _begin_alike(one: str, other: str) -> bool:
    return len(one) >= SAME_BEGINNING and other.startswith(one[:SAME_BEGINNING])


def _pairs(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
