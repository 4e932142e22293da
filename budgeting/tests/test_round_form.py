"""The form and the list of rounds: the time line, everything wrong said at its field, comments, where each round stands."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgeting.models import (
    BallotKind,
    CodeBatch,
    LotSource,
    Round,
    RoundPage,
    Rule,
    Utility,
    VoterIdentity,
    VotingCode,
)
from budgeting.rules.acts import INSTANTS
from budgeting.rules.errors import RuleViolation
from budgeting.rules.next_round import first_name
from budgeting.rules.phases import Phase, Schedule
from budgeting.services.proposals import withdraw_proposal
from budgeting.services.rounds import change_round
from comments.rules.policy import Mode
from radslag.clock import at
from radslag.tests.scale import sampled

from .builders import KRONA, make_programme, make_proposal, make_round, make_round_page, make_schedule, pause
from .test_admin import as_posted, make_official, url

pytestmark = pytest.mark.django_db

LINE = "/admin/budgeting/round/time-line/"
BAR = '<svg class="time-line__bar"'
NOT_EXISTING = "2028-03-26 02:30"  # the clock goes from 2 to 3 that night


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def editor(client, programme):
    """The client of an editor of the programme."""
    client.force_login(make_official(programme))
    return client


def first_form(client, query=""):
    """What a browser sends of the untouched form of a new round."""
    form = client.get(url("round", "create") + query).context["form"]
    sent = as_posted(form)
    return {name: value for name, value in sent.items() if name != "conversation_ends"} | {
        "name": "Mitt Närlunda",
        "identity": "email",
        "budget_ore": "100 000 kr",
        "cap_ore": "25 000",
        "conversation_ends": "on",
    }


def days_after(text, days):
    """The date of the form moved by whole days."""
    moved = dt.datetime.fromisoformat(text) + dt.timedelta(days=days)  # of the wall clock
    return moved.strftime("%Y-%m-%d %H:%M")


def test_the_defaults_are_a_round_without_a_fault(editor):
    shown = editor.get(url("round", "create"))
    line = shown.context["line"]
    assert line.has_bar and not line.faults
    assert "3 veckor" in shown.content.decode()
    assert editor.post(url("round", "create"), first_form(editor)).status_code == 302
    assert Round.objects.get().leftover == "returned"


def test_every_field_of_the_form_has_a_help_text_and_every_part_too(editor):
    form = editor.get(url("round", "create")).context["form"]
    without = {name for name, field in form.fields.items() if not field.help_text}
    assert without <= {"programme"}
    shown = {field.name for part in form.parts() for field in part.fields}
    assert shown == set(form.fields)
    assert all(part.text for part in form.parts())


def test_without_scripts_a_button_shows_the_time_line_and_keeps_everything_that_is_typed(editor):
    sent = first_form(editor) | {"budget_ore": "hundra", "name": "", "show_time_line": "1"}
    sent["voting_closes"] = days_after(sent["voting_opens"], -1)
    shown = editor.post(url("round", "create"), sent)
    html = shown.content.decode()
    assert not Round.objects.exists()
    assert "hundra" in html and sent["voting_closes"] in html
    assert "Det här måste ändras innan omgången kan sparas" in html
    assert not shown.context["form"].errors
    assert "Omgången skapades inte" not in html


def test_the_questions_that_are_typed_stay_too(editor):
    sent = first_form(editor) | {
        "form-TOTAL_FORMS": "1",
        "form-0-text": "Vem sköter det sedan?",
        "form-0-kind": "choice",
        "show_time_line": "1",
    }
    html = editor.post(url("round", "create"), sent).content.decode()
    assert "Vem sköter det sedan?" in html
    assert "Skriv minst två svar" not in html


def test_the_time_line_is_fetched_as_a_part_of_a_page(editor):
    sent = first_form(editor)
    typed = {name: sent[name] for name in INSTANTS}
    html = editor.get(LINE, typed).content.decode()
    assert BAR in html and "<html" not in html and "style=" not in html
    faulty = typed | {"submission_closes": typed["submission_opens"], "voting_opens": NOT_EXISTING}
    html = editor.get(LINE, faulty).content.decode()
    assert BAR not in html
    assert "Klockan ställs om den natten" in html
    assert html.count("<li>") >= 7


@pytest.mark.parametrize(
    "value", sampled(["", "igår", "2027-13-45", "9999-12-31 23:59", "0001-01-01 00:00", "\x00"], 3)
)
def test_the_time_line_takes_anything_that_is_typed(editor, value):
    sent = first_form(editor)
    for name in INSTANTS:
        assert editor.get(LINE, sent | {name: value}).status_code == 200


def test_the_time_line_names_a_round_in_the_way_and_does_not_mind_the_round_itself(editor, programme):
    round_ = make_round(Phase.BEFORE, programme=programme, name="Höstens omgång")
    form = editor.get(url("round", "edit", round_.pk)).context["form"]
    typed = as_posted(form)
    assert "Höstens omgång" in editor.get(LINE, typed | {"programme": programme.pk}).content.decode()
    html = editor.get(LINE, typed | {"round": round_.pk}).content.decode()
    assert "Höstens omgång" not in html and BAR in html


def test_the_time_line_tells_nothing_of_a_foreign_programme(editor):
    foreign = make_round(Phase.BEFORE, name="Hemlig omgång")
    typed = {name: timezone.localtime(getattr(foreign, name)).strftime("%Y-%m-%d %H:%M") for name in INSTANTS}
    html = editor.get(LINE, typed | {"programme": foreign.programme_id}).content.decode()
    assert "Hemlig" not in html
    for pk in (foreign.pk, "0", "x", "9" * 30):
        assert editor.get(LINE, typed | {"round": pk}).status_code == 404
    assert editor.post(LINE, typed).status_code == 405


@pytest.mark.parametrize("permissions", [(), ("change_proposal",)])
def test_the_time_line_is_for_who_makes_rounds(client, programme, permissions):
    assert client.get(LINE).status_code == 302
    client.force_login(make_official(programme, permissions=permissions))
    assert client.get(LINE).status_code in (302, 403)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"submission_closes": "submission_opens"}, "submission_closes", "måste sluta efter"),
        ({"proposals_shown": "submission_opens"}, "proposals_shown", "visas innan"),
        ({"voting_opens": "submission_opens"}, "voting_opens", "innan förslagen visas"),
        ({"voting_closes": "voting_opens"}, "voting_closes", "efter att den"),
        ({"result_at": "voting_opens"}, "result_at", "efter att röstningen"),
        ({"voting_opens": NOT_EXISTING}, "voting_opens", "Klockan ställs om"),
        ({"submission_opens": "2020-01-01 08:00"}, "submission_opens", "inte har varit"),
        ({"cap_ore": "100 001"}, "cap_ore", "hela"),
        ({"tie_rule": ""}, "tie_rule", "rösterna är lika många"),
        ({"rule": ""}, "rule", ""),
        ({"budget_ore": "600 000"}, "budget_ore", "500\xa0000\xa0kr"),
        ({"ballot_min": "4"}, "ballot_max", "högre"),
    ],
)
def test_every_refusal_stands_at_its_field_in_words(client, changes, field, words):
    client.force_login(make_official(make_programme(envelope_ore=500_000 * KRONA)))
    sent = first_form(client)
    sent |= {name: sent.get(value, value) for name, value in changes.items()}
    refused = client.post(url("round", "create"), sent)
    errors = refused.context["form"].errors
    assert words in " ".join(errors[field]), errors
    assert not refused.context["form"].non_field_errors()
    assert not Round.objects.exists()


def test_all_dates_in_the_wrong_order_are_told_at_once(editor):
    sent = first_form(editor)
    sent["submission_closes"] = sent["submission_opens"]
    sent["voting_closes"] = sent["voting_opens"]
    errors = editor.post(url("round", "create"), sent).context["form"].errors
    assert {"submission_closes", "voting_closes"} <= set(errors)


def test_a_round_in_the_way_is_told_at_the_step_that_they_share(editor, programme):
    sent = first_form(editor)
    votes = timezone.make_aware(dt.datetime.fromisoformat(sent["voting_opens"]))
    schedule = make_schedule(Phase.VOTING, now=votes + dt.timedelta(days=6))
    make_round(programme=programme, schedule=schedule, name="Höstens omgång")
    errors = editor.post(url("round", "create"), sent).context["form"].errors
    assert "Höstens omgång" in " ".join(errors["voting_opens"])


def test_a_step_is_not_moved_to_what_has_been(client):
    round_ = make_round(Phase.REVIEW)
    client.force_login(make_official(round_.programme))
    sent = as_posted(client.get(url("round", "edit", round_.pk)).context["form"])
    yesterday = timezone.localtime() - dt.timedelta(days=1)
    sent |= {"proposals_shown": yesterday.strftime("%Y-%m-%d 08:00")}
    errors = client.post(url("round", "edit", round_.pk), sent).context["form"].errors
    assert "inte har varit" in " ".join(errors["proposals_shown"])


@pytest.mark.parametrize(
    ("chosen", "ends", "mode", "each"),
    [
        ("", "on", Mode.OFF, False),
        ("round", "on", Mode.OPEN, False),
        ("each", "on", Mode.OPEN, True),
        ("each", "", Mode.OPEN, True),
    ],
)
def test_the_form_says_whether_one_may_comment_where_and_how_long(editor, chosen, ends, mode, each):
    sent = first_form(editor) | {"conversation": chosen, "conversation_ends": ends}
    assert editor.post(url("round", "create"), sent).status_code == 302
    page = RoundPage.objects.get()
    assert (page.thread_mode, page.proposal_threads) == (mode, each)
    assert page.thread_ends == (page.round.voting_closes if chosen and ends else None)
    page.full_clean()


def test_the_next_round_is_made_as_the_one_before_with_one_button(client):
    page = make_round_page(Phase.RESULT, name="Mitt Närlunda, hösten 2026")
    page.thread_mode, page.proposal_threads = Mode.CLOSED, True
    page.save()
    client.force_login(make_official(page.round.programme))
    sent = as_posted(client.get(url("round", "create") + f"?som={page.round_id}").context["form"])
    assert client.post(url("round", "create") + f"?som={page.round_id}", sent).status_code == 302
    made = RoundPage.objects.exclude(pk=page.pk).get()
    assert made.round.name == "Mitt Närlunda, vintern 2027"
    assert (made.question, made.thread_mode, made.proposal_threads) == (page.question, Mode.OPEN, True)
    assert made.round.submission_opens > timezone.now()


def test_the_next_round_asks_for_no_more_than_its_year_has_left(client):
    programme = make_programme(envelope_ore=120_000 * KRONA)
    year, days = timezone.localdate().year, (4, 11, 12, 13, 20, 25)
    instants = [dt.datetime(year, 1, day, 12, tzinfo=dt.UTC) for day in days]
    round_ = make_round(programme=programme, schedule=Schedule(*instants))
    client.force_login(make_official(programme))
    with at(instants[-1]):
        form = client.get(url("round", "create") + f"?som={round_.pk}").context["form"]
    assert (form["budget_ore"].value(), form["cap_ore"].value()) == ("20\xa0000", "20\xa0000")


def test_the_form_of_a_round_leads_to_its_page(client):
    page = make_round_page(Phase.BEFORE)
    client.force_login(make_official(page.round.programme))
    html = client.get(url("round", "edit", page.round_id)).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html


def test_the_programme_leads_to_its_first_round(client, programme):
    client.force_login(make_official(programme))
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[programme.pk])).content.decode()
    address = url("round", "create") + f"?programme={programme.pk}"
    assert address in edit
    form = client.get(address).context["form"]
    assert str(form["programme"].value()) == str(programme.pk)


def test_the_first_round_begins_with_a_name_and_the_money_that_its_year_has_left(client):
    programme = make_programme(title="Mitt Ådala", envelope_ore=100_000 * KRONA)
    client.force_login(make_official(programme, make_programme()))
    form = client.get(url("round", "create") + f"?programme={programme.pk}").context["form"]
    assert form["name"].value().startswith("Mitt Ådala, ")
    assert form["budget_ore"].value() == "100\xa0000"
    assert "100\xa0000\xa0kr" in form.fields["budget_ore"].help_text
    sent = as_posted(form) | {"cap_ore": "25 000", "conversation_ends": "", "identity": "email"}
    sent |= {"programme": programme.pk, "budget_ore": form["budget_ore"].value()}
    assert client.post(url("round", "create"), sent).status_code == 302


def test_a_round_beside_another_begins_in_the_first_weeks_that_are_free(editor, programme):
    sent = first_form(editor)
    assert editor.post(url("round", "create"), sent).status_code == 302
    shown = editor.get(url("round", "create"))
    assert shown.context["line"].has_bar and not shown.context["line"].faults
    opens = shown.context["form"]["submission_opens"].initial
    assert opens > Round.objects.get().submission_opens
    assert (timezone.localtime(opens).weekday(), timezone.localtime(opens).hour) == (0, 8)


@pytest.mark.parametrize(
    ("opens", "name"),
    [
        ("2026-11-30", "Mitt, hösten 2026"),
        ("2026-12-01", "Mitt, vintern 2027"),
        ("2027-01-31", "Mitt, vintern 2027"),
        ("2027-03-01", "Mitt, våren 2027"),
        ("2027-06-01", "Mitt, sommaren 2027"),
    ],
)
def test_a_first_round_is_named_by_its_season(opens, name):
    assert first_name("Mitt", dt.datetime.fromisoformat(f"{opens}T08:00+01:00")) == name


def rows(client, query=""):
    """The names that the list shows."""
    return {round_.name for round_ in client.get(url("round") + query).context["object_list"]}


@pytest.fixture
def in_each_phase(programme):
    """A round in each phase, named by it, of programmes of the editor's."""
    for place, phase in enumerate(Phase):
        programme_ = programme if place == 0 else make_programme(title=f"Budget {place}")
        make_round(phase, programme=programme_, name=f"I {phase}")
    return [round_.programme for round_ in Round.objects.select_related("programme")]


