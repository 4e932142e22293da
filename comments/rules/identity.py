"""Swedish personal identity numbers and coordination numbers in a text. Pure.

Form and checksum: the Swedish Tax Agency's SKV 704 and SKV 707. A number has six or eight digits for the date of birth
(60 is added to the day in a coordination number) and four more, of which the last is a Luhn checksum over ten digits.
"""

import datetime as dt
import re
from collections.abc import Iterator

from comments.rules.folding import Folded, fold

_COORDINATION = 60
_BETWEEN = r"[ .:/_*\n+-]{0,3}"
_IN_RUN = r"(?: {0,2}[-+]{0,2} {0,2}|[.:/_*])"
# The date in one piece: what stands around it does not matter, unless it is a digit.
_COMPACT = re.compile(rf"(?<![0-9])((?:18|19|20)?[0-9]{{6}}){_BETWEEN}([0-9]{{4}})(?![0-9])")
# The VAT number of a person's own firm is the person's number between SE and 01.
_OF_A_FIRM = re.compile(rf"(?<![0-9a-z])se {{0,2}}([0-9]{{6}}){_BETWEEN}([0-9]{{4}}) {{0,2}}01(?![0-9])")
# Anything that people may have put spaces and dashes in: looked at as a whole, so that no part of a longer number counts.
_RUN = re.compile(rf"[0-9](?:{_IN_RUN}[0-9])*")
_DAY_AND_TIME = re.compile(r"([0-9]{4})([-./])[0-9]{2}\2[0-9]{2}[ .:/-]+(?:[01][0-9]|2[0-3])[0-5][0-9]")
_CLOCK_AT_END = re.compile(r"(?:[01][0-9]|2[0-3])[.:][0-5][0-9]")
_YEAR_OF_MEETINGS = 2015


def identity_numbers(text: str) -> list[tuple[int, int]]:
    """The half-open spans of `text` that are such numbers, first to last. They never overlap.

    A telephone number in one piece that has the date and the checksum of a person born in 2007 (0701…) can't be told
    from that person's number, and counts as one.
    """
    folded = fold(text)
    if sum(ch in "0123456789" for ch in folded.text) < 10:
        return []
    spans: list[tuple[int, int]] = []
    for start, end in sorted({*_in_one_piece(folded), *_in_many_pieces(folded)}):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _in_one_piece(folded: Folded) -> Iterator[tuple[int, int]]:
    for pattern in (_COMPACT, _OF_A_FIRM):
        for match in pattern.finditer(folded.text):
            date, number = match.groups()
            whole = date + number
            if _is_number(whole) and not _is_mobile(whole, match.group()):
                yield folded.span(match.start(1), match.end(2))


def _in_many_pieces(folded: Folded) -> Iterator[tuple[int, int]]:
    for match in _RUN.finditer(folded.text):
        groups = re.findall(r"[0-9]+", match.group())
        digits = "".join(groups)
        if (
            len(groups) > 1
            and _is_number(digits)
            and _falls_apart_as_one(groups)
            and not _is_meeting(match.group())
        ):
            yield folded.span(match.start(), match.end())


def _is_number(digits: str) -> bool:
    return len(digits) in (10, 12) and _has_date(digits[:-4]) and _luhn(digits[-10:])


def _has_date(date: str) -> bool:
    month, day = int(date[-4:-2]), int(date[-2:])
    day = day - _COORDINATION if day > _COORDINATION else day
    years = [int(date[:4])] if len(date) == 8 else [1900 + int(date[:2]), 2000 + int(date[:2])]
    return any(1840 <= year < 2100 and _exists(year, month, day) for year in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_mobile(digits: str, written: str) -> bool:
    """Whether it is rather a mobile number in one piece: 0701… as a coordination number would be of a rare person."""
    return len(digits) == 10 and written == digits and digits.startswith("07") and int(digits[4:6]) > 60


def _falls_apart_as_one(groups: list[str]) -> bool:
    """Whether it is divided as such a number may be: in pairs of digits, or digit by digit. 070-123 45 67 is not."""
    if all(len(group) == 1 for group in groups):
        return groups[0] != "0"
    splits_the_last_four = len(groups[-1]) < 4
    return all(len(group) % 2 == 0 for group in groups) and not (
        splits_the_last_four and groups[0].startswith("0")
    )


def _is_meeting(written: str) -> bool:
    """Whether it is rather a day and a time: 2026-11-22 1730, 22.11.26 kl 17.30 without the kl."""
    match = _DAY_AND_TIME.fullmatch(written)
    if match is not None:
        return int(match.group(1)) >= _YEAR_OF_MEETINGS
    separators = set(re.findall(r"[^0-9]+", written))
    return len(separators) > 1 and _CLOCK_AT_END.fullmatch(written[-5:]) is not None
