"""From their instant on all proposals that were sent are public, each where its status belongs; before, nothing is."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from budgeting.models import Answer, Proposal, ProposalStatus, Question, RoundPage
from budgeting.rules.phases import Phase
from budgeting.services import locks
from budgeting.services.paper_files import PaperFiles, enter_paper
from budgeting.services.picture_sizes import made_anew
from budgeting.services.proposals import Contact, submit_proposal, withdraw_proposal
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from home.tests.builders import make_picture
from home.tests.readers import MOST_BYTES, MOST_QUERIES, faults_of_a_public_page, read
from radslag.clock import TICK, at
from radslag.models import SiteSettings, Theme
from radslag.pictures import make_sizes
from radslag.tests.scale import sampled

from .builders import (
    KRONA,
    make_application,
    make_photo,
    make_proposal,
    make_round_page,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
REASON = "Marken ägs inte av kommunen."
ROOT = "http://127.0.0.1:8000"


def print_url(page: RoundPage) -> str:
    return reverse("budgeting:print_proposals", args=[page.round_id])


def text_of(html: str) -> str:
    main = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).replace("\N{NO-BREAK SPACE}", " ")


def cards(html: str) -> list[int]:
    """Numbers of the proposals that stand as cards, in their order."""
    found = re.findall(r'proposal-card__title"><a href="[^"]*/forslag/(\d+)-', html)
    return [int(number) for number in found]


def rows(html: str) -> list[int]:
    """Numbers of those that stand below the cards, in their order."""
    lists = re.findall(r'<ul class="reasons".*?</ul>', html, flags=re.S)
    return [
        int(number) for part in lists for number in re.findall(r'<h3><a href="[^"]*/forslag/(\d+)-', part)
    ]


def decline(proposal: Proposal, reason: str = REASON) -> Proposal:
    with at(proposal.round.voting_opens - TICK):
        return decline_proposal(proposal_id=proposal.pk, by=make_user(), reason=reason)


def make_many(page: RoundPage, n: int, **overrides: Any) -> None:
    """Proposals that are accepted, in one statement; every text is as long as it may be on a card."""
    round_ = page.round
    fields = {
        "what": "En lång beskrivning av vad som ska byggas på gården. " * 12,
        "benefit": "Grannar träffas. " * 20,
        "cost_ore": 25_000 * KRONA,
        "shown_name": "Föreningen Närlundas gårdar och trädgårdar",
        "status": ProposalStatus.ACCEPTED,
        "submitted_at": round_.submission_opens,
        "decided_at": round_.submission_closes,
    } | overrides
    rows = [
        Proposal(round=round_, number=i, title=f"Odlingslådor, bänkar och ljus vid port {i}", slug=f"port-{i}", **fields)
        for i in range(1, n + 1)
    ]  # fmt: skip
    with locks.decided_at(round_.voting_opens - TICK):
        Proposal.objects.bulk_create(rows)


class Every:
    """A round with one proposal of each status; `page` is reviewed still, and shows them two days from now."""

    def __init__(self) -> None:
        self.page = make_round_page(Phase.REVIEW)
        self.round = self.page.round
        author = make_user()
        self.accepted = make_proposal(self.round, title="Ljus i tunneln")
        self.received = make_proposal(self.round, accepted=False, title="Bastu vid sjön")
        self.declined = decline(make_proposal(self.round, accepted=False, title="Motorväg"))
        self.back = make_proposal(self.round, accepted=False, author=author, title="Ångrad scen")
        with at(self.round.submission_closes - TICK):
            withdraw_proposal(proposal_id=self.back.pk, author=author)
        self.shown = self.round.proposals_shown

    @property
    def public(self) -> list[Proposal]:
        return [self.accepted, self.received, self.declined]

    @property
    def addresses(self) -> list[str]:
        return [one.get_absolute_url() for one in self.public]


# The instant


@pytest.mark.parametrize("step", [-SECOND, -TICK])
def test_until_their_instant_no_proposal_is_anywhere(step: dt.timedelta) -> None:
    every = Every()
    lists = [every.page.url, every.page.get_parent().url, "/", "/sitemap.xml", "/sok/?q=ljus+tunneln"]
    with at(every.shown + step):
        for path in lists:
            html = read(path).html
            for words in ("Ljus i tunneln", "ljus-i-tunneln", "Bastu", "Motorväg", REASON, "Ångrad"):
                assert words not in html, (path, words)
        for path in (*every.addresses, every.back.get_absolute_url(), print_url(every.page)):
            assert read(path).response.status_code == 404, path


@pytest.mark.parametrize("step", [dt.timedelta(), TICK, SECOND])
def test_from_their_instant_on_each_stands_where_its_status_belongs(step: dt.timedelta) -> None:
    every = Every()
    with at(every.shown + step):
        html = read(every.page.url).html
        assert cards(html) == [every.accepted.number]
        assert rows(html) == [every.received.number, every.declined.number]
        assert REASON in html and "Ångrad" not in html
        for one in every.public:
            reading = read(one.get_absolute_url())
            assert reading.response.status_code == 200 and one.title in reading.html
        assert REASON in read(every.declined.get_absolute_url()).html
        assert "Väntar på beslut" in read(every.received.get_absolute_url()).html
        assert read(every.back.get_absolute_url()).response.status_code == 404
        on_paper = read(print_url(every.page)).html
        assert "Ljus i tunneln" in on_paper
        assert not [words for words in ("Bastu", "Motorväg", REASON, "Ångrad") if words in on_paper]
        assert every.accepted.get_absolute_url() in read("/sitemap.xml").html
        assert "Ljus i tunneln" in text_of(read("/sok/?q=tunneln").html)


def test_the_databases_own_clock_shows_them() -> None:
    hidden, shown = make_round_page(Phase.REVIEW), make_round_page(Phase.VOTING)
    make_proposal(hidden.round, title="Ännu hemlig")
    proposal = make_proposal(shown.round, title="Synlig för alla")
    assert "Ännu hemlig" not in read(hidden.url).html
    assert "Synlig för alla" in read(shown.url).html
    assert read(proposal.get_absolute_url()).response.status_code == 200


def test_what_is_declined_is_folded_until_somebody_seeks_it() -> None:
    every = Every()
    with at(every.shown):
        folded = read(every.page.url).html
        found = read(f"{every.page.url}?q=motorvägar").html
    others = re.findall(r'<details class="folded"( open)?><summary>([^<]+)<', folded)
    assert others == [
        ("", "1 förslag som inte är beslutat än"),
        ("", "1 förslag som inte är med i omröstningen, och varför"),
    ]
    assert rows(found) == [every.declined.number] and '<details class="folded" open>' in found


def test_every_kind_of_page_of_proposals_is_fit_for_the_cache() -> None:
    every = Every()
    with at(every.shown):
        for path in (every.page.url, *every.addresses, print_url(every.page), f"{every.page.url}?q=ljus"):
            assert not faults_of_a_public_page(path), path


def test_questions_of_the_round_show_when_their_answers_are_for_everyone() -> None:
    page = make_round_page(Phase.VOTING)
    proposal = make_proposal(page.round)
    for text, is_public in (("Vem sköter det?", True), ("Vilket är ditt kontonummer?", False)):
        question = Question.objects.create(round=page.round, text=text, is_public=is_public)
        Answer.objects.create(proposal=proposal, question=question, text=f"Svar på: {text}")
    html = read(proposal.get_absolute_url()).html
    assert "<h3>Vem sköter det?</h3>" in html and "Svar på: Vem sköter det?" in html
    assert "kontonummer" not in html


@pytest.mark.parametrize("lets_talk", [True, False])
def test_one_may_comment_under_each_proposal_when_the_round_says_so(lets_talk: bool) -> None:
    page = make_round_page(Phase.VOTING)
    RoundPage.objects.filter(pk=page.pk).update(proposal_threads=lets_talk, thread_mode="open")
    accepted, declined = make_proposal(page.round), decline(make_proposal(page.round, accepted=False))
    html = read(accepted.get_absolute_url()).html
    assert ("Skriv ett inlägg" in html) is lets_talk
    assert "Skriv ett inlägg" not in read(declined.get_absolute_url()).html, "it is not in the vote"


# One address each


def test_number_and_old_words_lead_to_the_one_address() -> None:
    page = make_round_page(Phase.VOTING)
    proposal = make_proposal(page.round, title="Räksmörgåsar åt alla på Ön")
    address = proposal.get_absolute_url()
    assert address == f"/omgang/{page.round_id}/forslag/1-raksmorgasar-at-alla-pa-on/"
    bare = reverse("budgeting:proposal", args=[page.round_id, 1])
    for path in (bare, f"{bare[:-1]}-helt-andra-ord/"):
        response = Client().get(f"{path}?a=1&b=%C3%A5")
        assert (response.status_code, response["Location"]) == (301, f"{address}?a=1&b=%C3%A5"), path
    for wrong in ("2", "2-x", "0", str(2**31), str(10**30)):
        assert Client().get(f"/omgang/{page.round_id}/forslag/{wrong}/").status_code == 404, wrong
    assert f'<link rel="canonical" href="{ROOT}{address}">' in read(f"{address}?utm_source=x").html


def test_old_words_tell_nothing_before_the_instant() -> None:
    every = Every()
    bare = reverse("budgeting:proposal", args=[every.round.pk, every.accepted.number])
    with at(every.shown - TICK):
        for path in (bare, f"{bare[:-1]}-helt-andra-ord/"):
            response = Client().get(path)
            assert response.status_code == 404 and "Location" not in response


def og(html: str) -> dict[str, str]:
    return {k: unescape(v) for k, v in re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)">', html)}


def test_a_shared_proposal_shows_its_title_its_first_lines_and_its_own_picture() -> None:
    page = make_round_page(Phase.REVIEW)
    by = make_staff()
    with at(page.round.submission_closes):
        application = make_application(
            title='Ljus & "värme"', what="Vi tänder <b>tunneln</b>.\n\nTvå gånger."
        )
        file = SimpleUploadedFile("a.jpg", make_photo(size=(400, 300)))
        came_with = PaperFiles(pictures=((made_anew(file), "En lampa lyser"),))
        proposal = enter_paper(round_id=page.round_id, by=by, application=application, came_with=came_with)
        picture = proposal.pictures.get()
        accept_proposal(proposal_id=proposal.pk, by=make_user())
    with at(page.round.proposals_shown - TICK):
        assert Client().get(picture.share_url).status_code == 404
    with at(page.round.proposals_shown):
        tags = og(read(proposal.get_absolute_url()).html)
        assert tags["title"] == 'Ljus & "värme"' and tags["locale"] == "sv_SE"
        assert tags["description"] == "Vi tänder <b>tunneln</b>. Två gånger."
        assert tags["url"] == f"{ROOT}{proposal.get_absolute_url()}"
        assert (tags["image:width"], tags["image:height"]) == ("1200", "630")
        assert tags["image:alt"] == "En lampa lyser"
        shared = Client().get(tags["image"].removeprefix(ROOT))
    assert shared.status_code == 200 and shared["Content-Type"] == "image/jpeg"


def test_a_proposal_without_picture_shares_the_sites() -> None:
    page = make_round_page(Phase.VOTING)
    proposal = make_proposal(page.round)
    assert "image" not in og(read(proposal.get_absolute_url()).html)
    chosen = SiteSettings.for_site(page.get_site())
    chosen.share_picture = make_picture()
    chosen.save()
    make_sizes(image_id=chosen.share_picture.pk)
    assert og(read(proposal.get_absolute_url()).html)["image"].startswith(ROOT)


# Order, filters, search


def test_the_lot_of_the_day_is_the_same_for_everyone_and_numbers_are_an_order_of_their_own() -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 12)
    by_lot = cards(read(page.url).html)
    member = Client()
    member.force_login(make_user())
    assert by_lot == cards(member.get(page.url).content.decode()) and by_lot != sorted(by_lot)
    assert sorted(by_lot) == cards(read(f"{page.url}?ordning=nummer").html) == list(range(1, 13))


@pytest.mark.parametrize("order", ["", "ordning=nummer"])
def test_pages_of_the_list_hold_each_proposal_once(order: str) -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 60)
    html, met = read(f"{page.url}?{order}").html, []
    for _page in range(3):
        met += cards(html)
        further = re.search(r'href="(\?[^"]*)" rel="next"|rel="next" href="(\?[^"]*)"', html)
        if further:
            html = read(page.url + unescape(further[1] or further[2])).html
    assert sorted(met) == list(range(1, 61))


@pytest.mark.parametrize("number", sampled(["0", "-1", "99", "x", "²", "%00", "9" * 400], 3))
def test_a_page_that_is_not_there_is_no_fault(number: str) -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 30)
    for name in ("sida", "ovriga", "vantar"):
        reading = read(f"{page.url}?{name}={number}")
        assert reading.response.status_code == 200 and cards(reading.html)


def test_a_theme_chooses_and_the_number_beside_it_is_true() -> None:
    page = make_round_page(Phase.VOTING)
    green, safe = (Theme.objects.create(name=name, slug=name.lower()) for name in ("Odling", "Trygghet"))
    for theme in (green, green, safe, safe, safe, None, None):
        make_proposal(page.round, theme=theme)
    html = read(f"{page.url}?tema=odling").html
    assert sorted(cards(html)) == [1, 2] and "2 av 7 förslag" in html
    assert sorted(cards(read(f"{page.url}?tema=trygghet&ordning=nummer").html)) == [3, 4, 5]
    assert sorted(cards(read(f"{page.url}?tema=finns-inte").html)) == list(range(1, 8))


WORDS = {
    "åkgräsklippare": [1], "ÅKGRÄSKLIPPARE": [1], "lekplatser": [2], "lekplats": [2], "lekpl": [2],
    "ö": [3], "#4": [4], "4": [4], "bänkar lekplats": [], "hittepå": [], "' OR 1=1 --": [], "<script>": [], "%": [],
}  # fmt: skip


@pytest.mark.parametrize("words", sampled(WORDS, 3))
def test_words_are_found_in_any_form_and_swedish_letters_are_letters(words: str) -> None:
    page = make_round_page(Phase.VOTING)
    titles = ("Åkgräsklippare", "Två lekplatser", "Ö i dammen", "Bänkar", "Lampor", "Målning", "Teater")
    for title in titles:
        make_proposal(page.round, title=title, what="Vi gör det.", benefit="Alla mår bra.")
    reading = read(f"{page.url}?q={quote(words)}")
    assert reading.response.status_code == 200 and sorted(cards(reading.html)) == WORDS[words]
    assert "<script>" not in reading.html
    if not WORDS[words]:
        assert "ett kortare ord" in text_of(reading.html)


@pytest.mark.parametrize(
    "words", ["a" * 100_000, "bänk " * 3000, "å\N{COMBINING RING ABOVE}" * 500, "\x00bänk", "   "]
)
def test_what_nobody_would_write_in_a_search_is_answered_in_short(words: str) -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 8)
    reading = read(f"{page.url}?q={quote(words)}")
    assert reading.response.status_code == 200 and len(reading.html) < MOST_BYTES


# On paper


def modules(svg_path: str, side: int) -> list[list[int]]:
    """The squares that a path of rectangles paints, as rows of 0 and 1."""
    drawn = [[0] * side for _row in range(side)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg_path):
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            drawn[int(y)][column] = 1
    return drawn


def test_a_hundred_proposals_on_paper_are_whole_by_number_and_the_code_leads_to_the_round() -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 100)
    html = read(print_url(page)).html
    assert re.findall(r'paper-list__number">(\d+)<', html) == [str(n) for n in range(1, 101)]
    assert text_of(html).count("En lång beskrivning") == 100 * 12 and "100 förslag" in html
    side, path = re.search(r'viewBox="0 0 (\d+) \1".*?<path d="([^"]+)"', html, flags=re.S).groups()  # type: ignore[union-attr]
    address = f"{ROOT}{page.url}"
    assert address in html
    expected = segno.make_qr(address, error="q").matrix_iter(border=4)
    assert modules(path, int(side)) == [list(row) for row in expected]


# Many


def test_five_hundred_proposals_are_a_small_page_of_few_queries() -> None:
    few, many = make_round_page(Phase.VOTING), make_round_page(Phase.VOTING)
    make_many(few, 30)
    make_many(many, 500)
    told = []
    for query in ("", "?ordning=nummer&sida=2", "?q=port", "?q=finnsinte"):
        read(many.url + query)
        one, other = read(few.url + query), read(many.url + query)
        told.append((query, len(one.queries), len(other.queries), len(other.response.content)))
    for urls in (
        (few.round.proposals.first().get_absolute_url(), many.round.proposals.last().get_absolute_url()),
        (print_url(few), print_url(many)),
    ):
        read(urls[1])
        one, other = (read(url) for url in urls)
        told.append((urls[1], len(one.queries), len(other.queries), len(other.response.content)))
    print(f"\naddress, queries with 30 and with 500 proposals, bytes: {told}")
    for address, with_few, with_many, size in told:
        assert with_few == with_many <= MOST_QUERIES, address
        assert size <= MOST_BYTES or address == print_url(many), address


def test_a_hundred_of_each_kind_are_still_a_small_page() -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 400)
    for first, status in ((1, "declined"), (101, "received")):
        with locks.decided_at(page.round.voting_opens - TICK):
            page.round.proposals.filter(number__range=(first, first + 99)).update(
                status=status, reason=REASON
            )
    read(page.url)
    reading = read(page.url)
    assert len(reading.response.content) <= MOST_BYTES and len(reading.queries) <= MOST_QUERIES
    assert len(cards(reading.html)) == 24 and len(rows(reading.html)) == 20
    assert "200 förslag som inte är med i omröstningen, och varför" in text_of(reading.html)


# What never is public


def test_contact_details_reach_no_page_list_search_map_or_paper() -> None:
    every = Every()
    contact = Contact(
        kind="association", organisation="Xhemligförening", name="Xhemlignamn", phone="0700000000",
        email="xhemlig@example.org", co_applicants="Xhemligvän",
    )  # fmt: skip
    with at(every.round.submission_opens):
        application = make_application(title="Med kontakt", contact=contact)
        proposal = submit_proposal(
            round_id=every.round.pk, author=make_user(email="xhemlig2@example.org"), application=application
        )
    with at(every.round.voting_opens - TICK):
        accept_proposal(proposal_id=proposal.pk, by=make_user())
    paths = [
        every.page.url, f"{every.page.url}?ordning=nummer", proposal.get_absolute_url(), print_url(every.page),
        "/sitemap.xml", every.page.get_parent().url, "/",
    ]  # fmt: skip
    with at(every.round.voting_opens):
        for path in paths:
            html = read(path).html.casefold()
            assert not re.findall(r"xhemlig\w*|0700000000", html), path
        for words in ("xhemlignamn", "xhemligförening", "xhemligvän", "0700000000", "xhemlig@example.org"):
            for path in (f"{every.page.url}?q={words}", f"/sok/?q={words}"):
                assert proposal.slug not in read(path).html, path


def test_one_that_was_withdrawn_after_its_instant_stays_with_the_day_and_leaves_paper_and_search() -> None:
    page = make_round_page(Phase.VOTING)
    proposal = make_proposal(page.round, title="Seglivad staty")
    make_proposal(page.round)
    withdraw_for_author(proposal_id=proposal.pk, by=make_user(), reason="På egen begäran")
    html = read(page.url).html
    assert proposal.number not in cards(html) and rows(html) == [proposal.number]
    assert "På egen begäran" in read(proposal.get_absolute_url()).html
    for path in (print_url(page), "/sitemap.xml"):
        assert "eglivad" not in read(path).html, path
    assert proposal.get_absolute_url() not in read("/sok/?q=seglivad").html


def test_the_paper_says_when_one_can_vote_and_afterwards_that_one_could() -> None:
    page = make_round_page(Phase.VOTING)
    make_proposal(page.round)
    for instant, can in ((page.round.voting_closes - TICK, True), (page.round.voting_closes, False)):
        with at(instant):
            words = text_of(read(print_url(page)).html)
        assert ("Läs mer och rösta:" in words and "Rösta från" in words) is can
        assert ("Läs mer:" in words and "Röstningen stängde" in words) is not can


def test_one_hit_has_no_order_to_choose() -> None:
    page = make_round_page(Phase.VOTING)
    make_many(page, 8)
    assert "Dagens lottning" in read(page.url).html
    assert "Dagens lottning" not in read(f"{page.url}?q=8").html


def test_what_became_one_with_another_leads_there_and_back() -> None:
    page = make_round_page(Phase.VOTING)
    goal, part = make_proposal(page.round, title="Belysta stigar"), make_proposal(page.round, title="Lampor")
    with locks.decided_at(page.round.voting_opens - TICK):
        Proposal.objects.filter(pk=part.pk).update(status=ProposalStatus.MERGED, merged_into=goal)
    html = read(page.url).html
    assert cards(html) == [goal.number] and rows(html) == [part.number]
    part.refresh_from_db()
    there, back = read(part.get_absolute_url()), read(goal.get_absolute_url())
    assert there.response.status_code == 200 and goal.get_absolute_url() in there.html
    assert (
        "Lampor" in back.html
        and reverse("budgeting:proposal", args=[page.round_id, part.number]) in back.html
    )
    assert "Lampor" not in text_of(read(print_url(page)).html)
