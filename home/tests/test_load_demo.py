"""The demo: complete, the same the second time, and nobody real in it."""

import datetime as dt
import re
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pillow
from wagtail.models import Page, Site

import home.demo
from budgeting.models import (
    Ballot,
    BallotChoice,
    BudgetingPage,
    Inquiry,
    Proposal,
    ProposalDraft,
    ProposalPicture,
    ProposalStatus,
    Round,
    RoundPage,
    VoterIdentity,
)
from budgeting.rules.eligibility import grouped_code
from budgeting.rules.phases import Phase
from budgeting.services.ballots import stored_ballot
from budgeting.services.voting_codes import code_numbers, find_code
from comments.models import Comment, Conversation, Outcome, Question
from comments.rules.states import State
from councils.models import CouncilIndexPage, CouncilPage, Matter, MatterStatus, TraineeReportPage
from home.demo import (
    load,
    texts_budgeting,
    texts_equal_shares,
    texts_proposals,
    texts_talks,
    texts_threads,
    texts_ways_to_vote,
)
from home.demo.blocks import Ref, rich_text
from home.demo.budgets import schedule
from home.demo.conversations import NEXT_DAY, READ_AFTER
from home.demo.dates import Calendar, instant
from home.demo.documents import Paragraph, make_pdf
from home.demo.pictures import PICTURES
from home.demo.proposals import resident
from home.demo.registers import PASSWORD
from home.models import HomePage, NewsPage
from home.services import roles
from radslag.clock import database_now
from radslag.models import Contact, SiteSettings, User
from radslag.tests.scale import sampled

