"""An editor without a developer at hand: five real pages from nothing, a round in a new area, its news, and a mistake mended.

Every step is a form of the admin, sent by somebody with the role of an editor and nothing more; what came of it is read as a
visitor reads it. docs/walks.md tells what the walk costs.
"""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from budgeting.models import BudgetingPage, RoundPage
from budgeting.services.counting import count_round
from budgeting.tests.builders import make_ballot, make_proposal
from budgeting.tests.test_admin import url
from budgeting.tests.test_round_form import first_form
from councils.models import CouncilIndexPage, CouncilPage, ReportIndexPage, TraineeReportPage
from home.demo.documents import Paragraph, make_pdf
from home.models import NewsIndexPage, NewsPage
from home.services import roles
from home.tests.builders import make_home
from home.tests.readers import read
from radslag.clock import at
from radslag.models import Area, Contact, User

pytestmark = pytest.mark.django_db
NO_TALK = {"thread_mode": "off", "thread_heading": "", "thread_question": ""}


class Editor:
    """Somebody at the admin with one role. `sent`: how many forms it took."""

    def __init__(self, role: str) -> None:
        self.person = User.objects.create_user(email=f"{len(role)}@example.org", is_staff=True)
        self.person.groups.add(roles.ensure_roles(branch=make_home())[role])
        self.browser, self.sent = Client(), 0
        self.browser.force_login(self.person)

    def sends(self, address: str, data: dict[str, Any]) -> Any:
        """Send a form that was opened first; it must be taken."""
        assert self.browser.get(address).status_code == 200, address
        response = self.browser.post(address, data)
        self.sent += 1
        assert response.status_code == 302, _faults(response)
        return response

    def publishes(self, model: type[Any], parent: Page, **fields: Any) -> Any:
        """A new page, written and published in one go."""
        address = reverse(
            "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
        )
        self.sends(address, _posted(fields))
        return model.objects.get(slug=fields["slug"])

    def changes(self, page: Any, **fields: Any) -> None:
        self.sends(reverse("wagtailadmin_pages:edit", args=[page.pk]), _posted(fields))
        page.refresh_from_db()

    def registers(self, model: type[Any], **fields: Any) -> Any:
        self.sends(reverse(f"radslag_{model._meta.model_name}_modeladmin_create"), fields)
        return model.objects.latest("pk")


def _posted(fields: dict[str, Any]) -> dict[str, Any]:
    form = {"lead": "", "action-publish": "yes", "comments": inline_formset([])} | fields
    return dict(nested_form_data(form))


def _faults(response: Any) -> Any:
    forms = [response.context[name] for name in ("form",) if response.context and name in response.context]
    return [form.errors for form in forms] or response.status_code


def listed(*values: Any) -> dict[str, Any]:
    """A list block as the form posts it."""
    rows = {str(n): {"value": value, "deleted": "", "order": str(n)} for n, value in enumerate(values)}
    return {"count": len(values), **rows}


def body(*blocks: tuple[str, Any]) -> Any:
    return streamfield(list(blocks))


def text(html: str) -> tuple[str, Any]:
    return ("paragraph", rich_text(html))


def heading(words: str) -> tuple[str, Any]:
    return ("heading", {"text": words, "note": ""})


def contacts(*people: Contact) -> tuple[str, Any]:
    return ("contacts", {"heading": "Kontakt", "note": "", "contacts": listed(*(p.pk for p in people))})


def shown(page: Any) -> str:
    """The page as a visitor reads it: its words, with single spaces."""
    html = read(page.url).html.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def shows(page: Any, *words: str) -> bool:
    text_ = shown(page)
    missing = [word for word in words if word not in text_]
    assert not missing, text_
    return True


@pytest.fixture
def editor() -> Editor:
    return Editor(roles.EDITORS)


def test_the_pilot_in_the_news_leads_to_where_one_applies_and_to_two_people(editor: Editor) -> None:
    first = editor.registers(
        Contact, role="Områdesutvecklare", email="utveckling@example.org", phone="070-174 06 12"
    )
    second = editor.registers(
        Contact, role="Bosocial chef", email="bosocial@example.org", phone="070-174 06 13"
    )
    index = editor.publishes(NewsIndexPage, make_home(), title="Nyheter", slug="nyheter")
    link = {"label": "Lämna in en ansökan", "page": make_home().pk, "url": ""}
    page = editor.publishes(
        NewsPage, index,
        title="Hundratusen kronor att bestämma om", slug="pilot", date="2022-01-10", lead="Ni har idéerna.",
        body=body(
            heading("Så går det till"),
            text("<p>Högst 25 000 kr per kvartal för ett projekt.</p><ul><li>idé</li><li>plan</li></ul>"),
            ("call_to_action", {"title": "Ansök", "text": "Till och med sista mars.", "link": link}),
            contacts(first, second),
        ),
        **NO_TALK,
    )  # fmt: skip
    assert shows(page, "Högst 25 000 kr", "plan", "Lämna in en ansökan", "Bosocial chef", "070-174 06 13")
    assert "bosocial@example.org" not in read(page.url).html, (
        "addresses are hidden from robots, and nobody needs scripts"
    )
    assert editor.sent == 4


