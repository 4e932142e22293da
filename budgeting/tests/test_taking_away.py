"""A reviewer takes a picture or a file away from a proposal: when, by whom, what is left, and who is told."""

from __future__ import annotations

from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import Act, Applicant, Attachment, Proposal, ProposalPicture
from budgeting.rules.phases import Phase
from budgeting.services import pictures
from budgeting.services.paper_files import PaperFiles, add_paper_files
from budgeting.services.picture_sizes import made_anew
from budgeting.services.pictures import add_picture, describe_pictures, remove_picture
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from budgeting.services.reviewing import newest_change
from budgeting.services.stored_files import hand_over_files
from budgeting.services.taking_away import take_away
from radslag.clock import at
from radslag.models import AuditEntry
from radslag.page_cache.number import content_number

from .builders import cancel, make_photo, make_round
from .review_builders import make_paper, make_reviewer, refusal
from .test_admin import make_official, url
from .test_picture_access import address, make_scene

pytestmark = pytest.mark.django_db
REASON = "Någon går att känna igen."


@pytest.fixture(scope="module")
def made(module_db):
    scene = make_scene()
    scene.proposal = scene.send()
    return scene


@pytest.fixture
def scene(made, db):
    mail.outbox.clear()
    return deepcopy(made)


def desk(scene) -> str:
    return url("proposal", "edit", scene.proposal.pk)


def sent(thing, /, **more):
    kind = "picture" if isinstance(thing, ProposalPicture) else "file"
    return {"act": "take_away", "thing": f"{kind}-{thing.pk}", "reason": REASON} | more


def errors(response):
    return {name: [*told] for name, told in response.context["forms"]["take_away"].errors.items()}


def test_a_public_picture_goes_from_pages_and_storage_and_the_author_is_told_why(
    scene, django_capture_on_commit_callbacks
):
    picture, reviewer = scene.picture, scene.client("reviewer")
    names = [picture.large.name, picture.card.name, picture.share.name]
    public, page = address(picture), scene.proposal.get_absolute_url()
    with at(scene.round.voting_opens):
        assert public in scene.client("anonymous").get(page).content.decode()
        number = content_number()[0]
        with django_capture_on_commit_callbacks(execute=True):
            assert reviewer.post(desk(scene), sent(picture)).url == desk(scene)
        assert content_number()[0] > number  # kept pages are made anew
        html = scene.client("anonymous").get(page).content.decode()
        assert scene.proposal.title in html and public.rsplit("/", 2)[0] not in html and "Lådor" not in html
        assert scene.statuses("anonymous", scene.round.voting_opens) == {404}
        desk_now = reviewer.get(desk(scene)).content.decode()
    assert not any(default_storage.exists(name) for name in names)
    assert not ProposalPicture.objects.exists() and Attachment.objects.count() == 1
    (told,) = mail.outbox
    assert (told.to, told.subject) == ([scene.author.email], "Vi har tagit bort en bild ur ditt förslag")
    assert REASON in told.body and "Lådor" in told.body
    line = scene.proposal.moves.last()
    assert (line.act, line.reason, line.by) == (Act.PICTURE_GONE, REASON, scene.people["reviewer"])
    assert "Bild borttagen" in desk_now and REASON in desk_now
    entry = AuditEntry.objects.get(action="budgeting.picture_gone")
    assert (entry.user_id, entry.object_id) == (scene.people["reviewer"].pk, str(scene.proposal.pk))


def test_a_file_goes_too_when_the_result_has_long_been_out(scene, django_capture_on_commit_callbacks):
    name = scene.attachment.file.name
    with at(scene.round.result_at), django_capture_on_commit_callbacks(execute=True):
        scene.client("reviewer").post(desk(scene), sent(scene.attachment, reason="Fel offert."))
    assert not default_storage.exists(name) and not Attachment.objects.exists()
    assert ProposalPicture.objects.count() == 1
    (told,) = mail.outbox
    assert told.subject == "Vi har tagit bort en fil ur ditt förslag"
    assert "offert.jpg" in told.body and "Fel offert." in told.body
    assert scene.proposal.moves.last().act == Act.FILE_GONE
    assert AuditEntry.objects.filter(action="budgeting.file_gone").count() == 1


