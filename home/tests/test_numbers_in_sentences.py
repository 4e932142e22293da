"""A limit that stands in a sentence is the limit that the program keeps: the number is in two places, and here they meet."""

import datetime as dt
import re

import pytest
from django.conf import settings

from budgeting.admin.rounds import form as round_form
from budgeting.admin.rounds import try_rules
from budgeting.elections import simulation
from budgeting.models import acts, projects, round_choices, voting_codes
from budgeting.rules import publication, sealing
from budgeting.services import attachments, eid, payments, picture_sizes, pictures, project_updates, vouchers
from comments.rules import own
from comments.services import reports
from councils.models import matters
from radslag.accounts import limiting, sessions
from radslag.language import catalogue
from radslag.privacy import my_views

MB = 1024 * 1024
WORDS = {"four": 4, "five": 5, "six": 6, "ten": 10, "thirty": 30}
SWEDISH = {4: "fyra", 5: "fem", 6: "sex", 10: "tio", 30: "trettio"}
N = rf"(?:\d+|{'|'.join(WORDS)})"
NUMBER = re.compile(
    rf"\b({N}) (?:days|hours|minutes|characters|digits|MB|million pixels|times in)\b"
    rf"|\b(?:at most|at least|go below|there are) ({N})\b(?! \d)|\bfrom ({N}) on\b",
    re.IGNORECASE,
)


def minutes(length: dt.timedelta) -> float:
    return length / dt.timedelta(minutes=1)


KEPT = {
    "60 days": projects.SILENT_DAYS,
    "90 days": matters.SILENT_DAYS,
    "24 hours": own.CONFIRM_WITHIN / dt.timedelta(hours=1),
    "12 hours": sessions.LASTS / dt.timedelta(hours=1),
    "changed for 15 minutes": minutes(own.EDIT_WINDOW),
    "It works for 15 minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT / 60,
    "ten minutes to identify": minutes(eid.ATTEMPT_LASTS),
    "Wait five minutes": minutes(limiting.PASSWORD_WINDOW),
    "fetched the file five times in": my_views.EXPORTS_AN_HOUR,
    "within thirty days": payments.TOGETHER.days,
    "sealed thirty days": sealing.KEPT_FOR.days,
    "removed for good 30 days": sealing.KEPT_FOR.days,
    "JPEG, PNG or WebP, at most 8": picture_sizes.MOST_BYTES / MB,
    "smaller than 8 MB": picture_sizes.MOST_BYTES / MB,
    "JPEG, PNG or WebP, 8 MB each": picture_sizes.MOST_BYTES / MB,
    "At most five, JPEG": pictures.MOST_PICTURES,
    "At most five: PDF": attachments.MOST_FILES,
    "10 MB": attachments.TAKEN.most_bytes / MB,
    "PDF or picture, at most 8 MB": vouchers.TAKEN.most_bytes / MB,
    "The file is larger than 8 MB": vouchers.TAKEN.most_bytes / MB,
    "5 MB": simulation.MOST_FILE / MB,
    "25 million pixels": picture_sizes.MOST_PIXELS / 1_000_000,
    "500 characters, and no names": acts.MAX_REASON,
    "Only the moderators read it. At most 500": reports.TEXT_MAX_LENGTH,
    "The text may have 500": reports.TEXT_MAX_LENGTH,
    "at most 200 characters a line": round_form.LONGEST_CRITERION,
    "At most 10. About as many": round_choices.MOST_CHOICES,
    "at most 100, and how many": round_choices.MOST_POINTS,
    "at most four rules": try_rules.MOST_RULES,
    "At most four.": try_rules.MOST_RULES,
    "at least 50 have voted": publication.LEAST_BALLOTS,
    "who may vote, at least ten": voting_codes.SMALLEST_BATCH,
    "From 50 on, each paper": voting_codes.DOUBLE_FROM,
    "When there are 50 papers": voting_codes.DOUBLE_FROM,
    "can’t go below 50": voting_codes.DOUBLE_FROM,
}
"""What a sentence says, and the number that the program keeps."""
NO_LIMIT = (
    "about ten minutes",  # how long something takes
    "for ten minutes",
    "30 days",  # the names of filters
    "digits",  # how postal codes and codes are written
    "At most four columns",  # these two are kept by the block beside them
    "At most six.",
    "at least 3 proposals",  # advice
    "at least 1",  # one
    "At least 1200 pixels",
)


def sentences() -> list[tuple[str, str, set[int]]]:
    """Every sentence of the catalogue that holds such a number: in English, in Swedish, and the numbers."""
    found = []
    for message in catalogue.read("sv"):
        english, swedish = catalogue._forms(message.id)[-1], catalogue._forms(message.string)[-1]
        numbers = {number_of(next(filter(None, one.groups()))) for one in NUMBER.finditer(english)}
        if numbers:
            found.append((english, swedish, numbers))
    return found


def number_of(text: str) -> int:
    return WORDS.get(text.lower()) or int(text)


def bare(text: str) -> str:
    """With numbers written together: 1 200 is 1200."""
    return re.sub(r"(?<=\d)[ \u00a0](?=\d{3}\b)", "", text)


def numbers_in(text: str) -> set[int]:
    return {number_of(one) for one in re.findall(rf"\b{N}\b", text, re.IGNORECASE)}


@pytest.mark.parametrize(("words", "number"), KEPT.items(), ids=KEPT)
def test_a_sentence_says_the_number_that_is_kept(words, number):
    assert numbers_in(words) == {number}
    assert [english for english, _swedish, _numbers in sentences() if words in english], (
        "nobody says so any more"
    )


def test_every_number_in_a_sentence_is_one_that_somebody_keeps():
    unknown = [
        english
        for english, _swedish, numbers in sentences()
        if not numbers
        <= {n for words in KEPT if words in english for n in numbers_in(words)}
        | {n for words in NO_LIMIT if words in english for n in numbers}
    ]
    assert not unknown, "say in KEPT which constant it is"


def test_a_translation_says_the_same_number():
    wrong = [
        swedish
        for _english, swedish, numbers in sentences()
        if not all(re.search(rf"\b(?:{n}|{SWEDISH.get(n, n)})\b", bare(swedish), re.I) for n in numbers)
    ]
    assert not wrong


def test_project_pictures_are_as_many_as_proposal_pictures():
    """One sentence stands at both."""
    assert project_updates.MOST_PICTURES == pictures.MOST_PICTURES