def test_the_list_says_where_each_round_stands_and_what_comes_next(client, in_each_phase):
    client.force_login(make_official(*in_each_phase))
    html = client.get(url("round")).content.decode()
    for words in ("Inte öppnad", "Tar emot förslag", "Granskning", "Röstning", "Räkning", "Inställd"):
        assert words in html
    assert "Röstningen stänger" in html


def test_the_list_can_be_narrowed_to_a_phase(client, in_each_phase):
    client.force_login(make_official(*in_each_phase))
    shown = {phase: rows(client, f"?fas={phase}") for phase in Phase}
    wanted = {phase: {f"I {phase}"} for phase in Phase}
    wanted[Phase.COUNTING] |= wanted[Phase.RESULT]  # nobody has counted: it shows as counting
    assert shown == wanted | {Phase.RESULT: set()}


def test_the_list_can_be_narrowed_to_a_programme_and_a_year_and_searched(client, programme):
    mine, other = make_round(programme=programme, name="Hösten"), make_round(name="Våren")
    client.force_login(make_official(programme, other.programme))
    assert rows(client) == {"Hösten", "Våren"}
    assert rows(client, f"?programme={programme.pk}") == {"Hösten"}
    assert rows(client, "?q=våren") == {"Våren"}
    assert rows(client, f"?q={programme.title.split()[-1]}+hösten") == {"Hösten"}
    year = timezone.localtime(mine.result_at).year
    assert rows(client, f"?ar={year}") == {"Hösten", "Våren"}
    assert rows(client, f"?ar={year - 3}") == set()
    for query in ("?fas=x", "?ar=0000", "?ar=99999", "?programme=x", "?programme=0", "?programme__title=x"):
        assert client.get(url("round") + query).status_code in (200, 302)


