"""Every state of every page that somebody can meet, and how to get there."""

from collections.abc import Callable

from budgeting.models import BudgetingPage, Proposal, Receipt, Round
from councils.models import Matter
from e2e import following
from e2e.empty import address_of_empty, page_types
from e2e.people import Resident
from e2e.projects import states_of_projects
from e2e.results import states_of_results
from e2e.state import State, Way, page
from e2e.talking import (
    about_comment,
    answer_form,
    comment,
    confirming,
    follow_form,
    form_in_place,
    own_page,
    report_form,
    report_sent,
    unconfirmed,
    writing_form,
)
from e2e.voting import ballot_of, challenged, come_back, declares, done, fill_in, saved, saves
from e2e.writing import (
    asked_about,
    begin,
    draft_after_the_close,
    draft_gone,
    drafts_and_proposals,
    hand_in,
    new_proposal,
    round_in,
    two_tabs,
    withdraw,
)
from home.models import HomePage
from radslag.models import Area, Contact
from radslag.pages import BasePage


def receipts_of(phase: str) -> str:
    return f"/omgang/{round_in(phase).pk}/kvitton/"


def look_up_of(phase: str) -> str:
    return f"{receipts_of(phase)}leta/"


def look_up(person: Resident, code: str) -> None:
    person.goes_to(look_up_of("result"))
    person.fills(kvitto=code)
    person.presses("Leta upp")


def a_receipt() -> str:
    return str(Receipt.objects.filter(round=round_in("result")).earliest("pk").code)


def address_of(phase: str) -> str:
    page_ = round_in(phase).page_in("sv")
    assert page_
    return str(page_.url)


def address_of_round(name: str) -> str:
    page_ = Round.objects.get(name=name).page_in("sv")
    assert page_
    return str(page_.url)


def proposal_with(status: str, phase: str) -> str:
    found = Proposal.objects.filter(round=round_in(phase), status=status).earliest("number")
    return f"/omgang/{found.round_id}/forslag/{found.number}/"


def contact_form() -> str:
    return f"/kontakt/{Contact.objects.earliest('pk').pk}/"


def left_contact() -> str:
    left = Contact.objects.filter(is_reachable=False).first()
    left = left or Contact.objects.create(role="Har slutat", email="slutat@example.org", is_reachable=False)
    return f"/kontakt/{left.pk}/"


def matter(status: str) -> str:
    found = Matter.objects.public().filter(status=status).earliest("pk")
    return f"/invanarrad/arenden/arende/{found.pk}/"


def send_empty(path: Callable[[], str], button: str) -> Way:
    def way(person: Resident) -> None:
        person.goes_to(path())
        person.presses(button)

    return way


def send_nothing(person: Resident) -> None:
    """The script sends the form and puts the answer in the page."""
    send_empty(writing_form, "Skicka")(person)
    person.page.locator(".error-summary").wait_for()


def send_message(person: Resident) -> None:
    person.goes_to(contact_form())
    person.fills(message="När öppnar cykelverkstaden?", email="nagon@example.org")
    person.presses("Skicka")


def ask_for_code(person: Resident) -> None:
    person.goes_to("/konto/logga-in/")
    person.fills(email="dörr@example.org".replace("ö", "o"))
    person.presses("Skicka")


def type_wrong_code(person: Resident) -> None:
    ask_for_code(person)
    person.fills(code="12")
    person.presses("Logga in")


def ballot() -> str:
    return f"/omgang/{round_in('voting').pk}/rosta/"


def choose(how_many: int) -> Way:
    def way(person: Resident) -> None:
        person.goes_to(ballot())
        declares(person)
        for box in person.page.locator("input[name=choices]").all()[:how_many]:
            box.check()
        saves(person)

    return way


def remove_vote(person: Resident) -> None:
    choose(1)(person)
    person.goes_to(ballot() + "ta-bort/")


