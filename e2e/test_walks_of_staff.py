"""A moderator's five minutes and an administrator's closing minute, walked whole. docs/walks.md tells what each walk costs."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, expect

from budgeting.models import Round
from budgeting.services.following import follow_round
from comments.models import Comment, Question, Report
from comments.tests.builders import make_comment, make_moderator, make_page, make_shown
from e2e.checks import faults_of_access
from e2e.people import Resident, Staff, new_address
from e2e.voting import TITLES, declares, make_voting_round, row, saves, stored
from radslag.clock import database_now

Arrive = Callable[..., Any]
HOUR = dt.timedelta(hours=1)
MOST_CLICKS = 30
"""For 22 comments: one tick for each that is only read, and what the four others need."""
NUMBER = "811228-9874"


class Moderator(Staff):
    """Somebody who moderates one page, and whose clicks are counted; typing a key counts as one too."""

    clicks = 0

    def is_logged_in(self, page: Any) -> None:
        client = Client()
        client.force_login(make_moderator(branch=page, is_staff=True, first_name="Mod", last_name="Erator"))
        self.has_the_session_of(client)

    def clicks_on(self, what: Locator) -> None:
        self.clicks += 1
        what.click()
        self.page.wait_for_load_state()

    def entry(self, text: str) -> Locator:
        return self.page.locator("article").filter(has_text=text)

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page.locator("#main")).get_by_role("button", name=name, exact=True)


def make_a_full_queue(page: Any) -> dict[str, Comment]:
    """Twenty that wait, of which one has a personal number and one asks the municipality; two that were reported."""
    now = database_now()
    named = {
        "number": make_comment(
            page=page, text=f"Jag heter Siv, {NUMBER}, ring mig.", at_instant=now - 20 * HOUR
        ),
        "asks": make_comment(page=page, text="När kommer lampan vid porten?", at_instant=now - 19 * HOUR),
        "stands": make_shown(page=page, text="Kommunen borde skämmas.", at_instant=now - 18 * HOUR),
        "goes": make_shown(page=page, text="Grannen på tvåan dricker.", at_instant=now - 17 * HOUR),
    }
    for number in range(18):
        make_comment(page=page, text=f"Fler bänkar, plats {number}.", at_instant=now - number * HOUR / 2)
    for name in ("stands", "goes"):
        Report.objects.create(comment=named[name], key=name, reason="person", at=now)
        Comment.objects.filter(pk=named[name].pk).update(reports=1)
    return named


def test_a_moderator_reads_a_full_queue_in_one_sitting(arrive: Arrive) -> None:
    page = make_page(thread_mode="open", thread_showing="reviewed")
    named = make_a_full_queue(page)
    moderator: Moderator = arrive(Moderator)
    moderator.is_logged_in(page)
    moderator.goes_to("/admin/")
    moderator.clicks_on(moderator.page.get_by_role("link", name=re.compile("22 inlägg att läsa")).first)
    moderator.sees("22 att läsa", "Anmält, visas")
    assert not faults_of_access(moderator.page)

    # the personal number: what is to be published is proposed without it
    entry = moderator.entry("Jag heter Siv")
    expect(entry.locator("textarea")).not_to_have_value(re.compile(NUMBER))
    moderator.clicks_on(moderator.button("Spara och visa", entry))
    named["number"].refresh_from_db()
    assert named["number"].state == "approved" and NUMBER not in named["number"].comment

    # the question goes to who answers
    moderator.clicks_on(moderator.button("Visa", moderator.entry("När kommer lampan")))
    moderator.clicks_on(moderator.page.get_by_role("link", name="Fråga till oss", exact=True).first)
    assert not faults_of_access(moderator.page)
    moderator.fills(unit="Gata och park")
    moderator.clicks += 1
    moderator.page.locator("[name=assigned_to]").select_option(label="Mod Erator")
    moderator.clicks_on(moderator.page.locator("#main form").get_by_role("button").first)
    assert "/admin/comments/queue/" in moderator.page.url, "back where one was"
    assert Question.objects.get(comment=named["asks"]).unit == "Gata och park"

    # the two that were reported
    moderator.clicks_on(moderator.button("Låt stå", moderator.entry("Kommunen borde")))
    expect(
        moderator.page.locator(".queue__done")
    ).to_be_in_viewport()  # with "Ångra", however far down one reads
    expect(moderator.entry("Grannen på tvåan")).to_be_focused()
    assert moderator.focus_is_seen()
    entry = moderator.entry("Grannen på tvåan")
    moderator.clicks_on(entry.locator("summary", has_text="Dölj"))
    moderator.clicks_on(entry.get_by_label(re.compile("enskild person")))
    moderator.clicks_on(moderator.button("Dölj inlägget", entry))

    # the eighteen others are read and ticked
    moderator.sees("18 att läsa")
    for box in moderator.page.get_by_role("checkbox", name=re.compile("^Kryssa för")).all():
        moderator.clicks_on(box)
    moderator.clicks_on(moderator.button("Visa eller låt stå"))
    moderator.sees("Allt är läst.")
    assert not faults_of_access(moderator.page)
    states = dict(Comment.objects.filter(page=page).values_list("pk", "state"))
    assert states.pop(named["goes"].pk) == "hidden" and set(states.values()) == {"approved"}
    assert moderator.clicks <= MOST_CLICKS


def test_trouble_in_the_closing_minute_is_paused_told_mended_and_the_vote_goes_on(
    arrive: Arrive, staff: Callable[[str], Staff]
) -> None:
    first, second = staff("budgetansvarig"), staff("administrator")
    voter, follower = arrive(Resident, phone=True, scripts=False), arrive(Resident, phone=True, scripts=False)
    round_ = make_voting_round(f"Sista minuten {Round.objects.count()}", closes=dt.timedelta(seconds=90))
    follower.email = new_address()
    follow_round(email=follower.email, round_id=round_.pk)
    voter.is_logged_in()

    first.goes_to(f"/admin/budgeting/round/acts/{round_.pk}/")
    first.page.locator("summary").filter(has_text="pausas").click()
    first.page.locator("textarea:visible").fill("Databasen svarar inte för alla. Vi lagar den.")
    first.presses("Begär att omgången pausas")
    second.goes_to("/admin/")
    second.follows(f"Bekräfta eller ta bort: pausa {round_.name}")
    second.presses("Ja, pausa omgången")
    second.sees("Omgången är pausad")
    round_.refresh_from_db()
    left = round_.voting_closes - round_.clock_at(database_now())
    assert dt.timedelta(0) < left < dt.timedelta(seconds=90), "while the last minute runs"

    page = round_.page_in("sv").url
    voter.goes_to(page)
    voter.sees("Databasen svarar inte för alla. Vi lagar den.")
    assert "Databasen svarar inte" in follower.reads_mail("paus")
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    assert not voter.page.locator("input[name=choices]").count(), "nobody votes while it stands still"

    first.goes_to(f"/admin/budgeting/round/acts/{round_.pk}/")
    first.follows("Se de nya datumen")
    first.fills(reason="Databasen är lagad.")
    first.presses("Låt omgången fortsätta")
    first.follows("Ändra med motivering")
    for name, days in (("voting_closes", 1), ("result_at", 3)):
        day = timezone.localtime(database_now() + dt.timedelta(days=days))
        first.fills(**{name: f"{day:%Y-%m-%d %H:%M}"})
        calendar = first.page.locator(".xdsoft_datetimepicker:visible")
        expect(calendar).to_have_count(0)  # else it lies over the buttons
    first.fills(reason="En dag till, för dem som inte kom fram.")
    first.presses("Se före och efter")
    first.presses("Ja, ändra")
    first.sees("Omgången är ändrad")

    voter.goes_to(page)
    voter.page.get_by_text(re.compile("ändringar, och varför")).click()
    voter.sees("Databasen är lagad.", "En dag till, för dem som inte kom fram.")
    assert "En dag till" in follower.reads_mail("En dag till")
    voter.goes_to(f"/omgang/{round_.pk}/rosta/")
    declares(voter)
    row(voter, TITLES[0]).check()
    saves(voter)
    voter.sees("Din röst är sparad")
    assert set(stored(round_, voter)) == {TITLES[0]}
