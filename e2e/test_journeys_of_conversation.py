"""The whole way of a comment: written by a guest, confirmed, shown, answered, reported, hidden, appealed."""

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import expect

from comments.models import Comment, Follow
from comments.tests.builders import make_shown
from e2e.people import Resident, Staff, new_address
from home.models import NewsPage
from radslag.models import User

LogIn = Callable[[str], Staff]
Arrive = Callable[..., Resident]
PAGE = "/nyheter/grillplatsen-ar-klar/"
QUEUE = "/admin/comments/queue/"


def words_of_my_own(about: str) -> str:
    """A text that nobody else in this run writes."""
    return f"{about}, tycker {new_address().split('@')[0].replace('-', ' ')} som bor granne"


def writes(person: Resident, text: str, **more: str) -> None:
    person.goes_to(PAGE)
    person.follows("Skriv ett inlägg", within="main")
    person.fills(comment=text, **more)
    person.presses(re.compile("^Skicka"))


def confirms(person: Resident) -> None:
    person.opens_link_of_mail("/bekrafta/")
    person.presses(re.compile("bekräfta", re.I))


def stored(text: str) -> Comment:
    return Comment.objects.get(comment=text)


def shown(text: str, **values: object) -> Comment:
    """A comment of somebody else, read and shown."""
    page = NewsPage.objects.get(slug="grillplatsen-ar-klar")
    moderator = User.objects.get(email="moderator@example.org")
    return make_shown(page=page, text=text, moderator=moderator, **values)


def decides(moderator: Staff, text: str, button: str) -> None:
    """By the queue, on the comment with `text`."""
    moderator.goes_to(QUEUE)
    item = moderator.page.locator("article").filter(has_text=text)
    item.get_by_role("button", name=re.compile(button)).click()
    expect(item).to_have_count(0)


def test_a_guest_confirms_an_address_and_is_told_when_the_comment_is_shown(
    resident: Resident, staff: LogIn
) -> None:
    text, resident.email = words_of_my_own("Sätt upp en anslagstavla"), new_address()
    writes(resident, text, name="Granne", email=resident.email)
    resident.sees(text, re.compile("mejl"))
    assert stored(text).state == "unconfirmed"
    assert text not in resident.reads_mail("/bekrafta/")
    confirms(resident)
    resident.sees(text)
    mine = resident.page.url
    resident.goes_to(PAGE)
    resident.does_not_see(text)
    decides(staff("moderator"), text, "^Visa")
    assert "/mitt/" in resident.reads_mail("/mitt/")
    resident.page.goto(mine)
    resident.follows("Se det i samtalet", within="main")
    assert resident.page.url.endswith(f"#inlagg-{stored(text).pk}")
    resident.sees(text, "Granne")


def test_a_guest_without_an_address_needs_scripts_or_gives_one(resident: Resident, scripts: bool) -> None:
    text = words_of_my_own("Plantera ett äppelträd")
    writes(resident, text)
    if scripts:
        resident.sees(text, "Spara länken")
        assert stored(text).state == "waiting"
    else:
        expect(resident.field("comment")).to_have_value(text)
        expect(resident.page.locator("[name=email][aria-invalid=true]")).to_be_visible()
        resident.email = new_address()
        resident.fills(email=resident.email)
        resident.presses(re.compile("^Skicka"))
        confirms(resident)
        resident.sees(text)


def test_an_author_changes_and_takes_away_a_comment(arrive: Arrive) -> None:
    text = words_of_my_own("Måla om porten")
    author = arrive(Resident, phone=True)
    writes(author, text)
    author.follows("Ändra texten", within="main")
    author.fills(comment=f"{text} i rött")
    author.presses("Spara texten")
    author.sees("i rött")
    author.follows("Ta bort det", within="main")
    author.presses("Ta bort det")
    assert stored(f"{text} i rött").state == "withdrawn"


def test_somebody_answers_and_who_follows_is_told(resident: Resident, staff: LogIn) -> None:
    question = shown(words_of_my_own("Bygg en brygga"))
    resident.email = new_address()
    resident.goes_to(f"/samtal/trad/{question.pk}/folj/")
    resident.fills(email=resident.email)
    resident.page.locator("main [name=pace][value=at_once]").check()
    resident.presses("Följ")
    resident.opens_link_of_mail("/folj/")
    assert not Follow.objects.get(participant__email=resident.email).confirmed_at
    resident.presses("Ja, mejla mig")
    resident.sees("Nu följer du")
    assert Follow.objects.get(participant__email=resident.email).confirmed_at
    moderator, answer = staff("moderator"), words_of_my_own("Ja, den kommer till våren")
    moderator.goes_to(f"/samtal/svara/{question.pk}/")
    moderator.page.locator("main [name=comment]").fill(answer)
    moderator.page.get_by_role("button", name="Skicka svaret").click()
    expect(moderator.page.locator("main")).to_contain_text(answer)
    assert stored(answer).is_staff_answer
    resident.opens_link_of_mail("/sluta-folja/", about="våren")
    resident.presses(re.compile("Sluta följa"))
    assert not Follow.objects.get(participant__email=resident.email).confirmed_at


def test_a_comment_is_reported_hidden_and_looked_at_anew(
    resident: Resident, arrive: Arrive, staff: LogIn
) -> None:
    text, author = words_of_my_own("Grannen på tvåan stör"), arrive(Resident, phone=True)
    author.email = new_address()
    writes(author, text, email=author.email)
    author.sees(text)
    confirms(author)
    author.sees(text)
    mine = author.page.url
    moderator = staff("moderator")
    decides(moderator, text, "^Visa")

    resident.goes_to(f"/samtal/anmal/{stored(text).pk}/")
    resident.page.get_by_label(re.compile("enskild person")).check()
    resident.presses("Skicka anmälan")
    resident.sees("Tack för din anmälan")

    moderator.goes_to(QUEUE)
    item = moderator.page.locator("article").filter(has_text=text)
    item.locator("summary", has_text="Dölj").click()
    item.get_by_label(re.compile("enskild person")).check()
    item.get_by_role("button", name="Dölj inlägget").click()
    expect(item).to_have_count(0)
    assert stored(text).state == "hidden"

    resident.goes_to(PAGE)
    resident.does_not_see(text)
    assert "enskild person" in author.reads_mail("enskild person")
    author.page.goto(mine)
    author.follows("Begär ny prövning", within="main")
    author.fills(text="Jag menade hissen, inte grannen.")
    author.presses(re.compile("^Skicka"))
    author.sees("Du begärde det")
    moderator.goes_to(QUEUE)
    moderator.sees("Jag menade hissen")


def test_a_resident_likes_a_comment_once_and_takes_it_back(resident: Resident) -> None:
    liked = shown(words_of_my_own("Öppna badhuset"))
    resident.is_logged_in()
    for button, likes in (("Gilla", 1), ("Ta tillbaka", 0)):
        resident.goes_to(f"/samtal/gilla/{liked.pk}/")
        resident.presses(button)
        liked.refresh_from_db()
        assert liked.likes == likes
    assert not [message for message in mail.outbox if resident.email in message.to]