@pytest.mark.parametrize(
    "state", ["received", "accepted", "declined", "withdrawn", "cancelled round", "before publication"]
)
def test_nothing_that_a_proposal_or_round_has_come_to_stands_in_the_way(scene, state):
    decide = {"accepted": accept_proposal, "declined": decline_proposal, "withdrawn": withdraw_for_author}
    if state in decide:
        why = {} if state == "accepted" else {"reason": "Så är det."}
        with at(scene.round.submission_closes):
            decide[state](proposal_id=scene.proposal.pk, by=scene.people["reviewer"], **why)
    if state == "cancelled round":
        cancel(scene.round)
    now = scene.round.submission_opens if state == "before publication" else scene.round.proposals_shown
    with at(now):
        html = scene.client("reviewer").get(desk(scene)).content.decode()
        scene.client("reviewer").post(desk(scene), sent(scene.picture))
    assert "Ta bort en bild eller en fil" in html
    assert not ProposalPicture.objects.exists()


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"reason": ""}, {"reason": ["Skriv varför"]}),
        ({"thing": ""}, {"thing": ["Välj en bild eller en fil"]}),
        ({"thing": "picture-0"}, {"thing": ["Den är redan borttagen."]}),
        ({"reason": "x" * 501}, {"reason": None}),
    ],
)
def test_a_choice_and_a_reason_are_asked_for_and_what_was_typed_stays(scene, more, wrong):
    answer = scene.client("reviewer").post(desk(scene), sent(scene.picture, **more))
    told = errors(answer)
    assert set(told) == set(wrong) and all(text is None or told[name] == text for name, text in wrong.items())
    page = BeautifulSoup(answer.content, "html.parser")
    form = page.find("input", {"name": "act", "value": "take_away"}).find_parent("details")
    assert form.has_attr("open")
    ticked = [radio["value"] for radio in form.select("input[type=radio][checked]")]
    assert ticked == ([] if "thing" in more else [f"picture-{scene.picture.pk}"])
    assert form.textarea.text.strip() == more.get("reason", REASON)
    assert ProposalPicture.objects.count() == 1 and not mail.outbox


def test_the_form_shows_what_can_be_chosen_and_is_not_there_without_pictures_and_files(scene):
    page = BeautifulSoup(scene.client("reviewer").get(desk(scene)).content, "html.parser")
    form = page.find("input", {"name": "act", "value": "take_away"}).find_parent("details")
    assert not form.has_attr("open")
    assert [label.text.strip() for label in form.select("fieldset label")] == [
        "Bild 1: Lådor",
        "Fil: offert.jpg",
    ]
    assert [image["src"] for image in form.select("img")] == [scene.picture.card_url]
    ProposalPicture.objects.all().delete()
    Attachment.objects.all().delete()
    assert 'value="take_away"' not in scene.client("reviewer").get(desk(scene)).content.decode()


@pytest.mark.parametrize(
    "who", ["anonymous", "resident", "author", "editor", "moderator", "budgeter of another branch"]
)
def test_nobody_but_those_who_review_there_takes_anything_away(scene, who):
    answer = scene.client(who).post(desk(scene), sent(scene.picture))
    assert answer.status_code in (302, 403, 404)
    assert ProposalPicture.objects.count() == 1 and Attachment.objects.count() == 1 and not mail.outbox


def test_a_reviewer_of_another_branch_a_reader_and_one_with_a_part_in_it_are_refused(scene, client):
    elsewhere = make_reviewer(make_round(Phase.REVIEW))
    for person in (elsewhere, make_official(scene.round.programme, permissions=("view_proposal",))):
        client.force_login(person)
        assert client.post(desk(scene), sent(scene.picture)).status_code in (302, 403, 404)
    call = {"proposal_id": scene.proposal.pk, "thing": scene.picture, "reason": REASON}
    assert refusal(take_away, by=scene.author, **call) == "own_proposal"
    reviewer = scene.people["reviewer"]
    Applicant.objects.filter(proposal=scene.proposal).update(co_applicants=reviewer.email)
    answer = scene.client("reviewer").post(desk(scene), sent(scene.picture))
    assert answer.status_code == 200 and "Du är själv med i det här förslaget" in answer.content.decode()
    assert ProposalPicture.objects.count() == 1 and not mail.outbox


