"""What goes by the dates of a round goes by the new ones when they move: comments, reminders, drafts, lists, forms."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from budgeting.models import ProposalDraft, Round
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import acts, drafts
from budgeting.services.draft_reminders import delete_old_drafts, remind_of_drafts
from budgeting.services.proposals import change_proposal
from budgeting.services.rounds import change_round
from comments.rules.policy import Mode
from radslag.clock import at, database_now
from radslag.editors.waiting import waiting_for
from radslag.tests.people import log_in_by_code

from .builders import (
    DAY,
    KRONA,
    REASON,
    cancel,
    make_application,
    make_proposal,
    make_round,
    make_round_page,
    make_schedule,
    make_staff,
    make_user,
    pause,
)
from .test_views import text_of
from .test_writing import GOOD, SEND, address, begin

pytestmark = pytest.mark.django_db


def change(round_, **changes):
    return acts.change_with_reason(round_id=round_.pk, by=make_user(), reason=REASON, **changes)


def closing_with_the_vote(phase):
    """A page whose comments close with the vote, in its published words and in those that nobody has published."""
    page = make_round_page(phase)
    page.thread_mode, page.thread_ends = Mode.OPEN, page.round.voting_closes
    page.save_revision().publish()
    page.refresh_from_db()
    page.save_revision()
    return page


def ends_of(page):
    """When the comments close in the published words and in the unpublished: the same, to the millisecond of a revision."""
    page.refresh_from_db()
    assert abs(page.thread_ends - page.latest_revision.as_object().thread_ends) < dt.timedelta(seconds=1)
    return page.thread_ends


@pytest.mark.parametrize("move", ["act", "form", "resume"])
def test_comments_that_close_with_the_vote_still_do_when_it_moves(move):
    page = closing_with_the_vote(Phase.BEFORE if move == "form" else Phase.SUBMISSION)
    round_ = page.round
    if move == "act":
        change(round_, voting_closes=round_.voting_closes + DAY)
    elif move == "form":
        change_round(round_id=round_.pk, voting_closes=round_.voting_closes + DAY)
    else:
        pause(round_)
        with at(database_now() + 2 * DAY):
            acts.resume(round_id=round_.pk, by=make_user(), reason=REASON)
    before = round_.voting_closes
    round_.refresh_from_db()
    assert round_.voting_closes > before
    assert ends_of(page) == round_.voting_closes


def test_comments_with_an_end_of_their_own_keep_it():
    page = closing_with_the_vote(Phase.SUBMISSION)
    own = page.round.voting_closes - DAY
    page.thread_ends = own
    page.save_revision().publish()
    change(page.round, voting_closes=page.round.voting_closes + DAY)
    assert abs(ends_of(page) - own) < dt.timedelta(seconds=1)


def test_drafts_are_reminded_anew_when_the_close_moves():
    round_ = make_round(Phase.SUBMISSION)
    with at(round_.submission_opens):
        drafts.begin_draft(round_id=round_.pk, author=make_user(), content={"title": ["Bänk"]})
    with at(round_.submission_closes - DAY):
        assert remind_of_drafts() == 1
        change(round_, submission_closes=round_.submission_closes + 2 * DAY)
    round_.refresh_from_db()
    with at(round_.submission_closes - DAY):
        assert (remind_of_drafts(), remind_of_drafts()) == (1, 0)


def test_drafts_of_a_paused_round_are_kept_since_it_may_go_on():
    round_ = make_round(Phase.SUBMISSION)
    drafts.begin_draft(round_id=round_.pk, author=make_user(), content={"title": ["Bänk"]})
    pause(round_)
    with at(round_.submission_closes + 100 * DAY):
        assert delete_old_drafts() == 0
        cancel(round_)
        assert delete_old_drafts() == 1


def code_of(**changes):
    with pytest.raises(RuleViolation) as refused:
        change_round(**changes)
    return refused.value.code


def test_a_cancelled_round_keeps_all_but_its_name(client):
    round_ = make_round(Phase.CANCELLED)
    assert code_of(round_id=round_.pk, voting_closes=round_.voting_closes + DAY) == "frozen"
    assert code_of(round_id=round_.pk, reviewers_needed=2) == "frozen"
    client.force_login(make_staff())
    url = reverse("budgeting_round_modeladmin_edit", args=[round_.pk])
    posted = client.get(url).context["form"]
    sent = {field.html_name: field.value() or "" for field in posted if not field.field.disabled}
    assert client.post(url, sent | {"name": "Inställd omgång"}).status_code == 302
    assert Round.objects.get().name == "Inställd omgång"


def test_in_a_pause_dates_are_not_moved_by_the_form_since_they_move_when_it_ends():
    round_ = make_round(Phase.SUBMISSION)
    pause(round_)
    assert code_of(round_id=round_.pk, voting_closes=round_.voting_closes + DAY) == "frozen"


def test_who_decides_in_a_paused_round_is_told_that_its_dates_move(rf):
    round_ = make_round(Phase.REVIEW)
    make_proposal(round_, accepted=False)
    pause(round_)
    request = rf.get("/admin/")
    request.user = make_staff()
    with at(round_.voting_opens + DAY):
        lines = [line for line in waiting_for(request) if round_.name in f"{line.title} {line.text}"]
    assert len(lines) == 2
    assert all("pausad" in line.text and "röstningen" not in line.text.lower() for line in lines)


def test_a_lowered_limit_locks_nobody_out_of_what_was_received():
    round_ = make_round(Phase.SUBMISSION, proposals_per_person=2, applicant_round_ore=30_000 * KRONA)
    author = make_user()
    kept, other = (make_proposal(round_, author=author, accepted=False) for _ in range(2))
    change(round_, proposals_per_person=1, applicant_round_ore=15_000 * KRONA)

    def asks(cost_ore):
        words = make_application(title="Färre bänkar", cost_ore=cost_ore)
        return change_proposal(proposal_id=kept.pk, author=author, application=words)

    assert asks(kept.cost_ore).title == "Färre bänkar"
    assert asks(kept.cost_ore - KRONA).cost_ore == kept.cost_ore - KRONA
    with pytest.raises(RuleViolation, match="above_round_limit"):
        asks(kept.cost_ore)
    assert other.cost_ore == 10_000 * KRONA


# What waited for a log-in comes back, whatever the round has become


def closing_soon():
    return make_schedule(Phase.SUBMISSION, submission_closes=database_now() + dt.timedelta(minutes=5))


@pytest.mark.parametrize("meanwhile", ["closed", "paused", "too many", "taken down"])
def test_a_text_that_waited_for_the_log_in_is_shown_although_it_is_too_late(client, meanwhile):
    page = make_round_page(schedule=closing_soon(), proposals_per_person=1)
    round_, author = page.round, make_user()
    client.post(begin(round_), SEND)
    log_in_by_code(client, author)
    if meanwhile == "paused":
        pause(round_)
    elif meanwhile == "too many":
        make_proposal(round_, author=author, accepted=False)
    elif meanwhile == "taken down":
        page.unpublish()
    late = dt.timedelta() if meanwhile != "closed" else round_.submission_closes - database_now()
    with at(database_now() + late):
        response = client.get(begin(round_))
    assert response.status_code == (404 if meanwhile == "taken down" else 409)
    assert GOOD["benefit"] in text_of(response)
    assert not ProposalDraft.objects.exists()


def test_a_draft_of_a_round_that_closed_shows_the_later_words_from_before_the_log_in(client):
    round_, author = make_round(schedule=closing_soon()), make_user()
    draft = drafts.begin_draft(round_id=round_.pk, author=author, content={"title": ["Bänk"]})
    client.post(address(draft), GOOD | {"what": "Två pumpar.", "version": 1})
    log_in_by_code(client, author)
    with at(round_.submission_closes):
        assert "Två pumpar." in text_of(client.get(address(draft)))
