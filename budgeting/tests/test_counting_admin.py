"""The editors' page about a count: where it stands, the button, the lot of a public draw, recounts, and never how it goes
before the result; a changed result by two people who both see what it gives."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from budgeting.admin.counts import shown as counts_shown
from budgeting.admin.waiting.counts import draws_to_type_in, recounts_that_differ
from budgeting.admin.waiting.rounds import acts_to_confirm
from budgeting.models import Count, LotSource, PublicDraw, Recount, Round, RoundAct
from budgeting.rules.errors import message_for
from budgeting.rules.phases import Phase
from budgeting.services import acts, draws, overrides
from budgeting.services.comparing import compare_due_counts
from budgeting.services.counting import count_round
from budgeting.services.recounts import recount
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import KRONA, make_ballot, make_programme, make_proposal, make_round, make_user, pause
from .test_acts_admin import browser_of, text_of, two_editors, url
from .test_admin import make_official
from .test_recounts import damage

pytestmark = pytest.mark.django_db
WHY = "Föreningen drar sig ur."
SEED = "19 2 40 8"
HOW = "Kulor på biblioteket den 3 maj."


def voted(phase=Phase.COUNTING, *, count=True, **fields) -> Round:
    """A wins, B has no room, C is wanted by nobody else than one."""
    fields = {"budget_ore": 30_000 * KRONA, "cap_ore": 20_000 * KRONA} | fields
    round_ = make_round(phase, **fields)
    a, b, c = (make_proposal(round_, title=f"Bänk {title}", cost_ore=20_000 * KRONA) for title in "ABC")
    for chosen in [(a,), (a, b), (a, b), (c,)]:
        make_ballot(round_, *chosen)
    if count:
        count_round(round_id=round_.pk)
    return round_


def request_of(person):
    request = RequestFactory().get("/admin/")
    request.user = person
    return request


def test_the_page_says_where_the_count_is_in_every_state():
    said = {
        make_round(Phase.VOTING): "Röstningen är inte slut",
        voted(count=False): "ingenting står i vägen",
        voted(): "Ingen ser resultatet före",
        voted(Phase.RESULT): "Resultatet är offentligt sedan",
        make_round(Phase.CANCELLED): "ingenting räknas",
    }
    for round_, words in said.items():
        page = text_of(browser_of(make_official(round_.programme)).get(url("counting", round_)))
        assert words in page
        assert ("Räkna nu" in page) == (words == "ingenting står i vägen")


def test_the_button_does_what_the_worker_does_and_only_when_it_can():
    round_ = voted(count=False)
    browser = browser_of(make_official(round_.programme))
    assert browser.get(url("counting", round_)).status_code == 200 and not Count.objects.exists()
    browser.post(url("counting", round_), {"count": 1})
    assert Count.objects.get().round == round_
    browser.post(url("counting", round_), {"count": 1})
    assert Count.objects.count() == 1
    for other in (make_round(Phase.VOTING), voted(count=False, lot_source=LotSource.DRAWN)):
        browser_of(make_official(other.programme)).post(url("counting", other), {"count": 1})
    paused = voted(count=False)
    pause(paused)
    browser_of(make_official(paused.programme)).post(url("counting", paused), {"count": 1})
    assert Count.objects.count() == 1


def test_a_rule_that_may_take_long_is_counted_by_a_worker_and_not_while_somebody_waits():
    round_ = voted(count=False, rule="equal_shares_add1")
    person = make_official(round_.programme)
    browser = browser_of(person)
    said = text_of(browser.post(url("counting", round_), {"count": 1}, follow=True))
    assert "Omgången räknas nu" in said and not Count.objects.exists()
    run_tasks()
    assert Count.objects.get().round == round_
    said = text_of(browser.post(url("counting", round_), {"recount": 1}, follow=True))
    assert "räknas om" in said and not Recount.objects.exists()
    run_tasks()
    assert Recount.objects.get().by == person and Recount.objects.get().agrees


def test_only_who_may_change_the_round_sees_the_pages():
    round_ = voted(Phase.RESULT)
    for person in (make_user(), make_official(make_programme())):
        for action in ("counting", "change_result"):
            assert browser_of(person).get(url(action, round_)).status_code in (302, 403)
            assert browser_of(person).post(url(action, round_), {"recount": 1}).status_code in (302, 403)
    assert not Recount.objects.exists()


@pytest.mark.parametrize("action", ["counting", "change_result"])
def test_before_the_result_no_page_tells_votes_winners_or_fingerprints(action):
    round_ = voted()
    compare_due_counts()
    recount(round_id=round_.pk)
    count, browser = Count.objects.get(), browser_of(make_official(round_.programme))
    html = browser.get(url(action, round_)).content.decode()
    for secret in (
        count.inputs_hash,
        count.result_hash,
        count.seed,
        "Får pengar",
        "30\xa0000",
        "Andra regler",
    ):
        assert secret not in html
    with at(round_.result_at):
        after = browser.get(url("counting", round_)).content.decode()
    assert count.result_hash in after and "Får pengar" in after and "Om en annan regel" in after


def test_the_preview_of_a_change_tells_what_it_gives_only_from_the_result_on():
    round_ = voted()
    (siv, sivs), (_bo, bos) = two_editors(round_)
    data = {"out_1": "on", "reason": WHY, "seen": Count.objects.get().pk, "step": "look"}
    looked = text_of(sivs.post(url("change_result", round_), data))
    assert "Får pengar" not in looked and "visas inte före" in looked and WHY in looked
    assert not RoundAct.objects.exists()
    sivs.post(url("change_result", round_), data | {"step": "do"})
    act = RoundAct.objects.get()
    assert (act.asked_by, act.changes) == (siv, {"withdrawn": [1], "costs": {}})
    confirm = text_of(bos.get(url("confirm", round_, act.pk)))
    assert "Får pengar" not in confirm and "visas inte före" in confirm
    with at(round_.result_at):
        confirm = text_of(bos.get(url("confirm", round_, act.pk)))
    assert "Får inte längre pengar: Bänk A" in confirm and "Får nu pengar: Bänk B" in confirm


def test_two_people_change_a_result_and_the_earlier_count_stays_to_be_seen():
    round_ = voted(Phase.RESULT)
    (siv, sivs), (bo, bos) = two_editors(round_)
    data = {"out_1": "on", "cost_2": "15 000", "reason": WHY, "seen": Count.objects.get().pk, "step": "look"}
    looked = text_of(sivs.post(url("change_result", round_), data))
    assert "Får nu pengar: Bänk B , 15 000 kr" in looked and str(bo) in looked
    assert sivs.post(url("change_result", round_), data | {"step": "do"}).url == url("counting", round_)
    act = RoundAct.objects.get()
    assert "En begäran väntar redan" in text_of(sivs.get(url("counting", round_)))
    assert "inget att ändra" in text_of(sivs.get(url("change_result", round_)))
    assert [w.url for w in acts_to_confirm(request_of(bo))] == [url("confirm", round_, act.pk)]
    assert not acts_to_confirm(request_of(siv))
    sivs.post(url("confirm", round_, act.pk))
    assert Count.objects.count() == 1
    bos.post(url("confirm", round_, act.pk))
    newest = Count.objects.first()
    assert Count.objects.count() == 2 and newest.act == act
    assert [o.proposal.title for o in newest.outcomes.all() if o.funded] == ["Bänk B"]
    page = text_of(sivs.get(url("counting", round_)))
    assert "Tidigare räkningar" in page and WHY in page and "Den gav 20 000 kr" in page


def test_what_is_wrong_in_a_change_is_said_and_what_was_typed_is_kept():
    round_ = voted(Phase.RESULT)
    browser = browser_of(make_official(round_.programme))
    seen = Count.objects.get().pk
    for data, words in (
        ({"reason": WHY, "seen": seen}, "Ingenting"),
        ({"out_1": "on", "reason": "", "seen": seen}, "Fyll i"),
        ({"cost_1": "abc", "reason": WHY, "seen": seen}, "kronor"),
        ({"cost_1": "9 000 000", "reason": WHY, "seen": seen}, message_for("cost_above_budget")),
        ({"out_1": "on", "reason": WHY, "seen": 0}, "räknats om under tiden"),
    ):
        for step in ("look", "do"):
            response = browser.post(url("change_result", round_), data | {"step": step})
            assert response.status_code == 200 and words in text_of(response), (data, step)
    assert not RoundAct.objects.exists()


def test_a_large_round_with_equal_shares_is_not_counted_while_somebody_waits(monkeypatch):
    round_ = voted(Phase.RESULT, rule="equal_shares")
    monkeypatch.setattr(counts_shown, "MOST_BALLOTS_AT_ONCE", 3)
    monkeypatch.setattr(overrides, "result_with", None)
    changes = {"withdrawn": [1], "costs": {}}
    preview = counts_shown.preview_of(round_, changes, round_.result_at)
    assert preview.rows is None and "för lång tid" in preview.why_not


def test_a_preview_that_takes_too_long_is_stopped(monkeypatch):
    round_ = voted(Phase.RESULT, rule="equal_shares_add1")
    changes = {"withdrawn": [1], "costs": {}}
    assert counts_shown.preview_of(round_, changes, round_.result_at).rows
    monkeypatch.setattr(counts_shown, "MOST_SECONDS", -1)
    preview = counts_shown.preview_of(round_, changes, round_.result_at)
    assert preview.rows is None and "för lång tid" in preview.why_not


def test_a_change_of_a_cancelled_round_is_neither_asked_for_nor_confirmed():
    round_ = voted()
    asked = overrides.Asked(frozenset({1}), {})
    acts.ask_to_override(round_id=round_.pk, by=make_user(), reason=WHY, asked=asked)
    acts.confirm(act_id=acts.ask_to_cancel(round_id=round_.pk, by=make_user(), reason=WHY).pk, by=make_user())
    page = text_of(browser_of(make_official(round_.programme)).get(url("counting", round_)))
    assert "Ändra resultatet" not in page and "visas aldrig" in page
    with pytest.raises(Exception, match="round_cancelled"):
        acts.ask_to_override(round_id=round_.pk, by=make_user(), reason=WHY, asked=asked)


def test_a_draw_is_typed_in_by_two_people_neither_of_whom_sees_the_others():
    round_ = voted(count=False, lot_source=LotSource.DRAWN)
    (siv, sivs), (bo, bos) = two_editors(round_)
    (row,) = draws_to_type_in(request_of(siv))
    assert row.url == url("counting", round_) and row.urgent
    assert "Räkna nu" not in text_of(sivs.get(url("counting", round_)))
    assert "Fyll i" in text_of(sivs.post(url("counting", round_), {"draw": 1, "seed": "", "how": ""}))
    sivs.post(url("counting", round_), {"draw": 1, "seed": SEED, "how": HOW})
    assert PublicDraw.objects.get().typed_by == siv
    assert not draws_to_type_in(request_of(siv)) and len(draws_to_type_in(request_of(bo))) == 1
    for browser in (sivs, bos):
        assert SEED not in browser.get(url("counting", round_)).content.decode()
    sivs.post(url("counting", round_), {"draw": 1, "seed": SEED})
    assert PublicDraw.objects.get().confirmed_at is None
    wrong = bos.post(url("counting", round_), {"draw": 1, "seed": "19 2 40 9"})
    assert "inte vad den första" in text_of(wrong) and SEED not in wrong.content.decode()
    bos.post(url("counting", round_), {"draw": 1, "seed": f" {SEED} "})
    assert PublicDraw.objects.get().confirmed_by == bo
    assert not draws_to_type_in(request_of(bo))
    assert "Räkna nu" in text_of(sivs.get(url("counting", round_)))


def test_what_one_has_typed_in_is_dropped_by_anybody_of_them():
    round_ = voted(count=False, lot_source=LotSource.DRAWN)
    (siv, _sivs), (_bo, bos) = two_editors(round_)
    draws.type_in_draw(round_id=round_.pk, seed=SEED, how=HOW, by=siv)
    bos.post(url("counting", round_), {"drop_draw": 1})
    assert not PublicDraw.objects.exists()


def test_a_recount_is_noted_and_one_that_differs_is_an_alarm_in_words():
    round_ = voted(Phase.RESULT)
    person = make_official(round_.programme)
    browser = browser_of(person)
    assert "Det har inte räknats om" in text_of(browser.get(url("counting", round_)))
    browser.post(url("counting", round_), {"recount": 1})
    page = text_of(browser.get(url("counting", round_)))
    assert str(person) in page and "Larm" not in page and not recounts_that_differ(request_of(person))
    damage("DELETE FROM budgeting_ballotchoice WHERE id = (SELECT min(id) FROM budgeting_ballotchoice)")
    browser.post(url("counting", round_), {"recount": 1})
    assert [row.agrees for row in Recount.objects.all()] == [False, True]
    page = text_of(browser.get(url("counting", round_)))
    assert "Larm: omräkningen stämmer inte" in page and "Inte samma" in page
    (row,) = recounts_that_differ(request_of(person))
    assert row.urgent and row.url == url("counting", round_)
    assert not recounts_that_differ(request_of(make_official(make_programme())))


def test_the_page_takes_no_more_queries_with_more_rows():
    round_ = voted(Phase.RESULT)
    compare_due_counts()
    browser = browser_of(make_official(round_.programme))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("counting", round_)).status_code == 200
        return len(queries)

    recount(round_id=round_.pk, by=make_user())
    asked()
    few = asked()
    for _ in range(5):
        recount(round_id=round_.pk, by=make_user())
    assert asked() <= few
