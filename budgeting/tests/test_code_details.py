"""Small parts of voting codes that their stories do not meet, found by changing the code."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from budgeting.models import CodeBatch, VotingCode
from budgeting.models.voting_codes import DOUBLE_FROM, SMALLEST_BATCH
from budgeting.services import voting_codes
from budgeting.services.paper_refusals import PaperNumbers, paper_numbers, refuse_paper, refused_by
from budgeting.services.paper_votes import Keyed, say_pile
from budgeting.services.voting_codes import find_code, make_batch, replace_code, revoke_codes

from .builders import make_staff, pause
from .test_paper_votes import Desk
from .test_voting_codes import WHY, make_coded, make_codes
from .test_voting_details import refused

pytestmark = pytest.mark.django_db


def test_a_batch_may_be_as_large_as_the_largest_and_who_asks_for_more_is_told_between_what(monkeypatch):
    monkeypatch.setattr(voting_codes, "LARGEST_BATCH", 12)
    round_, by = make_coded(), make_staff()
    made = make_batch(round_id=round_.pk, name="Storgatan", size=12, by=by)
    assert len(made.codes) == 12 and CodeBatch.objects.get().made_by == by
    bounds = {"least": SMALLEST_BATCH, "most": 12}
    for size in (SMALLEST_BATCH - 1, 13):
        asked = refused(make_batch, round_id=round_.pk, name="Lillgatan", size=size, by=by)
        assert asked == ("batch_size", bounds)


def test_the_demo_has_the_codes_that_its_guide_tells():
    round_ = make_coded()
    told = ["A" * 12, "B" * 12]
    made = make_batch(round_id=round_.pk, name="Storgatan", size=2, by=make_staff(), known=told)
    assert [fresh.code for fresh in made.codes] == told
    assert all(find_code(round_, code) for code in told)


def test_who_revokes_codes_that_are_not_there_is_told_which():
    round_ = make_coded()
    make_codes(round_, 2)
    asked = refused(revoke_codes, round_id=round_.pk, numbers=[1, 7, 9], reason=WHY, by=None)
    assert asked == ("no_such_codes", {"numbers": "7, 9"})
    many = refused(revoke_codes, round_id=round_.pk, numbers=range(3, 30), reason=WHY, by=None)
    assert many[1]["numbers"].endswith(", 22 …") and many[1]["numbers"].startswith("3, 4, ")


def test_of_two_rounds_with_the_same_number_the_code_of_the_own_one_is_replaced():
    one, other = make_coded(), make_coded()
    (kept,) = make_codes(one, 1)
    (lost,) = make_codes(other, 1, name="Lillgatan")
    fresh = replace_code(round_id=other.pk, number=1, reason=WHY, by=None)
    assert fresh is not None and find_code(other, fresh.code)
    assert find_code(one, kept.code)
    assert refused(find_code, other, lost.code)[0] == "code_revoked"
    assert other.code_batches.get().codes.count() == 2


def test_of_many_codes_that_are_not_there_twenty_are_named():
    round_ = make_coded()
    for many, end in ((20, ", 20"), (21, ", 20 …")):
        asked = refused(revoke_codes, round_id=round_.pk, numbers=range(1, many + 1), reason=WHY, by=None)
        assert asked[1]["numbers"].endswith(end), many


def test_the_code_of_a_keyed_paper_is_used_and_its_neighbour_is_free():
    desk = Desk(papers=DOUBLE_FROM)  # keyed once, and waiting for a second person: no ballot is cast yet
    desk.key(0, 1)
    assert refused(find_code, desk.round, desk.codes[0])[0] == "code_used_on_paper"
    assert find_code(desk.round, desk.codes[2])
    by = make_staff()
    done = revoke_codes(round_id=desk.round.pk, numbers=[1, 2], reason=WHY, by=by)
    assert (done.used, done.revoked) == (1, 1)
    gone = VotingCode.objects.get(round=desk.round, revoked_at__isnull=False)
    assert (gone.number, gone.revoked_by, gone.revoked_why) == (2, by, WHY)


def test_as_many_papers_as_are_keyed_can_be_said_and_fewer_are_refused_with_how_many():
    desk = Desk()
    desk.key(0, 1)
    desk.key(1, 2)
    assert say_pile(round_id=desk.round.pk, papers=2, by=desk.siv).papers == 2
    asked = refused(say_pile, round_id=desk.round.pk, papers=1, by=desk.siv)
    assert asked == ("fewer_than_keyed", {"keyed": 2})
    said = ModelLogEntry.objects.filter(action="budgeting.count_papers").latest("timestamp")
    assert (said.data, said.user, said.object_id) == ({"papers": 2}, desk.siv, str(desk.round.pk))


def test_a_pile_may_shrink_to_as_many_as_two_people_still_key():
    desk = Desk(papers=DOUBLE_FROM + 2)
    desk.key(0, 1)
    assert say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv).papers == DOUBLE_FROM
    fewer = refused(say_pile, round_id=desk.round.pk, papers=DOUBLE_FROM - 1, by=desk.siv)
    assert fewer[0] == "stays_with_two"


def test_no_pile_is_said_in_a_round_that_is_stopped():
    desk = Desk()
    pause(desk.round)
    assert refused(say_pile, round_id=desk.round.pk, papers=9, by=desk.siv)[0] == "round_paused"


def test_the_log_says_who_keyed_a_paper_and_who_read_it_differently():
    desk = Desk(papers=DOUBLE_FROM - 1)
    desk.key(0, 1)
    entered = ModelLogEntry.objects.get(action="budgeting.enter_paper")
    assert (entered.user, entered.object_id) == (desk.siv, str(desk.round.pk))
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    assert desk.key(0, 2, by=desk.bo) == Keyed.DIFFERS
    questioned = ModelLogEntry.objects.get(action="budgeting.question_paper")
    assert (questioned.user, questioned.object_id) == (desk.bo, str(desk.round.pk))


def test_what_can_not_be_keyed_is_refused_with_what_was_typed_and_said():
    desk = Desk()
    assert refused(desk.key, 0, 9) == ("not_a_number_here", {"number": 9})
    say_pile(round_id=desk.round.pk, papers=1, by=desk.siv)
    desk.key(0, 1)
    assert refused(desk.key, 1, 1) == ("more_papers_than_said", {"papers": 1})


def test_the_papers_of_a_round_in_numbers_from_none_to_those_that_two_people_read_differently():
    desk, other = Desk(papers=0), Desk(papers=1)
    assert paper_numbers(desk.round) == PaperNumbers(0, 0, 0, 0, 0, 0, 0, {})
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM - 1, by=desk.siv)
    desk.key(0, 1)
    desk.key(1, 2)
    assert paper_numbers(desk.round) == PaperNumbers(DOUBLE_FROM - 1, DOUBLE_FROM - 3, 2, 0, 0, 0, 2, {})
    say_pile(round_id=desk.round.pk, papers=DOUBLE_FROM, by=desk.siv)
    desk.key(0, 3, by=desk.bo)  # otherwise than Siv, whose ballot stays until a third person has looked
    desk.key(2, 1)
    refuse_paper(round_id=desk.round.pk, code="x", by=desk.bo)
    counted = paper_numbers(desk.round)
    assert counted == PaperNumbers(DOUBLE_FROM, DOUBLE_FROM - 4, 2, 1, 1, 1, 2, {"wrong_code": 1})
    assert refused_by(other.round, desk.bo) == 0
    say_pile(round_id=other.round.pk, papers=1, by=desk.siv)
    other.key(0, 1)
    refuse_paper(round_id=other.round.pk, code="x", by=desk.bo)
    assert paper_numbers(other.round).left == 0, "never fewer than none"
    assert desk.key(0, 1, by=desk.mia) == Keyed.VERIFIED
    assert paper_numbers(desk.round).differing == 0


def test_the_log_says_who_refused_a_paper_and_why():
    desk = Desk()
    refuse_paper(round_id=desk.round.pk, code="x", by=desk.bo)
    noted = ModelLogEntry.objects.get(action="budgeting.refuse_paper")
    assert (noted.user, noted.object_id, noted.data) == (desk.bo, str(desk.round.pk), {"why": "wrong_code"})


def test_a_paper_that_no_ballot_could_be_is_refused_before_a_second_person_keys_it():
    desk = Desk(papers=DOUBLE_FROM)
    assert refused(desk.key, 0, 1, 1)[0] == "chosen_twice"
    assert not paper_numbers(desk.round).waiting
