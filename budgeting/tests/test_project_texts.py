"""Applicants tell how their own project goes: staff publish it or say why not, and nobody else gets at it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgeting.models import Project, ProjectPicture, ProjectUpdate
from budgeting.models.projects import MAX_TEXT
from budgeting.rules.phases import Phase
from budgeting.services import project_updates
from budgeting.services.counting import count_round
from budgeting.services.projects import keep_projects
from budgeting.services.proposals import Contact, submit_proposal
from budgeting.services.review import accept_proposal
from radslag.clock import at
from radslag.tests.people import log_in_by_code

from .builders import (
    TICK,
    make_application,
    make_ballot,
    make_photo,
    make_project,
    make_round,
    make_staff,
    make_user,
)
from .test_views import count_queries, text_of

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    log_in_by_code(client, person)
    return client


def author_of(project: Project) -> Client:
    return client_of(project.proposal.author)


def address(project: Project) -> str:
    return reverse("budgeting:tell_of_project", args=[project.pk])


def picture(content: bytes | None = None, name: str = "bild.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_photo() if content is None else content, "image/jpeg")


def test_an_applicant_writes_with_pictures_and_it_waits_for_staff():
    project = make_project()
    client = author_of(project)
    sent = {"text": "Vi har grävt.", "picture_1": picture(), "shows_1": "En grop", "picture_3": picture()}
    response = client.post(address(project), sent, follow=True)
    assert "Tack!" in text_of(response) and "Väntar på att bli läst" in text_of(response)
    update = ProjectUpdate.objects.get()
    assert (update.text, update.waits, update.author) == ("Vi har grävt.", True, "applicant")
    assert [one.alt for one in update.pictures.all()] == ["En grop", ""]
    assert "Vi har grävt." not in text_of(Client().get(project.proposal.get_absolute_url()))
    for one in update.pictures.all():
        assert client.get(one.large_url).status_code == 200
        assert Client().get(one.large_url).status_code == 404


def test_what_became_of_it_stands_there_with_the_reason():
    project = make_project()
    author = project.proposal.author
    first = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Första.")
    project_updates.publish(update_id=first.pk, by=make_staff())
    second = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Andra.")
    project_updates.decline(update_id=second.pk, reason="Namnger en granne.", by=make_staff())
    words = text_of(author_of(project).get(address(project)))
    assert "Publicerad" in words and "Inte publicerad" in words and "Namnger en granne." in words
    author_of(project).post(address(project), {"take_back": str(second.pk)})
    assert "Namnger en granne." not in text_of(author_of(project).get(address(project)))


def test_ones_proposals_lead_to_it_with_the_status_of_the_project():
    project = make_project()
    for url in (reverse("budgeting:my_proposals"), "/mina-sidor/"):
        html = author_of(project).get(url).content.decode()
        assert f'href="{address(project)}"' in html and "Inte påbörjat" in html, url


def test_nobody_else_gets_there():
    project = make_project()
    for person in (make_user(), make_staff()):
        client = client_of(person)
        assert client.get(address(project)).status_code == 404
        assert client.post(address(project), {"text": "Jag var här."}).status_code == 404
    assert Client().get(address(project)).status_code == 302
    assert not ProjectUpdate.objects.exists()
    author = author_of(project)
    for number in (project.pk + 1, 2**63):
        assert author.get(reverse("budgeting:tell_of_project", args=[number])).status_code == 404


def test_who_handed_in_on_paper_has_no_page_of_it():
    round_, staff = make_round(Phase.RESULT), make_staff()
    paper = make_user(email="papper@example.org")
    with at(round_.submission_opens):
        proposal = submit_proposal(
            round_id=round_.pk,
            author=None,
            application=make_application(contact=Contact(email=paper.email)),
            entered_by=staff,
        )
    with at(round_.voting_opens - TICK):
        accept_proposal(proposal_id=proposal.pk, by=make_user())
    make_ballot(round_, proposal)
    count_round(round_id=round_.pk)
    keep_projects()
    client = client_of(paper)
    assert client.get(address(Project.objects.get())).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "  "}, "Skriv vad som har hänt"),
        ({"text": "x" * (MAX_TEXT + 1)}, ""),
        ({"text": "Hej", "picture_1": b"inte en bild"}, ""),
        ({"text": "Hej", "picture_2": b""}, ""),
        ({"text": "Hej", "shows_1": "x" * 1000}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sent, said):
    project = make_project()
    files = {name: picture(value) for name, value in sent.items() if isinstance(value, bytes)}
    response = author_of(project).post(address(project), sent | files)
    assert response.status_code == 422
    html = response.content.decode()
    assert "<title>Fel:" in html and 'role="alert"' in html and said in html
    assert sent["text"].strip() in html
    assert not ProjectUpdate.objects.exists() and not ProjectPicture.objects.exists()


def test_a_drawing_with_a_script_and_a_false_picture_are_refused():
    project = make_project()
    evil = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for name in ("bild.svg", "bild.png"):
        response = author_of(project).post(
            address(project), {"text": "Hej", "picture_1": picture(evil, name)}
        )
        assert response.status_code == 422
    assert not ProjectPicture.objects.exists()


def test_three_may_wait_and_one_can_be_taken_back():
    project = make_project()
    client = author_of(project)
    for n in range(3):
        client.post(address(project), {"text": f"Text {n}"})
    page = client.get(address(project)).content.decode()
    assert "<textarea" not in page and "Vi har inte läst dina texter än" in page
    fourth = client.post(address(project), {"text": "En till"})
    assert fourth.status_code == 409 and "En till" in fourth.content.decode()
    own = ProjectUpdate.objects.earliest("pk")
    client.post(address(project), {"take_back": str(own.pk)})
    assert ProjectUpdate.objects.count() == 2
    assert "<textarea" in client.get(address(project)).content.decode()
    assert client.post(address(project), {"take_back": str(own.pk)}).status_code == 302
    assert client.post(address(project), {"take_back": "x"}).status_code == 404


def test_neither_anothers_text_nor_a_published_one_can_be_taken_back():
    project, other = make_project(), make_project()
    theirs = project_updates.write_as_applicant(
        project_id=other.pk, author=other.proposal.author, text="Deras."
    )
    own = project_updates.write_as_applicant(
        project_id=project.pk, author=project.proposal.author, text="Min."
    )
    project_updates.publish(update_id=own.pk, by=make_staff())
    client = author_of(project)
    assert client.post(address(project), {"take_back": str(theirs.pk)}).status_code == 302
    assert client.post(address(project), {"take_back": str(own.pk)}).status_code == 409
    assert ProjectUpdate.objects.count() == 2


def test_who_was_logged_out_finds_the_text_again():
    project = make_project()
    client = Client()
    response = client.post(address(project), {"text": "Skrivet före inloggningen."})
    assert response.status_code == 302
    log_in_by_code(client, project.proposal.author)
    page = client.get(address(project)).content.decode()
    assert "Skrivet före inloggningen." in page and "Välj bilderna igen" in page
    assert not ProjectUpdate.objects.exists()


def test_a_project_without_money_takes_no_texts():
    project = make_project()
    Project.objects.filter(pk=project.pk).update(
        unfunded_at=timezone.now(), status="stopped", reason="Räknades om."
    )
    client = author_of(project)
    assert "<textarea" not in client.get(address(project)).content.decode()
    assert client.post(address(project), {"text": "Hej"}).status_code == 409


def test_hostile_words_are_text_and_come_to_staff_as_text():
    project = make_project()
    client = author_of(project)
    bad = "<script>alert(1)</script>"
    client.post(address(project), {"text": bad, "picture_1": picture(), "shows_1": '"><b>'})
    html = client.get(address(project)).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;" in html and '"><b>' not in html
    project_updates.publish(update_id=ProjectUpdate.objects.get().pk, by=make_staff())
    assert "<script>alert" not in Client().get(project.proposal.get_absolute_url()).content.decode()


def test_many_texts_take_as_many_queries():
    project = make_project()
    author = project.proposal.author
    counts = []
    for _round in range(2):
        for _n in range(3):
            update = project_updates.write_as_applicant(
                project_id=project.pk,
                author=author,
                text="Hej",
                pictures=(project_updates.NewPicture(picture()),),
            )
            project_updates.publish(update_id=update.pk, by=make_staff())
        counts.append(count_queries(address(project), author))
    assert counts[0] == counts[1] <= 25