def test_a_filter_by_a_foreign_programme_shows_nothing(editor, programme):
    make_round(programme=programme)
    foreign = make_round(name="Deras")
    assert rows(editor, f"?programme={foreign.programme_id}") == set()


def test_a_paused_round_says_so_and_names_no_date(client, programme):
    round_ = make_round(Phase.VOTING, programme=programme)
    pause(round_)
    client.force_login(make_official(programme))
    html = client.get(url("round")).content.decode()
    assert "Röstning (pausad)" in html and "Röstningen stänger" not in html


def test_the_number_of_proposals_leads_to_them_for_who_may_read_them(client, programme):
    round_ = make_round(Phase.REVIEW, programme=programme)
    make_proposal(round_, accepted=False)
    taken_back = make_proposal(round_, accepted=False)
    with at(round_.submission_opens):
        withdraw_proposal(proposal_id=taken_back.pk, author=taken_back.author)
    address = f"{url('proposal')}?round={round_.pk}"
    client.force_login(make_official(programme))
    html = client.get(url("round")).content.decode()
    assert f'<a href="{address}">1 förslag</a>' in html
    client.force_login(make_official(programme, permissions=("change_round",)))
    html = client.get(url("round")).content.decode()
    assert "1 förslag" in html and address not in html


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_list_is_exported_with_words_numbers_and_kronor(client, programme, format_):
    make_round(Phase.VOTING, programme=programme, name="=Omgång")
    client.force_login(make_official(programme))
    response = client.get(url("round") + f"?export={format_}")
    assert "omgangar" in response["Content-Disposition"]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if format_ == "xlsx":
        assert body.startswith(b"PK")
        return
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")
    assert row["Namn"] == "'=Omgång"
    assert (row["Steg"], row["Förslag"]) == ("Röstning", "0")
    assert row["Härnäst"].startswith("Röstningen stänger")
    assert "100000" in row.values()


