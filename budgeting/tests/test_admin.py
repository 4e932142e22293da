"""The editors' side: who sees what, a new round in one form, decisions through the services."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale

from budgeting.models import Proposal, Round, RoundPage
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from radslag.for_programs.spreadsheets import inert

from .builders import KRONA, make_programme, make_proposal, make_round, make_round_page, make_user

pytestmark = pytest.mark.django_db


def make_official(*programmes, permissions=("add_round", "change_round", "change_proposal")):
    """A member of staff whose role holds in the programmes given, and nowhere else."""
    user = make_user(is_staff=True)
    group = Group.objects.create(name=f"roll {user.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="budgeting", codename__in=permissions)
    )
    for programme in programmes:
        for codename in ("change_page", "add_page"):
            GroupPagePermission.objects.create(
                group=group, page=programme, permission=Permission.objects.get(codename=codename)
            )
    user.groups.add(group)
    return user


def url(model, action="index", pk=None):
    return reverse(f"budgeting_{model}_modeladmin_{action}", args=[pk] if pk else [])


YEAR = timezone.localdate().year + 1  # a round is never made for what has been
GOOD = {
    "name": "Mitt Närlunda, våren 2027",
    "budget_ore": "100 000 kr",
    "cap_ore": "25.000:-",
    "proposals_per_person": "3",
    "submission_opens": f"{YEAR}-02-01 08:00",
    "submission_closes": f"{YEAR}-02-28 23:59",
    "proposals_shown": f"{YEAR}-03-15 08:00",
    "voting_opens": f"{YEAR}-03-15 08:00",
    "voting_closes": f"{YEAR}-04-04 23:59",
    "result_at": f"{YEAR}-04-07 12:00",
    "identity": "email",
    "ballot_kind": "approval",
    "ballot_min": "1",
    "ballot_max": "3",
    "rule": "greedy_skip",
    "tie_rule": "lot",
    "utility": "cost",
    "lot_source": "sealed",
    "threshold": "1",
    "leftover": "returned",
    "applicants": "groups_too",
    "reviewers_needed": "1",
    "form-TOTAL_FORMS": "0",
    "form-INITIAL_FORMS": "0",
}


def test_a_new_round_is_made_in_one_form_with_its_page(client):
    programme = make_programme()
    client.force_login(make_official(programme))
    assert client.get(url("round", "create")).status_code == 200
    response = client.post(url("round", "create"), GOOD | {"programme": programme.pk})
    page = RoundPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert (page.round.budget_ore, page.round.cap_ore) == (100_000 * KRONA, 25_000 * KRONA)
    assert page.round.voting_closes.isoformat() == f"{YEAR}-04-04T21:59:00+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voting_closes", f"{YEAR}-03-15 08:00"),
        ("result_at", f"{YEAR}-04-01 12:00"),
        ("proposals_shown", f"{YEAR}-02-01 08:00"),
        ("voting_opens", "2027-03-28 02:30"),  # the clock goes from 2 to 3 that night
        ("voting_closes", "2027-10-31 02:30"),  # the clock goes from 3 to 2: this comes twice
        ("cap_ore", "100 001"),
        ("budget_ore", "mycket"),
        ("budget_ore", "0"),
        ("ballot_max", "0"),
        ("tie_rule", ""),
        ("rule", "coin"),
        ("threshold", "0"),
        ("name", ""),
    ],
)
def test_a_round_that_can_not_be_is_refused_at_its_field_and_nothing_is_lost(client, field, value):
    programme = make_programme()
    client.force_login(make_official(programme))
    response = client.post(url("round", "create"), GOOD | {"programme": programme.pk, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Round.objects.exists()
    if field != "name":
        assert "Mitt Närlunda, våren 2027" in response.content.decode()


def test_what_residents_rely_on_is_shown_but_locked(client):
    round_ = make_round(Phase.SUBMISSION)
    client.force_login(make_official(round_.programme))
    form = client.get(url("round", "edit", round_.pk)).context["form"]
    locked = {name for name, field in form.fields.items() if field.disabled}
    assert {"budget_ore", "cap_ore", "rule", "submission_closes"} <= locked
    assert not locked & {"name", "voting_opens", "voting_closes", "result_at"}
    response = client.post(
        url("round", "edit", round_.pk), GOOD | {"budget_ore": "1", "name": "Nytt", "voting_opens": ""}
    )
    assert response.status_code == 200
    round_.refresh_from_db()
    assert round_.budget_ore == 100_000 * KRONA


def test_an_official_sees_only_the_own_programmes_rounds_and_proposals(client):
    own, foreign = make_round_page(Phase.REVIEW), make_round_page(Phase.REVIEW)
    mine = make_proposal(own.round, accepted=False, title="Mitt förslag")
    theirs = make_proposal(foreign.round, accepted=False, title="Deras förslag")
    client.force_login(make_official(own.round.programme))
    listed = client.get(url("proposal")).content.decode()
    assert "Mitt förslag" in listed and "Deras förslag" not in listed
    for format_ in ("csv", "xlsx"):
        exported = (
            b"".join(client.get(url("proposal") + f"?export={format_}").streaming_content)
            if format_ == "csv"
            else b""
        )
        assert "Deras förslag".encode() not in exported
    assert foreign.round.name not in client.get(url("round")).content.decode()
    assert client.get(url("proposal", "edit", mine.pk)).status_code == 200
    assert client.get(url("proposal", "edit", theirs.pk)).status_code in (302, 403)
    assert client.get(url("round", "edit", foreign.round_id)).status_code in (302, 403)


def test_a_foreign_programme_can_not_be_given_a_round(client):
    foreign = make_programme()
    client.force_login(make_official(make_programme()))
    response = client.post(url("round", "create"), GOOD | {"programme": foreign.pk})
    assert response.context["form"].errors["programme"]
    assert not Round.objects.exists()


@pytest.mark.parametrize("who", ["anonymous", "resident", "without_the_right", "reviewer"])
def test_others_do_not_get_in(client, who):
    round_ = make_round(Phase.REVIEW)
    proposal = make_proposal(round_, accepted=False)
    if who == "resident":
        client.force_login(make_user())
    elif who == "without_the_right":
        client.force_login(make_official(round_.programme, permissions=()))
    elif who == "reviewer":
        client.force_login(make_official(round_.programme, permissions=("change_proposal",)))
    assert client.get(url("round", "create")).status_code in (302, 403)
    client.post(url("round", "create"), GOOD | {"programme": round_.programme_id})
    client.post(url("round", "edit", round_.pk), GOOD | {"name": "Kapad"})
    assert Round.objects.get().name == round_.name
    client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted", "reason": ""})
    assert Proposal.objects.get().status == ("accepted" if who == "reviewer" else "received")


def test_a_reviewer_accepts_and_declines_with_a_reason(client):
    round_ = make_round(Phase.REVIEW)
    a, b = (make_proposal(round_, accepted=False) for _ in range(2))
    client.force_login(make_official(round_.programme))
    client.get(url("proposal", "edit", a.pk))
    assert Proposal.objects.get(pk=a.pk).status == "received"
    client.post(url("proposal", "edit", a.pk), {"decision": "accepted", "reason": ""})
    refused = client.post(url("proposal", "edit", b.pk), {"decision": "declined", "reason": " "})
    assert refused.context["form"].errors["reason"]
    client.post(url("proposal", "edit", b.pk), {"decision": "declined", "reason": "Fel mark"})
    assert [p.status for p in Proposal.objects.order_by("number")] == ["accepted", "declined"]


def test_when_voting_has_opened_there_is_nothing_left_to_accept(client):
    round_ = make_round(Phase.VOTING)
    proposal = make_proposal(round_, accepted=False)
    client.force_login(make_official(round_.programme))
    html = client.get(url("proposal", "edit", proposal.pk)).content.decode()
    assert 'value="accepted"' not in html and 'value="withdraw"' in html
    response = client.post(url("proposal", "edit", proposal.pk), {"decision": "accepted", "reason": ""})
    assert response.context["form"].errors
    assert Proposal.objects.get().status == "received"


def test_nothing_is_deleted_and_no_proposal_is_written_in_the_admin(client):
    round_ = make_round(Phase.REVIEW)
    proposal = make_proposal(round_, accepted=False)
    client.force_login(make_official(round_.programme))
    client.post(url("proposal", "delete", proposal.pk))
    client.post(url("round", "delete", round_.pk))
    client.post(url("proposal", "create"), {"title": "Smygförslag"})
    assert Proposal.objects.count() == Round.objects.count() == 1


def test_exported_cells_are_never_formulas(client):
    round_ = make_round(Phase.REVIEW)
    for title in ("=1+1", "+46", "-1", "@SUM(A1)"):
        make_proposal(round_, accepted=False, title=title)
    client.force_login(make_official(round_.programme))
    response = client.get(url("proposal") + "?export=csv")
    rows = list(
        csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_dangerous_cell_is_quoted_and_the_rest_is_left_alone(start):
    assert inert(f"{start}1") == f"'{start}1"
    assert inert(f"1{start}") == f"1{start}"


def test_the_list_can_be_searched_filtered_and_sorted_with_anything(client):
    round_ = make_round(Phase.REVIEW)
    make_proposal(round_, accepted=False, title="Grillplats")
    client.force_login(make_official(round_.programme))
    assert (
        "Grillplats"
        in client.get(url("proposal") + f"?q=grill&round={round_.pk}&status=received").content.decode()
    )
    for query in (
        "?q=%27%22%3B--",
        "?round=%27",
        "?round=²",
        "?round=99999999999999999999",
        "?round=0",
        "?o=99",
        "?p=-1",
        "?status=%00x",
    ):
        assert client.get(url("proposal") + query).status_code in (200, 302)


def test_a_round_or_its_programme_is_never_copied_or_deleted(client):
    page = make_round_page()
    from .builders import make_staff

    client.force_login(make_staff())
    for target in (page, page.get_parent()):
        client.post(
            reverse("wagtailadmin_pages:copy", args=[target.pk]),
            {
                "new_title": "Kopia",
                "new_slug": "kopia",
                "new_parent_page": str(target.get_parent().pk),
                "copy_subpages": "1",
            },
        )
        client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
    assert RoundPage.objects.count() == Round.objects.count() == 1


def test_a_role_in_one_branch_and_another_role_in_a_second_do_not_add_up(client):
    """Reads A's pages as an editor, holds money and proposals in B: decides nothing in A."""
    here, there = make_round(Phase.REVIEW), make_round(Phase.REVIEW)
    proposal = make_proposal(here, accepted=False, title="Inte för dig")
    person = make_official(there.programme)
    person.groups.add(make_official(here.programme, permissions=()).groups.get())
    client.force_login(person)
    assert client.get(url("round", "edit", there.pk)).status_code == 200
    assert client.get(url("round", "edit", here.pk)).status_code in (302, 403)
    assert client.get(url("proposal", "edit", proposal.pk)).status_code in (302, 403)
    listed = client.get(url("proposal")).content.decode() + client.get(url("round")).content.decode()
    assert "Inte för dig" not in listed and here.name not in listed
    form = client.get(url("round", "create")).context["form"]
    assert list(form.fields["programme"].queryset) == [there.programme]


