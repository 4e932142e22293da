"""The money of a year and of a round as readers meet it: every part as text, and together the whole."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from budgeting import display
from budgeting.models import BudgetingPage, Leftover, Payment, Proposal, RoundPage
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from budgeting.services.payment_requests import enter_reversal
from radslag.clock import at
from radslag.models import Contact

from .builders import (
    KRONA,
    cancel,
    make_ballot,
    make_funded,
    make_home,
    make_payment,
    make_programme,
    make_project,
    make_proposal,
    make_round,
    make_round_page,
    make_schedule,
)
from .test_project_pages import decide_more
from .test_views import count_queries, text_of

pytestmark = pytest.mark.django_db
SUMMER = timezone.make_aware(dt.datetime(2027, 7, 1, 12))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def in_the_middle_of_a_year():
    """So that no round of a test falls in another year."""
    with at(SUMMER):
        yield


def key_of(html: str) -> list[int]:
    """The kronor in the key of the bar, in its order."""
    key = html[html.index('class="money-key"') : html.index("</dl>", html.index('class="money-key"'))]
    return [int(re.sub(r"\D", "", text)) for text in re.findall(r"<dd>(.*?)</dd>", key)]


def sum_of(html: str) -> int:
    (text,) = re.findall(r'money-overview__sum">(.*?)money-overview__for', html)
    return int(re.sub(r"\D", "", text))


def html_of(url: str) -> str:
    return Client().get(url).content.decode()


@pytest.fixture
def programme() -> BudgetingPage:
    """300 000 kr: 10 000 decided of a pot of 100 000, 3 000 of them paid; 50 000 in a vote that goes on."""
    page = make_programme(envelope_ore=300_000 * KRONA)
    proposal = funded_in(page)
    pay(proposal, 3_000)
    plan(Phase.VOTING, programme=page, budget_ore=50_000 * KRONA)
    return page


def in_summer(phase: Phase = Phase.RESULT, **overrides: Any) -> dict[str, Any]:
    """What makes a round stand in `phase` at the instant of the tests."""
    return {"schedule": make_schedule(phase, now=SUMMER)} | overrides


def plan(phase: Phase, **overrides: Any) -> RoundPage:
    return make_round_page(phase, **in_summer(phase, **overrides))


def funded_in(programme: BudgetingPage | None = None, **overrides: Any) -> Proposal:
    return make_funded(programme=programme, **in_summer(**overrides))


def pay(proposal: Proposal, kronor: int) -> Payment:
    return make_payment(proposal, kronor, paid_on=SUMMER.date())


def test_paid_decided_reserved_and_left_are_the_money_of_the_year(programme):
    html = html_of(programme.url)
    assert key_of(html) == [3_000, 7_000, 50_000, 240_000]
    assert sum_of(html) == sum(key_of(html)) == 300_000
    for words in ("Utbetalt", "Beslutat, inte utbetalt än", "I omgångar som inte är klara"):
        assert words in html


def test_the_home_page_adds_up_all_programmes(programme):
    other = make_programme(envelope_ore=40_000 * KRONA)
    plan(Phase.BEFORE, programme=other, budget_ore=25_001 * KRONA)
    html = html_of(make_home().url)
    assert key_of(html) == [3_000, 7_000, 75_001, 254_999]
    assert sum_of(html) == sum(key_of(html)) == 340_000


def test_a_payment_that_was_taken_back_is_not_paid(programme):
    paid = pay(programme.rounds.get(counts__isnull=False).proposals.get(), 1_500)
    assert key_of(html_of(programme.url))[:2] == [4_500, 5_500]
    enter_reversal(payment_id=paid.pk, reason="Fel belopp", by=None)
    assert key_of(html_of(programme.url))[:2] == [3_000, 7_000]


def test_a_cancelled_round_holds_no_money(programme):
    cancel(programme.rounds.get(counts__isnull=True))
    html = html_of(programme.url)
    assert key_of(html) == [3_000, 7_000, 0, 290_000]
    assert sum_of(html) == 300_000


def test_money_of_another_year_is_of_that_year(programme):
    with at(SUMMER.replace(year=2028)):
        assert key_of(html_of(programme.url)) == [0, 0, 0, 300_000]


def test_what_is_decided_later_is_of_its_own_year_and_so_is_what_is_paid_of_it():
    page = make_programme(envelope_ore=300_000 * KRONA)
    proposal = make_project(proposal=funded_in(page)).proposal
    pay(proposal, 8_000)
    told = []
    for year, more, then in ((2028, 5_000, 2_000), (2028, 0, 3_500), (2029, 1_000, 2_500)):
        day = SUMMER.replace(year=year)
        with at(day):
            if more:
                decide_more(proposal.project, more)
            before = key_of(html_of(page.url))[:2]
            make_payment(proposal, then, paid_on=day.date(), what=f"{then}")
            home = key_of(html_of(make_home().url))
            assert home == key_of(html_of(page.url))
            told.append((before, home[:2]))
    # the ten thousand of the count are paid first, then what was decided in 2028, and last what was in 2029
    assert told == [([0, 5_000], [0, 5_000]), ([0, 5_000], [3_500, 1_500]), ([0, 1_000], [1_000, 0])]


def test_the_parts_are_never_more_than_the_sum_that_is_shown(programme):
    BudgetingPage.objects.filter(pk=programme.pk).update(envelope_ore=20_000 * KRONA)
    html = html_of(programme.url)
    assert sum_of(html) == sum(key_of(html)) == 60_000


@pytest.mark.parametrize(
    ("whole", "given", "paid", "reserved"), [(3, 1, 1, 1), (700, 333, 1, 366), (1, 0, 0, 1), (9, 9, 9, 0)]
)
def test_the_drawn_parts_follow_each_other_within_the_bar(whole, given, paid, reserved):
    money = display.MoneyParts(whole, given_ore=given, paid_ore=paid, reserved_ore=reserved)
    ends = [float(end.rstrip("%")) for end in (money.paid_share, money.decided_end, money.reserved_end)]
    assert ends == sorted(ends) and ends[-1] <= 100
    assert money.paid_ore + money.decided_ore + money.reserved_ore + money.left_ore == money.sum_ore == whole


def test_an_empty_programme_shows_its_money_and_nothing_that_is_not_there():
    page = make_programme(envelope_ore=100_000 * KRONA)
    html = html_of(page.url)
    assert key_of(html) == [0, 0, 0, 100_000]
    for absent in ("Reglerna i korthet", "Vad pengarna är till för", "money-bar__paid", "url(#arspott)"):
        assert absent not in html


def test_the_rules_stand_as_a_list_without_the_editors_dashes_and_no_sum_is_broken():
    page = make_programme(rules="- Du bor i Närlunda.\n\n•  Högst 25 000 kr.\n <b>Öppet</b> för alla")
    html = html_of(page.url)
    assert "Reglerna i korthet" in html
    for rule in (
        "Du bor i Närlunda.",
        "Högst 25\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr.",
        "&lt;b&gt;Öppet&lt;/b&gt; för alla",
    ):
        assert f"<li>{rule}</li>" in html


def test_payments_cost_no_query_each():
    page = make_programme()
    pay(funded_in(page), 1_000)
    few = count_queries(page.url)
    other = funded_in(make_programme())
    for _ in range(9):
        pay(other, 1_000)
    assert count_queries(other.round.programme.url) == few <= 25


# The result of a round


def result_of(proposal) -> str:
    return html_of(proposal.round.page_in("sv").url)


def test_the_result_says_what_is_paid_of_what_was_decided():
    proposal = funded_in()
    pay(proposal, 4_000)
    html = result_of(proposal)
    assert key_of(html) == [4_000, 6_000, 90_000]
    assert sum_of(html) == 100_000


@pytest.mark.parametrize(
    ("leftover", "words"),
    [
        (Leftover.RETURNED, "De går tillbaka till årets pengar."),
        (Leftover.CARRIED_OVER, "De förs över till nästa omgång."),
    ],
)
def test_the_result_says_what_becomes_of_the_money_that_is_left(leftover, words):
    text = text_of(Client().get(funded_in(leftover=leftover).round.page_in("sv").url))
    assert "Inget förslag fick de sista" in text and words in text


def test_a_pot_that_was_used_up_says_nothing_about_money_that_is_left():
    round_ = make_round(Phase.RESULT, budget_ore=10_000 * KRONA, cap_ore=10_000 * KRONA, **in_summer())
    make_ballot(round_, make_proposal(round_))
    count_round(round_id=round_.pk)
    html = html_of(round_.page_in("sv").url)
    assert key_of(html) == [0, 10_000, 0] and "Inget förslag fick de sista" not in html


# Before publishing


def test_a_programme_without_purpose_rules_or_contacts_is_told_so_before_publishing():
    with override("en"):
        found = {remark.field for remark in make_programme().publishing_remarks(SUMMER)}
        assert {"purpose", "rules", "contacts"} <= found
        page = make_programme(purpose="Området ska bli tryggare.", rules="Bo här.")
        page.contacts.create(
            contact=Contact.objects.create(role="Samordnare", email="samordnare@example.org")
        )
        assert not {remark.field for remark in page.publishing_remarks(SUMMER)} & {
            "purpose",
            "rules",
            "contacts",
        }
