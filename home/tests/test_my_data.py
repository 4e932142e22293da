"""What the person who is logged in gets as a file, and what is left after an erasure: looked for in every column."""

import base64
import datetime as dt
import json
import logging
import re
from typing import NamedTuple

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from budgeting.models import (
    Ballot,
    Inquiry,
    ProjectUpdate,
    Proposal,
    ProposalMove,
    ProposalPicture,
    ProposalStatus,
    QuestionKind,
    Receipt,
    Round,
)
from budgeting.rules.phases import Phase
from budgeting.services import project_updates
from budgeting.services.attachments import add_attachment
from budgeting.services.ballots import cast_ballot
from budgeting.services.drafts import begin_draft, save_draft, send_draft
from budgeting.services.following import follow_round
from budgeting.services.inquiries import answer_inquiry, ask_applicant
from budgeting.services.pictures import add_picture
from budgeting.services.project_updates import NewPicture
from budgeting.services.proposals import Contact
from budgeting.services.voters import Voter
from budgeting.tests.builders import (
    SAID,
    make_application,
    make_ballot,
    make_photo,
    make_project,
    make_proposal,
    make_round,
    make_round_page,
    make_staff,
)
from comments.models import Comment, Participant
from comments.services.appeals import make_appeal
from comments.services.editing import edit_comment
from comments.services.following import follow
from comments.services.reactions import like_comment
from comments.services.reports import Reporter, report_comment
from comments.tests.builders import make_comment, make_hidden, make_page, make_participant, make_shown
from radslag.accounts.services import ensure_account
from radslag.clock import at
from radslag.mail.services import queue_mail
from radslag.models import Erasure, User
from radslag.privacy import erasures, of_the_account
from radslag.privacy.errors import NotAllErased, Refused
from radslag.privacy.people import Choices, Person, owners
from radslag.tests.people import log_in_by_code

ADDRESS, NAME, PHONE = "kanarie.fagel@example.org", "Kanarie Fagelsang", "070-123 45 99"
SECRET = "kanarieord"
CANARIES = (ADDRESS, NAME, PHONE, SECRET)
MINUTE = dt.timedelta(minutes=1)


class World(NamedTuple):
    """One person who has left something in every place."""

    user: User
    client: Client
    voting: Round
    proposal: Proposal
    handed_in: Proposal
    receipt: str
    files: list[str]