@pytest.mark.parametrize("model", ["round", "proposal"])
@pytest.mark.parametrize("action", ["history", "inspect", "edit", "delete"])
def test_no_address_of_a_row_opens_without_the_right(client, model, action):
    proposal = make_proposal(make_round(Phase.REVIEW), accepted=False, title="Ännu ingens sak")
    pk = proposal.pk if model == "proposal" else proposal.round_id
    client.force_login(make_official(make_programme()))
    response = client.get(f"/admin/budgeting/{model}/{action}/{pk}/", follow=True)
    assert "Ännu ingens sak" not in response.content.decode()
    assert proposal.round.name not in response.content.decode()


def test_an_address_without_a_number_is_no_address(client):
    client.force_login(make_official(make_programme(), permissions=()))
    for pk in ("abc", "1-2", "9" * 30):
        assert client.get(f"/admin/budgeting/round/edit/{pk}/").status_code in (403, 404)


def test_a_spreadsheet_holds_kronor_words_and_nothing_for_what_is_not_known(client):
    round_ = make_round(Phase.REVIEW, name="=Omgång")
    make_proposal(round_, accepted=False, cost_ore=11_500 * KRONA, title="Grillplats")
    make_proposal(round_, accepted=False, cost_ore=99_50, title="Skruvar")
    client.force_login(make_official(round_.programme))
    exported = b"".join(client.get(url("proposal") + "?export=csv").streaming_content).decode("utf-8-sig")
    rows = {row["Rubrik"]: row for row in csv.DictReader(io.StringIO(exported), delimiter=";")}
    assert rows["Grillplats"]["Kostnad, kr"] == "11500"
    assert rows["Skruvar"]["Kostnad, kr"] == "99,5"  # with a point it would be a day in May
    assert rows["Grillplats"]["Skäl"] == ""
    assert rows["Grillplats"]["Omgång"] == "'=Omgång"
    assert rows["Grillplats"]["Det här ska göras"] == "Tolv lådor av trä."