def test_the_councils_with_their_dates_nested_ideas_and_a_conversation(editor: Editor) -> None:
    index = editor.publishes(
        CouncilIndexPage, make_home(),
        title="Om invånarråden", slug="invanarrad", lead="Vi talar om stadens framtid.",
        introduction=rich_text("<p>Boende, föreningar, företag och politiker.</p>"), body=body(), **NO_TALK,
    )  # fmt: skip
    pizza = {"text": "Pizza och politik", "parts": listed("i skolan", "på torget")}
    ideas = {
        "title": "Hamnen",
        "text": "",
        "ideas": listed(pizza, {"text": "Kortare texter", "parts": listed()}),
    }
    common = {
        "groups": ["residents", "elected"], "participants": "", "invitation": rich_text(""), "agenda": body(),
        "summary": body(text("<p>Det här kom fram.</p>")), "thanks": "Tack till alla som var med.",
    }  # fmt: skip
    talk = {
        "thread_mode": "open",
        "thread_heading": "Några idéer inför råd 3",
        "thread_question": "Vad saknar du?",
    }
    dates = ("2021-01-28", "2021-05-25", "2021-11-18", "2022-10-01")
    for number, date in enumerate(dates, 1):
        council = editor.publishes(
            CouncilPage, index,
            title=f"Råd {number}", slug=f"rad-{number}", number=str(number), date=date,
            precision="season" if number == 4 else "day",
            place="Tryckeriet" if number == 3 else "",
            tested_ideas=body(("area", ideas)) if number == 3 else body(),
            **common, **(talk if number == 3 else NO_TALK),
        )  # fmt: skip
    third = CouncilPage.objects.get(slug="rad-3")
    assert shows(
        third, "18 november 2021", "Tryckeriet", "Pizza och politik", "på torget", "Några idéer inför råd 3"
    )
    assert "hösten 2022" in shown(council).casefold()
    assert shows(index, "Råd 1", "Råd 4", "28 januari 2021") and third.url in read(index.url).html
    assert editor.sent == 5


def test_a_trainee_report_with_numbered_recommendations_and_its_pdf(editor: Editor) -> None:
    index = editor.publishes(ReportIndexPage, make_home(), title="Rapporter", slug="rapporter")
    pdf = SimpleUploadedFile(
        "rapport.pdf", make_pdf("Rapporten", [Paragraph("H1", "Allt.")]), "application/pdf"
    )
    own = roles.ensure_collection()
    editor.sends(reverse("wagtaildocs:add"), {"title": "Slutrapporten", "file": pdf, "collection": own.pk})
    areas = [
        ("focus_area", {
            "number": str(n), "title": f"Område {n}", "text": "",
            "recommendations": listed(*(
                {"number": f"{n}.{m}", "text": f"Råd nummer {n}.{m}.", "note": ""} for m in range(1, 2 + n % 3)
            )),
        })
        for n in range(1, 6)
    ]  # fmt: skip
    report = editor.publishes(
        TraineeReportPage, index,
        title="Goda och attraktiva boendemiljöer", slug="boendemiljoer", group_number="19",
        period_start="2024-09-01", period_end="2025-08-31", commissioned_by="Familjen Helsingborg",
        background=rich_text("<p>Därför.</p>"), results_heading="Fem områden", results=rich_text("<p>Kort.</p>"),
        municipalities=body(("municipality", "Lövsunda")), focus_areas=body(*areas), body=body(),
        final_report=Document.objects.get().pk, **NO_TALK,
    )  # fmt: skip
    assert shows(
        report, "September 2024 – augusti 2025", "Område 5", "5.3", "Råd nummer 2.3.", "Läs hela rapporten"
    )
    assert editor.sent == 3


