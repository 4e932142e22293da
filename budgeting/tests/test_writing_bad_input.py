"""What unlucky and hostile residents send to the form of a proposal: understood or refused with a reason, nothing lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from budgeting.models import Attachment, Proposal, ProposalDraft, ProposalPicture
from budgeting.rules.phases import Phase
from budgeting.services import drafts
from budgeting.views import kept_texts, writing
from radslag.clock import at
from radslag.models import OutgoingMail
from radslag.tests.people import log_in_by_code
from radslag.tests.scale import sampled

from .builders import TICK, make_draft, make_photo, make_round_page, make_user, pause
from .test_views import text_of
from .test_writing import GOOD, JSON, SEND, address, begin

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture
def resident(client):
    user = make_user()
    log_in_by_code(client, user)
    return user


@pytest.fixture
def page():
    return make_round_page(Phase.SUBMISSION)


@pytest.fixture
def round_(page):
    return page.round


def version_in(response) -> str:
    found = re.search(r'name="version" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


# --- Money -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kronor"),
    sampled(
        [
            ("25.000:-", 25_000),
            ("25 000 kr", 25_000),
            ("25\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", 25_000),
            ("25\N{NARROW NO-BREAK SPACE}000", 25_000),
            ("25000 SEK", 25_000),
            ("kr 25 000", 25_000),
            ("25000,00", 25_000),
            ("  900:– ", 900),
            ("1", 1),
        ],
        3,
    ),
)
def test_a_cost_is_understood_as_people_write_it(client, resident, round_, typed, kronor):
    client.post(begin(round_), SEND | {"line_what": [""], "line_kronor": [typed]})
    assert Proposal.objects.get().cost_ore == kronor * 100


@pytest.mark.parametrize(
    "typed", sampled(["0", "0 kr", "-1", "1e3", "25.0.0.0", "½", "1/2", "9" * 40, "NaN", "25 tusen"], 3)
)
def test_what_is_no_cost_is_told_at_its_row_and_stays_as_typed(client, resident, round_, typed):
    response = client.post(begin(round_), SEND | {"line_what": ["Pump"], "line_kronor": [typed]})
    html = response.content.decode()
    assert response.status_code == 422 and not Proposal.objects.exists()
    assert f'value="{typed}"' in html
    assert ProposalDraft.objects.get().content["line_kronor"] == [typed]


# --- Two tabs, another computer, a log-out -----------------------------------------------------------------------------


def test_a_text_that_waited_through_a_log_in_goes_when_it_is_saved(client, resident, round_):
    """It came back at every look, and would have replaced what was written later."""
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    client.logout()
    client.post(address(draft), GOOD | {"what": "Två pumpar.", "version": 1})
    log_in_by_code(client, resident)
    shown = client.get(address(draft))
    client.post(address(draft), GOOD | {"what": "Tre pumpar.", "version": version_in(shown)})
    assert "Tre pumpar." in text_of(client.get(address(draft)))
    draft.refresh_from_db()
    assert draft.content["what"] == ["Tre pumpar."]


def test_a_text_that_waited_through_a_log_in_replaces_nothing_unseen(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    client.logout()
    client.post(address(draft), GOOD | {"what": "Från mobilen.", "version": 1})
    elsewhere = draft.content | {"what": ["Från datorn."]}
    drafts.save_draft(draft_id=draft.pk, author=resident, content=elsewhere, version=1)
    log_in_by_code(client, resident)
    shown = client.get(address(draft))
    assert "Från mobilen." in text_of(shown)
    response = client.post(address(draft), GOOD | {"what": "Från mobilen.", "version": version_in(shown)})
    assert response.status_code == 409 and "Från datorn." in text_of(response)
    draft.refresh_from_db()
    assert draft.content["what"] == ["Från datorn."]
    assert "Från datorn." in text_of(client.get(address(draft))), "“open the stored one” shows the stored one"


def test_a_session_keeps_few_texts_and_not_for_long(client, page, round_):
    for number in range(1, 9):
        client.post(reverse("budgeting:draft", args=[number]), {"title": f"Nr {number}"})
    client.post(begin(round_), {"title": "Bänk"})
    assert len(client.session[kept_texts.SESSION_KEY]) == kept_texts.MOST_KEPT
    log_in_by_code(client, make_user())
    assert 'value="Bänk"' in client.get(begin(round_)).content.decode()
    session = client.session
    waiting = session[kept_texts.SESSION_KEY]
    for text in waiting.values():
        text[0] -= kept_texts.KEPT_SECONDS
    session[kept_texts.SESSION_KEY] = waiting
    session.save()
    assert 'value="Bänk"' not in client.get(begin(round_)).content.decode()


def test_who_removed_the_draft_in_another_tab_gets_the_text_back(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    gone = reverse("budgeting:remove_draft", args=[draft.pk])
    client.post(gone)
    response = client.post(address(draft), SEND | {"version": 1})
    assert response.status_code == 404
    text = text_of(response)
    assert "En pump och en bänk med verktyg." in text and "2 500 kr" in text
    assert client.post(address(draft), GOOD | {"version": 1}, **JSON).json()["code"] == "gone"
    assert client.post(gone).status_code == 404
    assert not ProposalDraft.objects.exists() and not Proposal.objects.exists()


def test_another_persons_draft_and_none_at_all_are_answered_alike(client, resident, round_):
    foreign = make_draft(round_, content={"title": ["Hemligt"], "phone": ["070-1"]})
    answers = [
        client.post(reverse("budgeting:draft", args=[pk]), GOOD | {"version": 1})
        for pk in (foreign.pk, foreign.pk + 1000, 2**62, 10**30)
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({text_of(answer) for answer in answers}) == 1
    assert "Hemligt" not in text_of(answers[0])
    foreign.refresh_from_db()
    assert foreign.version == 1


def test_nobody_takes_away_or_describes_anothers_pictures_and_files(client, resident, round_):
    other = make_user()
    theirs = make_draft(round_, author=other)
    with at(round_.submission_opens):
        log_in_by_code(client, other)
        files = {
            "picture": SimpleUploadedFile("a.jpg", make_photo()),
            "file": SimpleUploadedFile("b.jpg", make_photo()),
        }
        client.post(address(theirs), {"title": "Hemligt", "version": 1} | files)
        picture, file = ProposalPicture.objects.get(), Attachment.objects.get()
        log_in_by_code(client, resident)
        own = make_draft(round_, author=resident)
        for action in (
            f"remove_picture:{picture.pk}",
            f"remove_file:{file.pk}",
            f"remove_picture:{10**30}",
            "remove_file:²",
        ):
            client.post(
                address(own), {"title": "Mitt", "action": action, f"alt_{picture.pk}": "Kapad", "version": 1}
            )
    picture.refresh_from_db()
    assert picture.alt == "" and Attachment.objects.filter(pk=file.pk).exists()
    assert client.get(file.url).status_code == client.get(picture.large_url).status_code == 404


# --- The round meanwhile -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extra", [{}, JSON], ids=["page", "background"])
def test_a_first_text_sent_to_a_round_taken_down_meanwhile_is_given_back(client, resident, page, extra):
    page.unpublish()
    response = client.post(begin(page.round), SEND, **extra)
    assert response.status_code == 404
    assert not ProposalDraft.objects.exists() and not Proposal.objects.exists()
    if extra:
        assert response.json()["code"] == "gone"
    else:
        assert "En pump och en bänk med verktyg." in text_of(response)
        assert page.title not in text_of(response) and page.round.name not in text_of(response)


@pytest.mark.parametrize("step", [-TICK, TICK * 0], ids=["a tick before the close", "at the close"])
def test_a_draft_sent_around_the_close_is_received_or_told_not_to_be(client, resident, round_, step):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    with at(round_.submission_closes + step):
        response = client.post(address(draft), SEND | {"version": 1})
    assert Proposal.objects.count() == (1 if step else 0)
    assert response.status_code == (302 if step else 409)


def test_a_round_paused_meanwhile_keeps_the_words_and_says_so(client, resident, round_):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    pause(round_)
    response = client.post(address(draft), SEND | {"what": "Fyra pumpar.", "version": 1})
    assert response.status_code == 409 and "paus" in text_of(response).lower()
    draft.refresh_from_db()
    assert draft.content["what"] == ["Fyra pumpar."] and not Proposal.objects.exists()


# --- Too much, and hostile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("stor.jpg", b"\xff\xd8\xff\xe0" + b"\0" * (26 * MB), "för stor"),
        ("tom.jpg", b"", ""),
        ("skript.jpg", b"<script>alert(1)</script>" * 50, ""),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ""),
        ("../../etc/passwd", b"root:x:0:0", ""),
        ("\u202egpj.exe", b"MZ" * 500, ""),
    ],
    ids=["26 MB", "empty", "script", "svg", "path", "reversed name"],
)
def test_a_picture_that_can_not_be_taken_is_named_and_the_words_are_saved(
    client, resident, round_, name, content, words
):
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    response = client.post(begin(round_), SEND | {"picture": file})
    assert response.status_code == 422
    assert words in text_of(response)
    assert not ProposalPicture.objects.exists() and not Proposal.objects.exists(), "nothing is sent by halves"
    assert ProposalDraft.objects.get().content["what"] == ["En pump och en bänk med verktyg."]
    assert "\u202e" not in response.content.decode()


def test_good_pictures_are_taken_beside_a_bad_one(client, resident, round_):
    files = [SimpleUploadedFile("a.jpg", make_photo()), SimpleUploadedFile("b.jpg", b"inte en bild")]
    response = client.post(begin(round_), GOOD | {"picture": files})
    assert response.status_code == 422 and "b.jpg" in text_of(response) and "a.jpg" not in text_of(response)
    assert ProposalPicture.objects.count() == 1


def test_a_megabyte_in_the_first_text_is_told_so_and_given_back(client, resident, round_):
    response = client.post(begin(round_), GOOD | {"what": "y" * MB})
    assert response.status_code == 422 and response.content.count(b"y" * MB) == 1
    assert not ProposalDraft.objects.exists()
    client.logout()
    response = client.post(begin(round_), GOOD | {"what": "y" * MB})
    assert response.status_code == 422 and response.content.count(b"y" * MB) == 1
    assert "Barn kan laga sina cyklar." in text_of(response)


def test_characters_that_no_database_holds_are_left_out(client, resident, round_):
    client.post(begin(round_), SEND | {"title": "Pump\x00 vid torget"})
    assert Proposal.objects.get().title == "Pump vid torget"


@pytest.mark.parametrize(
    "sent",
    sampled(
        [
            {"version": "9" * 30},
            {"version": "-1"},
            {"version": "x"},
            {"action": "remove_picture:" + "9" * 40},
            {"action": "\x00"},
            {"alt_" + "9" * 18: "x", "alt_²": "x", "alt_": "x"},
            {"question_" + "9" * 18: "x"},
            {"theme": "٣"},
            {"kind": "'; DROP TABLE"},
        ],
        2,
    ),
    ids=str,
)
def test_values_that_no_form_sends_do_no_harm(client, resident, round_, sent):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    for action in ("save", "send"):
        response = client.post(address(draft), GOOD | {"action": action, "version": draft.version} | sent)
        assert response.status_code in (302, 409, 422)
        draft.refresh_from_db()


def test_numbers_that_no_row_has_are_not_found(client, resident):
    for name in ("new_proposal", "draft", "remove_draft"):
        assert client.get(reverse(f"budgeting:{name}", args=[10**30])).status_code == 404
    assert Client().post(reverse("budgeting:draft", args=[10**30]), GOOD).status_code == 302


def test_an_empty_form_makes_no_draft_and_no_mail(client, resident, round_):
    chosen = {"kind": "person", "show_as": "area", "line_what": ["", ""], "line_kronor": ["", " "]}
    assert client.post(begin(round_), chosen | {"action": "send"}).status_code == 422
    assert client.post(begin(round_), chosen | {"action": "save"}).status_code == 200
    answer = client.post(begin(round_), chosen, **JSON).json()
    assert (answer["said"], answer["version"], answer["url"]) == ("", 0, begin(round_))
    assert not ProposalDraft.objects.exists() and not OutgoingMail.objects.exists()
    client.post(
        begin(round_),
        chosen | {"action": "add_picture", "picture": SimpleUploadedFile("a.jpg", make_photo())},
    )
    assert ProposalPicture.objects.get().draft == ProposalDraft.objects.get()


def test_the_receipt_says_what_was_sent_and_goes_when_it_is_changed(client, resident, round_):
    response = client.post(begin(round_), SEND, follow=True)
    draft = ProposalDraft.objects.get()
    text = text_of(response)
    assert "mottaget" in text and "En pump och en bänk med verktyg." in text
    assert 'name="title"' not in response.content.decode()
    changed = client.post(address(draft), SEND | {"title": "Nyare", "version": draft.version}, follow=True)
    assert "Dina ändringar är mottagna" in text_of(changed)
    draft.refresh_from_db()
    client.post(address(draft), GOOD | {"title": "Ny", "version": draft.version})
    assert 'name="title"' in client.get(address(draft) + "?skickat=1").content.decode()


def test_what_a_picture_shows_is_saved_in_the_background_too(client, resident, round_):
    client.post(begin(round_), GOOD | {"picture": SimpleUploadedFile("a.jpg", make_photo())})
    draft, picture = ProposalDraft.objects.get(), ProposalPicture.objects.get()
    client.post(address(draft), GOOD | {"version": 1, f"alt_{picture.pk}": "En pump"}, **JSON)
    picture.refresh_from_db()
    assert picture.alt == "En pump"


@pytest.mark.parametrize("action", ["send", "save"])
def test_a_draft_that_another_tab_removes_meanwhile_gives_the_text_back(
    client, resident, round_, monkeypatch, action
):
    client.post(begin(round_), GOOD)
    draft = ProposalDraft.objects.get()
    real = writing.carry_out

    def late(request, desk):
        drafts.remove_draft(draft_id=draft.pk, author=resident)
        return real(request, desk)

    monkeypatch.setattr(writing, "carry_out", late)
    late_words = GOOD | {"what": "En pump till.", "version": 1, "action": action}
    response = client.post(
        address(draft), late_words | {"picture": SimpleUploadedFile("a.jpg", make_photo())}
    )
    assert response.status_code == 404
    assert "En pump till." in text_of(response)