def as_posted(form):
    """What a browser sends back of an untouched form; it sends nothing of locked fields."""
    return {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"} | {
        field.html_name: field.field.widget.format_value(field.value()) or ""
        if hasattr(field.field.widget, "format_value")
        else field.value()
        for field in form
        if not field.field.disabled
    }


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.SUBMISSION, Phase.REVIEW, Phase.VOTING])
def test_the_name_of_a_round_changes_in_the_form_whatever_is_locked(client, phase):
    round_ = make_round(phase, budget_ore=100_000 * KRONA + 50)
    client.force_login(make_official(round_.programme))
    form = client.get(url("round", "edit", round_.pk)).context["form"]
    response = client.post(url("round", "edit", round_.pk), as_posted(form) | {"name": "Nytt namn"})
    assert response.status_code == 302, response.context["form"].errors
    changed = Round.objects.get()
    assert (changed.name, changed.budget_ore, changed.cap_ore) == (
        "Nytt namn",
        round_.budget_ore,
        round_.cap_ore,
    )


def test_the_dates_of_the_vote_move_in_the_form_while_submission_is_open(client):
    round_ = make_round(Phase.SUBMISSION)
    client.force_login(make_official(round_.programme))
    form = client.get(url("round", "edit", round_.pk)).context["form"]
    later = (round_.result_at + dt.timedelta(days=30)).strftime("%Y-%m-%d 12:00")
    client.post(url("round", "edit", round_.pk), as_posted(form) | {"result_at": later})
    assert Round.objects.get().result_at > round_.result_at + dt.timedelta(days=28)


