"""Who gets which file, and when: every size and every attachment, before and after publication."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from budgeting.models import Proposal, ProposalDraft, ProposalPicture, RoundAct
from budgeting.rules.phases import Phase
from budgeting.services.attachments import add_attachment
from budgeting.services.pictures import add_picture
from budgeting.services.proposals import withdraw_proposal
from budgeting.services.review import accept_proposal, decline_proposal, withdraw_for_author
from budgeting.services.stored_files import hand_over_files
from home.services import roles
from home.services.roles import ensure_roles
from radslag.clock import TICK, at

from .builders import make_draft, make_photo, make_programme, make_proposal, make_round_page, make_user

pytestmark = pytest.mark.django_db
SIZES = ("kort", "stor", "delning")
READERS = (
    "anonymous", "resident", "author", "editor", "reviewer", "moderator", "budgeter", "budgeter of another branch",
    "administrator",
)  # fmt: skip
ALWAYS = frozenset({"author", "reviewer", "budgeter", "administrator"})


@pytest.fixture(scope="module")
def made(module_db):
    return make_scene()


@pytest.fixture
def scene(made, db):
    return deepcopy(made)


class make_scene:
    """A proposal with one picture and one attachment, sent from a draft, and a client for each kind of reader."""

    def __init__(self, phase: Phase = Phase.REVIEW):
        programme, other = make_programme(), make_programme()
        self.page = make_round_page(phase, programme=programme)
        self.round, self.author = self.page.round, make_user()
        self.draft = make_draft(self.round, author=self.author)
        with at(self.round.submission_opens):
            file = SimpleUploadedFile("a.jpg", make_photo())
            self.picture = add_picture(draft_id=self.draft.pk, author=self.author, file=file, alt="Lådor")
            file = SimpleUploadedFile("offert.jpg", make_photo())
            self.attachment = add_attachment(draft_id=self.draft.pk, author=self.author, file=file)
        groups, others = (
            ensure_roles(branch=programme, organisation="Närlundahem"),
            ensure_roles(branch=other, organisation="Björkhem"),
        )
        self.people = {
            "resident": make_user(),
            "author": self.author,
            "editor": member(groups[roles.EDITORS]),
            "reviewer": member(groups[roles.REVIEWERS]),
            "moderator": member(groups[roles.MODERATORS]),
            "budgeter": member(groups[roles.BUDGETERS]),
            "budgeter of another branch": member(others[roles.BUDGETERS]),
            "administrator": member(groups[roles.ADMINISTRATORS]),
        }

    def send(self) -> Proposal:
        proposal = make_proposal(self.round, accepted=False, author=self.author)
        ProposalDraft.objects.filter(pk=self.draft.pk).update(proposal=proposal, sent_version=1)
        hand_over_files(draft_id=self.draft.pk, proposal=proposal)
        return proposal

    def client(self, reader: str) -> Client:
        client = Client()
        if reader != "anonymous":
            client.force_login(self.people[reader])
        return client

    def statuses(self, reader: str, now) -> set[int]:
        """What all sizes of the picture answer."""
        with at(now):
            client = self.client(reader)
            return {client.get(address(self.picture, size)).status_code for size in SIZES}

    def attachment_status(self, reader: str, now) -> int:
        with at(now):
            return self.client(reader).get(self.attachment.url).status_code


def member(group):
    person = make_user()
    person.groups.add(group)
    return person


def address(picture: ProposalPicture, size: str = "kort") -> str:
    return reverse("budgeting:picture", args=[picture.pk, size])


@pytest.mark.parametrize("reader", READERS)
def test_files_of_a_draft_are_for_its_author_alone(scene, reader):
    for now in (scene.round.submission_opens, scene.round.proposals_shown, scene.round.result_at):
        wanted = 200 if reader == "author" else 404
        assert scene.statuses(reader, now) == {wanted}
        assert scene.attachment_status(reader, now) == wanted


@pytest.mark.parametrize("reader", READERS)
def test_before_publication_files_are_for_the_author_and_for_those_who_review_in_that_branch(scene, reader):
    scene.send()
    now, wanted = scene.round.proposals_shown - TICK, 200 if reader in ALWAYS else 404
    assert scene.statuses(reader, now) == {wanted}
    assert scene.attachment_status(reader, now) == wanted


@pytest.mark.parametrize("reader", READERS)
def test_from_publication_pictures_are_for_everyone_and_attachments_as_before(scene, reader):
    scene.send()
    now = scene.round.proposals_shown
    assert scene.statuses(reader, now) == {200}
    assert scene.attachment_status(reader, now) == (200 if reader in ALWAYS else 404)


def test_a_public_picture_is_the_same_cacheable_answer_for_all_and_sets_no_cookie(scene):
    scene.send()
    answers = []
    with at(scene.round.proposals_shown):
        for reader in ("anonymous", "resident", "author"):
            answer = scene.client(reader).get(address(scene.picture, "stor"))
            answers.append((b"".join(answer.streaming_content), answer["Cache-Control"], answer.get("Vary")))
            assert not answer.cookies and answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Type"] == "image/webp" and int(answer["Content-Length"]) > 0
        share = scene.client("anonymous").get(address(scene.picture, "delning"))
    assert len(set(answers)) == 1
    _content, cache, vary = answers[0]
    assert cache == "public, max-age=600" and "Cookie" not in (vary or "")
    assert share["Content-Type"] == "image/jpeg"


def test_who_has_a_public_picture_is_told_that_it_stands_until_it_is_taken_away(scene):
    scene.send()
    anybody, url = scene.client("anonymous"), address(scene.picture)
    with at(scene.round.proposals_shown):
        has = {"HTTP_IF_NONE_MATCH": anybody.get(url)["ETag"]}
        stands = anybody.get(url, **has)
        assert (stands.status_code, stands.content) == (304, b"")
        assert (
            stands["Cache-Control"] == "public, max-age=600" and stands["ETag"] == has["HTTP_IF_NONE_MATCH"]
        )
        assert anybody.get(address(scene.picture, "stor"), **has).status_code == 200
        assert anybody.get(url, HTTP_IF_MATCH='"another"').status_code == 200, (
            "a fault that a proxy would keep"
        )
        scene.picture.delete()
        assert anybody.get(url, **has).status_code == 404


@pytest.mark.parametrize("reader", ["author", "reviewer"])
def test_what_is_not_public_is_never_stored_on_the_way(scene, reader):
    scene.send()
    with at(scene.round.proposals_shown - TICK):
        for url in (address(scene.picture), scene.attachment.url):
            assert scene.client(reader).get(url)["Cache-Control"] == "private, no-store"


def test_who_reviews_sees_it_with_the_second_step_of_the_log_in_alone(scene, settings):
    scene.send()
    settings.RADSLAG_STAFF_MFA_REQUIRED = True
    with at(scene.round.proposals_shown - TICK):
        for reader, status in (("author", 200), ("reviewer", 404)):
            for url in (address(scene.picture), scene.attachment.url):
                assert scene.client(reader).get(url).status_code == status


def test_an_attachment_is_stored_and_never_shown(scene):
    scene.send()
    answer = scene.client("author").get(scene.attachment.url)
    assert answer["Content-Disposition"] == 'attachment; filename="offert.jpg"'
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "image/jpeg"


def test_an_address_that_is_not_ones_own_answers_as_one_that_leads_nowhere(scene):
    scene.send()
    for reader in ("anonymous", "resident", "budgeter of another branch"):
        client = scene.client(reader)
        with at(scene.round.proposals_shown - TICK):
            for real, missing in (
                (address(scene.picture), reverse("budgeting:picture", args=[999_999, "kort"])),
                (scene.attachment.url, reverse("budgeting:attachment", args=[999_999])),
            ):
                theirs, nothing = client.get(real), client.get(missing)
                assert theirs.status_code == nothing.status_code == 404
                assert theirs.content.decode().replace(real, "") == nothing.content.decode().replace(
                    missing, ""
                )
                assert set(theirs.headers) == set(nothing.headers)


@pytest.mark.parametrize("url", ["/forslagsbild/{}/enorm/", "/forslagsbild/99999999999999999999/kort/"])
def test_other_sizes_and_numbers_beyond_all_rows_are_not_there(scene, url):
    scene.send()
    with at(scene.round.proposals_shown):
        assert scene.client("author").get(url.format(scene.picture.pk)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_files_are_only_read(scene, method):
    scene.send()
    client = scene.client("author")
    assert getattr(client, method)(address(scene.picture)).status_code == 405
    assert getattr(client, method)(scene.attachment.url).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address(scene.picture)).status_code in (403, 405)


def test_a_picture_of_a_proposal_that_was_taken_back_before_publication_never_comes_out(scene):
    proposal = scene.send()
    with at(scene.round.submission_closes - TICK):
        withdraw_proposal(proposal_id=proposal.pk, author=scene.author)
    for now in (scene.round.proposals_shown, scene.round.result_at):
        assert scene.statuses("anonymous", now) == scene.statuses("resident", now) == {404}
        assert scene.statuses("author", now) == {200}


def test_a_picture_of_a_declined_proposal_comes_out_with_it_and_not_before(scene):
    proposal = scene.send()
    with at(scene.round.submission_closes):
        decline_proposal(proposal_id=proposal.pk, by=make_user(), reason="Kommunen gör det redan.")
    assert scene.statuses("anonymous", scene.round.proposals_shown - TICK) == {404}
    assert scene.statuses("anonymous", scene.round.proposals_shown) == {200}


def test_a_picture_of_a_proposal_that_staff_took_out_of_the_vote_stays_with_it(scene):
    proposal = scene.send()
    with at(scene.round.proposals_shown - TICK):
        accept_proposal(proposal_id=proposal.pk, by=make_user())
    with at(scene.round.voting_opens):
        withdraw_for_author(proposal_id=proposal.pk, by=make_user(), reason="Hen vill det.")
    assert scene.statuses("anonymous", scene.round.voting_opens) == {200}


def test_nothing_comes_out_while_the_rounds_page_is_unpublished(scene):
    scene.send()
    scene.page.unpublish()
    assert scene.statuses("anonymous", scene.round.proposals_shown) == {404}
    assert scene.statuses("author", scene.round.proposals_shown) == {200}


def test_on_a_page_for_members_pictures_are_for_members_and_not_for_caches(scene):
    scene.send()
    PageViewRestriction.objects.create(page=scene.page, restriction_type=PageViewRestriction.LOGIN)
    assert scene.statuses("anonymous", scene.round.proposals_shown) == {404}
    with at(scene.round.proposals_shown):
        answer = scene.client("resident").get(address(scene.picture))
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    assert scene.attachment_status("resident", scene.round.proposals_shown) == 404


def test_nothing_comes_out_while_the_clock_of_the_round_stands_still(scene):
    scene.send()
    paused_at = scene.round.proposals_shown - TICK
    RoundAct.objects.create(
        round=scene.round,
        kind="pause",
        reason="Vi väntar på ett besked.",
        asked_by=make_user(),
        asked_at=paused_at,
        confirmed_by=make_user(),
        at=paused_at,
    )
    type(scene.round).objects.filter(pk=scene.round.pk).update(paused_at=paused_at)
    assert scene.statuses("anonymous", scene.round.result_at) == {404}


def test_a_file_that_the_storage_has_lost_is_not_found():
    scene = make_scene()  # the others still need their files
    scene.send()
    scene.picture.card.storage.delete(scene.picture.card.name)
    with at(scene.round.proposals_shown):
        assert scene.client("anonymous").get(address(scene.picture)).status_code == 404


def test_no_other_address_leads_to_the_files(scene, settings):
    scene.send()
    for name in (scene.picture.large.name, scene.attachment.file.name):
        for prefix in ("/media/", "/media/images/../", "/static/", "/dokument/"):
            assert scene.client("author").get(prefix + name).status_code == 404


def test_a_public_picture_takes_two_queries(scene, django_assert_num_queries):
    scene.send()
    client = Client()
    with at(scene.round.proposals_shown), django_assert_num_queries(2):
        client.get(address(scene.picture))
