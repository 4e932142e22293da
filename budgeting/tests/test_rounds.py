"""Rounds: made whole or not at all, frozen when residents rely on them, guarded by the database too."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from budgeting.counting import ties
from budgeting.models import BudgetingPage, Round, RoundPage
from budgeting.rules.acts import INSTANTS
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase, Schedule
from budgeting.services.rounds import NewQuestion, change_questions, change_round
from budgeting.services.terms import envelope_left
from home.models import HomePage, StandardPage
from radslag.clock import at

from .builders import DAY, KRONA, TICK, make_home, make_programme, make_round, make_round_page, make_schedule

pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught, transaction.atomic():
        call(*args, **kwargs)
    return caught.value


def test_a_round_is_made_with_its_page_and_its_secrets():
    page = make_round_page(name="Mitt Närlunda, hösten 2026")
    assert page.live and page.title == "Mitt Närlunda, hösten 2026"
    assert len(bytes(page.round.secret.voter_secret)) == 32
    assert page.round.lot_commitment == ties.commitment(page.round.secret.lot_seed)


def test_two_rounds_never_share_a_secret():
    a, b = make_round(), make_round()
    assert bytes(a.secret.voter_secret) != bytes(b.secret.voter_secret)
    assert a.secret.lot_seed != b.secret.lot_seed


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("cap_above_budget", {"budget_ore": 100, "cap_ore": 101}),
        ("budget_not_positive", {"budget_ore": 0, "cap_ore": 0}),
        ("not_positive", {"cap_ore": 0}),
        ("ballot_limits", {"ballot_min": 4, "ballot_max": 3}),
        ("threshold_too_low", {"threshold": 0}),
        ("result_order", {"schedule": make_schedule(result=make_schedule().voting_closes - DAY)}),
    ],
)
def test_terms_that_contradict_each_other_make_neither_round_nor_page(code, terms):
    programme = make_programme()
    assert refusal(make_round_page, programme=programme, **terms).code == code
    assert not Round.objects.exists() and not RoundPage.objects.exists()


def test_the_rounds_of_a_year_can_not_have_more_than_the_year():
    programme = make_programme(envelope_ore=100_000 * KRONA)
    spring = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
    first = make_round(
        programme=programme, budget_ore=60_000 * KRONA, schedule=make_schedule(Phase.BEFORE, now=spring)
    )
    autumn = make_schedule(Phase.BEFORE, now=spring, shift=120 * DAY)
    assert envelope_left(programme, first.result_at) == 40_000 * KRONA
    error = refusal(make_round, programme=programme, budget_ore=40_001 * KRONA, schedule=autumn)
    assert (error.code, error.params) == ("budget_above_envelope", {"left_ore": 40_000 * KRONA})
    make_round(programme=programme, budget_ore=40_000 * KRONA, schedule=autumn)


def test_the_money_of_another_year_is_another_sum():
    """One result in the last minutes of a year by the local clock, the other in the first: each has a whole envelope."""
    programme = make_programme(envelope_ore=100_000 * KRONA)
    new_year = dt.datetime(2027, 12, 31, 23, tzinfo=dt.UTC)  # midnight in Stockholm
    begins = make_schedule(Phase.BEFORE, now=new_year - 60 * DAY)
    make_round(programme=programme, schedule=replace(begins, result=new_year - TICK))
    later = make_schedule(Phase.BEFORE, now=new_year - 38 * DAY)
    make_round(programme=programme, schedule=replace(later, result=new_year))


def test_two_rounds_of_a_programme_are_never_in_the_same_step():
    first = make_round(Phase.BEFORE, name="Hösten")
    for shift in (-9 * DAY, 0 * DAY, 9 * DAY):
        schedule = make_schedule(Phase.BEFORE, shift=shift)
        error = refusal(make_round, programme=first.programme, schedule=schedule)
        assert (error.code, error.params) == ("same_phase", {"name": "Hösten"})
        assert "Hösten" in error.message
    make_round(programme=make_programme(), schedule=make_schedule(Phase.BEFORE))


def test_rounds_that_follow_each_other_to_the_microsecond_share_no_step():
    """Submission of the second opens when that of the first closes: each is in a step of its own, all the way."""
    first = make_round(Phase.BEFORE).schedule
    programme = Round.objects.get().programme
    length = first.submission_closes - first.submission_opens
    moved = {name: getattr(first, name) + length for name in first.__slots__}
    assert moved["submission_opens"] == first.submission_closes
    make_round(programme=programme, schedule=Schedule(**moved))
    error = refusal(
        make_round,
        programme=programme,
        schedule=Schedule(**moved | {"submission_opens": first.submission_closes - TICK}),
    )
    assert error.code == "same_phase"


def test_a_cancelled_round_is_in_nobodys_way():
    cancelled = make_round(Phase.CANCELLED)
    make_round(Phase.VOTING, programme=cancelled.programme)


def test_dates_of_a_round_are_not_moved_into_another():
    first = make_round(Phase.BEFORE, name="Hösten")
    second = make_round(programme=first.programme, schedule=make_schedule(Phase.BEFORE, shift=60 * DAY))
    assert change_round(round_id=second.pk, submission_opens=second.submission_opens - 40 * DAY).pk
    error = refusal(change_round, round_id=second.pk, submission_opens=first.submission_opens + DAY)
    assert error.code == "same_phase"


def test_the_translations_of_a_programme_are_one_when_rounds_share_a_step():
    first = make_round(Phase.BEFORE)
    english = Locale.objects.get_or_create(language_code="en")[0]
    first.programme.get_parent().copy_for_translation(english)
    twin = first.programme.copy_for_translation(english)
    assert refusal(make_round, Phase.BEFORE, programme=twin).code == "same_phase"


@pytest.mark.parametrize("apart", [0, 60])
def test_the_database_refuses_two_rounds_in_the_same_step_without_any_service(apart):
    """`apart`: days between the submissions of the two, while all later dates are the same."""
    first = make_round(Phase.BEFORE)
    second = make_round(programme=first.programme, schedule=make_schedule(Phase.BEFORE, shift=60 * DAY))
    moved = {name: getattr(first, name) for name in INSTANTS}
    moved |= {name: moved[name] - apart * DAY for name in ("submission_opens", "submission_closes")}
    with pytest.raises(IntegrityError, match="budgeting_one_round_in_"), transaction.atomic():
        Round.objects.filter(pk=second.pk).update(**moved)


CRITERIA = ("På mark vi sköter", "Öppet för alla")
QUESTIONS = (
    NewQuestion(text="Var?", kind="choice", options="Gården\nTorget", is_public=True),
    NewQuestion(text="Har du pratat med grannarna?", help_text="Skriv kort.", is_required=True),
)


def written(round_):
    return (
        list(round_.criteria.values_list("text", flat=True)),
        [(q.text, q.kind, q.is_required, q.is_public, q.option_list) for q in round_.questions.all()],
    )


EXPECTED = (
    list(CRITERIA),
    [
        ("Var?", "choice", False, True, ["Gården", "Torget"]),
        ("Har du pratat med grannarna?", "short", True, False, []),
    ],
)


def test_a_round_is_made_with_its_questions_and_its_check_list_in_order():
    assert written(make_round(Phase.BEFORE, criteria=CRITERIA, questions=QUESTIONS)) == EXPECTED


def test_questions_and_check_list_change_until_submission_opens_and_no_longer():
    round_ = make_round(Phase.BEFORE, criteria=("Gammalt",), questions=(NewQuestion(text="Gammal?"),))
    with at(round_.submission_opens - TICK):
        change_questions(round_id=round_.pk, criteria=CRITERIA, questions=QUESTIONS)
    assert written(round_) == EXPECTED
    with at(round_.submission_opens):
        error = refusal(change_questions, round_id=round_.pk, criteria=(), questions=())
    assert error.code == "frozen" and "Frågor" in error.message
    assert written(round_) == EXPECTED


def test_before_it_opens_everything_may_change():
    round_ = make_round(Phase.BEFORE)
    changed = change_round(
        round_id=round_.pk,
        budget_ore=90_000 * KRONA,
        voting_closes=round_.voting_closes + DAY,
        rule="greedy_stop",
    )
    assert (changed.budget_ore, changed.rule) == (90_000 * KRONA, "greedy_stop")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget_ore", 1),
        ("cap_ore", 1),
        ("rule", "greedy_stop"),
        ("tie_rule", "cheapest"),
        ("threshold", 2),
        ("ballot_max", 2),
    ],
)
def test_money_and_rule_are_frozen_from_the_microsecond_submission_opens(field, value):
    round_ = make_round(Phase.BEFORE)
    with at(round_.submission_opens):
        assert refusal(change_round, round_id=round_.pk, **{field: value}).code == "frozen"
    round_.refresh_from_db()
    assert getattr(round_, field) != value


def test_the_last_microsecond_before_submission_still_allows_a_change():
    round_ = make_round(Phase.BEFORE)
    with at(round_.submission_opens - TICK):
        change_round(round_id=round_.pk, threshold=2)


def test_dates_of_the_vote_may_move_until_it_opens_and_no_longer():
    round_ = make_round(Phase.SUBMISSION)
    later = round_.voting_closes + DAY
    change_round(round_id=round_.pk, voting_closes=later)
    with at(round_.voting_opens):
        assert refusal(change_round, round_id=round_.pk, voting_closes=later + DAY).code == "frozen"


def test_saving_the_same_values_again_is_no_change():
    round_ = make_round(Phase.VOTING)
    change_round(round_id=round_.pk, budget_ore=round_.budget_ore, name="Nytt namn")
    assert Round.objects.get(pk=round_.pk).name == "Nytt namn"


def test_the_database_freezes_the_round_without_any_service():
    round_ = make_round(Phase.VOTING)
    for changes in (
        {"budget_ore": 1_000_000_000},
        {"voting_closes": round_.voting_closes + TICK},
        {"lot_commitment": "0"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(**changes)
    Round.objects.filter(pk=round_.pk).update(name="Ett namn är inget löfte")


@pytest.mark.parametrize(
    "changes",
    [
        {"budget_ore": 0},
        {"cap_ore": 0},
        {"cap_ore": 200_000 * KRONA},
        {"ballot_min": 0},
        {"ballot_min": 4},
        {"ballot_max": 11},
        {"threshold": 0},
        {"rule": "coin"},
        {"tie_rule": "alphabet"},
        {"proposals_per_person": 0},
    ],
)
def test_the_database_refuses_a_contract_that_contradicts_itself(changes):
    round_ = make_round(Phase.BEFORE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**changes)


@pytest.mark.parametrize(
    ("field", "earlier"),
    [
        ("submission_closes", "submission_opens"),
        ("voting_closes", "voting_opens"),
        ("result_at", "voting_closes"),
    ],
)
def test_the_database_refuses_instants_that_do_not_increase(field, earlier):
    round_ = make_round(Phase.BEFORE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**{field: getattr(round_, earlier)})


def test_a_schedule_is_the_same_instants_in_utc_and_in_stockholm():
    from zoneinfo import ZoneInfo

    stockholm = ZoneInfo("Europe/Stockholm")
    # Voting over the night in October when the clock goes back: 25 hours, not 24.
    schedule = make_schedule(
        Phase.BEFORE,
        now=dt.datetime(2027, 10, 1, tzinfo=stockholm),
        voting_opens=dt.datetime(2027, 10, 30, 12, tzinfo=stockholm),
        voting_closes=dt.datetime(2027, 10, 31, 12, tzinfo=stockholm),
        result=dt.datetime(2027, 11, 3, 12, tzinfo=stockholm),
        proposals_shown=dt.datetime(2027, 10, 29, 12, tzinfo=stockholm),
    )
    round_ = Round.objects.get(pk=make_round(schedule=schedule).pk)
    assert round_.voting_closes.astimezone(dt.UTC) - round_.voting_opens.astimezone(dt.UTC) == dt.timedelta(
        hours=25
    )
    assert round_.phase_at(dt.datetime(2027, 10, 31, 10, 59, 59, 999999, tzinfo=dt.UTC)) is Phase.VOTING
    assert round_.phase_at(dt.datetime(2027, 10, 31, 11, tzinfo=dt.UTC)) is Phase.COUNTING


def test_translating_the_page_shows_the_same_round_and_copies_none():
    page = make_round_page()
    english = Locale.objects.get_or_create(language_code="en")[0]
    twin = page.copy_for_translation(english, copy_parents=True)
    assert twin.round_id == page.round_id
    assert Round.objects.count() == 1


def test_a_second_page_in_the_same_language_is_refused():
    page = make_round_page()
    twin = RoundPage(round=page.round, title="Tvilling", slug="tvilling", locale=page.locale)
    with pytest.raises(ValidationError):
        page.get_parent().add_child(instance=twin)


def test_every_phase_can_be_previewed_without_changing_anything(rf):
    page = make_round_page(Phase.BEFORE)
    for mode, _name in page.preview_modes:
        response = page.make_preview_request(preview_mode=mode)
        assert response.status_code == 200, mode
        html = response.content.decode()
        assert ("band--act" in html) is (mode in ("submission", "voting"))
    assert page.round.phase_at(page.round.submission_opens - TICK) is Phase.BEFORE


class PageTypes(WagtailPageTestCase):
    """What an editor can build, and what not."""

    def setUp(self):
        self.home = make_home()
        self.page = make_round_page()
        self.programme = self.page.get_parent().specific

    def test_a_programme_stands_under_the_home_page_or_a_standard_page(self):
        self.assertAllowedParentPageTypes(BudgetingPage, {HomePage, StandardPage})
        self.assertAllowedSubpageTypes(BudgetingPage, {RoundPage})
        self.assertCanCreateAt(HomePage, BudgetingPage)
        self.assertCanNotCreateAt(Page, BudgetingPage)

    def test_a_round_stands_under_its_programme_and_has_nothing_beneath(self):
        self.assertAllowedParentPageTypes(RoundPage, {BudgetingPage})
        self.assertAllowedSubpageTypes(RoundPage, set())
        assert not RoundPage.is_creatable

    def test_both_render_and_can_be_edited_and_previewed(self):
        from .builders import make_staff

        self.client.force_login(make_staff())
        for page in (self.programme, self.page):
            self.assertPageIsRoutable(page)
            self.assertPageIsRenderable(page)
        sent = nested_form_data(
            {
                "title": self.page.title,
                "slug": self.page.slug,
                "lead": "Ny ingress",
                "body": streamfield([]),
                "comments": inline_formset([]),
                "requirements": "",
                "question": "",
                "thread_mode": "off",
                "thread_heading": "",
                "thread_question": "",
            }
        )
        self.assertPageIsEditable(self.page, post_data=sent)
        for mode, _name in self.page.preview_modes:
            self.assertPageIsPreviewable(self.page, mode=mode, post_data=sent)
