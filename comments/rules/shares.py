"""How much of each text a page has room for: a page of any texts stays small, and short texts stand whole. Pure."""

from collections.abc import Sequence

from comments.rules.text import as_html

MARGIN = 24, 25
"""A text that is still too heavy is tried this much shorter than its weight says: letters weigh differently."""
MOST_TRIES = 6
SMALLEST = 16
"""So many characters of a text are shown however little room there is."""
AFTER_CUT = "\u00a0…"


def fair_limit(weights: Sequence[int], room: int) -> int:
    """The greatest limit L for which everybody gets what they need up to L and all of it fits in `room`.

    This is max-min fairness: nobody gets more while somebody with less still needs. When everything fits, L is the
    greatest weight.
    """
    left, sharing = room, len(weights)
    for weight in sorted(weights):
        if weight * sharing > left:
            return max(left // sharing, 0)
        left -= weight
        sharing -= 1
    return max(weights, default=0)


def fitted(texts: Sequence[str], room: int) -> list[str]:
    """The texts, the longest of them cut so that all of them weigh `room` bytes at most."""
    # No text weighs less than it has letters: one with too many of them is cut, whatever it weighs.
    most_letters = fair_limit([len(text) for text in texts], room)
    weights = [weight_of(text) if len(text) <= most_letters else most_letters + 1 for text in texts]
    limit = fair_limit(weights, room)
    return [
        text if weight <= limit else cut(text, limit) for text, weight in zip(texts, weights, strict=True)
    ]


def weight_of(text: str) -> int:
    """How many bytes `text` takes in a page."""
    return len(as_html(text).encode())


def cut(text: str, most: int) -> str:
    """The beginning of `text`, ended between words, so that it weighs `most` at most; all of it if it does not weigh more."""
    if weight_of(text) <= most:
        return text
    length = min(most, len(text))
    for _try in range(MOST_TRIES):
        if length <= SMALLEST:
            break
        begun = _between_words(text[:length]) + AFTER_CUT
        weight = weight_of(begun)
        if weight <= most:
            return begun
        length = length * most * MARGIN[0] // (weight * MARGIN[1])
    return text[:SMALLEST].rstrip() + AFTER_CUT


def _between_words(begun: str) -> str:
    """Without the last word, which may be half; a text without spaces is cut anywhere."""
    words, space, _half = begun.rstrip().rpartition(" ")
    shortened = words if space and len(words) > len(begun) // 2 else begun
    return shortened.rstrip(" \n,;:–-(")