def found(words: tuple[str, ...] = CANARIES) -> list[str]:
    """Tables that hold one of the words in any column, also in what sessions and the cache keep encoded."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - names of our own tables
            text = "\n".join(row[0] for row in cursor.fetchall())
            hits += [f"{table}: {word}" for word in words if word in text]
        cursor.execute("SELECT value FROM radslag_cache")
        kept = b"".join(base64.b64decode(row[0]) for row in cursor.fetchall())
    hits += [f"cache: {word}" for word in words if word.encode() in kept]
    sessions = json.dumps([row.get_decoded() for row in Session.objects.all()], default=str)
    return hits + [f"sessions: {word}" for word in words if word in sessions]


def make_world() -> World:
    user = ensure_account(email=ADDRESS)
    assert user is not None
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    client = Client()
    log_in_by_code(client, user)
    _talk(user)
    voting, receipt = _vote()
    proposal, handed_in, files = _propose(user)
    files += _project(user)
    assert client.get(reverse("my_pages")).status_code == 200
    return World(user, client, voting, proposal, handed_in, receipt, files)


def _talk(user: User) -> None:
    participant = make_participant(email=ADDRESS)
    page = make_page()
    now = timezone.now()
    own = make_comment(
        page=page, participant=participant, text=f"Bygg {SECRET} här.", name=NAME, at_instant=now
    )
    edit_comment(comment_id=own.pk, text=f"Bygg något annat, {SECRET}.")
    make_comment(page=page, author=user, text=f"Med konto: {SECRET}", name=NAME, at_instant=now)
    hidden = make_hidden(page=page, participant=participant, text=f"Dolt {SECRET}", name=NAME, at_instant=now)
    make_appeal(comment_id=hidden.pk, text=f"Visa det, {SECRET}!")
    others = make_shown(page=page, text="Någon annans ord", name="En granne", at_instant=now)
    like_comment(comment_id=others.pk, participant=participant)
    report_comment(comment_id=others.pk, by=Reporter(participant, ""), reason="other", text=f"Om {SECRET}")
    follow(participant=participant, conversation=own.conversation)


def _vote() -> tuple[Round, str]:
    voting = make_round(Phase.VOTING)
    chosen = make_proposal(voting)
    follow_round(email=ADDRESS, round_id=voting.pk)
    stored = cast_ballot(round_id=voting.pk, voter=Voter(email=ADDRESS), choices=[chosen.pk], said=SAID)
    make_ballot(voting, chosen, voter=Voter(email="granne@example.org"))
    return voting, stored.receipt


def _contact() -> Contact:
    return Contact(name=NAME, phone=PHONE, email=ADDRESS, co_applicants=f"{SECRET}\nGrannen")


def _propose(user: User) -> tuple[Proposal, Proposal, list[str]]:
    """A draft, one in a round that takes proposals, and one under review with question and answer."""
    round_ = make_round_page(Phase.SUBMISSION).round
    begin_draft(round_id=round_.pk, author=user, content={"title": [f"Utkast {SECRET}"], "phone": [PHONE]})
    draft = begin_draft(round_id=round_.pk, author=user, content={"title": ["Träd"], "name": [NAME]})
    photo = SimpleUploadedFile("bild.jpg", make_photo(), content_type="image/jpeg")
    picture = add_picture(draft_id=draft.pk, author=user, file=photo, alt=f"Bild av {SECRET}")
    offer = SimpleUploadedFile(f"{SECRET}.png", make_photo(kind="PNG"), content_type="image/png")
    attached = add_attachment(draft_id=draft.pk, author=user, file=offer)
    first = make_application(title="Träd", shown_name=NAME, contact=_contact())
    handed_in = send_draft(draft_id=draft.pk, author=user, version=draft.version, application=first)
    draft = save_draft(
        draft_id=draft.pk,
        author=user,
        content={"title": ["Fler träd"], "phone": [PHONE]},
        version=draft.version,
    )
    again = make_application(title="Fler träd", what="Tio ekar.", shown_name=NAME, contact=_contact())
    send_draft(draft_id=draft.pk, author=user, version=draft.version, application=again)
    reviewed = make_round(Phase.REVIEW)
    question = reviewed.questions.create(text="Vem?", kind=QuestionKind.SHORT, sort_order=1, is_public=False)
    proposal = make_proposal(
        reviewed,
        accepted=False,
        author=user,
        shown_name=NAME,
        contact=_contact(),
        answers={question.pk: SECRET},
    )
    inquiry = ask_applicant(proposal_id=proposal.pk, by=make_staff(), text="Hur då?")
    answer_inquiry(inquiry_id=inquiry.pk, by=user, text=f"Så här, {SECRET}.")
    other = make_proposal(reviewed, accepted=False, contact=Contact(co_applicants=f"Nils\n{NAME} {ADDRESS}"))
    assert other.applicant.co_applicants
    return proposal, handed_in, [picture.large.name, picture.card.name, attached.file.name]


def _project(user: User) -> list[str]:
    project = make_project()
    Proposal.objects.filter(pk=project.proposal_id).update(author=user)
    photo = SimpleUploadedFile("p.jpg", make_photo(), content_type="image/jpeg")
    shown = project_updates.write_as_applicant(
        project_id=project.pk, author=user, text="Bänken är på plats.", pictures=[NewPicture(photo, SECRET)]
    )
    project_updates.publish(update_id=shown.pk, by=make_staff())
    project_updates.write_as_applicant(project_id=project.pk, author=user, text=f"Väntar: {SECRET}")
    return [shown.pictures.get().large.name]


@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_the_person_is_found_in_no_column_file_cache_or_log(caplog, settings):
    with caplog.at_level(logging.DEBUG):
        world = make_world()
        assert len(found()) > 15, "the canary sits in many places, else this shows nothing"
        assert all(default_storage.exists(name) for name in world.files)
        page = world.client.get(reverse("privacy:erase_me")).content.decode()
        assert "Vad som försvinner" in page
        assert "1 utkast" in page
        answer = world.client.post(reverse("privacy:erase_me"), {"word": "Radera ", "ballots": "withdraw"})
        assert answer.status_code == 200
        assert "Du är raderad" in answer.content.decode()
    assert found() == []
    assert found((world.receipt,)) == [], "a ballot that was taken back leaves no receipt"
    assert not [word for word in CANARIES if word in caplog.text]
    assert not [name for name in world.files if default_storage.exists(name)]
    assert not User.objects.filter(pk=world.user.pk).exists()
    assert world.client.get(reverse("my_pages")).status_code == 302
    _others_are_untouched(world)
    before = Erasure.objects.get()
    erasures.erase_person(person=Person(ADDRESS, world.user.pk))  # twice is the same as once
    assert before.done_at is not None
    assert found() == []


def _others_are_untouched(world: World) -> None:
    assert Ballot.objects.filter(round=world.voting).count() == 1
    assert Comment.objects.filter(comment="Någon annans ord", user_name="En granne", likes=0).exists()
    stays = Proposal.objects.get(pk=world.proposal.pk)
    assert (stays.status, stays.author, stays.what) == (ProposalStatus.RECEIVED, None, "Tolv lådor av trä.")
    assert stays.shown_name == "Boende i Närlunda"
    taken_back = Proposal.objects.get(pk=world.handed_in.pk)
    assert (taken_back.status, taken_back.decided_by) == (ProposalStatus.WITHDRAWN, None)
    assert not ProposalPicture.objects.filter(proposal=taken_back).exists()
    assert Inquiry.objects.get(proposal=stays).answered_at is not None
    log = ProposalMove.objects.get(proposal=taken_back, act="edited")
    assert set(log.data) == {"cost_ore"}
    assert [update.text for update in ProjectUpdate.objects.all()] == ["Bänken är på plats."]
    other = Proposal.objects.get(applicant__co_applicants="Nils")
    assert other.round_id == stays.round_id


@pytest.mark.django_db
def test_a_ballot_stays_counted_unless_it_is_taken_back():
    user = ensure_account(email=ADDRESS)
    voting, receipt = _vote()
    erasures.erase_person(person=Person(ADDRESS, user.pk), choices=Choices())
    assert Ballot.objects.filter(round=voting).count() == 2
    assert Receipt.objects.filter(code=receipt).exists()
    assert found((ADDRESS,)) == []


@pytest.mark.django_db
def test_the_file_holds_everything_of_the_person_and_nothing_of_others():
    world = make_world()
    answer = world.client.post(reverse("privacy:my_data"))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="mina-uppgifter-[\d-]+\.json"', answer["Content-Disposition"])
    text = answer.content.decode()
    data = json.loads(text)
    assert data["account"]["email"] == ADDRESS
    talk, rounds = data["conversations"], data["rounds"]
    assert len(talk["comments"]) == 3
    assert talk["comments"][0]["decisions"][-1]["text_before"] == f"Bygg {SECRET} här."
    assert [r["text"] for r in talk["reports"]] == [f"Om {SECRET}"]
    assert (len(talk["likes"]), len(talk["follows"])) == (1, 1)
    handed_in = next(p for p in rounds["proposals"] if p["title"] == "Fler träd")
    assert handed_in["contact"]["phone"] == PHONE
    assert handed_in["pictures"][0]["shows"] == f"Bild av {SECRET}"
    assert handed_in["files"][0]["name"] == f"{SECRET}.png"
    assert [d["typed"]["title"] for d in rounds["drafts"] if not d["handed_in"]] == [[f"Utkast {SECRET}"]]
    assert rounds["votes"] == [
        {
            "round": world.voting.name,
            "first_voted_at": rounds["votes"][0]["first_voted_at"],
            "receipt": world.receipt,
        }
    ]
    assert len(rounds["project_texts"]) == 2
    for others in ("Någon annans ord", "En granne", "granne@example.org", "Nils"):
        assert others not in text
    for owner in owners():
        assert set(data[owner.name]) == set(owner.keys) == set(data["keys"][owner.name])
        assert all(data["keys"][owner.name].values())
    assert all(data["account"][key] is not None for key in ("joined", "last_login"))


@pytest.mark.django_db
def test_one_comment_and_many_take_as_many_queries_in_the_file(django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    user = ensure_account(email=ADDRESS)
    page, participant = make_page(), make_participant(email=ADDRESS)
    person = Person(ADDRESS, user.pk)
    conversations = next(owner for owner in owners() if owner.name == "conversations")
    make_shown(page=page, participant=participant)
    conversations.export(person)
    with CaptureQueriesContext(connection) as one:
        conversations.export(person)
    for _n in range(5):
        make_shown(page=page, participant=participant)
    with django_assert_num_queries(len(one)):
        assert len(conversations.export(person)["comments"]) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["privacy:my_data", "privacy:erase_me"])
def test_nobody_but_who_typed_a_code_gets_there(name):
    address = reverse(name)
    assert Client().get(address).status_code == 302
    assert Client().post(address, {"word": "radera"}).status_code == 302
    user = ensure_account(email=ADDRESS)
    by_password = Client()
    by_password.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert by_password.get(address).status_code == 403
    assert by_password.post(address, {"word": "radera"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    log_in_by_code(strict, user)
    assert strict.post(address, {"word": "radera"}).status_code == 403
    mine = Client()
    log_in_by_code(mine, user)
    assert mine.get(address)["Cache-Control"].startswith("max-age=0")
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_without_the_word_nobody_is_erased():
    user = ensure_account(email=ADDRESS)
    client = Client()
    log_in_by_code(client, user)
    for word in ("", "nej", "radera mig"):
        page = client.post(reverse("privacy:erase_me"), {"word": word}).content.decode()
        assert "Skriv ordet radera om du vill bli raderad" in page
    assert User.objects.filter(pk=user.pk).exists()
    assert not Erasure.objects.exists()


@pytest.mark.django_db
def test_who_works_here_is_told_to_ask_and_not_erased():
    staff = make_staff(email=ADDRESS)
    client = Client()
    log_in_by_code(client, staff)
    answer = client.post(reverse("privacy:erase_me"), {"word": "radera"}).content.decode()
    assert "Du arbetar här" in answer
    with pytest.raises(Refused):
        erasures.erase_person(person=Person(ADDRESS, staff.pk))
    assert User.objects.filter(pk=staff.pk).exists()
    assert client.post(reverse("privacy:my_data")).status_code == 200


@pytest.mark.django_db
def test_the_file_is_given_five_times_an_hour():
    user = ensure_account(email=ADDRESS)
    client = Client()
    log_in_by_code(client, user)
    answers = [client.post(reverse("privacy:my_data")).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.django_db
def test_erasures_are_done_again_after_a_restore_but_not_for_who_came_back(tmp_path):
    user = ensure_account(email=ADDRESS)
    participant = make_participant(email=ADDRESS, created_at=timezone.now())
    kept = ensure_account(email="granne@example.org")
    person = Person(ADDRESS, user.pk)
    erasures.erase_person(person=person)
    rows = erasures.export_erasures()
    assert ADDRESS not in json.dumps(rows)
    Erasure.objects.all().delete()  # the backup is from before
    with at(timezone.now() - 60 * MINUTE):
        restored = make_participant(email=ADDRESS, created_at=timezone.now() - 60 * MINUTE)
        make_shown(participant=restored, text=f"Från kopian {SECRET}")
        queue_mail(message=_mail_to(ADDRESS))
    file = tmp_path / "erasures.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert erasures.replay_erasures(file) == 1
    assert found((ADDRESS, SECRET)) == []
    assert erasures.export_erasures() == rows, "the log is whole again"
    assert erasures.replay_erasures(rows) == 0
    assert User.objects.filter(pk=kept.pk).exists()
    came_back = ensure_account(email=ADDRESS)
    assert erasures.replay_erasures(rows) == 0
    assert User.objects.filter(pk=came_back.pk).exists()
    assert not Participant.objects.filter(pk=participant.pk).exists()
    with pytest.raises(ValueError, match="erasures"):
        erasures.replay_erasures([{"nonsense": "1"}])


def _mail_to(address: str):
    from django.core.mail import EmailMessage

    return EmailMessage("Hej", f"Hej {SECRET}", to=[address])


@pytest.mark.django_db
def test_another_secret_finds_nobody_and_an_old_one_still_does(settings):
    ensure_account(email=ADDRESS)
    row = {"key": erasures.key_of(ADDRESS, "gammal"), "at": (timezone.now() + MINUTE).isoformat()}
    assert erasures.replay_erasures([row]) == 0
    settings.SECRET_KEY_FALLBACKS = ["gammal"]
    assert erasures.replay_erasures([row]) == 1
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.django_db
def test_what_was_broken_off_is_finished(monkeypatch):
    user = ensure_account(email=ADDRESS)
    make_shown(participant=make_participant(email=ADDRESS), text=SECRET)
    broken = [owner for owner in owners() if owner.name != "account"]
    monkeypatch.setattr(erasures, "owners", lambda: [*broken, _Breaks()])
    with pytest.raises(RuntimeError):
        erasures.erase_person(person=Person(ADDRESS, user.pk))
    monkeypatch.undo()
    assert Erasure.objects.get().done_at is None
    assert erasures.finish_erasures() == 0, "not at once: it may be under way"
    with at(timezone.now() + 11 * MINUTE):
        assert erasures.finish_erasures() == 1
    assert Erasure.objects.get().done_at is not None
    assert found((ADDRESS, SECRET)) == []


class _Breaks:
    def erase(self, person: Person, choices: Choices) -> None:
        raise RuntimeError


@pytest.mark.django_db
def test_the_log_of_a_proposal_lets_nothing_else_be_changed():
    proposal = make_proposal(make_round(Phase.REVIEW))
    move = ProposalMove.objects.filter(proposal=proposal).first()
    for change in (
        {"reason": "annat"},
        {"data": {"title": "annat"}},
        {"act": "declined"},
        {"by": make_staff()},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ProposalMove.objects.filter(pk=move.pk).update(**change)


@pytest.mark.django_db
def test_the_cache_is_looked_into_too():
    """The eye of the test above: what is in the cache is found."""
    cache.set("x", {"name": NAME})
    assert found((NAME,)) == [f"cache: {NAME}"]
    cache.delete("x")


@pytest.mark.django_db
def test_who_left_the_staff_and_was_erased_is_erased_again_though_the_backup_has_the_role():
    staff = make_staff(email=ADDRESS)
    new = make_staff(email="ny@example.org")
    User.objects.filter(pk=new.pk).update(date_joined=timezone.now() + 2 * MINUTE)
    at_ = (timezone.now() + MINUTE).isoformat()
    rows = [{"key": erasures.key_of(email), "at": at_} for email in (ADDRESS, "ny@example.org")]
    assert erasures.replay_erasures(rows) == 1
    assert not User.objects.filter(pk=staff.pk).exists()
    assert User.objects.filter(pk=new.pk).exists(), "who came after the erasure is not meant"


@pytest.mark.django_db
def test_an_erasure_ends_no_session_of_somebody_whose_address_ends_alike():
    short, long = (
        ensure_account(email="svensson@example.org"),
        ensure_account(email="karin.svensson@example.org"),
    )
    for email in (short.email, long.email):
        store = SessionStore()
        store["waits_for"] = {"email": email}
        store.save()
    erasures.erase_person(person=Person(short.email, short.pk))
    left = [row.get_decoded()["waits_for"]["email"] for row in Session.objects.all()]
    assert left == [long.email]


@pytest.mark.django_db
def test_to_tell_what_an_erasure_does_no_session_is_decoded(monkeypatch):
    user = ensure_account(email=ADDRESS)
    for _n in range(2):
        client = Client()
        log_in_by_code(client, user)
    monkeypatch.setattr(of_the_account, "sessions_of", lambda _person: 1 / 0)
    told = of_the_account.tell(Person(ADDRESS, user.pk))
    assert "Du loggas ut i alla 2 webbläsare." in [str(line) for line in told.goes]


@pytest.mark.django_db
def test_logs_of_what_staff_did_with_an_account_forget_its_address():
    boss = make_staff()
    erased, deleted, kept = (make_staff(email=email) for email in (ADDRESS, f"b{ADDRESS}", "c@example.org"))
    for user in (erased, deleted, kept):
        log(user, "wagtail.edit", user=boss)
    assert len(found((ADDRESS,))) > 1
    erased.groups.clear()
    User.objects.filter(pk=erased.pk).update(is_staff=False, is_superuser=False)
    erasures.erase_person(person=Person(ADDRESS, erased.pk))
    log(deleted, "wagtail.delete", user=boss)
    deleted.delete()
    assert found((ADDRESS,)) == []
    assert list(ModelLogEntry.objects.exclude(label="").values_list("label", flat=True)) == [str(kept)]
    assert ModelLogEntry.objects.filter(label="").count() == 3


@pytest.mark.django_db
def test_what_one_of_two_has_said_is_in_no_file():
    user = ensure_account(email=ADDRESS)
    proposal = make_proposal(make_round(Phase.REVIEW), accepted=False, author=user)
    for act in ("verdict", "merge_asked"):
        ProposalMove.objects.create(proposal=proposal, act=act, at=timezone.now(), reason=f"Hemligt: {act}")
    rounds = next(owner for owner in owners() if owner.name == "rounds")
    exported = rounds.export(Person(ADDRESS, user.pk))["proposals"][0]
    assert {line["what"] for line in exported["log"]} == {"sent"}


@pytest.mark.django_db
def test_one_erasure_that_fails_stops_no_other_and_is_tried_again(monkeypatch, caplog):
    for email in (ADDRESS, "annan@example.org"):
        ensure_account(email=email)
    at_ = timezone.now() + MINUTE
    rows = [
        {"key": erasures.key_of(email), "at": at_.isoformat()} for email in (ADDRESS, "annan@example.org")
    ]
    whole = erasures._erase

    def fails_for_one(person: Person, choices: Choices) -> None:
        if person.email == "annan@example.org":
            raise RuntimeError(person.email)
        whole(person, choices)

    monkeypatch.setattr(erasures, "_erase", fails_for_one)
    with pytest.raises(NotAllErased) as failed:
        erasures.replay_erasures(rows)
    assert (failed.value.erased, failed.value.failed) == (1, 1)
    assert not User.objects.filter(email=ADDRESS).exists()
    assert "annan@" not in caplog.text and "RuntimeError" in caplog.text
    assert [entry.key for entry in Erasure.objects.filter(done_at=None)] == [rows[1]["key"]]
    with at(at_ + 11 * MINUTE), pytest.raises(NotAllErased):
        erasures.finish_erasures()
    monkeypatch.undo()
    with at(at_ + 11 * MINUTE):
        assert erasures.finish_erasures() == 1
    assert not Erasure.objects.filter(done_at=None).exists()
    assert not User.objects.filter(email="annan@example.org").exists()
