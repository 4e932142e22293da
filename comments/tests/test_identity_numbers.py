"""Personal identity numbers are found however they are written, and little else is taken for one. No number here is anybody's:
they are built from a date and the checksum."""

import datetime as dt
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from comments.rules.holding import identity_numbers

BETWEEN = ["", "-", "+", " ", "–", "—", "−", "‑", " - ", "\u00a0", "\u2009", "－", "\u200b-"]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
AROUND = ["", " ", "(", "nr:", "född ", ".", ",", "\n", "å"]


def checksum(nine):
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(nine))
    return str(-total % 10)


def number(born=dt.date(1985, 3, 12), serial="239", *, coordination=False, full=False):
    """The digits of a number that nobody has."""
    date = f"{born:%y%m}{born.day + 60 * coordination:02}"
    digits = date + serial + checksum(date + serial)
    return (f"{born:%Y}"[:2] if full else "") + digits


def found(text):
    return [text[start:end] for start, end in identity_numbers(text)]


BORN = st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1))
SERIAL = st.from_regex(r"[0-9]{3}", fullmatch=True).filter(str.isascii)


@given(
    BORN, SERIAL, st.booleans(), st.booleans(), st.sampled_from(BETWEEN), st.sampled_from(DIGITS),
    st.sampled_from(AROUND), st.sampled_from(AROUND),
)  # fmt: skip
@example(dt.date(2000, 2, 29), "000", False, False, "-", DIGITS[0], "", "")
@example(dt.date(1999, 12, 31), "999", True, True, "", DIGITS[0], "", "")
def test_a_number_is_found_whatever_stands_in_it_and_around_it(
    born, serial, coordination, full, between, digits, before, after
):
    plain = number(born, serial, coordination=coordination, full=full)
    assume(not (coordination and not full and between == "" and plain.startswith("07")))
    written = plain[:-4].translate(str.maketrans("0123456789", digits)) + between + plain[-4:]
    text = f"Hej {before}{written}{after} hej"
    assert found(text) == [written]


@given(BORN, SERIAL, st.booleans(), st.data())
def test_a_number_in_pairs_or_digit_by_digit_is_found(born, serial, full, data):
    plain = number(born, serial, full=full)
    assume(not plain.startswith("0"))
    size = data.draw(st.sampled_from([1, 2]))
    space = data.draw(st.sampled_from([" ", "-", "\u00a0"]))
    written = space.join(plain[i : i + size] for i in range(0, len(plain), size))
    if born.year >= 2015 and full:
        assume(" " not in written or size == 1)
    assert found(f"numret {written}.") == [written]


@given(BORN, SERIAL, st.integers(1, 9))
def test_one_wrong_digit_in_the_checksum_is_no_number(born, serial, more):
    plain = number(born, serial)
    wrong = plain[:-1] + str((int(plain[-1]) + more) % 10)
    assert found(wrong[:6] + "-" + wrong[6:]) == []


@given(st.from_regex(r"[0-9]{2}[2-9][0-9]{3}-[0-9]{4}", fullmatch=True))
def test_the_number_of_an_organisation_is_none(text):
    assert found(text) == found("16" + text) == []


@given(st.from_regex(r"(07[0-9]|08|0[1-6][0-9])[- ][1-9][0-9]{2} [0-9]{2} [0-9]{2}", fullmatch=True))
@example("070-174 06 07")
def test_a_telephone_number_as_people_write_it_is_none(text):
    assert found(text) == found("+46 " + text[1:]) == []


@given(st.integers(10**12, 10**40))
def test_a_longer_string_of_digits_holds_none(value):
    assert found(str(value)) == []
    fours = re.sub(r"([0-9]{4})(?=[0-9])", r"\1 ", str(value))
    assert found(fours) == []


@given(st.integers(0, 10**12))
def test_an_amount_in_thousands_is_none(value):
    assert found(f"{value:,}".replace(",", " ") + " kr") == []


@pytest.mark.parametrize(
    "text",
    ["", "112", "bankgiro 5050-1055", "plusgiro 90 19 50-6", "2026-11-22 1730", "2026-11-22 - 2026-12-24",
     "20261122-20261224", "ISBN 978-91-7000-150-5", "KS 2026/0123", "59.3293, 18.0686", "0701740607",
     "850230-1236", "851312-0008", "SE35 5000 0000 0549 1000 0003", "den 12 mars 1985 kl. 14.30"],
)  # fmt: skip
def test_what_only_looks_like_one_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize("between", [".", "/", ":", "_", "--", "-\n", "\n", " * ", "…"])
def test_a_number_with_another_sign_in_it_is_found(between):
    plain = number()
    if between != "…":
        assert found(f"Jag är {plain[:6]}{between}{plain[6:]}. 3 barn") == [
            f"{plain[:6]}{between}{plain[6:]}"
        ]
    dotted = ".".join((plain[:2], plain[2:4], plain[4:6])) + "-" + plain[6:]
    slashed = "/".join((plain[:2], plain[2:4], plain[4:6])) + " " + plain[6:]
    keys = "".join(f"{digit}\ufe0f\u20e3" for digit in plain)
    assert [len(found(f"Jag är {text}. 3 barn")) for text in (dotted, slashed, keys)] == [1, 1, 1]


@given(st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1)), st.times(), st.sampled_from([".", ":"]))
def test_a_day_and_a_time_is_none(day, time, sign):
    for written in (
        f"{day:%Y-%m-%d} {time:%H}{sign}{time:%M}",
        f"{day:%d.%m.%y} {time:%H}:{time:%M}",
        f"{day:%Y-%m-%d} {time:%H%M}",
    ):
        assert found(f"Vi ses {written} vid ån") == []


def test_every_number_of_a_text_is_found_and_the_one_of_a_firm():
    first, second = number(), number(dt.date(1990, 1, 1), full=True)
    text = f"{first} och {second[:8]}-{second[8:]}, moms SE{first}01"
    assert found(text) == [first, f"{second[:8]}-{second[8:]}", first]


def test_a_long_text_of_digits_and_dashes_is_looked_through_at_once():
    assert identity_numbers("1 - " * 20_000 + "1" * 20_000 + "- " * 20_000) == []
