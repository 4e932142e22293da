"""Writing a proposal as residents meet it: drafts, sending, changing, two tabs, log-outs and closed rounds."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from budgeting.models import Proposal, ProposalDraft, QuestionKind
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import drafts
from budgeting.services.draft_reminders import delete_old_drafts, remind_of_drafts
from budgeting.services.review import accept_proposal
from budgeting.services.rounds import NewQuestion
from radslag.clock import at
from radslag.models import OutgoingMail, Theme
from radslag.tests.background import run_tasks
from radslag.tests.people import log_in_by_code

from .builders import DAY, KRONA, TICK, make_proposal, make_round, make_round_page, make_schedule, make_user
from .test_views import text_of

pytestmark = pytest.mark.django_db
GOOD = {
    "title": "Cykelpump vid torget",
    "what": "En pump och en bänk med verktyg.",
    "benefit": "Barn kan laga sina cyklar.",
    "line_what": ["Pump", "Bänk"],
    "line_kronor": ["2 500 kr", "2.000:-"],
    "show_as": "area",
    "lives_here": "on",
}
SEND = GOOD | {"action": "send"}
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def resident(client):
    user = make_user()
    log_in_by_code(client, user)
    return user


@pytest.fixture
def round_():
    return make_round(Phase.SUBMISSION)


def begin(round_) -> str:
    return reverse("budgeting:new_proposal", args=[round_.pk])


def address(draft: ProposalDraft) -> str:
    return reverse("budgeting:draft", args=[draft.pk])


def test_a_resident_hands_in_a_proposal_and_gets_a_receipt_with_the_whole_text(client, resident, round_):
    response = client.post(begin(round_), SEND, follow=True)
    proposal = Proposal.objects.get()
    assert (proposal.number, proposal.cost_ore, proposal.author) == (1, 450_000, resident)
    assert [line.amount_ore for line in proposal.lines.all()] == [250_000, 200_000]
    assert proposal.shown_name == f"Boende i {round_.programme.area.name}"
    assert "Ditt förslag är mottaget" in text_of(response) or "mottagit" in text_of(response)
    run_tasks()
    receipt = next(m for m in mail.outbox if "Kvitto" in m.subject)
    assert receipt.to == [resident.email]
    assert {"Cykelpump vid torget", "Barn kan laga sina cyklar."} <= set(receipt.body.splitlines())
    assert "4 500" in receipt.body.replace("\N{NO-BREAK SPACE}", " ")


def test_looking_at_the_form_writes_nothing(client, resident, round_):
    assert client.get(begin(round_)).status_code == 200
    assert not ProposalDraft.objects.exists() and not OutgoingMail.objects.exists()


def test_what_can_not_be_sent_can_be_saved_and_comes_back_as_it_was_typed(client, resident, round_):
    typed = {"title": "Pump", "line_what": [""], "line_kronor": ["dyrt"], "action": "save"}
    response = client.post(begin(round_), typed)
    draft = ProposalDraft.objects.get()
    assert response.url == address(draft) + "?sparat=1"
    html = client.get(address(draft)).content.decode()
    assert 'value="Pump"' in html and 'value="dyrt"' in html
    assert "error-summary" not in html, "nobody is told off while writing"
    assert "Pump" in text_of(client.get(reverse("budgeting:my_proposals")))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line_kronor", ["31 000", "1"]),
        ("line_kronor", ["-5", "1"]),
        ("line_kronor", ["0", "1"]),
        ("line_kronor", ["dyrt", "1"]),
        ("line_kronor", ["", ""]),
        ("line_what", ["Pump", ""]),
        ("title", ""),
        ("title", "x" * 81),
        ("what", "x" * 1501),
        ("benefit", " "),
        ("lives_here", ""),
        ("theme", "4711"),
        ("show_as", "name"),
        ("kind", "association"),
        ("show_as", "nonsense"),
    ],
)
def test_a_proposal_that_does_not_pass_comes_back_and_is_saved(client, resident, round_, field, value):
    Theme.objects.create(name="Utemiljö", slug="utemiljo")
    sent = SEND | {field: value}
    response = client.post(begin(round_), sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    assert 'class="error-summary"' in html
    assert html.count("<title>Fel:") == 1
    for link in re.findall(r'<li><a href="#([\w-]+)"', html):
        assert f'id="{link}"' in html, "each fault leads to its field"
    draft = ProposalDraft.objects.get()
    assert draft.content["line_kronor" if field != "line_kronor" or any(value) else "title"]
    for name in ("title", "what", "benefit"):
        assert not sent[name].strip() or sent[name] in html


def test_a_cost_above_the_cap_names_the_cap(client, resident, round_):
    sent = SEND | {"line_what": ["Allt"], "line_kronor": ["31 000 kr"]}
    text = text_of(client.post(begin(round_), sent))
    assert "Kostnaden är 31 000 kr. Den får vara högst 25 000 kr." in text


def test_a_proposal_sent_at_the_close_is_told_so_and_its_text_is_given_back(client, resident, round_):
    with at(round_.submission_closes):
        response = client.post(begin(round_), SEND)
    assert response.status_code == 409
    assert not Proposal.objects.exists()
    assert "En pump och en bänk med verktyg." in text_of(response)
    with at(round_.submission_closes - TICK):
        client.post(begin(round_), SEND)
    assert Proposal.objects.count() == 1


def test_a_draft_sent_at_the_close_is_kept_but_not_received(client, resident, round_):
    client.post(begin(round_), GOOD | {"title": "Först"})
    draft = ProposalDraft.objects.get()
    with at(round_.submission_closes):
        response = client.post(address(draft), SEND | {"version": draft.version})
        assert response.status_code == 409
        assert "inte emot" in text_of(response) or "togs inte" in text_of(response)
        shown = text_of(client.get(address(draft)))
    draft.refresh_from_db()
    assert draft.content["title"] == ["Cykelpump vid torget"], "what was typed last is not lost"
    assert "En pump och en bänk med verktyg." in shown
    assert not Proposal.objects.exists()


def test_a_fourth_proposal_is_refused_before_one_writes_it_and_kept_if_one_does(client, resident, round_):
    for n in range(3):
        make_proposal(round_, author=resident, title=f"Nr {n}", accepted=False)
    assert 'name="title"' not in client.get(begin(round_)).content.decode()
    response = client.post(begin(round_), SEND)
    assert response.status_code == 422 and "3 förslag" in text_of(response)
    assert Proposal.objects.count() == 3
    assert ProposalDraft.objects.get().content["title"] == ["Cykelpump vid torget"]


def test_the_applicants_own_limits_hold_and_are_told_while_one_writes(client, resident):
    round_ = make_round(Phase.SUBMISSION, applicant_round_ore=12_000 * KRONA, proposals_per_quarter=2)
    make_proposal(round_, author=resident, accepted=False, cost_ore=10_000 * KRONA)
    html = text_of(client.get(begin(round_)))
    assert "2 000 kr" in html
    response = client.post(begin(round_), SEND)
    assert response.status_code == 422 and "2 000 kr" in text_of(response)
    small = SEND | {"line_what": ["Pump"], "line_kronor": ["2000"]}
    client.post(begin(round_), small)
    assert Proposal.objects.count() == 2
    with pytest.raises(RuleViolation, match="quarter_limit_reached"):
        make_proposal(round_, author=resident, accepted=False, cost_ore=1)


def test_two_tabs_never_overwrite_each_other_in_silence(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    first = client.post(address(draft), GOOD | {"what": "Två pumpar.", "version": 1})
    assert first.status_code == 302
    second = client.post(address(draft), GOOD | {"what": "Tre pumpar.", "version": 1})
    text = text_of(second)
    assert second.status_code == 409
    assert "Två pumpar." in text and "Tre pumpar." in text, "the later one is told what differs"
    draft.refresh_from_db()
    assert draft.content["what"] == ["Två pumpar."]
    version = re.search(r'name="version" value="(\d+)"', second.content.decode())[1]
    client.post(address(draft), GOOD | {"what": "Tre pumpar.", "version": version})
    draft.refresh_from_db()
    assert draft.content["what"] == ["Tre pumpar."], "who has seen it may keep the own"


def test_saving_in_the_background_says_when_and_goes_on_under_the_drafts_own_address(
    client, resident, round_
):
    answer = client.post(begin(round_), GOOD, **JSON).json()
    draft = ProposalDraft.objects.get()
    assert answer["url"] == address(draft) and answer["version"] == 1
    assert answer["said"].startswith("Sparat kl.")
    assert "4 500" in answer["money"].replace("\N{NO-BREAK SPACE}", " ")
    client.post(address(draft), GOOD | {"title": "Ny", "version": 1})
    stale = client.post(address(draft), GOOD | {"title": "Gammal", "version": 1}, **JSON)
    assert stale.status_code == 409 and stale.json()["code"] == "changed_meanwhile"


def test_who_was_logged_out_while_writing_finds_the_text_after_logging_in(client, round_):
    response = client.post(begin(round_), GOOD)
    assert response.status_code == 302 and "next=" in response.url
    background = Client().post(begin(round_), GOOD, **JSON)
    assert background.status_code == 401 and background.json()["code"] == "logged_out"
    log_in_by_code(client, make_user())
    assert "Barn kan laga sina cyklar." in text_of(client.get(begin(round_)))


def test_who_was_logged_out_from_a_draft_finds_the_later_text_there(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    client.logout()
    client.post(address(draft), GOOD | {"what": "Två pumpar.", "version": 1})
    log_in_by_code(client, resident)
    assert "Två pumpar." in text_of(client.get(address(draft)))


def test_another_persons_draft_is_not_found(client, resident, round_):
    other = make_user()
    draft = drafts.begin_draft(round_id=round_.pk, author=other, content={"title": ["Hemligt"]})
    for url in (address(draft), reverse("budgeting:remove_draft", args=[draft.pk])):
        assert client.get(url).status_code == client.post(url, GOOD | {"version": 1}).status_code == 404
    draft.refresh_from_db()
    assert draft.content == {"title": ["Hemligt"]}
    assert "Hemligt" not in text_of(client.get(reverse("budgeting:my_proposals")))


def test_a_post_without_token_is_refused(round_):
    client = Client(enforce_csrf_checks=True)
    user = make_user()
    log_in_by_code(client, user)
    draft = drafts.begin_draft(round_id=round_.pk, author=user, content={"title": ["Bänk"]})
    for url in (begin(round_), address(draft), reverse("budgeting:remove_draft", args=[draft.pk])):
        assert client.post(url, GOOD).status_code == 403
    assert ProposalDraft.objects.get().version == 1


def test_a_megabyte_is_told_so_and_given_back(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    response = client.post(address(draft), GOOD | {"what": "x" * 1_000_000, "version": 1})
    assert response.status_code == 422
    assert response.content.count(b"x" * 1_000_000) == 1
    draft.refresh_from_db()
    assert draft.content["what"] == ["En pump och en bänk med verktyg."]


def test_what_was_sent_is_changed_and_the_log_remembers_what_stood_there(client, resident, round_):
    client.post(begin(round_), SEND)
    draft = ProposalDraft.objects.get()
    changed = SEND | {"title": "Två cykelpumpar", "version": draft.version}
    client.post(address(draft), changed)
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.number) == ("Två cykelpumpar", 1)
    assert proposal.edited_at
    assert proposal.moves.get(act="edited").data["title"] == "Cykelpump vid torget"


def test_changes_that_are_saved_but_not_sent_do_not_count(client, resident, round_):
    client.post(begin(round_), SEND)
    draft = ProposalDraft.objects.get()
    client.post(address(draft), GOOD | {"title": "Något annat", "version": draft.version})
    assert Proposal.objects.get().title == "Cykelpump vid torget"
    assert "ändringar som inte är skickade" in text_of(client.get(reverse("budgeting:my_proposals")))


def test_what_is_decided_can_not_be_changed_by_its_author(client, resident, round_):
    client.post(begin(round_), SEND)
    draft, proposal = ProposalDraft.objects.get(), Proposal.objects.get()
    accept_proposal(proposal_id=proposal.pk, by=make_user())
    response = client.post(address(draft), SEND | {"title": "Annat", "version": draft.version})
    assert response.status_code == 409
    proposal.refresh_from_db()
    assert proposal.title == "Cykelpump vid torget"


def test_sending_twice_sends_once(client, resident, round_):
    client.post(begin(round_), SEND)
    client.post(begin(round_), SEND)
    assert Proposal.objects.count() == 1


def test_one_withdraws_the_own_proposal_and_nobody_elses(client, resident, round_):
    own = make_proposal(round_, author=resident, accepted=False)
    foreign = make_proposal(round_, accepted=False)
    url = reverse("budgeting:withdraw_proposal", args=[round_.pk, own.number])
    assert (
        client.post(reverse("budgeting:withdraw_proposal", args=[round_.pk, foreign.number])).status_code
        == 404
    )
    assert client.get(url).status_code == 200
    own.refresh_from_db()
    assert own.status == "received"
    client.post(url)
    own.refresh_from_db()
    assert own.status == "withdrawn"


def test_a_draft_stays_readable_when_the_page_of_its_round_is_taken_down(client, resident):
    page = make_round_page(Phase.SUBMISSION)
    client.post(begin(page.round), GOOD)
    draft = ProposalDraft.objects.get()
    page.unpublish()
    assert "En pump och en bänk med verktyg." in text_of(client.get(address(draft)))
    response = client.post(address(draft), SEND | {"version": draft.version})
    assert response.status_code == 409 and not Proposal.objects.exists()


def test_the_rounds_own_questions_are_asked_and_answered(client, resident):
    questions = [
        NewQuestion(text="Vem sköter det sedan?", is_required=True),
        NewQuestion(text="Var på gården?", kind=QuestionKind.CHOICE, options="Norra\nSödra"),
    ]
    round_ = make_round(Phase.SUBMISSION, questions=questions)
    who, where = round_.questions.all()
    assert "Vem sköter det sedan?" in text_of(client.get(begin(round_)))
    assert client.post(begin(round_), SEND).status_code == 422
    foreign = SEND | {f"question_{who.pk}": "Vi", f"question_{where.pk}": "Västra"}
    assert client.post(begin(round_), foreign).status_code == 422
    client.post(begin(round_), SEND | {f"question_{who.pk}": "Vi", f"question_{where.pk}": "Södra"})
    answers = Proposal.objects.get().answers.values_list("question", "text")
    assert set(answers) == {(who.pk, "Vi"), (where.pk, "Södra")}


def test_groups_hand_in_only_where_the_round_lets_them(client, resident):
    round_ = make_round(Phase.SUBMISSION, applicants="residents")
    assert 'name="organisation"' not in client.get(begin(round_)).content.decode()
    client.post(begin(round_), SEND | {"kind": "association", "organisation": "Klubben"})
    assert Proposal.objects.get().applicant.kind == "person"


def test_the_first_save_mails_where_the_draft_is_without_its_words(client, resident, round_):
    client.post(begin(round_), GOOD)
    client.post(address(ProposalDraft.objects.get()), GOOD | {"title": "Ny", "version": 1})
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == [resident.email]
    assert address(ProposalDraft.objects.get()) in letter.body
    assert "Cykelpump" not in letter.body


def test_who_has_not_sent_is_reminded_three_days_and_one_day_before_the_close_once_each():
    round_ = make_round(Phase.SUBMISSION, schedule=make_schedule(Phase.SUBMISSION))
    author = make_user()
    with at(round_.submission_opens):
        draft = drafts.begin_draft(round_id=round_.pk, author=author, content={"title": ["Bänk"]})
    told = []
    for left in (3 * DAY + TICK, 3 * DAY, 2 * DAY, DAY, dt.timedelta(hours=1)):
        with at(round_.submission_closes - left):
            told.append(remind_of_drafts())
            assert remind_of_drafts() == 0, "never twice"
    assert told == [0, 1, 0, 1, 0]
    draft.refresh_from_db()
    assert draft.reminded_days == 1


def test_drafts_are_forgotten_ninety_days_after_the_close():
    round_ = make_round(Phase.SUBMISSION)
    drafts.begin_draft(round_id=round_.pk, author=make_user(), content={"title": ["Bänk"]})
    with at(round_.submission_closes + 90 * DAY):
        assert delete_old_drafts() == 0
    with at(round_.submission_closes + 90 * DAY + TICK):
        assert delete_old_drafts() == 1


def test_the_form_and_the_list_take_few_queries_however_much_there_is(client, resident, round_):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    mine = reverse("budgeting:my_proposals")
    make_proposal(round_, author=resident, accepted=False)
    drafts.begin_draft(round_id=round_.pk, author=resident, content={"title": ["Nr 0"]})
    client.get(mine)
    few = queries(mine)
    make_proposal(round_, author=resident, accepted=False)
    for n in range(1, 6):
        drafts.begin_draft(round_id=round_.pk, author=resident, content={"title": [f"Nr {n}"]})
    assert queries(mine) == few <= 25
    assert queries(address(ProposalDraft.objects.latest("pk"))) <= 25