def test_the_list_takes_the_same_queries_for_one_and_for_many(client, programme):
    make_round(Phase.REVIEW, programme=programme)
    client.force_login(make_official(programme))
    client.get(url("round"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("round"))
    for days in range(60, 60 * 9, 60):
        schedule = make_schedule(Phase.REVIEW, shift=dt.timedelta(days=days))
        make_round(programme=programme, schedule=schedule)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url("round")).content.count(b"Inte \xc3\xb6ppnad") >= 8
    assert len(many) <= len(few)


# Who votes, and with what ballot


@pytest.mark.parametrize("identity", VoterIdentity)
def test_each_way_to_vote_is_explained_and_kept(editor, identity):
    shown = editor.get(url("round", "create")).content.decode()
    kinds = (VoterIdentity, BallotKind, Rule, Utility, LotSource)
    assert shown.count('class="explained__about"') == sum(len(kind) for kind in kinds)
    assert "skulle kunna rösta två gånger" in shown
    assert editor.post(url("round", "create"), first_form(editor) | {"identity": identity}).status_code == 302
    assert Round.objects.get().identity == identity


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("254 40, 254 41", "25440 25441"),
        ("25441\n254 40\r\n25441", "25440 25441"),
        ("254 40 254 41", "25440 25441"),
        ("25440;SE-254 41 ", "25440 25441"),
        (" ,\n ", ""),
        ("", ""),
    ],
)
def test_postal_codes_are_understood_as_people_write_them(editor, typed, kept):
    sent = first_form(editor) | {"postal_codes": typed}
    assert editor.post(url("round", "create"), sent).status_code == 302
    assert Round.objects.get().postal_codes == kept


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"postal_codes": "2544"}, "postal_codes", "fem siffror"),
        ({"postal_codes": "254 40, Närlunda"}, "postal_codes", "fem siffror"),
        ({"postal_codes": "25440-25449"}, "postal_codes", "fem siffror"),
        ({"postal_codes": "04440"}, "postal_codes", "fem siffror"),
        ({"identity": "codes", "postal_codes": "25440"}, "postal_codes", "delas ut"),
        ({"ballot_kind": "points"}, "points_total", "var och en har"),
        ({"ballot_kind": "points", "points_total": "10"}, "points_most", "ett förslag får ha"),
        ({"ballot_kind": "points", "points_total": "5", "points_most": "6"}, "points_most", "Inte fler än"),
        ({"ballot_kind": "points", "points_total": "101", "points_most": "6"}, "points_total", "100"),
        (
            {"ballot_kind": "points", "points_total": "2", "points_most": "1", "ballot_min": "3"},
            "ballot_min",
            "Så många poäng",
        ),
        ({"ballot_kind": "knapsack", "ballot_min": "5"}, "ballot_min", "bara till 4 förslag"),
        ({"identity": ""}, "identity", "Välj hur de boende röstar"),
        ({"identity": "everybody"}, "identity", ""),
        ({"ballot_kind": "x"}, "ballot_kind", ""),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field_and_what_was_typed_stays(
    editor, changes, field, words
):
    refused = editor.post(url("round", "create"), first_form(editor) | changes)
    form = refused.context["form"]
    assert words in " ".join(form.errors[field]), form.errors
    assert not form.non_field_errors() and not Round.objects.exists()
    for name, typed in changes.items():
        assert form[name].value() == typed


