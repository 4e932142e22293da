"""“What every project costs”: the table by year and round, its files and its feed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from budgeting.models import BudgetingPage, Payment, Project, Proposal
from budgeting.rules.phases import Phase
from budgeting.services import project_updates
from budgeting.services.counting import count_round
from budgeting.services.payment_requests import enter_reversal
from budgeting.services.projects import keep_projects
from radslag.clock import at

from .builders import (
    DAY,
    TICK,
    cancel,
    make_ballot,
    make_funded,
    make_payment,
    make_programme,
    make_proposal,
    make_round,
    make_schedule,
    make_staff,
)
from .test_project_pages import decide_more, many_projects, photo, say
from .test_views import count_queries, text_of

pytestmark = pytest.mark.django_db
SUMMER = timezone.make_aware(dt.datetime(2027, 7, 1, 12))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def in_the_middle_of_a_year():
    """So that no round of a test falls in another year."""
    with at(SUMMER):
        yield


def funded_in(programme: BudgetingPage, days: int = 0) -> Project:
    """A project of a round so many days earlier."""
    schedule = make_schedule(Phase.RESULT, now=SUMMER, shift=-days * DAY)
    proposal = make_funded(programme=programme, schedule=schedule)
    keep_projects()
    return Project.objects.get(proposal=proposal)


def pay(proposal: Proposal, kronor: int, **fields: Any) -> Payment:
    return make_payment(proposal, kronor, **({"paid_on": SUMMER.date()} | fields))


def address(programme: BudgetingPage, ending: str = "/") -> str:
    return f"{programme.url}vad-projekten-kostar{ending}"


def get(url: str) -> Any:
    response = Client().get(url)
    assert response.status_code == 200, url
    return response


def rows_of(url: str) -> list[dict[str, str]]:
    content = get(url).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def amounts(cells: str) -> list[int]:
    """The whole kronor in the number cells of a piece of HTML."""
    found = re.findall(r'class="places__number places__change">([^<]+)<', cells)
    return [int(re.sub(r"\D", "", text)) * (-1 if "−" in text else 1) for text in found]


# The table


def test_each_project_stands_with_decided_paid_and_left_and_the_sums_add_up():
    programme = make_programme()
    first, _second = many_projects_of(programme)
    pay(first.proposal, 40)
    decide_more(first, 5)
    html = get(address(programme)).content.decode()
    table = html[html.index("<tbody>") : html.index("</table>")]
    body, foot = table.split("</tbody>")
    assert amounts(body) == [105, 40, 65, 100, 0, 100]
    assert amounts(foot) == [205, 40, 165]
    key = html[html.index('class="money-key"') :]
    assert [re.sub(r"\D", "", text) for text in re.findall(r"<dd>(.*?)</dd>", key)[:2]] == ["40", "165"]


def many_projects_of(programme: BudgetingPage) -> list[Project]:
    return many_projects(programme, 2, schedule=make_schedule(Phase.RESULT, now=SUMMER))


def test_years_stand_apart_the_newest_first_and_add_up_together():
    programme = make_programme()
    new, old = funded_in(programme), funded_in(programme, days=400)
    pay(old.proposal, 3_000)
    words, html = text_of(get(address(programme))), get(address(programme)).content.decode()
    assert new.proposal.round.name in words and old.proposal.round.name not in words
    years = html[html.index('id="ar-for-ar"') :]
    years = years[: years.index("</table>")]
    assert amounts(years) == [10_000, 0, 10_000, 10_000, 3_000, 7_000, 20_000, 3_000, 17_000]
    assert '<a href="?ar=2026">' in years
    assert old.proposal.round.name in text_of(get(address(programme, "/?ar=2026")))
    for odd in ("1999", "x", "", "%00"):
        assert new.proposal.round.name in text_of(get(address(programme, f"/?ar={odd}")))


def test_without_projects_it_says_when_there_will_be_some():
    programme = make_programme()
    assert "Inga projekt än" in text_of(get(address(programme)))
    assert rows_of(address(programme, ".csv")) == []


def test_many_projects_take_as_many_queries_and_come_in_pages():
    one, many = make_programme(), make_programme()
    many_projects(one, 1, schedule=make_schedule(Phase.RESULT, now=SUMMER))
    many_projects(many, 60, schedule=make_schedule(Phase.RESULT, now=SUMMER))
    assert count_queries(address(one)) == count_queries(address(many)) <= 25
    first, second = get(address(many)), get(address(many, "/?ar=2027&sida=2"))
    assert len(first.content) < 60_000
    assert first.content.decode().count("follow-up__paid") == 40
    assert second.content.decode().count("follow-up__paid") == 20
    assert "6 000" in text_of(second), "sums are of the whole round on every page"


def test_it_shows_the_same_in_every_reading_and_nothing_of_a_round_that_is_not_public():
    programme = make_programme()
    project = funded_in(programme)
    assert get(address(programme)).content == get(address(programme)).content
    project.proposal.round.page_in("sv").unpublish()
    assert "Inga projekt än" in text_of(get(address(programme)))
    assert rows_of(address(programme, ".csv")) == []
    assert json.loads(get(address(programme, ".json")).content)["projects"] == []


def test_what_a_count_gave_is_nobodys_before_the_result():
    programme = make_programme()
    schedule = make_schedule(Phase.COUNTING, now=SUMMER)
    round_ = make_round(Phase.COUNTING, programme=programme, schedule=schedule)
    make_ballot(round_, make_proposal(round_))
    count_round(round_id=round_.pk)

    def told() -> list[int]:
        content = json.loads(get(address(programme, ".json")).content)
        return [one["counted_ore"] for one in content["rounds"]]

    assert told() == []
    with at(round_.result_at - TICK):
        assert told() == []
    with at(round_.result_at):
        assert told() == [10_000_00]
    cancel(round_)
    with at(round_.result_at + DAY):
        assert told() == []


@pytest.mark.parametrize("ending", ["/", ".csv", ".json", "/rss/"])
def test_a_programme_that_not_everyone_may_read_has_none_of_it(ending):
    programme = make_programme()
    assert Client().get(address(programme, ending)).status_code == 200
    PageViewRestriction.objects.create(page=programme, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(address(programme, ending)).status_code == 404
    assert Client().get(f"{programme.url}utbetalningar.csv").status_code == 404


def test_only_a_programme_has_one():
    home = make_programme().get_parent()
    assert Client().get(f"{home.url}vad-projekten-kostar/").status_code == 404
    assert Client().get("/finns/inte/vad-projekten-kostar/").status_code == 404


# The files


def test_the_table_of_projects_has_a_row_each_with_numbers_of_kronor():
    programme = make_programme()
    project = funded_in(programme)
    decide_more(project, 500)
    pay(project.proposal, 0, amount_ore=1_234_50)
    say(project, status="late", text="", reason="Marken är frusen.", expected_on=dt.date(2028, 5, 1))
    (row,) = rows_of(address(programme, ".csv"))
    assert row["Projekt"] == project.proposal.title and row["År"] == "2027"
    assert (row["Räkningen gav, kr"], row["Beslutat, kr"]) == ("10000", "10500")
    assert (row["Utbetalt, kr"], row["Kvar, kr"]) == ("1234,5", "9265,5")
    assert (row["Läge"], row["Beräknas klart"]) == ("Försenat", "maj 2028")
    assert row["Adress"].startswith("http") and row["Adress"].endswith(project.proposal.get_absolute_url())


def test_the_table_of_payments_has_a_row_each_and_counter_entries_below_nothing():
    programme = make_programme()
    project = funded_in(programme)
    payment = pay(project.proposal, 4_000, what="Virke")
    enter_reversal(payment_id=payment.pk, reason="Fel projekt", by=make_staff())
    counter, paid = rows_of(f"{programme.url}utbetalningar.csv")
    assert (paid["Belopp, kr"], paid["Vad"], paid["Tar tillbaka"]) == ("4000", "Virke", "")
    assert (counter["Belopp, kr"], counter["Vad"]) == ("-4000", "Fel projekt")
    assert counter["Tar tillbaka"] == paid["Utbetalning"] == str(payment.pk)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_begins_a_formula(start):
    programme = make_programme()
    project = funded_in(programme)
    evil = f"{start}HYPERLINK(1)"
    pay(project.proposal, 1, what=f"{evil.strip()}")
    Project.objects.update(responsible_shown=evil)
    type(project.proposal).objects.update(title=evil)
    for url in (address(programme, ".csv"), f"{programme.url}utbetalningar.csv"):
        for row in rows_of(url):
            for name, cell in row.items():
                assert not cell.startswith(("=", "+", "@", "\t", "-H")), (name, cell)


def test_the_file_for_programs_holds_everything_that_is_public_and_says_what_it_means():
    programme = make_programme()
    project = funded_in(programme)
    say(project, text="Vi gräver.", status="under_way", pictures=(photo("En grop"),))
    decide_more(project, 500)
    pay(project.proposal, 4_000, what="Virke")
    told = json.loads(get(address(programme, ".json")).content)
    (one,) = told["projects"]
    assert told["licence"]["name"] == "CC0 1.0" and told["unit"]
    assert (one["counted_ore"], one["decided_ore"], one["paid_ore"], one["left_ore"]) == (
        10_000_00, 10_500_00, 4_000_00, 6_500_00,
    )  # fmt: skip
    assert set(one) - {"plan", "milestones", "updates", "decisions", "payments"} == set(told["columns"]) - {
        "payment", "paid_on", "amount_ore", "what", "takes_back",
    }  # fmt: skip
    (update,) = one["updates"]
    assert (update["text"], update["from"], update["status"]) == ("Vi gräver.", "staff", "under_way")
    assert update["pictures"][0]["shows"] == "En grop"
    assert [(d["amount_ore"], d["reason"]) for d in one["decisions"]] == [(500_00, "Virket blev dyrare.")]
    assert [p["what"] for p in one["payments"]] == ["Virke"]
    (round_,) = told["rounds"]
    assert (round_["pot_ore"], round_["counted_ore"], round_["more_ore"]) == (100_000_00, 10_000_00, 500_00)


@pytest.mark.parametrize("ending", [".csv", ".json", "/rss/"])
def test_a_file_of_many_takes_as_many_queries(ending):
    one, many = make_programme(), make_programme()
    for programme, n in ((one, 1), (many, 12)):
        for project in many_projects(programme, n, schedule=make_schedule(Phase.RESULT, now=SUMMER)):
            say(project, pictures=(photo(),))
            pay(project.proposal, 5)
    assert count_queries(address(one, ending)) == count_queries(address(many, ending)) <= 25


def test_whoever_has_the_file_already_is_spared_it():
    programme = make_programme()
    funded_in(programme)
    first = get(address(programme, ".json"))
    again = Client().get(address(programme, ".json"), HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304


# The feed


def test_the_feed_tells_what_is_published_the_newest_first_and_is_the_same_bytes_until_then():
    programme = make_programme()
    project = funded_in(programme)
    say(project, text="Vi gräver & bygger <b>.", status="under_way")
    waiting = project_updates.write_as_applicant(
        project_id=project.pk, author=project.proposal.author, text="xväntarx"
    )
    first = get(address(programme, "/rss/"))
    assert "xväntarx" not in first.content.decode()
    assert first.content == get(address(programme, "/rss/")).content
    with at(SUMMER + DAY):
        project_updates.publish(update_id=waiting.pk, by=make_staff())
        items = ElementTree.fromstring(get(address(programme, "/rss/")).content).findall("channel/item")  # noqa: S314
    assert [item.findtext("title") for item in items] == [
        project.proposal.title, f"{project.proposal.title}: Pågår",
    ]  # fmt: skip
    assert items[1].findtext("description") == "<p>Vi gräver &amp; bygger &lt;b&gt;.</p>"
    assert f"#handelse-{waiting.pk}" in (items[0].findtext("link") or "")


def test_every_page_with_projects_leads_to_the_table():
    programme = make_programme()
    project = funded_in(programme)
    link = f'href="{address(programme)}"'
    for url in (programme.url, project.proposal.round.page_in("sv").url, project.proposal.get_absolute_url()):
        assert link in get(url).content.decode(), url


def test_the_table_is_there_in_every_language_by_the_path_of_the_page(client):
    page = make_funded().round.programme
    path = page.get_url().strip("/")
    for address in (f"/{path}/vad-projekten-kostar/", f"/en/{path}/vad-projekten-kostar/"):
        assert client.get(address).status_code == 200
