"""The rules that hold a comment for a moderator. None refuses anything. Pure."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

from comments.rules.acts import NEVER_SHOWN, Hold
from comments.rules.contact_details import has_email, has_link, has_phone
from comments.rules.identity import identity_numbers
from comments.rules.word_list import has_word_of, word_list

__all__ = ["Occasion", "Published", "holds_for", "identity_numbers", "may_be_shown", "text_key"]

SOONEST_SECONDS = 4
"""Nobody reads the form and writes sooner."""
FEWEST_CAPITALS = 20
"""Letters: a shorter text may be an abbreviation or a shout of joy."""
SHORT_TEXT = 40
"""Characters. Many may write "Jag håller med" on one day; a longer text that stands elsewhere word for word is a copy."""


@dataclass(frozen=True, slots=True)
class Published:
    """What anybody may write, because the site itself publishes it."""

    phones: Collection[str] = ()
    hosts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """How a comment came: how long its form had been open (None: not known), and what else came."""

    seconds_open: int | None = None
    is_one_of_many: bool = False
    stands_elsewhere: bool = False


def holds_for(
    text: str,
    *,
    name: str = "",
    words: str = "",
    holds_links: bool = True,
    published: Published | Callable[[], Published] = Published(),
    occasion: Occasion = Occasion(),
) -> list[Hold]:
    """Why a comment is to be read before it is shown, in the order of `Hold`; empty when no rule says so.

    `words` is the editors' list. The name is looked at as the text is. `published` may be a function: it is called only
    when there is something to look up.
    """
    whole = f"{name}\n{text}"
    found = {
        Hold.IDENTITY_NUMBER: bool(identity_numbers(whole)),
        Hold.PHONE: has_phone(whole),
        Hold.EMAIL: has_email(whole),
        Hold.LINK: holds_links and has_link(whole),
        Hold.WORDS: has_word_of(word_list(words), whole),
        Hold.TOO_FAST: occasion.seconds_open is not None and occasion.seconds_open < SOONEST_SECONDS,
        Hold.TOO_MANY: occasion.is_one_of_many,
        Hold.CAPITALS: is_in_capitals(text),
        Hold.SAME_TEXT: occasion.stands_elsewhere,
    }
    if any(found[hold] for hold in (Hold.PHONE, Hold.LINK)):
        known = published() if callable(published) else published
        found[Hold.PHONE] = has_phone(whole, published=known.phones)
        found[Hold.LINK] = holds_links and has_link(whole, own_hosts=known.hosts)
    return [hold for hold in Hold if found.get(hold)]


def may_be_shown(text: str, *, name: str = "") -> bool:
    """Whether a moderator may show it: not while it holds what is never shown (NEVER_SHOWN)."""
    return not NEVER_SHOWN.intersection([Hold.IDENTITY_NUMBER] if identity_numbers(f"{name}\n{text}") else [])


def is_in_capitals(text: str) -> bool:
    """Whether a text that is more than a word or two is written in capitals for the most part."""
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper >= FEWEST_CAPITALS and upper > 3 * lower


def text_key(text: str) -> str:
    """Equal for texts with the same letters and digits; empty for a text that many may write in the same words."""
    letters = "".join(ch for ch in text.casefold() if ch.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) > SHORT_TEXT else ""