SOURCES = sorted(Path(home.demo.__file__).parent.rglob("*.py"))


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The demo, loaded once for the module; it goes away with a rolled back transaction."""
    from django.db import transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        shelf = load.load(database_now())
        try:
            yield shelf
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def loaded(demo: Any, db: None) -> Any:
    """The loaded demo, with a savepoint of its own around the test."""
    return demo


def round_in(phase: Phase) -> Round:
    return next(
        r for r in Round.objects.filter(programme__slug="narlunda") if r.phase_at(database_now()) is phase
    )


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


# What is there


def test_narlunda_has_a_counted_round_one_in_voting_one_in_submission_and_one_to_come(loaded: Any) -> None:
    phases = [round_.phase_at(database_now()) for round_ in Round.objects.filter(programme__slug="narlunda")]
    assert sorted(phases) == sorted([Phase.RESULT, Phase.VOTING, Phase.SUBMISSION, Phase.BEFORE])
    assert RoundPage.objects.live().filter(locale__language_code="sv").count() == Round.objects.count()


def test_the_counted_round_shows_what_the_texts_promise(loaded: Any) -> None:
    count = round_in(Phase.RESULT).counts.get()
    assert count.ballots == texts_proposals.COUNTED_VOTERS
    by_title = {text.title: text.votes for text in texts_proposals.COUNTED}
    outcomes = list(count.outcomes.select_related("proposal"))
    assert {outcome.proposal.title: outcome.votes for outcome in outcomes} == by_title
    assert [outcome.rank for outcome in outcomes if outcome.funded] == [1, 2, 3, 4, 6]
    assert count.remaining_ore == 1_000_00


def test_voting_closes_in_five_days_a_minute_before_midnight_and_has_ballots(loaded: Any) -> None:
    round_ = round_in(Phase.VOTING)
    today = Calendar.starting(database_now()).today
    assert round_.voting_closes == instant(today + dt.timedelta(days=5), 23, 59)
    assert round_.proposals.filter(status=ProposalStatus.ACCEPTED).count() == 8
    assert round_.proposals.filter(status=ProposalStatus.DECLINED).exclude(reason="").count() == 1
    assert round_.proposals.filter(status=ProposalStatus.WITHDRAWN).count() == 1
    assert Ballot.objects.filter(round=round_).count() == texts_proposals.VOTING_VOTERS
    assert not BallotChoice.objects.exclude(proposal__status=ProposalStatus.ACCEPTED).exists()


def test_one_can_vote_with_the_codes_that_readme_tells_and_they_are_unused(loaded: Any) -> None:
    round_ = Round.objects.get(identity=VoterIdentity.CODES)
    assert round_.phase_at(database_now()) is Phase.VOTING
    for code in texts_ways_to_vote.KNOWN_CODES:
        voter = find_code(round_, f"{grouped_code(code).replace('0', 'o').lower()} ")
        assert stored_ballot(round_=round_, voter=voter) is None
    told = (Path(home.demo.__file__).parent.parent.parent / "README.md").read_text()
    assert grouped_code(texts_ways_to_vote.KNOWN_CODES[0]) in told
    assert grouped_code(texts_ways_to_vote.KNOWN_CODES[-1]) in told
    assert Ballot.objects.filter(round=round_).count() == len(texts_ways_to_vote.SANDBY_BALLOTS)
    numbers = code_numbers(round_)
    assert (numbers.made, numbers.used) == (
        texts_ways_to_vote.MAILED + len(texts_ways_to_vote.KNOWN_CODES),
        len(texts_ways_to_vote.SANDBY_BALLOTS),
    )


def test_points_are_given_by_people_with_an_electronic_identity(loaded: Any) -> None:
    round_ = Round.objects.get(identity=VoterIdentity.EID)
    assert round_.phase_at(database_now()) is Phase.VOTING and round_.ballot_kind == "points"
    given = BallotChoice.objects.filter(round=round_).aggregate(Sum("points"))["points__sum"]
    assert given == sum(sum(ballot.values()) for ballot in texts_ways_to_vote.HAMNEN_BALLOTS)


def test_submission_closes_in_nineteen_days_and_has_proposals_to_review(loaded: Any) -> None:
    round_ = round_in(Phase.SUBMISSION)
    assert round_.submission_closes.date() - database_now().date() == dt.timedelta(days=19)
    statuses = Counter(proposal.status for proposal in round_.proposals.all())
    assert statuses == {
        ProposalStatus.ACCEPTED: 2, ProposalStatus.RECEIVED: 2, ProposalStatus.DECLINED: 1
    }  # fmt: skip
    paper = round_.proposals.get(on_paper=True)
    assert paper.author is None and paper.applicant.phone


def test_a_resident_has_begun_a_proposal_and_the_others_can_change_theirs(loaded: Any) -> None:
    round_ = round_in(Phase.SUBMISSION)
    begun = ProposalDraft.objects.get(round=round_, proposal=None)
    assert begun.author.email == resident(1) and begun.content == texts_proposals.BEGUN
    sent = round_.proposals.filter(on_paper=False)
    assert all(not proposal.draft.has_unsent_changes for proposal in sent)


def test_who_shows_no_name_applies_alone_and_the_others_as_a_group(loaded: Any) -> None:
    for proposal in Proposal.objects.select_related("applicant"):
        is_alone = proposal.shown_name == texts_proposals.NOBODYS_NAME
        assert proposal.applicant.kind == ("person" if is_alone else "group")
        assert proposal.applicant.organisation == ("" if is_alone else proposal.shown_name)


def test_proposals_say_where_and_when_and_their_cost_lines_are_the_cost(loaded: Any) -> None:
    for text in (*texts_proposals.COUNTED, *texts_proposals.VOTING, *texts_proposals.SUBMISSION):
        assert not text.lines or sum(kronor for _what, kronor in text.lines) == text.cost, text.title
    lamps = Proposal.objects.get(title__startswith="Lampor längs")
    assert lamps.place and lamps.period and lamps.beneficiaries
    assert sum(lamps.lines.values_list("amount_ore", flat=True)) == lamps.cost_ore
    assert lamps.answers.get().question.is_public
    assert all(
        round_.criteria.count() >= 3 and round_.questions.count() == 2 for round_ in Round.objects.all()
    )


def test_some_proposals_have_a_picture_that_says_what_it_shows(loaded: Any) -> None:
    pictures = ProposalPicture.objects.all()
    assert pictures.count() == 7 and all(picture.alt and picture.proposal for picture in pictures)


def test_reviewers_have_asked_two_applicants_and_one_has_answered(loaded: Any) -> None:
    assert sorted(bool(inquiry.answer) for inquiry in Inquiry.objects.all()) == [False, True]


def test_a_part_of_what_was_decided_has_been_paid(loaded: Any) -> None:
    funded = Proposal.objects.funded(database_now()).filter(round=round_in(Phase.RESULT))
    shares = {proposal.title: (proposal.paid_ore, proposal.given_ore) for proposal in funded}
    assert shares["Grillplats vid Ängen"] == (23_400_00, 23_400_00)
    assert shares["Filmkvällar för barn"][0] == 0 and len(shares) == 5
    assert all(0 <= paid <= given for paid, given in shares.values())


def test_each_programme_says_its_rules(loaded: Any) -> None:
    assert all(len(page.rule_list) >= 3 for page in BudgetingPage.objects.filter(locale__language_code="sv"))


def test_four_councils_have_been_and_one_is_to_come(loaded: Any) -> None:
    councils = list(CouncilPage.objects.live().order_by("number"))
    assert [c.when for c in councils[:4]] == [
        "torsdag 28 januari 2021",
        "tisdag 25 maj 2021",
        "torsdag 18 november 2021",
        "hösten 2022",
    ]
    assert [c.is_past_at(database_now()) for c in councils] == [True, True, True, True, False]
    third = councils[2]
    assert third.place == "Tryckeriet"
    areas = [block.value for block in third.tested_ideas]
    assert [area["title"] for area in areas] == ["Möta politiker", "Förstå beslut", "Lämna idéer"]
    assert areas[0]["ideas"][0]["parts"][0] == "första lördagen i månaden"
    assert all(c.groups and c.agenda for c in councils[:3]) and all(c.thanks for c in councils[:4])
    assert councils[4].is_registration_open_at(database_now()) and councils[4].invitation
    assert all(c.summary_document for c in councils[:4])


def test_matters_of_the_councils_stand_everywhere_and_some_are_silent(loaded: Any) -> None:
    matters = Matter.objects.public()
    assert set(matters.values_list("status", flat=True)) == set(MatterStatus.values)
    assert matters.count() >= 12 and matters.silent_on(timezone.localdate()).count() == 2
    assert all(matter.reason for matter in matters.filter(status=MatterStatus.NOT_DONE))


def test_the_thread_before_the_third_council_has_twelve_entries_as_people_wrote_them(loaded: Any) -> None:
    page = CouncilIndexPage.objects.get()
    entries = list(Comment.objects.about(page).approved().roots())
    assert len(entries) == 12
    names = [entry.user_name for entry in entries]
    assert names.count("Siffernörd") == names.count("Boende på Ängsgatan") == 2
    assert "Anonym, 9 år" in names and "" in names
    assert any("https://www.example.org/debatt/" in entry.comment for entry in entries)
    assert Comment.objects.about(page).filter(is_staff_answer=True).count() >= 6


def test_moderators_and_reviewers_have_something_to_do(loaded: Any) -> None:
    assert Comment.objects.filter(state=State.WAITING).count() >= 2
    assert Comment.objects.filter(state=State.HIDDEN).count() == 1
    assert Proposal.objects.filter(status=ProposalStatus.RECEIVED).count() >= 2


def test_the_report_has_five_focus_areas_with_one_to_three_numbered_recommendations(loaded: Any) -> None:
    report = TraineeReportPage.objects.get()
    assert (report.group_number, report.period) == (19, "september 2024 – augusti 2025")
    areas = [block.value for block in report.focus_areas]
    assert [area["number"] for area in areas] == ["1", "2", "3", "4", "5"]
    assert all(1 <= len(area["recommendations"]) <= 3 for area in areas)
    assert report.final_report.filename.endswith(".pdf")
    assert report.final_report.facts.pages > 1
    assert len(report.municipality_names) == 7


def test_the_news_hold_the_figures_and_the_advice_of_the_labs_and_of_the_survey(loaded: Any) -> None:
    labs = blocks_of(NewsPage.objects.get(slug="fyra-labb"))
    figures = [figure.value for figure in labs["key_figures"][0]["figures"]]
    assert [(f.get("part"), f.get("whole"), f.get("value")) for f in figures] == [
        (9, 10, None),
        (15, 22, None),
        (None, None, "80"),
        (None, None, "100"),
    ]
    assert len(labs["recommendations"][0]["items"]) == 5
    assert len(labs["contacts"][0]["contacts"]) == 2
    safety = blocks_of(NewsPage.objects.get(slug="fler-kanner-sig-trygga"))
    *changes, places = [figure.value for figure in safety["key_figures"][0]["figures"]]
    assert [(c["before"], c["after"], c.change) for c in changes] == [
        ("57", "67", "+10 procentenheter"),
        ("46", "64", "+18 procentenheter"),
    ]
    assert changes[0]["before_time"].words == "december 2018"
    assert len(places.rows) == 4
    groups = safety["measures"][0]["groups"]
    assert [group["name"] for group in groups] == [
        "Fysisk miljö",
        "Förvaltning och kontroll",
        "Social styrka",
    ]
    assert all(group["text"] and group["examples"] for group in groups)
    assert [bool(link.host) for link in labs["read_more"][0]["links"]] == [True, False]


def test_the_pilot_article_leads_to_the_programme_and_has_two_contacts(loaded: Any) -> None:
    article = blocks_of(NewsPage.objects.get(slug="narlundaborna-bestammer"))
    assert article["call_to_action"][0].shown.label == "Rösta nu"
    assert len(article["contacts"][0]["contacts"]) == 2


def blocks_of(page: NewsPage) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for block in page.body:
        found.setdefault(block.block_type, []).append(block.value)
    return found


def test_the_law_and_the_rounds_find_their_pages(loaded: Any) -> None:
    chosen = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    assert chosen.accessibility_page and chosen.data_protection_page
    assert chosen.rules_page and chosen.counting_page
    assert set(Page.objects.live().values_list("slug", flat=True)) >= {
        "tillganglighet", "dina-uppgifter", "sa-raknas-rosterna", "kontakta-oss", "om-medborgarbudget", "samtalsregler",
    }  # fmt: skip


def test_every_page_of_the_demo_opens(loaded: Any) -> None:
    client = Client()
    pages = Page.objects.live().filter(depth__gt=1)
    assert pages.count() > 30
    broken = {
        page.url: code for page in sampled(pages, 3) if (code := client.get(page.url).status_code) != 200
    }
    assert broken == {}


def test_no_editor_of_the_demo_is_told_of_a_link_that_is_not_there(loaded: Any) -> None:
    now, told = database_now(), set()
    for page in Page.objects.live().filter(depth__gt=1).specific():
        told |= {(page.url, str(remark.text)) for remark in page.publishing_remarks(now)}
    assert not [remark for remark in told if "länk" in remark[1].lower()], sorted(told)


def test_every_page_and_proposal_is_the_same_for_who_has_a_session_but_for_their_own_link(
    loaded: Any, settings: Any
) -> None:
    """So a kept page can be given to them (radslag.page_cache.readers)."""
    reader = Client()
    reader.force_login(User.objects.create_user("lasare@example.org", "lasare@example.org"))
    pages = Page.objects.live().filter(depth__gt=1)
    shown = Proposal.objects.filter(round__proposals_shown__lte=database_now()).order_by("round_id", "number")
    urls = [page.url for page in sampled(pages, 3)]
    urls += [proposal.get_absolute_url() for proposal in sampled(shown[::5], 3)]
    kept = 0
    for url in urls:
        settings.RADSLAG_KEEP_PAGES = False
        anew = reader.get(url).content
        settings.RADSLAG_KEEP_PAGES = True
        Client().get(url)
        response = reader.get(url)
        assert response.content == anew, url
        kept += response.context is None  # no template was asked
    assert kept > len(urls) * 0.8, "most come from what is kept"


def test_every_proposal_that_readers_may_see_opens(loaded: Any) -> None:
    shown = Proposal.objects.filter(round__proposals_shown__lte=database_now())
    urls = [proposal.get_absolute_url() for proposal in shown]
    others = (texts_ways_to_vote.SANDBY, texts_ways_to_vote.HAMNEN, texts_equal_shares.PROPOSALS)
    assert len(urls) == 19 + sum(map(len, others))
    looked_at = sampled(urls, 3)
    assert {url: code for url in looked_at if (code := Client().get(url).status_code) != 200} == {}


def test_every_link_and_picture_of_the_front_page_leads_somewhere(loaded: Any) -> None:
    client = Client()
    html = client.get("/").content.decode()
    links = {
        m for m in re.findall(r'(?:href|src)="(/[^"#]*)', html) if not m.startswith(("/static/", "/media/"))
    }
    assert len(links) > 15
    assert {link: code for link in links if (code := client.get(link, follow=True).status_code) != 200} == {}


def test_the_english_site_is_small_and_whole(loaded: Any) -> None:
    english = Page.objects.live().filter(locale__language_code="en", depth__gt=1)
    assert english.count() == 7
    assert all(page.get_translations().filter(locale__language_code="sv").exists() for page in english)
    html = Client().get("/en/").content.decode()
    assert (
        'lang="en' in html
        and "Here we decide together" in html
        and 'href="/en/participatory-budget/"' in html
    )


def test_the_vote_in_english_is_the_same_round_with_words_of_its_own(loaded: Any) -> None:
    pages = {
        page.locale.language_code: page for page in round_in(Phase.VOTING).pages.select_related("locale")
    }
    assert (pages["sv"].question, pages["en"].question) == (
        "Vad ska Närlunda få?",
        "What should Närlunda get?",
    )
    assert Round.objects.count() == 8
    html = Client().get(pages["en"].url).content.decode()
    assert "Språkkafé på onsdagar" in html


def test_conversations_live_in_every_way_they_can(loaded: Any) -> None:
    states = Counter(Comment.objects.values_list("state", flat=True))
    assert (states[State.ASIDE], states[State.WITHDRAWN]) == (1, 2)
    assert Comment.objects.filter(erased_at__isnull=False, comment="", user_name="").count() == 1
    assert {answer is None for answer in Question.objects.values_list("answer", flat=True)} == {True, False}
    assert Comment.objects.filter(pinned_at__isnull=False, is_staff_answer=True, likes__gt=0).count() == 1
    assert Outcome.objects.count() == 1
    assert set(Comment.objects.values_list("level", flat=True)) == {0, 1, 2, 3}
    about = {conversation.content_type.model for conversation in Conversation.objects.all()}
    assert {"proposal", "matter", "newspage", "traineereportpage", "councilpage"} <= about


def test_the_worker_has_each_thing_to_index_once(loaded: Any) -> None:
    waiting = list(
        DBTaskResult.objects.filter(task_path__endswith="_task").values_list("task_path", "args_kwargs")
    )
    keys = [(path, str(arguments["args"])) for path, arguments in waiting]
    assert any("roundpage" in arguments for _path, arguments in keys)
    assert len(keys) == len(set(keys))


def test_answers_stand_in_the_order_they_were_given(loaded: Any) -> None:
    question = Comment.objects.get(comment__startswith="Varför tänds lamporna")
    answers = list(Comment.objects.replies_in(question))
    assert [answer.is_staff_answer for answer in answers] == [True, False]
    assert answers[0].submit_date < answers[1].submit_date < database_now()


# The second time


def test_a_second_run_changes_nothing_and_doubles_nothing(loaded: Any) -> None:
    Page.objects.filter(slug="samtalsregler").update(title="Våra egna regler")
    before = rows()
    out, talk = StringIO(), StringIO()
    call_command("load_demo", stdout=out, stderr=talk)
    call_command("load_demo", "--if-empty", stdout=StringIO(), stderr=StringIO())
    assert rows() == before
    assert Page.objects.get(slug="samtalsregler").title == "Våra egna regler"
    assert "Nothing was changed" in talk.getvalue()
    assert "redaktor@example.org" in out.getvalue()


def test_every_start_tells_the_log_ins_and_no_more(loaded: Any) -> None:
    out, talk = StringIO(), StringIO()
    call_command("load_demo", "--if-empty", stdout=out, stderr=talk)
    assert "redaktor@example.org" in out.getvalue()
    assert talk.getvalue() == ""


def test_settings_without_demo_logins_never_print_the_password(loaded: Any, settings: Any) -> None:
    settings.RADSLAG_DEMO_LOGINS = False
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=StringIO())
    assert PASSWORD not in out.getvalue()


# Nobody real


def test_every_address_is_of_a_domain_kept_for_examples(loaded: Any) -> None:
    addresses = [
        *Contact.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert len(addresses) > 20
    assert [a for a in addresses if not a.endswith("@example.org")] == []


def test_every_telephone_number_is_of_the_series_kept_for_fiction(loaded: Any) -> None:
    numbers = list(Contact.objects.values_list("phone", flat=True))
    assert all(re.fullmatch(r"070-174 06 \d\d", number) for number in numbers)
    assert all(int(number[-2:]) >= 5 for number in numbers)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_of_the_demo_holds_an_address_or_number_of_a_stranger(path: Path) -> None:
    text = path.read_text()
    assert [a for a in re.findall(r"[\w.+-]+@([\w-]+\.\w+)", text) if a != "example.org"] == []
    assert [a for a in re.findall(r"https?://([^/\"\s]+)", text) if a != "www.example.org"] == []
    assert [n for n in re.findall(r"0\d{1,3}-[\d ]{5,}", text) if not n.startswith("070-174 06")] == []


# Rights


def test_each_role_gets_into_the_admin_and_a_moderator_can_not_edit_text(loaded: Any) -> None:
    page = NewsPage.objects.get(slug="fyra-labb")
    for key, user in loaded.staff.items():
        fresh = User.objects.get(pk=user.pk)
        assert fresh.has_perm("wagtailadmin.access_admin"), key
        assert not fresh.is_superuser
        may = page.permissions_for_user(fresh)
        assert may.can_edit() is (key != "moderator"), key


def test_making_the_roles_again_changes_nothing(loaded: Any) -> None:
    before = rows()
    for home_page in HomePage.objects.all():
        roles.ensure_roles(branch=home_page)
    noted = before["radslag.AuditEntry"] + HomePage.objects.count()  # that it was done
    assert rows() == before | {"radslag.AuditEntry": noted}


def test_the_default_groups_of_wagtail_are_gone(loaded: Any) -> None:
    from django.contrib.auth.models import Group

    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)


# The loader's tools


@pytest.mark.parametrize("key", PICTURES)
def test_a_picture_is_small_and_the_same_every_time(key: str) -> None:
    png = PICTURES[key].png()
    assert png == PICTURES[key].png()
    assert len(png) < 40_000
    assert Pillow.open(BytesIO(png)).size == (1200, 900)


def test_a_document_is_tagged_and_says_its_title_and_language() -> None:
    pdf = make_pdf("Råd 1", [Paragraph("H2", "Å (ä) ö"), *[Paragraph("P", "Ord " * 300)] * 4])
    assert pdf.startswith(b"%PDF-1.7") and pdf.rstrip().endswith(b"%%EOF")
    assert b"/Lang (sv-SE)" in pdf and b"/MarkInfo << /Marked true >>" in pdf
    assert b"/Title <FEFF" + "Råd 1".encode("utf-16-be").hex().upper().encode() in pdf
    assert "Å \\(ä\\) ö".encode("cp1252") in pdf
    assert pdf.count(b"/Type /Page ") > 1
    for line in pdf[pdf.index(b"xref") :].splitlines()[3:6]:
        offset = int(line[:10])
        assert re.match(rb"\d+ 0 obj", pdf[offset : offset + 12])


def test_a_link_to_a_page_the_texts_do_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        rich_text('<a href="page:saknas">x</a>', lambda ref: {Ref("page", "finns"): 1}[ref])


@pytest.mark.parametrize(
    "day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2028, 2, 29), dt.date(2026, 12, 31)]
)
def test_a_closing_time_stands_on_the_clock_whatever_the_day(day: dt.date) -> None:
    local = Calendar(day).at(5, 23, 59)
    assert (local.hour, local.minute, local.date()) == (23, 59, day + dt.timedelta(days=5))
    assert Calendar(day).day(Calendar(day).working_day(11)).weekday() < 5


YEAR = [dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(366)]
PHASES = {
    "omgang-raknad": Phase.RESULT,
    "omgang-rostning": Phase.VOTING,
    "sommarpotten": Phase.SUBMISSION,
    "ungas-val": Phase.BEFORE,
    "bjorkhojden-forsta": Phase.BEFORE,
    "sandby-koder": Phase.VOTING,
    "hamnen-poang": Phase.VOTING,
}


def test_whatever_day_the_demo_is_loaded_each_round_is_in_its_phase_all_that_day() -> None:
    for day in YEAR:
        for text in (*texts_budgeting.rounds("våren", "hösten"), *texts_ways_to_vote.rounds("hösten")):
            plan = schedule(Calendar(day), text.days)
            plan.check()
            assert {plan.phase_at(instant(day, hour)) for hour in (0, 12, 23)} == {PHASES[text.key]}, (
                day,
                text.key,
            )


def test_whatever_day_the_demo_is_loaded_the_finished_round_and_the_open_one_have_different_names() -> None:
    assert all(Calendar(day).half_year(-205) != Calendar(day).half_year(-15) for day in YEAR)


def test_whatever_day_the_demo_is_loaded_nobody_has_written_in_the_future() -> None:
    for day in YEAR:
        calendar = Calendar(day)
        for thread in (texts_threads.school_roads, texts_threads.ballot_questions, texts_threads.fireplace):
            for comment in thread(calendar):
                written = [comment.written, *(when for when, _name, _text in comment.below())]
                assert min(written) == comment.written
                assert max(written) + READ_AFTER < instant(day, 0)
        talks = [*texts_talks.talks(calendar).values(), texts_talks.about_a_proposal(calendar)[1]]
        for said in (said for talk in [*talks, texts_talks.about_a_matter(calendar)[1]] for said in talk):
            assert all(entry.written + NEXT_DAY < instant(day, 0) for entry in said.all())
            assert all(reply.written > above.written for above in said.all() for reply in above.replies)


@pytest.mark.parametrize("promise", ["röstsedel på biblioteket", "Vote on paper", "tas bort.</p>"])
def test_no_page_of_the_demo_promises_what_does_not_exist(promise: str) -> None:
    """No paper ballots, and comments are hidden, not removed."""
    assert not [path.name for path in SOURCES if promise in path.read_text()]
