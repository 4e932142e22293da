"""Loading of rounds: residents propose and vote, the site counts, projects follow, each at its own time."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from budgeting.models import BudgetingPage, Round
from budgeting.rules.phases import Schedule
from budgeting.services.ballots import cast_ballot
from budgeting.services.counting import count_round
from budgeting.services.review import withdraw_for_author
from budgeting.services.rounds import Terms, Words, create_round
from budgeting.services.voters import Declaration, Voter
from home.demo import texts_budgeting, texts_easy, texts_equal_shares, texts_proposals, texts_ways_to_vote
from home.demo.dates import Calendar
from home.demo.projects import follow_up
from home.demo.proposals import begin_one, propose, resident
from home.demo.shelf import Shelf
from home.demo.texts_budgeting import KRONA, RoundText
from home.demo.texts_proposals import ProposalText
from home.demo.ways_to_vote import vote_with_codes, vote_with_eid
from radslag.clock import at

SEED = 2026
MOST_CHOICES = 3


def load_rounds(shelf: Shelf, calendar: Calendar) -> None:
    """All rounds with their pages, proposals, ballots and the finished count."""
    rounds = texts_budgeting.rounds(calendar.half_year(-205), calendar.half_year(-15))
    contracts = {text.key: _create(shelf, calendar, text) for text in rounds}
    days = {text.key: text.days for text in rounds}

    counted = contracts["omgang-raknad"]
    numbers = propose(shelf, counted, texts_proposals.COUNTED, calendar, days["omgang-raknad"])
    _vote(
        counted,
        _dealt(numbers, texts_proposals.COUNTED, texts_proposals.COUNTED_VOTERS),
        counted.voting_closes,
    )
    with at(counted.voting_closes + dt.timedelta(minutes=1)):
        count_round(round_id=counted.pk)
    follow_up(shelf, counted, calendar)

    voting = contracts["omgang-rostning"]
    numbers = propose(shelf, voting, texts_proposals.VOTING, calendar, days["omgang-rostning"])
    _vote(voting, _dealt(numbers, texts_proposals.VOTING, texts_proposals.VOTING_VOTERS), calendar.at(0, 0))

    _withdraw(shelf, voting, numbers, texts_proposals.VOTING)

    submission = contracts["sommarpotten"]
    propose(shelf, submission, texts_proposals.SUBMISSION, calendar, (-9, -1, 0, 0, 0, 0))
    begin_one(submission, calendar.at(-1, 18, 22))

    _load_other_ways(shelf, calendar)
    _load_equal_shares(shelf, calendar)


def _load_other_ways(shelf: Shelf, calendar: Calendar) -> None:
    """The rounds with voting codes and with electronic identification."""
    texts = texts_ways_to_vote
    with_codes, with_eid = texts.rounds(calendar.half_year(-12))
    round_ = _create(shelf, calendar, with_codes)
    vote_with_codes(shelf, round_, propose(shelf, round_, texts.SANDBY, calendar, with_codes.days))
    round_ = _create(shelf, calendar, with_eid)
    vote_with_eid(round_, propose(shelf, round_, texts.HAMNEN, calendar, with_eid.days))


def _load_equal_shares(shelf: Shelf, calendar: Calendar) -> None:
    """A finished round of another year, counted by equal shares."""
    text = texts_equal_shares.finished_round(calendar.half_year(-400))
    round_ = _create(shelf, calendar, text)
    numbers = propose(shelf, round_, texts_equal_shares.PROPOSALS, calendar, text.days)
    ballots = [
        [numbers[place] for place in places]
        for times, places in texts_equal_shares.BALLOTS
        for _voter in range(times)
    ]
    _vote(round_, ballots, round_.voting_closes)
    with at(round_.voting_closes + dt.timedelta(minutes=1)):
        count_round(round_id=round_.pk)


def schedule(calendar: Calendar, days: Sequence[int]) -> Schedule:
    """The instants of a round: things open at 9 and close at 23.59, results come at 12; staff work on weekdays."""
    opens, closes, shown, voting, ends, result = days
    return Schedule(
        submission_opens=calendar.at(opens, 9),
        submission_closes=calendar.at(closes, 23, 59),
        proposals_shown=calendar.at(calendar.working_day(shown), 9),
        voting_opens=calendar.at(calendar.working_day(voting), 9),
        voting_closes=calendar.at(ends, 23, 59),
        result=calendar.at(calendar.working_day(result), 12),
    )


def _create(shelf: Shelf, calendar: Calendar, text: RoundText) -> Round:
    heading, question = text.thread
    page = create_round(
        programme=BudgetingPage.objects.get(pk=shelf.pages[text.programme].pk),
        terms=Terms(
            name=text.name,
            schedule=schedule(calendar, text.days),
            budget_ore=text.budget * KRONA,
            cap_ore=text.cap * KRONA,
            criteria=texts_budgeting.CRITERIA,
            questions=texts_budgeting.QUESTIONS,
            **text.terms,
        ),
        words=Words(
            lead=text.lead,
            question=text.question,
            requirements=texts_budgeting.REQUIREMENTS,
            slug=text.slug or text.key,
            page_fields={
                "picture": shelf.images[text.picture],
                "body": shelf.body(text.body),
                "easy_read": texts_easy.EASY.get(text.key, ""),
                "first_published_at": calendar.at(text.days[0], 8) if text.days[0] < 0 else None,
                "thread_mode": "open" if heading else "off",
                "thread_heading": heading,
                "thread_question": question,
                "proposal_threads": bool(heading),
            },
        ),
        publish=True,
        lot_seed=f"radslag-demo-{text.key}",
    )
    shelf.pages[text.key] = page
    return page.round


def _withdraw(shelf: Shelf, round_: Round, numbers: Sequence[int], texts: Sequence[ProposalText]) -> None:
    """Some change their mind when voting has begun; the proposal stays visible as withdrawn."""
    for number, text in zip(numbers, texts, strict=True):
        if text.withdrawn:
            with at(round_.voting_opens + dt.timedelta(days=2, hours=5)):
                withdraw_for_author(proposal_id=number, by=shelf.staff["granskare"], reason=text.withdrawn)


def _dealt(numbers: Sequence[int], texts: Sequence[ProposalText], voters: int) -> list[list[int]]:
    """Ballots in which each proposal gets exactly its votes: dealt out like cards, so nobody gets one twice."""
    ballots: list[list[int]] = [[] for _ in range(voters)]
    seat = 0
    for number, text in zip(numbers, texts, strict=True):
        for _ in range(text.votes):
            ballots[seat % voters].append(number)
            seat += 1
    return [ballot for ballot in ballots if ballot]


def _vote(round_: Round, ballots: Sequence[Sequence[int]], until: dt.datetime) -> None:
    """Cast the ballots at odd times between the opening and `until`."""
    random = Random(SEED)  # noqa: S311 - which minute a made-up person votes is no secret
    minutes = int((until - round_.voting_opens).total_seconds() // 60)
    for i, choices in enumerate(ballots):
        order = random.sample(list(choices), len(choices))
        with at(round_.voting_opens + dt.timedelta(minutes=random.randrange(minutes))):
            cast_ballot(
                said=Declaration(declared=True),
                round_id=round_.pk,
                voter=Voter(email=resident(i + 1)),
                choices=order,
            )