def test_no_way_to_vote_is_chosen_for_a_new_round_and_the_next_one_has_that_of_the_one_before(
    editor, programme
):
    assert "checked" not in str(editor.get(url("round", "create")).context["form"]["identity"])
    previous = make_round(Phase.RESULT, programme=programme, identity="eid")
    form = editor.get(url("round", "create") + f"?som={previous.pk}").context["form"]
    assert form["identity"].value() == "eid" and str(form["identity"]).count("checked") == 1


def test_points_are_kept_with_a_ballot_of_points(editor):
    points = {"ballot_kind": "points", "points_total": "10", "points_most": "5"}
    sent = first_form(editor) | points | {"ballot_min": "2", "ballot_max": ""}
    assert editor.post(url("round", "create"), sent).status_code == 302
    round_ = Round.objects.get()
    assert (round_.points_total, round_.points_most, round_.ballot_min) == (10, 5, 2)


@pytest.mark.parametrize("kind", ["approval", "knapsack"])
def test_what_stands_in_the_fields_of_another_ballot_does_not_matter(editor, kind):
    sent = first_form(editor) | {"ballot_kind": kind, "points_total": "tio", "points_most": "0"}
    assert editor.post(url("round", "create"), sent).status_code == 302
    round_ = Round.objects.get()
    assert (round_.ballot_kind, round_.points_total, round_.points_most) == (kind, None, None)