def test_results_as_figures_five_pieces_of_advice_and_figures_over_time(editor: Editor) -> None:
    index = editor.publishes(NewsIndexPage, make_home(), title="Nyheter", slug="nyheter")
    figures = [
        ("share", {"part": 9, "whole": 10, "text": "fick arbete eller studier.", "source": ""}),
        ("number", {"prefix": "över", "value": "100", "unit": "", "text": "aktiviteter 2019.", "source": ""}),
        ("share", {"part": 15, "whole": 22, "text": "kvinnor fick arbete eller studier.", "source": ""}),
        ("number", {"prefix": "upp", "value": "80", "unit": "%", "text": "fler deltagare.", "source": ""}),
    ]
    advice = ("Fråga de boende.", "Börja smått.", "Mät tidigt.", "Dela lokaler.", "Berätta vad som blev av.")
    labs = editor.publishes(
        NewsPage, index,
        title="Fyra labb i fyra städer", slug="fyra-labb", date="2020-02-01",
        body=body(
            ("key_figures", {"heading": "Det gav resultat", "note": "Källa: slutrapporten.", "figures": body(*figures)}),
            ("recommendations", {"heading": "Fem råd", "note": "", "items": listed(*advice)}),
            ("read_more", {"heading": "Läs mer", "note": "", "links": listed(
                {"label": "Läs om labben", "page": "", "url": "https://www.example.org/labb", "description": ""}
            )}),
        ),
        **NO_TALK,
    )  # fmt: skip
    assert shows(labs, "9 av 10", "15 av 22", "Berätta vad som blev av.", "Läs om labben", "example.org")

    def change(before: str, then: str, after: str, now: str, words: str) -> tuple[str, Any]:
        times = {
            "before_time": {"date": then, "precision": "year"},
            "after_time": {"date": now, "precision": "year"},
        }
        return (
            "change",
            {"before": before, "after": after, "unit": "%", "text": words, "source": "", **times},
        )

    groups = [
        {"name": name, "text": "", "examples": listed("Ljus i trapphus", "Bovärdar")}
        for name in ("Fysisk miljö", "Förvaltning och styrning", "Social motståndskraft")
    ]
    safety = editor.publishes(
        NewsPage, index,
        title="Allt fler är trygga", slug="trygga", date="2020-11-01",
        body=body(
            ("key_figures", {"heading": "Så många är trygga", "note": "Källa: kundenkäten.", "figures": body(
                change("57", "2018-12-31", "67", "2020-11-01", "av alla hyresgäster."),
                change("46", "2018-12-31", "64", "2020-11-01", "på Drottninghög."),
            )}),
            ("measures", {"heading": "Det har vi gjort", "note": "", "groups": listed(*groups)}),
        ),
        **NO_TALK,
    )  # fmt: skip
    assert shows(safety, "57", "67", "2018", "Källa: kundenkäten.", "Social motståndskraft", "Bovärdar")
    assert editor.sent == 3

    # a mistake after publishing: mended in the same form, told in the history, and gone for readers at once
    assert shows(safety, "46")
    editor.changes(
        safety, title="Allt fler är trygga", slug="trygga", date="2020-11-01", lead="Rättat: 45, inte 46.",
        body=body(text("<p>45 procent var trygga.</p>")), **NO_TALK,
    )  # fmt: skip
    assert shows(safety, "Rättat: 45, inte 46.", "45 procent") and "Bovärdar" not in shown(safety)
    history = editor.browser.get(reverse("wagtailadmin_pages:history", args=[safety.pk])).content.decode()
    assert "/compare/" in history and safety.revisions.count() == 2


def test_a_round_in_a_new_area_is_opened_counted_and_told_in_minutes() -> None:
    boss = Editor(roles.BUDGETERS)
    area = boss.registers(Area, name="Björkhöjden", slug="bjorkhojden", description="Sex hus.")
    index = boss.publishes(NewsIndexPage, make_home(), title="Nyheter", slug="nyheter")
    programme = boss.publishes(
        BudgetingPage, make_home(),
        title="Mitt Björkhöjden", slug="mitt-bjorkhojden", area=area.pk, envelope_ore="400 000", purpose="Trivsel.",
        rules="Du bor här.", body=body(), contacts=inline_formset([]), two_people_above_ore="", **NO_TALK,
    )  # fmt: skip
    before = boss.sent
    form = first_form(boss.browser, f"?programme={programme.pk}")
    done = boss.sends(url("round", "create"), form | {"programme": programme.pk})
    page = RoundPage.objects.get()
    assert done.url == reverse("wagtailadmin_pages:edit", args=[page.pk]) and not page.live
    round_ = page.round
    fields = boss.browser.get(done.url).context["form"].initial
    boss.changes(
        page,
        title=fields["title"],
        slug=fields["slug"],
        lead="Nu är det er tur.",
        question="Vad ska vi ha?",
        requirements="vara för alla",
        proposal_threads="off",
        body=body(),
        **NO_TALK,
    )
    assert page.live and boss.sent - before == 2, "one form for the round, one button for its page"
    assert shows(page, "Nu är det er tur.", "100 000 kr", "25 000 kr")

    swing = make_proposal(round_, title="Gungor vid dammen")
    make_ballot(round_, swing)
    with at(round_.voting_closes):
        count_round(round_id=round_.pk)
    with at(round_.result_at + dt.timedelta(minutes=1)):
        told = boss.browser.post(url("round", "counting", round_.pk), {"news": "once"})
        news = NewsPage.objects.get()
        assert told.url == reverse("wagtailadmin_pages:edit", args=[news.pk]) and not news.live
        assert boss.browser.get(told.url).status_code == 200
        assert news.get_parent().pk == index.pk and "Gungor vid dammen" not in shown(index)
