"""What residents see of every krona: the page of a project, and it in lists of programmes, rounds, areas and the home page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from budgeting.models import Leftover, Project, RoundPage
from budgeting.models.pages import ProgrammeContact
from budgeting.rules.phases import Phase
from budgeting.services import money_decisions, payment_requests, project_updates, projects
from budgeting.services.carrying_over import carry_over
from budgeting.services.counting import count_round
from budgeting.services.payments import PaymentWords
from budgeting.services.project_updates import NewPicture, Said
from budgeting.services.projects import Plan, keep_projects
from home.models import HomePage
from radslag.clock import at, database_now
from radslag.models import Contact

from .builders import (
    DAY,
    KRONA,
    make_ballot,
    make_funded,
    make_payment,
    make_photo,
    make_programme,
    make_project,
    make_proposals,
    make_round,
    make_round_page,
    make_schedule,
    make_staff,
)
from .test_views import count_queries, text_of

pytestmark = pytest.mark.django_db
MOST_BYTES = 60_000


def today() -> dt.date:
    """By the clock that a test may hold."""
    return timezone.localtime(database_now()).date()


def say(project: Project, pictures: tuple[NewPicture, ...] = (), **said: object):
    fields = {"date": today(), "text": "Vi har börjat gräva."} | said
    return project_updates.say(project_id=project.pk, said=Said(**fields), by=make_staff(), pictures=pictures)


def photo(alt: str = "") -> NewPicture:
    return NewPicture(SimpleUploadedFile("bild.jpg", make_photo(), "image/jpeg"), alt)


def decide_more(project: Project, kronor: int, reason: str = "Virket blev dyrare.") -> None:
    asked = money_decisions.ask_for_money(
        proposal_id=project.proposal_id, amount_ore=kronor * KRONA, reason=reason, by=make_staff()
    )
    money_decisions.confirm_money(decision_id=asked.pk, by=make_staff())


def page_of(project: Project, query: str = "") -> str:
    response = Client().get(project.proposal.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def words_of(project: Project, query: str = "") -> str:
    return text_of(Client().get(project.proposal.get_absolute_url() + query))


def many_projects(programme, n: int, **terms) -> list[Project]:
    """So many projects of one round, 100 kr each."""
    terms = {"budget_ore": n * 100 * KRONA, "cap_ore": 100 * KRONA} | terms
    round_ = make_round(Phase.RESULT, programme=programme, proposals_per_person=n, **terms)
    proposals = make_proposals(round_, n, cost_ore=100 * KRONA)
    for first in range(0, n, 3):
        make_ballot(round_, *proposals[first : first + 3])
    count_round(round_id=round_.pk)
    keep_projects()
    return list(Project.objects.filter(proposal__round=round_).order_by("proposal__number"))


# The page


def test_a_funded_proposal_tells_how_it_goes_and_what_it_costs():
    project = make_project()
    words = words_of(project)
    for told in (
        "Inte påbörjat",
        "Fick 10 000 kr",
        "Så går det",
        "Ingenting är berättat än",
        "Inget är utbetalt än",
    ):
        assert told in words, told


def test_a_proposal_without_money_is_as_it_was():
    round_ = make_round(Phase.RESULT)
    wanted, unwanted = make_proposals(round_, 2)
    make_ballot(round_, wanted)
    count_round(round_id=round_.pk)
    keep_projects()
    words = text_of(Client().get(unwanted.get_absolute_url()))
    assert "Så går det" not in words and "Kostar 10 000 kr" in words


@pytest.mark.parametrize(
    ("status", "word", "tone"),
    [
        ("under_way", "Pågår", ""),
        ("late", "Försenat", "warn"),
        ("done", "Klart", "good"),
        ("stopped", "Stoppat", "bad"),
    ],
)
def test_each_status_has_its_word_its_icon_and_its_reason(status, word, tone):
    project = make_project()
    reasoned = status in ("late", "stopped")
    say(
        project,
        status=status,
        reason="Marken är frusen." if reasoned else "",
        expected_on=dt.date(2050, 5, 1) if status == "late" else None,
    )
    html = page_of(project)
    start = html.index(f'class="tag{f" tag--{tone}" if tone else ""}"')
    assert "<svg" in html[start : start + 200] and word in html[start : start + 300]
    assert ("Marken är frusen." in html) == reasoned
    assert ("Maj 2050" in html) == (status == "late")


def test_the_plan_its_steps_and_who_is_responsible_show_but_no_person():
    project, staff = make_project(), make_staff(first_name="Hemliga", email="hemlig@example.org")
    plan = Plan(
        responsible=staff,
        responsible_shown="Gatukontoret",
        plan="Först gräver vi.\n\nSedan bygger vi.",
        expected_on=dt.date(2050, 9, 1),
    )
    projects.change_plan(project_id=project.pk, plan=plan, by=make_staff())
    for title, day, done in (
        ("Gräva", today(), today()),
        ("Bygga", today() - 90 * DAY, None),
        ("Måla", dt.date(2050, 3, 1), None),
    ):
        projects.add_milestone(
            project_id=project.pk,
            title=title,
            planned_on=day,
            precision="month",
            by=make_staff(),
            done_on=done,
        )
    html, words = page_of(project), words_of(project)
    assert "<p>Först gräver vi.</p>" in html and "Gatukontoret" in words
    assert "men är inte det Bygga" in words and "Planeras till mars 2050 Måla" in words
    assert "Hemliga" not in html and "hemlig@" not in html


def test_whom_to_ask_is_a_link_to_a_form_and_never_an_address():
    project = make_project()
    contact = Contact.objects.create(role="Områdesutvecklare", email="privat@example.org")
    ProgrammeContact.objects.create(page=project.proposal.round.programme, contact=contact)
    html = page_of(project)
    assert f'href="/kontakt/{contact.pk}/"' in html and "privat@" not in html


def test_what_was_said_stands_newest_first_with_pictures_and_who_said_it():
    project = make_project()
    say(project, text="Första ordet.", status="under_way")
    author = project.proposal.author
    mine = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Vi som bor här.")
    project_updates.publish(update_id=mine.pk, by=make_staff())
    update = say(project, text="Sista ordet.", pictures=(photo("En spade i jorden"), photo()))
    html, words = page_of(project), words_of(project)
    assert words.index("Sista ordet.") < words.index("Vi som bor här.") < words.index("Första ordet.")
    assert "Från kommunen" in words and "Från dem som lämnade" in words
    assert 'alt="En spade i jorden"' in html and f'id="handelse-{update.pk}"' in html
    for picture in update.pictures.all():
        assert picture.large_url in html and Client().get(picture.large_url).status_code == 200


def test_a_waiting_and_a_declined_text_are_nowhere_in_public():
    project = make_project()
    author = project.proposal.author
    waiting = project_updates.write_as_applicant(
        project_id=project.pk, author=author, text="xväntarx", pictures=(photo(),)
    )
    declined = project_updates.write_as_applicant(project_id=project.pk, author=author, text="xavslagenx")
    project_updates.decline(update_id=declined.pk, reason="xskälx", by=make_staff())
    programme = project.proposal.round.programme
    for url in (
        project.proposal.get_absolute_url(),
        programme.url,
        f"{programme.url}vad-projekten-kostar.json",
    ):
        content = Client().get(url).content.decode()
        assert not any(word in content for word in ("xväntarx", "xavslagenx", "xskälx")), url
    assert Client().get(waiting.pictures.get().large_url).status_code == 404


def test_after_sixty_days_of_silence_there_is_a_badge_and_not_a_day_before():
    project = make_project()
    say(project, status="under_way")
    url = project.proposal.get_absolute_url()
    for days, badge in ((59, False), (60, True)):
        with at(timezone.now() + dt.timedelta(days=days)):
            words = text_of(Client().get(url))
            assert (
                ("Inget nytt på 60 dagar" in words) == ("Ingenting har berättats sedan" in words) == badge
            ), days
            assert "påminnelse" not in words  # nobody knows whether somebody was reminded
    say(project, status="done", text="Klart.")
    with at(timezone.now() + dt.timedelta(days=99)):
        assert "Inget nytt" not in text_of(Client().get(url))


def test_every_payment_stands_there_and_what_was_put_right_says_so():
    project = make_project()
    paid = make_payment(project.proposal, 4_000, what="Virke")
    wrong = make_payment(project.proposal, 3_000, what="Fel faktura")
    payment_requests.enter_reversal(payment_id=wrong.pk, reason="Gällde en annan omgång", by=make_staff())
    words = words_of(project)
    assert "Virke" in words and "Rättelse: Gällde en annan omgång" in words and "−3 000 kr" in words
    assert "Togs tillbaka" in words and "Fel faktura" in words
    assert "Utbetalt 4 000 kr" in words and "Beslutat, inte utbetalt än 6 000 kr" in words
    assert paid.entered_by is None


def test_more_money_and_what_was_given_back_stand_with_their_reasons():
    project = make_project(leftover=Leftover.CARRIED_OVER)
    decide_more(project, 2_000)
    make_payment(project.proposal, 4_000)
    say(project, status="done", text="Klart.")
    money_decisions.give_back(
        proposal_id=project.proposal_id, reason="Vi fick låna en grävare.", by=make_staff()
    )
    words = words_of(project)
    for told in (
        "Räkningen gav 10 000 kr",
        "Mer pengar",
        "Virket blev dyrare. 2 000 kr",
        "Lämnat tillbaka",
        "Vi fick låna en grävare. Pengarna går till nästa omgång. −8 000 kr",
        "Beslutat 4 000 kr",
    ):
        assert told in words, told


def test_what_waits_for_a_second_person_and_receipts_are_not_public():
    programme = make_programme(two_people_above_ore=1_000 * KRONA)
    project = make_project(programme=programme)
    receipt = SimpleUploadedFile("xkvittox.jpg", make_photo(), "image/jpeg")
    waits = payment_requests.enter_payment(
        proposal_id=project.proposal_id,
        words=PaymentWords(amount_ore=5_000 * KRONA, paid_on=today(), what="xväntarx"),
        by=make_staff(),
        voucher=receipt,
    )
    money_decisions.ask_for_money(
        proposal_id=project.proposal_id, amount_ore=100 * KRONA, reason="xbegärtx", by=make_staff()
    )
    base = f"{programme.url}vad-projekten-kostar"
    urls = [project.proposal.get_absolute_url(), programme.url, f"{base}/", f"{base}.csv", f"{base}.json"]
    urls += [f"{programme.url}utbetalningar.csv", f"{base}/rss/", "/"]
    for url in urls:
        content = Client().get(url).content.decode()
        assert not any(word in content for word in ("xväntarx", "xbegärtx", "xkvittox")), url
    assert Client().get(waits.vouchers.get().url).status_code == 404


def test_a_page_with_much_on_it_takes_as_many_queries_as_one_with_little_and_stays_small():
    project = make_project()
    say(project, pictures=(photo(),))
    make_payment(project.proposal, 1)
    projects.add_milestone(
        project_id=project.pk, title="Först", planned_on=today(), precision="day", by=make_staff()
    )
    url = project.proposal.get_absolute_url()
    few = count_queries(url)
    for n in range(12):
        say(project, text=f"{n} " + "Vi gräver. " * 100, pictures=(photo("Grop"),))
        projects.add_milestone(
            project_id=project.pk, title=f"Steg {n}", planned_on=today(), precision="day", by=make_staff()
        ) if n < 11 else None
    for n in range(40):
        make_payment(project.proposal, 10, what=f"Skruv {n}")
    assert count_queries(url) == few <= 25
    assert len(Client().get(url).content) < MOST_BYTES
    assert "?handelser=2#handelser" in page_of(project) and "?betalningar=2#betalningar" in page_of(project)
    assert "Skruv 0" not in words_of(project) and "Skruv 0" in words_of(project, "?betalningar=2")
    assert "0 Vi gräver." in words_of(project, "?handelser=2")


def test_the_page_is_the_same_bytes_for_everyone_and_sets_no_cookie():
    project = make_project()
    say(project, pictures=(photo(),))
    url = project.proposal.get_absolute_url()
    first, second = Client().get(url), Client().get(url)
    assert first.content == second.content and not first.cookies
    assert "<form" not in first.content.decode().partition("<main")[2].partition("</main>")[0]


def test_hostile_words_are_text():
    project = make_project()
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    plan = Plan(responsible_shown=bad, plan=bad)
    projects.change_plan(project_id=project.pk, plan=plan, by=make_staff())
    projects.add_milestone(
        project_id=project.pk, title=bad, planned_on=today(), precision="day", by=make_staff()
    )
    say(project, text=bad, pictures=(photo(bad),))
    make_payment(project.proposal, 1, what=bad)
    programme = project.proposal.round.programme
    for url in (project.proposal.get_absolute_url(), programme.url, f"{programme.url}vad-projekten-kostar/"):
        html = Client().get(url).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html


def test_a_project_whose_money_is_gone_says_so():
    project = make_project()
    make_payment(project.proposal, 4_000)
    Project.objects.filter(pk=project.pk).update(
        unfunded_at=timezone.now(), status="stopped", reason="Räknades om."
    )
    assert "Omgången räknades om" in words_of(project)


# In lists


def test_the_programme_the_round_the_area_and_the_home_page_tell_of_it():
    home = make_project().proposal.round.programme.get_parent().specific
    project = Project.objects.get()
    say(project, text="Nu gräver vi.", status="under_way")
    round_ = project.proposal.round
    for url in (round_.programme.url, round_.page_in("sv").url):
        words = text_of(Client().get(url))
        assert "Det här har hänt med pengarna" in words and "Nu gräver vi." in words, url
        assert "0 kr av 10 000 kr utbetalt" in words, url
    assert isinstance(home, HomePage)
    assert "Nu gräver vi." in text_of(Client().get(home.url))
    assert "Pågår" in text_of(Client().get("/omrade/narlunda/"))


def test_the_lines_of_the_result_say_where_each_project_stands():
    project = make_project()
    say(project, status="done", text="Klart.")
    html = Client().get(project.proposal.round.page_in("sv").url).content.decode()
    rows = html[html.index('class="results"') :]
    assert "Får pengar" in rows and "Klart" in rows[: rows.index("</ol>")]


def test_a_programme_with_many_projects_takes_as_many_queries_and_stays_small():
    one, many = make_programme(), make_programme()
    many_projects(one, 1)
    many_projects(many, 30)
    assert count_queries(one.url) == count_queries(many.url) <= 25
    assert len(Client().get(many.url).content) < MOST_BYTES
    round_pages = [RoundPage.objects.get(round__programme=p).url for p in (one, many)]
    few, more = (count_queries(url) for url in round_pages)
    assert few == more <= 25


def test_money_that_was_carried_over_stands_on_both_rounds_and_in_the_table():
    programme = make_programme()
    source = make_funded(
        programme=programme,
        leftover=Leftover.CARRIED_OVER,
        schedule=make_schedule(Phase.RESULT, shift=-60 * DAY),
    ).round
    keep_projects()
    goal = make_round_page(
        Phase.BEFORE, programme=programme, schedule=make_schedule(Phase.BEFORE, shift=90 * DAY)
    )
    carry_over(from_round_id=source.pk, to_round_id=goal.round.pk, amount_ore=25_000 * KRONA, by=make_staff())
    told = f"25 000 kr som inget projekt behövde har förts över till {goal.round.name}"
    assert told in text_of(Client().get(source.page_in("sv").url))
    assert told in text_of(Client().get(f"{programme.url}vad-projekten-kostar/"))
    assert f"25 000 kr av potten blev över i {source.name}" in text_of(Client().get(goal.url))