def test_the_next_round_is_voted_on_in_the_same_way(client):
    same = {"identity": "eid", "postal_codes": "25440 25441", "least_age": 13}
    ballot = {"ballot_kind": "points", "ballot_min": 2, "points_total": 10, "points_most": 5}
    page = make_round_page(Phase.RESULT, **same, **ballot)
    client.force_login(make_official(page.round.programme))
    address = url("round", "create") + f"?som={page.round_id}"
    form = client.get(address).context["form"]
    assert form["postal_codes"].value() == "254\xa040, 254\xa041"
    assert client.post(address, as_posted(form)).status_code == 302
    made = Round.objects.exclude(pk=page.round_id).get()
    assert {name: getattr(made, name) for name in same | ballot} == same | ballot


def make_codes(round_, n=2):
    """Voting codes as they are stored."""
    batch = CodeBatch.objects.create(round=round_, name="Hamngatan", size=n, made_at=timezone.now())
    return VotingCode.objects.bulk_create(
        VotingCode(round=round_, batch=batch, number=number, voter_key=f"{round_.pk}-{number}")
        for number in range(1, n + 1)
    )


def test_codes_that_are_made_do_not_become_worthless_unless_they_are_revoked(client):
    round_ = make_round(Phase.BEFORE, identity="codes")
    make_codes(round_)
    client.force_login(make_official(round_.programme))
    address = url("round", "edit", round_.pk)
    sent = as_posted(client.get(address).context["form"])
    assert client.post(address, sent | {"name": "Nytt namn"}).status_code == 302
    sent |= {"identity": "email"}
    errors = client.post(address, sent).context["form"].errors
    assert "2 röstkoder är gjorda" in " ".join(errors["identity"])
    VotingCode.objects.filter(round=round_).update(revoked_at=timezone.now(), revoked_why="Nytt sätt.")
    assert client.post(address, sent).status_code == 302
    round_.refresh_from_db()
    assert round_.identity == "email"


@pytest.mark.parametrize("phase", [Phase.VOTING, Phase.COUNTING, Phase.RESULT])
def test_who_may_vote_is_fixed_once_voting_is_open(client, phase):
    round_ = make_round(phase, postal_codes="25440")
    client.force_login(make_official(round_.programme))
    address = url("round", "edit", round_.pk)
    form = client.get(address).context["form"]
    for name in ("identity", "postal_codes", "ballot_kind", "points_total", "points_most"):
        assert form.fields[name].disabled
    client.post(address, as_posted(form) | {"identity": "eid", "postal_codes": "", "ballot_kind": "knapsack"})
    round_.refresh_from_db()
    assert (round_.identity, round_.postal_codes, round_.ballot_kind) == ("email", "25440", "approval")
    with pytest.raises(RuleViolation) as refused:
        change_round(round_id=round_.pk, identity="eid")
    assert refused.value.code == "frozen"


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"rule": Rule.EQUAL_SHARES_ADD1_FILL, "ballot_max": "1"}, True),
        ({"rule": Rule.EQUAL_SHARES, "ballot_max": "2"}, True),
        ({"rule": Rule.EQUAL_SHARES, "ballot_max": "3"}, False),
        ({"rule": Rule.EQUAL_SHARES, "ballot_max": "1", "ballot_kind": BallotKind.KNAPSACK}, False),
        ({"rule": Rule.GREEDY_STOP, "ballot_max": "1"}, False),
    ],
)
def test_equal_shares_with_few_choices_are_allowed_and_remarked_on(editor, changes, warned):
    made = editor.post(url("round", "create"), first_form(editor) | changes, follow=True)
    assert Round.objects.get().rule == changes["rule"]
    assert ("minst 3 förslag" in made.content.decode()) == warned
