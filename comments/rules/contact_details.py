"""Telephone numbers, e-mail addresses and links in a text. Pure.

What helps everybody is no personal detail and holds nothing: 112, 1177 and other short numbers, 020 (free of charge),
010 and 077 (authorities, health care, companies; no private person has one), and what the site itself publishes, which the
caller passes in. A link to the site itself is no link.
"""

import re
from collections.abc import Collection, Iterator

from comments.rules.folding import fold

_BETWEEN = r"[ ()/-]{0,3}"
_AT_HOME = re.compile(rf"(?<![0-9+])0[1-9](?:{_BETWEEN}[0-9]){{6,8}}(?![0-9])")
_FROM_ABROAD = re.compile(rf"(?<![0-9])(?:\+|00)[1-9](?:{_BETWEEN}[0-9]){{6,14}}(?![0-9])")
_FOR_EVERYBODY = ("010", "020", "077")
_DATE = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}")
_HOURS = re.compile(r"(?:[01][0-9]|2[0-4])[0-5][0-9] ?- ?(?:[01][0-9]|2[0-4])[0-5][0-9]")

_AT = r"(?:@| ?[\[({](?:at|snabel-?a)[\])}] ?)"
_EMAIL = re.compile(rf"[^\s@<>()\[\]{{}},;:\"]{{1,64}}{_AT}[a-z0-9à-öø-ÿ-]+(?:\.[a-z0-9à-öø-ÿ-]+)+")
_JUNK_ENDINGS = (
    "biz|cc|click|club|com|fun|icu|info|io|link|live|ly|net|online|org|ru|shop|site|store|top|vip|win|xyz"
)
# "…nere vid ån.Se till att" is a forgotten space, not an address: endings that are words need a path.
_LINK = re.compile(
    rf"(?:https?|hxxps?|ftp)://([^\s/<>\"']*)|\b(www\.[^\s/<>\"']+)|\[url|<a\s"
    rf"|(?<![@\w.-])([a-z0-9à-öø-ÿ-]+(?:\.[a-z0-9à-öø-ÿ-]+)*\.(?:{_JUNK_ENDINGS}))(?![\w-])"
    r"|(?<![@\w.-])([a-z0-9à-öø-ÿ-]+(?:\.[a-z0-9à-öø-ÿ-]+)*\.[a-z]{2,})/[\w?]"
)


def has_phone(text: str, *, published: Collection[str] = ()) -> bool:
    """Whether `text` has a telephone number that may be a private person's. `published`: numbers that anybody may write."""
    known = {_national(number) for number in published}
    return any(number not in known for number in _phones(fold(text).text))


def has_email(text: str) -> bool:
    """Whether `text` has an e-mail address, also one with (at) in it. The site publishes none."""
    return _EMAIL.search(fold(text).text) is not None


def has_link(text: str, *, own_hosts: Collection[str] = ()) -> bool:
    """Whether `text` has a web address, also a half one, that leads elsewhere than to `own_hosts`."""
    return any(
        next((host for host in match.groups() if host), "")
        .rpartition("@")[2]
        .partition(":")[0]
        .rstrip(".,;!?)")
        not in own_hosts
        for match in _LINK.finditer(fold(text).text)
    )


def _phones(folded: str) -> Iterator[str]:
    for pattern in (_AT_HOME, _FROM_ABROAD):
        for match in pattern.finditer(folded):
            number, written = _national(match.group()), match.group().strip()
            if number.startswith(_FOR_EVERYBODY) or _HOURS.fullmatch(written):
                continue
            if not _DATE.fullmatch(number):
                yield number


def _national(number: str) -> str:
    """Its digits as they are dialled within the country; those of a foreign number begin with ``+``."""
    digits = re.sub(r"[^0-9+]", "", number.replace("(0)", ""))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    return "0" + digits[3:].removeprefix("0") if digits.startswith("+46") else digits