def test_a_round_whose_name_gives_no_address_gets_one_by_its_number(client):
    programme = make_programme()
    client.force_login(make_official(programme))
    response = client.post(url("round", "create"), GOOD | {"programme": programme.pk, "name": "!!!"})
    page = RoundPage.objects.get()
    assert response.status_code == 302
    assert (page.title, page.slug) == ("!!!", f"omgang-{page.round_id}")


def test_a_threshold_that_no_database_holds_is_refused_at_its_field(client):
    programme = make_programme()
    client.force_login(make_official(programme))
    sent = GOOD | {"programme": programme.pk, "threshold": "99999999999"}
    assert client.post(url("round", "create"), sent).context["form"].errors["threshold"]


def test_a_translated_programme_is_offered_once_and_has_one_sum_of_money(client):
    programme = make_programme(envelope_ore=100_000 * KRONA)
    english = Locale.objects.get_or_create(language_code="en")[0]
    programme.get_parent().copy_for_translation(english)
    twin = programme.copy_for_translation(english)
    make_round(Phase.BEFORE, programme=programme, budget_ore=60_000 * KRONA)
    client.force_login(make_official(programme, twin))
    form = client.get(url("round", "create")).context["form"]
    assert list(form.fields["programme"].queryset) == [programme]
    with pytest.raises(RuleViolation) as refused:
        make_round(Phase.BEFORE, programme=twin, budget_ore=40_001 * KRONA)
    assert refused.value.params == {"left_ore": 40_000 * KRONA}


def test_the_years_money_does_not_go_below_what_its_rounds_have():
    programme = make_round(Phase.BEFORE, budget_ore=60_000 * KRONA).programme
    programme.envelope_ore = 60_000 * KRONA
    programme.full_clean()
    programme.envelope_ore -= 1
    with pytest.raises(ValidationError) as caught:
        programme.full_clean()
    assert "envelope_ore" in caught.value.message_dict


@pytest.mark.parametrize(
    ("phase", "words"), [(Phase.REVIEW, "väntar på beslut"), (Phase.VOTING, "fick inget beslut")]
)
def test_reviewers_are_told_what_nobody_has_decided(client, phase, words):
    round_ = make_round(phase)
    make_proposal(round_, title="Godkänt")
    client.force_login(make_official(round_.programme))
    assert words not in client.get(url("proposal")).content.decode()
    proposal = make_proposal(round_, accepted=False)
    assert words in client.get(url("proposal")).content.decode()
    shown = client.get(url("proposal", "edit", proposal.pk)).content.decode()
    assert ("Ingen beslutade" in shown) is (phase is Phase.VOTING)
    client.force_login(make_official(make_programme()))
    assert round_.name not in client.get(url("proposal")).content.decode()