def test_a_picture_of_another_proposal_stays(scene):
    other = make_paper(scene.round)
    reviewer = scene.people["reviewer"]
    assert not take_away(proposal_id=other.pk, thing=scene.picture, by=reviewer, reason=REASON)
    answer = scene.client("reviewer").post(url("proposal", "edit", other.pk), sent(scene.picture))
    assert set(errors(answer)) == {"thing"} and ProposalPicture.objects.count() == 1
    assert other.moves.count() == 1 and not mail.outbox


def test_taken_away_twice_it_is_told_once(scene):
    call = {"proposal_id": scene.proposal.pk, "by": scene.people["reviewer"], "reason": REASON}
    assert [take_away(thing=scene.picture, **call) for _n in range(2)] == [True, False]
    assert len(mail.outbox) == 1 and scene.proposal.moves.filter(act=Act.PICTURE_GONE).count() == 1


def test_an_open_draft_does_not_bring_it_back(scene):
    with at(scene.round.submission_opens):
        take_away(
            proposal_id=scene.proposal.pk, thing=scene.picture, by=scene.people["reviewer"], reason=REASON
        )
        own = {"draft_id": scene.draft.pk, "author": scene.author}
        describe_pictures(**own, alts={scene.picture.pk: "Som det stod på den öppna sidan"})
        hand_over_files(draft_id=scene.draft.pk, proposal=scene.proposal)
        assert not remove_picture(picture_id=scene.picture.pk, author=scene.author)
        assert not ProposalPicture.objects.exists()
        add_picture(**own, file=SimpleUploadedFile("b.jpg", make_photo()))  # another one may be added
    assert scene.proposal.pictures.count() == 1


def test_a_description_that_is_saved_at_that_instant_writes_nothing_and_breaks_nothing(scene, monkeypatch):
    call = {"proposal_id": scene.proposal.pk, "by": scene.people["reviewer"], "reason": REASON}
    monkeypatch.setattr(pictures, "check_open", lambda *_args: take_away(thing=scene.picture, **call))
    alts = {scene.picture.pk: "Lådor med sallad"}
    describe_pictures(draft_id=scene.draft.pk, author=scene.author, alts=alts)
    assert not ProposalPicture.objects.exists()


@pytest.mark.parametrize("email", ["", "kim@example.org"])
def test_of_a_paper_who_left_an_address_is_told(scene, email):
    paper, reviewer = make_paper(scene.round, email=email), scene.people["reviewer"]
    came_with = PaperFiles(pictures=((made_anew(SimpleUploadedFile("a.jpg", make_photo())), ""),))
    with at(scene.round.submission_opens):
        add_paper_files(proposal_id=paper.pk, by=reviewer, came_with=came_with)
    mail.outbox.clear()
    with at(scene.round.voting_opens):
        scene.client("reviewer").post(url("proposal", "edit", paper.pk), sent(paper.pictures.get()))
    assert not paper.pictures.exists()
    assert [told.to for told in mail.outbox] == ([[email]] if email else [])


def test_of_one_who_was_erased_nobody_is_told(scene):
    Proposal.objects.filter(pk=scene.proposal.pk).update(author=None)
    Applicant.objects.filter(proposal=scene.proposal).update(email="")
    take_away(
        proposal_id=scene.proposal.pk, thing=scene.attachment, by=scene.people["reviewer"], reason=REASON
    )
    assert not Attachment.objects.exists() and not mail.outbox


def test_a_colleague_who_decides_is_told_first_that_a_picture_has_gone(scene):
    seen = newest_change(scene.proposal)
    with at(scene.round.proposals_shown):
        take_away(
            proposal_id=scene.proposal.pk,
            thing=scene.picture,
            by=make_reviewer(scene.round),
            reason=REASON,
        )
    assert newest_change(scene.proposal) > seen
