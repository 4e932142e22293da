"""A comment is drawn from a flat value alone, so that what was drawn once may be remembered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from comments.display.drawing import LONGEST, Asked, Shown, _drawn, drawn
from comments.rules.states import State
from comments.services.own import erase_comment
from comments.talked_about.outcomes import Became
from comments.tests.builders import NOON, make_page, make_shown

LATER = NOON + dt.timedelta(days=40)
ASKED = Asked("Gatukontoret", dt.date(2026, 5, 4), None, False, "")
BECAME = Became("Belysning", "/arenden/1/", "", "Ärende")
TEXT = Shown(
    pk=1,
    state=State.APPROVED,
    is_stub=False,
    is_staff=False,
    name="Granne",
    said_at=NOON,
    decided_at=None,
    text="Hej",
    has_text=True,
    is_cut=False,
    is_pinned=False,
    is_edited=False,
    is_redacted=False,
    is_erased=False,
    was_reported=False,
    was_changed=False,
    reason="",
    step=1,
    answers="A",
    likes=0,
    can_be_answered=False,
    is_open=False,
    asked=ASKED,
    became=BECAME,
    rules_url="",
    level=3,
    quoted=False,
)
HIDDEN = TEXT._replace(
    state=State.HIDDEN, is_stub=True, decided_at=NOON, reason="den är en annons", asked=None, became=None
)
ASIDE, WITHDRAWN = (HIDDEN._replace(state=state) for state in (State.ASIDE, State.WITHDRAWN))
OTHERS: list[tuple[Shown, dict[str, Any]]] = [
    (TEXT, {"pk": 2}),
    (TEXT, {"is_staff": True}),
    (TEXT, {"name": "<b>"}),
    (TEXT, {"said_at": LATER}),
    (TEXT, {"text": "Hej då"}),
    (TEXT, {"is_cut": True}),
    (TEXT, {"is_pinned": True}),
    (TEXT, {"is_edited": True}),
    (TEXT, {"is_redacted": True}),
    (TEXT, {"step": 0}),
    (TEXT, {"answers": "B"}),
    (TEXT, {"answers": ""}),
    (TEXT, {"likes": 1}),
    (TEXT._replace(likes=1), {"likes": 2}),
    (TEXT, {"can_be_answered": True}),
    (TEXT, {"is_open": True}),
    (TEXT, {"asked": None}),
    (TEXT, {"became": None}),
    (TEXT, {"level": 2}),
    (TEXT, {"quoted": True}),
    *((TEXT, {"asked": ASKED._replace(**one)}) for one in ({"unit": "Parken"}, {"due_on": LATER.date()})),
    (TEXT, {"asked": ASKED._replace(answered_at=NOON, is_answered=True, answer_url="/a/")}),
    *((TEXT, {"became": BECAME._replace(**{name: "Ny"})}) for name in Became._fields),
    (TEXT, {"is_stub": True, "state": State.ASIDE}),
    (HIDDEN, {"state": State.ASIDE}),
    (HIDDEN, {"state": State.WITHDRAWN, "rules_url": "/regler/"}),
    (HIDDEN, {"decided_at": LATER}),
    (HIDDEN, {"reason": ""}),
    (HIDDEN, {"has_text": False}),
    (HIDDEN, {"text": "Sluta"}),
    (HIDDEN, {"is_cut": True}),
    (HIDDEN, {"rules_url": "/regler/"}),
    (WITHDRAWN, {"is_erased": True}),
    (ASIDE, {"was_reported": True}),
    (ASIDE, {"was_changed": True}),
]


@pytest.mark.parametrize(("one", "change"), OTHERS, ids=str)
def test_each_value_shows_so_none_of_them_is_carried_for_nothing(one, change):
    assert drawn(one) != drawn(one._replace(**change))


def test_control_every_value_was_changed_above():
    assert {name for _one, change in OTHERS for name in change} == set(Shown._fields)


@pytest.mark.parametrize("one", [TEXT, HIDDEN, ASIDE, WITHDRAWN], ids=lambda one: one.state)
def test_what_is_remembered_is_what_would_be_drawn_anew_and_each_language_has_its_own(one):
    drawings = set()
    for language in ("sv", "en"):
        with override(language):
            assert drawn(one) == drawn(one) == _drawn.__wrapped__(one)
            drawings.add(drawn(one))
    assert len(drawings) == 2


def test_what_a_stranger_wrote_is_inert():
    bad = '"><script>alert(1)</script>'
    html = drawn(TEXT._replace(name=bad, text=bad, answers=bad, asked=ASKED._replace(unit=bad)))
    assert "<script" not in html and html.count("&lt;script&gt;") == 4
    assert "<script" not in drawn(HIDDEN._replace(text=bad))


@pytest.mark.django_db
def test_a_page_made_anew_draws_only_what_has_changed(client):
    page = make_page()
    old = [make_shown(page=page, text=f"Inlägg {n}") for n in range(3)]
    client.get(page.url)
    before = _drawn.cache_info()
    make_shown(page=page, text="Det nya")
    html = client.get(page.url).content.decode()
    after = _drawn.cache_info()
    assert "Det nya" in html
    assert (after.misses - before.misses, after.hits - before.hits) == (1, len(old))


def test_each_time_zone_has_its_own():
    late = TEXT._replace(said_at=dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC))
    with timezone.override("Pacific/Auckland"):
        there = drawn(late)
    assert "20 november" in drawn(late) and "21 november" in there


def test_long_texts_and_those_of_yesterday_are_not_remembered():
    with time_machine.travel(NOON):
        drawn(TEXT._replace(text="å" * (LONGEST + 1)))
        drawn(TEXT)
        assert _drawn.cache_info().currsize == 1
    with time_machine.travel(NOON + dt.timedelta(days=1)):
        drawn(TEXT._replace(pk=7))
        assert _drawn.cache_info().currsize == 1


@pytest.mark.django_db
def test_what_somebody_wrote_is_not_in_the_process_once_it_is_erased(
    client, django_capture_on_commit_callbacks
):
    page = make_page()
    comment = make_shown(page=page)
    client.get(page.url)
    assert _drawn.cache_info().currsize
    with django_capture_on_commit_callbacks(execute=True):
        erase_comment(comment_id=comment.pk)
    assert _drawn.cache_info().currsize == 0
