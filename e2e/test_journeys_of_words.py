"""Reading, writing, asking and editing: with scripts and without."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from e2e.people import Resident, Staff, new_address
from e2e.states import contact_form

LogIn = Callable[[str], Staff]


def test_a_resident_reads_a_council_a_report_and_the_news(resident: Resident) -> None:
    resident.goes_to("/")
    resident.follows_menu("Invånarråd")
    resident.sees("Idéer inför råd 3")
    resident.follows("Sammanfattning av råd\u00a01", within="main")
    assert re.search(r"/invanarrad/[\w-]+/$", resident.page.url)
    resident.sees("Så var det planerat")
    resident.follows_menu("Rapporter")
    resident.page.locator("main article a").first.click()
    resident.sees("1.1", "Läs hela rapporten")
    resident.goes_to("/nyheter/")
    resident.follows(re.compile("trygga"), within="main")
    resident.sees("64")


def test_a_comment_without_words_is_refused_and_its_name_kept(resident: Resident) -> None:
    resident.goes_to("/nyheter/grillplatsen-ar-klar/")
    resident.follows("Skriv ett inlägg", within="main")
    resident.fills(name="Granne")
    resident.presses(re.compile("^Skicka"))
    resident.sees("Skriv vad du vill säga")
    expect(resident.field("name")).to_have_value("Granne")


def test_an_editor_changes_a_piece_of_news_and_publishes_it(staff: LogIn, arrive: Callable[..., Any]) -> None:
    path, words = "/nyheter/fyra-labb/", f"Ändrat i dag av redaktionen, {new_address().split('@')[0]}."
    editor = staff("redaktor")
    editor.goes_to("/admin/")
    editor.goes_to(f"/admin/pages/{news_page_id()}/edit/")
    editor.page.locator("#id_lead").fill(words)
    editor.page.get_by_role("button", name=re.compile("Fler åtgärder|More actions|Publicera")).first.click()
    editor.page.get_by_role("button", name=re.compile("^Publicera|^Publish")).last.click()
    expect(editor.page.locator(".messages")).to_contain_text(re.compile("publicera|published", re.I))
    for scripts in (True, False):
        reader: Resident = arrive(Resident, scripts=scripts, phone=True)
        reader.goes_to(path)
        reader.sees(words)


def news_page_id() -> int:
    from home.models import NewsPage

    return NewsPage.objects.get(slug="fyra-labb").pk


def test_the_menu_needs_no_mouse_and_closes_with_escape(resident: Resident) -> None:
    resident.goes_to("/")
    resident.page.keyboard.press("Tab")
    assert resident.focused == "Hoppa till innehållet"
    resident.tabs_to(".menu-button")
    resident.page.keyboard.press("Enter")
    expect(resident.page.locator("#site-nav")).to_be_visible()
    resident.page.keyboard.press("Escape")
    expect(resident.page.locator("#site-nav")).not_to_be_visible()


def test_a_message_reaches_a_contact_whose_address_nobody_sees(resident: Resident) -> None:
    words = f"När öppnar cykelverkstaden, undrar {new_address().partition('@')[0]}."
    resident.goes_to(contact_form())
    resident.fills(message=words, email="fel")
    resident.presses(re.compile("^Skicka"))
    resident.sees("Rätta en sak", "@")
    expect(resident.field("message")).to_have_value(words)
    resident.fills(email="granne@example.org")
    resident.presses(re.compile("^Skicka"))
    resident.sees("Meddelandet är skickat")
    assert "@" not in resident.main.inner_text()
    call_command("work", "--once")
    (sent,) = (one for one in mail.outbox if words in str(one.body))  # the worker sends others too
    assert sent.reply_to == ["granne@example.org"]
