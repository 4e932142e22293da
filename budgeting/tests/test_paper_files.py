"""What came with a paper: pictures and files that staff add in the form, or afterwards when they were forgotten."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from budgeting.models import Act, Attachment, Proposal, ProposalPicture
from budgeting.rules.phases import Phase
from budgeting.services import paper_files
from budgeting.services.checked_files import CheckedFile
from budgeting.services.paper_files import PaperFiles, add_paper_files
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from budgeting.services.reviewing import newest_change
from radslag.clock import at
from radslag.models import AuditEntry, User

from .builders import make_photo, make_proposal, make_round, pause
from .review_builders import PAPER, make_paper, make_reviewer, refusal
from .test_admin import url

pytestmark = pytest.mark.django_db
QUOTE = PaperFiles(files=(CheckedFile(name="offert.pdf", content=b"%PDF-1.4"),))


@pytest.fixture
def round_():
    return make_round(Phase.REVIEW)


@pytest.fixture
def clerk(client, round_):
    client.force_login(make_reviewer(round_))
    return client


def photo(name="bank.jpg"):
    return SimpleUploadedFile(name, make_photo())


def typed_in(clerk, **more):
    return clerk.post(url("proposal", "create"), PAPER | more)


def errors(response, act=""):
    form = response.context["forms"][act] if act else response.context["form"]
    return {name: [*told] for name, told in form.errors.items()}


def test_pictures_and_files_come_with_the_paper(clerk, round_):
    response = typed_in(
        clerk,
        round=round_.pk,
        picture_1=photo(),
        shows_1=" En bänk ",
        picture_3=photo(),
        file_2=photo("skiss.jpg"),
    )
    proposal = Proposal.objects.get()
    assert response.url == url("proposal", "edit", proposal.pk)
    assert [p.alt for p in proposal.pictures.all()] == ["En bänk", ""]
    assert [f.name for f in proposal.attachments.all()] == ["skiss.jpg"]
    assert AuditEntry.objects.filter(action="budgeting.add_paper_file").count() == 3


def test_the_empty_form_asks_for_one_picture_and_one_file_and_folds_the_others(clerk):
    page = BeautifulSoup(clerk.get(url("proposal", "create")).content, "html.parser")
    folded = {field["name"] for field in page.select("details:not([open]) input[type=file]")}
    assert folded == {f"{kind}_{n}" for kind in ("picture", "file") for n in range(2, 6)}
    assert page.find("form", enctype="multipart/form-data").find("input", {"name": "picture_1"})
    assert "Bilder (om du vill)" in page.text and "Filer till dem som granskar (om du vill)" in page.text


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        (
            {"picture_1": SimpleUploadedFile("a.jpg", b"no picture")},
            "picture_1",
            "a.jpg: Den sortens bild",
        ),
        ({"picture_2": SimpleUploadedFile("tom.png", b"")}, "picture_2", "tom.png: Bilden är tom"),
        ({"picture_1": photo(), "shows_1": "x" * 201}, "shows_1", "200 tecken"),
        ({"shows_4": "En bänk"}, "picture_4", "Välj bilden"),
        ({"file_1": SimpleUploadedFile("a.exe", b"MZ")}, "file_1", "a.exe: Den sortens fil"),
        ({"file_5": SimpleUploadedFile("a.pdf", b"")}, "file_5", "a.pdf: Filen är tom"),
    ],
)
def test_what_residents_may_not_hand_in_is_refused_at_its_field_and_nothing_is_saved(
    clerk, round_, sent, field, words
):
    refused = typed_in(clerk, round=round_.pk, **sent)
    assert words in errors(refused)[field][0]
    assert not Proposal.objects.exists() and not ProposalPicture.objects.exists()
    part = BeautifulSoup(refused.content, "html.parser").find("input", {"name": field}).find_parent("details")
    assert part is None or part.has_attr("open")


def test_after_a_fault_elsewhere_each_chosen_file_is_asked_for_again(clerk, round_):
    refused = typed_in(
        clerk, round=round_.pk, title="", picture_1=photo(), shows_1="En bänk", file_1=photo("skiss.jpg")
    )
    told = errors(refused)
    assert told["picture_1"] == ["Välj ”bank.jpg” en gång till."] and told["file_1"] == [
        "Välj ”skiss.jpg” en gång till."
    ]
    assert 'value="En bänk"' in refused.content.decode() and set(told) == {"title", "picture_1", "file_1"}
    with at(round_.proposals_shown):
        late = typed_in(clerk, round=round_.pk, picture_1=photo())
    assert set(errors(late)) == {"__all__", "picture_1"} and not Proposal.objects.exists()


def test_a_paper_that_can_not_be_stored_whole_leaves_neither_row_nor_file(clerk, round_, monkeypatch):
    before = (
        set(default_storage.listdir("proposals/pictures")[1])
        if default_storage.exists("proposals/pictures")
        else set()
    )

    def fail(**call):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(paper_files, "store_attachment", fail)
    with pytest.raises(RuntimeError):
        typed_in(clerk, round=round_.pk, picture_1=photo(), file_1=photo())
    assert not Proposal.objects.exists() and not ProposalPicture.objects.exists()
    assert set(default_storage.listdir("proposals/pictures")[1]) == before


def test_what_was_forgotten_is_added_afterwards_to_papers_alone(clerk, round_):
    paper, other = make_paper(round_), make_proposal(round_, accepted=False, title="Från webben")
    desk = url("proposal", "edit", paper.pk)
    assert "Lägg till bilder och filer från papperet" in clerk.get(desk).content.decode()
    assert "från papperet" not in clerk.get(url("proposal", "edit", other.pk)).content.decode()
    nothing = clerk.post(desk, {"act": "files"})
    assert errors(nothing, "files") == {"picture_1": ["Välj en bild eller en fil."]}
    assert (
        clerk.post(desk, {"act": "files", "picture_1": photo(), "shows_1": "En bänk", "file_1": photo()}).url
        == desk
    )
    assert paper.pictures.get().alt == "En bänk" and paper.attachments.count() == 1
    refused = clerk.post(url("proposal", "edit", other.pk), {"act": "files", "picture_1": photo()})
    assert set(errors(refused, "files")) == {"__all__", "picture_1"} and not other.pictures.exists()


def test_no_other_form_of_the_page_is_judged_when_files_are_added(clerk, round_):
    desk = url("proposal", "edit", make_paper(round_).pk)
    forms = clerk.get(desk).context["forms"]
    assert not any(form.is_bound for form in forms.values())
    forms = clerk.post(desk, {"act": "files"}).context["forms"]
    assert [name for name, form in forms.items() if form.is_bound] == ["files"]


def test_five_pictures_and_five_files_are_the_most(clerk, round_):
    paper = make_paper(round_)
    desk = url("proposal", "edit", paper.pk)
    clerk.post(
        desk, {"act": "files"} | {f"{kind}_{n}": photo() for kind in ("picture", "file") for n in range(1, 6)}
    )
    assert (paper.pictures.count(), paper.attachments.count()) == (5, 5)
    for kind in ("picture", "file"):
        refused = clerk.post(desk, {"act": "files", f"{kind}_2": photo()})
        assert "5" in errors(refused, "files")[f"{kind}_1"][0] and f"{kind}_2" in errors(refused, "files")
    assert (ProposalPicture.objects.count(), Attachment.objects.count()) == (5, 5)


def test_nothing_is_added_once_the_proposals_are_shown_or_while_the_round_is_paused(clerk, round_):
    paper = make_paper(round_)
    desk, sent = url("proposal", "edit", paper.pk), {"act": "files"}
    with at(round_.proposals_shown):
        assert "från papperet" not in clerk.get(desk).content.decode()
        assert "__all__" in errors(clerk.post(desk, sent | {"picture_1": photo()}), "files")
    pause(round_)
    assert "från papperet" not in clerk.get(desk).content.decode()
    came_with = PaperFiles()
    assert (
        refusal(add_paper_files, proposal_id=paper.pk, by=make_reviewer(round_), came_with=came_with)
        == "round_paused"
    )
    assert not paper.pictures.exists()


def files(**more):
    """Sent by the form for what was forgotten."""
    return {"act": "files", "picture_1": photo(), "file_1": photo("skiss.jpg")} | more


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_a_page_that_was_open_too_long_adds_nothing_to_what_is_out_of_the_running_and_says_why(
    clerk, round_, status
):
    paper = make_paper(round_)
    end = decline_proposal if status == "declined" else withdraw_for_author
    end(proposal_id=paper.pk, by=make_reviewer(round_), reason="Nej.")
    refused = clerk.post(url("proposal", "edit", paper.pk), files())
    assert "Förslaget är redan avgjort." in BeautifulSoup(refused.content, "html.parser").text
    assert not paper.pictures.exists() and not paper.attachments.exists()
    assert paper.moves.last().act == status


def test_nobody_adds_to_the_paper_they_handed_in_themselves_and_the_page_says_so(client, round_):
    applicant = make_reviewer(round_)
    paper = make_paper(round_, email=applicant.email)
    client.force_login(applicant)
    refused = client.post(url("proposal", "edit", paper.pk), files())
    assert (
        "Du kan inte besluta om" in BeautifulSoup(refused.content, "html.parser").select_one(".messages").text
    )
    assert not paper.pictures.exists() and not paper.attachments.exists()


def test_what_is_added_stands_in_the_log_once_and_what_comes_with_the_paper_does_not(clerk, round_):
    typed_in(clerk, round=round_.pk, picture_1=photo())
    paper = Proposal.objects.get()
    assert [move.act for move in paper.moves.all()] == [Act.ENTERED]
    desk = url("proposal", "edit", paper.pk)
    clerk.post(desk, files())
    line = paper.moves.last()
    assert (line.act, line.by, paper.moves.count()) == (
        Act.PAPER_FILES,
        User.objects.get(pk=clerk.session[SESSION_KEY]),
        2,
    )
    assert "Bilder eller filer från papperet tillagda" in clerk.get(desk).content.decode()
    clerk.post(desk, {"act": "files"})
    assert paper.moves.count() == 2, "nothing was chosen"


def test_a_decision_of_somebody_who_has_not_seen_what_was_added_is_refused_once(clerk, round_):
    paper = make_paper(round_)
    desk = url("proposal", "edit", paper.pk)
    seen = newest_change(paper)
    add_paper_files(proposal_id=paper.pk, by=make_reviewer(round_), came_with=QUOTE)
    refused = clerk.post(desk, {"decision": "accepted", "seen": seen})
    assert refused.status_code == 200 and Proposal.objects.get().status == "received"
    shown = BeautifulSoup(refused.content, "html.parser").find("input", {"name": "seen"})["value"]
    clerk.post(desk, {"decision": "accepted", "seen": shown})
    assert Proposal.objects.get().status == "accepted"
    add_paper_files(proposal_id=paper.pk, by=make_reviewer(round_), came_with=QUOTE)
    assert (Proposal.objects.get().status, paper.moves.last().act) == ("accepted", Act.PAPER_FILES)


def test_the_first_of_two_verdicts_falls_when_what_was_forgotten_is_added():
    round_ = make_round(Phase.REVIEW, reviewers_needed=2)
    paper = make_paper(round_)
    first, second = make_reviewer(round_), make_reviewer(round_)
    accept_proposal(proposal_id=paper.pk, by=first)
    assert not round_.proposals.waiting_for(first).exists()
    add_paper_files(proposal_id=paper.pk, by=second, came_with=QUOTE)
    assert round_.proposals.waiting_for(first).get() == paper
    assert accept_proposal(proposal_id=paper.pk, by=second).status == "received"
    assert accept_proposal(proposal_id=paper.pk, by=first).status == "accepted"