def _empty(model: type[BasePage]) -> Way:
    return lambda person: person.goes_to(address_of_empty(model))


def states() -> list[State]:
    """All of them; the demo site must be there when a way is walked, not before."""
    return [
        State("the home page", page("/"), is_page_type=True),
        State("a standard page", page("/samtalsregler/"), is_page_type=True),
        State("a standard page that leads to the programmes", page("/medborgarbudget/")),
        State("the list of news", page("/nyheter/"), is_page_type=True),
        State("a news page", page("/nyheter/fler-kanner-sig-trygga/"), is_page_type=True),
        State("a news page with a conversation", page("/nyheter/grillplatsen-ar-klar/")),
        State("the series of councils", page("/invanarrad/"), is_page_type=True),
        State("a council that was", page("/invanarrad/rad-1/"), is_page_type=True),
        State("a council to come", page("/invanarrad/rad-5/")),
        State("the list of reports", page("/rapporter/"), is_page_type=True),
        State("a trainee report", page("/rapporter/goda-boendemiljoer/"), is_page_type=True),
        State("a programme", lambda p: p.goes_to(BudgetingPage.objects.earliest("pk").url), is_page_type=True),
        State("a round to come", lambda p: p.goes_to(address_of("before"))),
        State("a round in submission", lambda p: p.goes_to(address_of("submission"))),
        State("a round in review", lambda p: p.goes_to(address_of("review"))),
        State("a round in voting", lambda p: p.goes_to(address_of("voting")), is_page_type=True),
        State("a round being counted", lambda p: p.goes_to(address_of("counting"))),
        State("a round that is paused", lambda p: p.goes_to(address_of_round("Pausad"))),
        State("a round that is cancelled", lambda p: p.goes_to(address_of_round("Inställd"))),
        State("a round with its result", lambda p: p.goes_to(address_of("result")), is_page_type=True),
        *states_of_results(),
        State("the list of receipts", lambda p: p.goes_to(receipts_of("result")), is_page_type=True),
        State("look up a receipt", lambda p: p.goes_to(look_up_of("result"))),
        State("a receipt that is counted", lambda p: look_up(p, a_receipt())),
        State("a receipt read wrongly", lambda p: look_up(p, "AB0-CD3-EF4"), status=422),
        State("a receipt that is not there", lambda p: look_up(p, "AAA-AAA-AAA")),
        State("receipts before the result", lambda p: p.goes_to(receipts_of("voting"))),
        State("receipts of a cancelled round", lambda p: p.goes_to(receipts_of("cancelled"))),
        State("the proposals to print", lambda p: p.goes_to(following.to_print()), is_page_type=True),
        State("proposals sought, none found", lambda p: p.goes_to(address_of("voting") + "?q=xyzzy")),
        State("follow a round", lambda p: p.goes_to(following.follow_form()), is_page_type=True),
        State("follow a round, with errors", send_empty(following.follow_form, "Följ"), status=422),
        State("follow a round, asked", following.asked),
        State("follow a round, known", lambda p: p.goes_to(following.follow_form()), logged_in=True),
        State("follow a round, done", send_empty(following.follow_form, "Följ"), logged_in=True),
        State("follow a round, over", following.over),
        State("follow a round, the mail's link", following.by_mail("follow")),
        State("follow a round, confirmed", following.by_mail("follow", "Ja")),
        State("stop following a round", following.by_mail("unfollow")),
        State("stop following a round, done", following.by_mail("unfollow", "Sluta")),
        State("a proposal to vote for", lambda p: p.goes_to(proposal_with("accepted", "voting")), is_page_type=True),
        State("a proposal that was declined", lambda p: p.goes_to(proposal_with("declined", "voting"))),
        State("a proposal that was withdrawn", lambda p: p.goes_to(proposal_with("withdrawn", "voting"))),
        State("a proposal with its result", lambda p: p.goes_to(proposal_with("accepted", "result"))),
        *states_of_projects(),
        State("a council in easy Swedish", page("/invanarrad/rad-5/?lattlast=1")),
        State("the register of matters", page("/invanarrad/arenden/"), is_page_type=True),
        State("the register of matters, filtered", page("/invanarrad/arenden/?status=under_way")),
        State("the register of matters, nothing found", page("/invanarrad/arenden/?q=xyzzy")),
        State("a matter that is not done", lambda p: p.goes_to(matter("not_done"))),
        State("news of an area", page("/nyheter/?omrade=narlunda")),
        State("news of nothing", page("/nyheter/?omrade=narlunda&tema=trygghet")),
        State("an area", page("/omrade/narlunda/"), is_page_type=True),
        State("an area without anything", lambda p: p.goes_to(Area.objects.get(slug="provby").get_absolute_url())),
        State("a theme", page("/tema/trygghet/")),
        State("areas and themes", page("/amnen/")),
        State("the accessibility statement", page("/tillganglighet/"), is_page_type=True),
        State("the data-protection page", page("/dataskydd/"), is_page_type=True),
        State("the list of personal data", page("/personuppgifter/"), is_page_type=True),
        State("search, nothing asked", page("/sok/")),
        State("search, one kind", page("/sok/?q=belysning&typ=invanarrad")),
        State("search, something found", page("/sok/?q=belysning")),
        State("search, nothing found", page("/sok/?q=xyzzy%22%3E%3Cb%3E")),
        State("no such page", page("/finns-inte/"), status=404),
        State("a contact who has left", lambda p: p.goes_to(left_contact()), status=404),
        State("contact form, empty", lambda p: p.goes_to(contact_form())),
        State("contact form, with errors", send_empty(contact_form, "Skicka")),
        State("contact form, sent", send_message),
        State("log-in, empty", page("/konto/logga-in/")),
        State("log-in, with errors", send_empty(lambda: "/konto/logga-in/", "Skicka")),
        State("log-in, the code", ask_for_code),
        State("log-in, a wrong code", type_wrong_code),
        State("log-out", page("/konto/logga-ut/"), logged_in=True),
        State("an account switched off", page("/konto/avstangt/")),
        State("my pages, nothing there", page("/mina-sidor/"), logged_in=True),
        State("my data as a file", page("/mina-sidor/mina-uppgifter/"), logged_in=True),
        State("to erase oneself", page("/mina-sidor/radera-mig/"), logged_in=True),
        State("to erase oneself, with errors", send_empty(lambda: "/mina-sidor/radera-mig/", "Radera mig"), logged_in=True),
        State("my pages, a proposal and a vote", lambda p: (hand_in(p), choose(2)(p), p.goes_to("/mina-sidor/")), logged_in=True),
        State("write a comment", lambda p: p.goes_to(writing_form())),
        State("write a comment, with errors", send_nothing),
        State("write a comment, thanks", comment),
        State("answer a comment", lambda p: p.goes_to(answer_form())),
        State("write a comment in the page, with errors", form_in_place),
        State("write a comment, the mail's link", confirming),
        State("my comment, to be confirmed", unconfirmed),
        State("my comment, waiting", own_page("waiting"), is_page_type=True),
        State("my comment, shown", own_page("approved")),
        State("my comment, hidden", own_page("hidden")),
        State("my comment, set aside", own_page("aside")),
        State("my comment, take it away", own_page("waiting", "mine_withdraw")),
        State("my comment, erase it", own_page("waiting", "mine_erase")),
        State("my comment, ask for a new look", own_page("hidden", "mine_appeal")),
        State("my pages, a comment", lambda p: (comment(p), p.goes_to("/mina-sidor/")), logged_in=True),
        State("a whole thread", about_comment("thread"), is_page_type=True),
        State("a comment by itself", about_comment("whole")),
        State("like a comment", about_comment("like", page__newspage__thread_mode="open"), logged_in=True),
        State("like a comment, unknown", about_comment("like", page__newspage__thread_mode="open")),
        State("report a comment", about_comment("report")),
        State("report a comment, with errors", send_empty(report_form, "Skicka anmälan")),
        State("report a comment, sent", report_sent),
        State("follow a conversation", lambda p: p.goes_to(follow_form())),
        State("follow a conversation, with errors", send_empty(follow_form, "Följ"), status=422),
        State("questions to us", page("/samtal/fragor/"), is_page_type=True),
        State("figures of the conversations", page("/samtal/statistik/"), is_page_type=True),
        State("a new proposal, empty", lambda p: p.goes_to(new_proposal()), is_page_type=True, logged_in=True),
        State("a new proposal, with errors", send_empty(new_proposal, "Skicka"), logged_in=True, status=422),
        State("a new proposal, received", hand_in, logged_in=True),
        State("a draft, saved", begin, logged_in=True),
        State("a draft, with errors", lambda p: (begin(p), p.presses("Skicka")), logged_in=True, status=422),
        State("a draft, changed in two tabs", two_tabs, logged_in=True, status=409),
        State("a draft, removed elsewhere", draft_gone, logged_in=True, status=404),
        State("a draft, after the close", draft_after_the_close, logged_in=True),
        State("a draft, remove it", lambda p: (begin(p), p.follows("Ta bort utkastet")), logged_in=True),
        State("a question about a proposal", asked_about, logged_in=True),
        State("a merge of two proposals", following.asked_to_merge, logged_in=True),
        State("a new proposal, too early", lambda p: p.goes_to(f"/omgang/{round_in('before').pk}/forslag/nytt/"), logged_in=True),
        State("a new proposal, too late", lambda p: p.goes_to(f"/omgang/{round_in('voting').pk}/forslag/nytt/"), logged_in=True),
        State("my proposals, none", page("/mina-forslag/"), logged_in=True),
        State("my proposals, a draft and one handed in", drafts_and_proposals, logged_in=True),
        State("withdraw a proposal", withdraw, logged_in=True),
        State("a ballot, empty", lambda p: p.goes_to(ballot()), is_page_type=True, logged_in=True),
        State("a ballot, too many", choose(4), logged_in=True, status=422),
        State("a ballot, saved", choose(2), logged_in=True),
        State("a ballot, remove it", remove_vote, logged_in=True),
        State("a ballot, partly filled in", fill_in("approval", "", declared=False), logged_in=True),
        State("a ballot, every field wrong", fill_in("approval", "", declared=False, press=True), logged_in=True, status=422),
        State("a ballot, saved as one ticks", saved("approval", "", ""), logged_in=True),
        State("a ballot, back after the log-in", come_back, logged_in=True),
        State("a ballot, challenged", challenged, logged_in=True),
        State("a ballot, done and logged out", done, logged_in=True),
        State("a purse, empty", lambda p: p.goes_to(ballot_of("knapsack")), logged_in=True),
        State("a purse, filled", saved("knapsack", "", ""), logged_in=True),
        State("a purse, too full", fill_in("knapsack", "", "", "", press=True), logged_in=True, status=422),
        State("points, none given", lambda p: p.goes_to(ballot_of("points")), logged_in=True),
        State("points, given", saved("points", "4", "3"), logged_in=True),
        State("points, too many for one", fill_in("points", "7", press=True), logged_in=True, status=422),
        State("a ballot, too early", lambda p: p.goes_to(f"/omgang/{round_in('before').pk}/rosta/"), logged_in=True),
        State("a ballot, too late", lambda p: p.goes_to(f"/omgang/{round_in('result').pk}/rosta/"), logged_in=True),
        State("the home page in English", page("/en/")),
        State("search in English", page("/en/sok/?q=park")),
        State("log-in in English", page("/en/konto/logga-in/")),
        *(State(f"an empty {model.__name__}", _empty(model)) for model in page_types() if model is not HomePage),
    ]  # fmt: skip
