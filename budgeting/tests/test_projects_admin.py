"""The editors' side of projects: the list, the page of one, what waits, and who is told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgeting.admin.waiting.projects import payments_to_confirm, silent_projects, texts_to_publish
from budgeting.models import MoneyDecision, Payment, PaymentRequest, Project, ProjectUpdate, Voucher
from budgeting.rules.phases import Phase
from budgeting.services import carrying_over, project_updates
from budgeting.services.telling_of_projects import remind_of_silence
from radslag.clock import at
from radslag.tests.background import run_tasks

from .builders import (
    KRONA,
    make_funded,
    make_payment,
    make_photo,
    make_programme,
    make_project,
    make_schedule,
    make_user,
)
from .test_admin import make_official

pytestmark = pytest.mark.django_db
RIGHTS = ("change_project", "view_project", "add_payment", "view_payment")
DAY = dt.timedelta(days=1)


def url(action="index", pk=None):
    return reverse(f"budgeting_project_modeladmin_{action}", args=[pk] if pk else [])


@pytest.fixture
def desk():
    """A project in a programme where it takes two above 5 000 kr, and two people who follow it up."""
    programme = make_programme(two_people_above_ore=5_000 * KRONA)
    project = make_project(proposal=make_funded(programme=programme))
    people = [make_official(programme, permissions=RIGHTS) for _n in range(2)]
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append(client)
    return project, people, clients


def sent(client, project, act, **fields):
    return client.post(url("edit", project.pk), {"act": act, **fields})


def test_the_list_shows_where_projects_stand_and_their_money(desk):
    project, _people, (client, _other) = desk
    page = client.get(url()).content.decode()
    assert (
        project.proposal.title in page
        and "Inte påbörjat" in page
        and "10\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in page
    )
    with at(timezone.now() + 60 * DAY):
        assert "Inget nytt på 60 dagar" in client.get(url()).content.decode()
        assert project.proposal.title in client.get(url() + "?nytt=tyst").content.decode()
    assert project.proposal.title not in client.get(url() + "?nytt=vantar").content.decode()
    exported = b"".join(client.get(url() + "?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported), delimiter=";"))
    assert project.proposal.title in rows[1] and "10000" in rows[1]


def test_the_list_and_the_page_ask_as_much_with_many_rows(desk):
    project, _people, (client, _other) = desk
    for page in (url(), url("edit", project.pk)):
        client.get(page)  # what is cached for good
        before = queries_of(client, page)
        fill(project)
        assert queries_of(client, page) <= before + SLACK[page == url()]


SLACK = (9, 0)
"""A first picture, receipt and request are prefetched once each; further ones cost nothing."""


def queries_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def fill(project):
    """Projects, words with pictures, steps, texts that wait, and payments with receipts: two of each."""
    programme, by = project.proposal.round.programme, make_user()
    for n in (1, 2):
        make_project(
            programme=programme,
            schedule=make_schedule(Phase.RESULT, shift=-60 * next(_rounds) * DAY),
        )
        photo = project_updates.NewPicture(SimpleUploadedFile("a.jpg", make_photo()))
        said = project_updates.Said(date=timezone.localdate(), text=f"Rad {n}")
        project_updates.say(project_id=project.pk, said=said, pictures=[photo], by=by)
        make_payment(project.proposal, n)


_rounds = itertools.count(1)


def test_a_word_with_a_picture_is_said_on_the_page(desk):
    project, _people, (client, _other) = desk
    photo = SimpleUploadedFile("bild.jpg", make_photo(), "image/jpeg")
    today = timezone.localdate().isoformat()
    fields = {"text": "Vi har börjat.", "status": "under_way", "date": today, "expected_precision": "month"}
    answer = sent(client, project, "say", picture_1=photo, alt_1="En bänk", **fields)
    assert answer.status_code == 302
    update = ProjectUpdate.objects.get()
    assert (update.status, update.pictures.get().alt) == ("under_way", "En bänk")
    refused = sent(client, project, "say", **(fields | {"status": "late", "text": "Sent."}))
    assert refused.status_code == 200 and "Säg varför det är försenat" in refused.content.decode()
    assert "Sent." in refused.content.decode()


def test_plan_and_steps_are_written_on_the_page(desk):
    project, (person, _other), (client, _) = desk
    plan = {
        "responsible": person.pk,
        "responsible_shown": "Områdesutvecklaren",
        "plan": "Bygg.",
        "expected_on": "2050-05-01",
        "expected_precision": "season",
    }
    assert sent(client, project, "plan", **plan).status_code == 302
    project.refresh_from_db()
    assert (project.responsible, project.expected) == (person, "våren 2050")
    step = {"title": "Virke", "planned_on": "2050-04-01", "precision": "month"}
    assert sent(client, project, "new_step", **step).status_code == 302
    made = project.milestones.get()
    today = timezone.localdate().isoformat()
    assert sent(client, project, "step", pk=made.pk, done_on=today, **step).status_code == 302
    made.refresh_from_db()
    assert made.done_on == timezone.localdate()
    assert sent(client, project, "remove_step", pk=made.pk, **step).status_code == 302
    assert not project.milestones.exists()


def test_a_large_payment_waits_for_the_other_who_sees_it_on_the_first_page(desk):
    project, people, (client, other) = desk
    receipt = SimpleUploadedFile("kvitto.jpg", make_photo(), "image/jpeg")
    today = timezone.localdate().isoformat()
    fields = {"amount_ore": "6 000", "paid_on": today, "what": "Virke", "voucher": receipt}
    assert sent(client, project, "pay", **fields).status_code == 302
    request = PaymentRequest.objects.get()
    assert not Payment.objects.exists() and Voucher.objects.get().request == request
    assert not payments_to_confirm(asked_by(people[0]))
    (waiting,) = payments_to_confirm(asked_by(people[1]))
    assert (
        waiting.url == url("edit", project.pk)
        and "6\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in waiting.title
    )
    assert "Bekräfta" in other.get(waiting.url).content.decode()
    sent(client, project, "confirm_payment", pk=request.pk)
    assert not Payment.objects.exists()  # not by who entered it
    sent(other, project, "confirm_payment", pk=request.pk)
    assert Payment.objects.get().confirmed_by == people[1]
    run_tasks()


def test_receipts_are_added_to_what_waits_and_marked_when_it_is_paid(desk):
    project, (first, _second), (client, other) = desk
    today = timezone.localdate().isoformat()
    sent(client, project, "pay", amount_ore="6 000", paid_on=today, what="Virke")
    request = PaymentRequest.objects.get()
    empty = sent(client, project, "add_receipt", pk=request.pk)
    assert empty.status_code == 200 and empty.content.decode().count('aria-invalid="true"') == 1
    for _n in range(2):
        receipt = SimpleUploadedFile("kvitto.jpg", make_photo(), "image/jpeg")
        sent(client, project, "add_receipt", pk=request.pk, voucher=receipt)
    sent(other, project, "remove_receipt", pk=Voucher.objects.earliest("pk").pk)
    voucher = Voucher.objects.get()
    sent(other, project, "confirm_payment", pk=request.pk)
    assert sent(other, project, "remove_receipt", pk=voucher.pk).status_code == 404
    edit = reverse("budgeting_payment_modeladmin_edit", args=[Payment.objects.get().pk])
    assert "Filen sparas" in client.get(edit).content.decode()
    removal = {"act": "remove_voucher", "pk": voucher.pk}
    assert client.post(edit, removal).status_code == 200 and Voucher.objects.get().removed_at is None
    assert client.post(edit, removal | {"why": "Fel faktura"}).status_code == 302
    page = client.get(edit).content.decode()
    assert "<s>" in page and str(first) in page and "Fel faktura" in page
    assert "(borttaget)" in client.get(url("edit", project.pk)).content.decode()


def test_more_money_is_asked_for_and_confirmed_on_the_page(desk):
    project, _people, (client, other) = desk
    fields = {"way": "more", "amount_ore": "1 000", "reason": "Virket blev dyrare."}
    assert sent(client, project, "money", **fields).status_code == 302
    decision = MoneyDecision.objects.get()
    sent(other, project, "drop_money", pk=decision.pk)
    sent(client, project, "money", **(fields | {"way": "less"}))
    decision = MoneyDecision.objects.order_by("pk").last()
    assert decision.amount_ore == -1_000 * KRONA
    sent(other, project, "confirm_money", pk=decision.pk)
    assert Project.objects.with_money().get().decided_ore == 9_000 * KRONA


def test_a_finished_project_gives_back_on_the_page(desk):
    project, _people, (client, other) = desk
    assert "Lämna tillbaka" not in client.get(url("edit", project.pk)).content.decode()
    today = timezone.localdate().isoformat()
    sent(client, project, "say", text="Klart.", status="done", date=today, expected_precision="month")
    assert "Lämna tillbaka" in client.get(url("edit", project.pk)).content.decode()
    assert sent(client, project, "give_back", reason="Allt blev gratis.").status_code == 302
    assert Project.objects.with_money().get().left_ore == 10_000 * KRONA
    sent(other, project, "confirm_money", pk=MoneyDecision.objects.get().pk)
    assert Project.objects.with_money().get().left_ore == 0


def test_who_only_follows_up_enters_no_payments(desk):
    project, _people, _clients = desk
    client = Client()
    client.force_login(make_official(project.proposal.round.programme, permissions=RIGHTS[:2]))
    page = client.get(url("edit", project.pk)).content.decode()
    assert "För in en utbetalning" not in page and "Berätta vad som har hänt" in page
    fields = {"amount_ore": "100", "paid_on": timezone.localdate().isoformat(), "what": "Virke"}
    sent(client, project, "pay", **fields)
    assert not Payment.objects.exists()


def test_texts_of_applicants_are_published_or_declined_and_their_authors_told(desk):
    project, (person, _o), (client, _other) = desk
    author = project.proposal.author
    first, second = (
        project_updates.write_as_applicant(project_id=project.pk, author=author, text=text)
        for text in ("Vi har målat.", "Grannen Olle är dum.")
    )
    run_tasks()
    assert {message.to[0] for message in mail.outbox} >= {person.email}
    mail.outbox.clear()
    (waiting,) = texts_to_publish(asked_by(person))
    assert waiting.count == 2
    sent(client, project, "publish", pk=first.pk)
    assert sent(client, project, "decline", pk=second.pk, reason=" ").status_code == 200
    sent(client, project, "decline", pk=second.pk, reason="Den nämner en person.")
    run_tasks()
    bodies = [message.body for message in mail.outbox if message.to == [author.email]]
    assert len(bodies) == 2 and any("Den nämner en person." in body for body in bodies)
    assert list(ProjectUpdate.objects.published()) == [first]


def test_the_page_of_a_project_without_money_mends_words_and_adds_none(desk):
    project, (person, _second), (client, _other) = desk
    said = project_updates.Said(date=timezone.localdate(), text="Kajsa gräver.")
    update = project_updates.say(project_id=project.pk, said=said, by=person)
    project_updates.write_as_applicant(project_id=project.pk, author=project.proposal.author, text="Hej.")
    acts = ('value="say"', 'value="publish"', 'value="decline"', url("correct", update.pk))
    page = client.get(url("edit", project.pk)).content.decode()
    assert [act in page for act in acts] == [True] * 4
    Project.objects.update(unfunded_at=timezone.now(), status="stopped", reason="Räknades om.")
    page = client.get(url("edit", project.pk)).content.decode()
    assert [act in page for act in acts] == [False, False, True, True]


def test_a_text_that_was_taken_back_meanwhile_is_told_on_the_page_and_anothers_is_not_there(desk):
    project, _people, (client, _other) = desk
    author, other = project.proposal.author, make_project()
    text = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Hej.")
    project_updates.take_back(update_id=text.pk, author=author)
    theirs = project_updates.write_as_applicant(
        project_id=other.pk, author=other.proposal.author, text="Hej."
    )
    for act in ("publish", "decline"):
        page = client.post(url("edit", project.pk), {"act": act, "pk": text.pk, "reason": "Nej"}, follow=True)
        assert page.status_code == 200 and "avböjd eller tillbakatagen" in page.content.decode()
        assert sent(client, project, act, pk=theirs.pk, reason="Nej").status_code == 404
    assert ProjectUpdate.objects.get().waits


def test_words_are_corrected_on_a_page_of_their_own(desk):
    project, (person, _o), (client, _other) = desk
    update = project_updates.say(
        project_id=project.pk,
        said=project_updates.Said(date=timezone.localdate(), text="Vi har bröjat."),
        by=person,
    )
    assert client.get(url("correct", update.pk)).status_code == 200
    assert client.post(url("correct", update.pk), {"text": "Vi har börjat."}).status_code == 302
    update.refresh_from_db()
    assert update.text == "Vi har börjat."


def test_silence_is_mailed_once_a_month_to_the_responsible_or_else_to_all(desk):
    project, people, _clients = desk
    silent = timezone.now() + 60 * DAY
    assert remind_of_silence() == 0
    with at(silent):
        (line,) = silent_projects(asked_by(people[0]))
        assert line.count == 1
        assert remind_of_silence() == 2
        assert remind_of_silence() == 0
    Project.objects.filter(pk=project.pk).update(responsible=people[1])
    with at(silent + 30 * DAY):
        mail.outbox.clear()
        assert remind_of_silence() == 1
        run_tasks()
        assert mail.outbox[0].to == [people[1].email] and project.proposal.title in mail.outbox[0].body


def test_who_was_responsible_and_has_lost_the_role_gets_no_mails(desk):
    project, (former, colleague), _clients = desk
    Project.objects.filter(pk=project.pk).update(responsible=former)
    former.groups.clear()
    with at(timezone.now() + 60 * DAY):
        mail.outbox.clear()
        assert remind_of_silence() == 1
        run_tasks()
    assert [message.to for message in mail.outbox] == [[colleague.email]]


def test_money_is_carried_over_on_the_round_s_page():
    from .test_project_money import carrying

    source, goal = carrying()
    client = Client()
    client.force_login(make_official(goal.programme, permissions=("change_round", "view_round")))
    page = reverse("budgeting_round_modeladmin_carry", args=[goal.pk])
    assert source.name in client.get(page).content.decode()
    assert client.post(page, {"carry": "1", "source": source.pk, "amount_ore": "1 000"}).status_code == 302
    goal.refresh_from_db()
    assert goal.budget_ore == 51_000 * KRONA
    carried = goal.carried_in.get()
    assert client.post(page, {"back": carried.pk}).status_code == 302
    assert carrying_over.left_to_carry(source, timezone.now()) == 90_000 * KRONA


def asked_by(person):
    request = RequestFactory().get("/")
    request.user = person if person else AnonymousUser()
    return request


def test_nobody_else_is_asked():
    assert not payments_to_confirm(asked_by(make_user()))
