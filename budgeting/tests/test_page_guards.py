"""Pages that hold rounds: no hand in the editors' tree takes a vote, or what residents took part in, away."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction

from budgeting.models import Round, RoundPage
from budgeting.rules.phases import Phase
from budgeting.services.counting import count_round
from home.models import StandardPage
from radslag.editors.in_use import warn_of_links
from radslag.tests.people import log_in_by_code

from .builders import make_home, make_programme, make_proposal, make_round_page, make_staff, make_user

pytestmark = pytest.mark.django_db


def make_branch(phase=Phase.VOTING):
    """A page, a programme beneath it, and the page of a round beneath that."""
    branch = StandardPage(title="Medborgarbudget", slug="medborgarbudget")
    make_home().add_child(instance=branch)
    programme = make_programme()
    programme.move(branch, pos="last-child")
    programme.refresh_from_db()
    page = make_round_page(phase, programme=programme)
    return Page.objects.get(pk=branch.pk), Page.objects.get(pk=programme.pk), page


def paths():
    return sorted(Page.objects.values_list("path", "live"))


@pytest.fixture
def editor(client):
    client.force_login(make_staff())
    return client


def bulk(client, action, page, **posted):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{url}?id={page.pk}", posted)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_no_page_with_a_round_beneath_is_copied_moved_unpublished_or_deleted(editor, level):
    page = make_branch()[level]
    other = make_programme()
    before = paths()
    tree = "wagtailadmin_pages"
    copied = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": str(page.get_parent().pk)}
    for url, posted in (
        (reverse(f"{tree}:copy", args=[page.pk]), {**copied, "copy_subpages": "1", "publish_copies": "1"}),
        (reverse(f"{tree}:move_confirm", args=[page.pk, other.pk if level == 2 else make_home().pk]), {}),
        (reverse(f"{tree}:unpublish", args=[page.pk]), {"include_descendants": "on"}),
        (reverse(f"{tree}:delete", args=[page.pk]), {}),
    ):
        response = editor.post(url, posted, follow=True)
        assert paths() == before, url
        assert "omgång" in response.content.decode().lower()
    assert RoundPage.objects.get().round.programme_id == RoundPage.objects.get().get_parent().pk


@pytest.mark.parametrize("level", [0, 1, 2])
def test_nor_when_it_is_ticked_in_a_list(editor, level):
    page = make_branch()[level]
    other = make_programme()
    before = paths()
    bulk(editor, "delete", page)
    bulk(editor, "unpublish", page, include_descendants="on")
    bulk(editor, "move", page, chooser=str(other.pk if level == 2 else make_home().pk))
    assert paths() == before


@pytest.mark.parametrize("way", ["one", "ticked"])
def test_what_is_refused_is_said_before_anybody_is_asked_for_a_yes(editor, way):
    page = make_branch()[0]
    where = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    for action in ("unpublish", "delete", "move"):
        url = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
        if way == "ticked":
            url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}"
        response = editor.get(url)
        assert (response.status_code, response["Location"]) == (302, where), url
        words = {"unpublish": "Omgången pågår", "delete": "kan inte raderas", "move": "kan inte flyttas"}
        assert words[action] in editor.get(where).content.decode()


def test_other_pages_are_moved_and_deleted_as_always(editor):
    make_branch()
    plain = make_home().add_child(instance=StandardPage(title="Vanlig", slug="vanlig"))
    for action in ("unpublish", "delete", "move"):
        assert editor.get(reverse(f"wagtailadmin_pages:{action}", args=[plain.pk])).status_code == 200
        ticked = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        assert editor.get(f"{ticked}?id={plain.pk}").status_code == 200
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[plain.pk]))
    assert not Page.objects.get(pk=plain.pk).live
    editor.post(reverse("wagtailadmin_pages:delete", args=[plain.pk]))
    assert not Page.objects.filter(pk=plain.pk).exists()


@pytest.mark.parametrize(
    ("phase", "counted", "stays"),
    [
        (Phase.BEFORE, False, False),
        (Phase.SUBMISSION, False, True),
        (Phase.REVIEW, False, True),
        (Phase.VOTING, False, True),
        (Phase.COUNTING, False, True),
        (Phase.RESULT, False, True),  # nobody has counted: the result is not shown yet
        (Phase.RESULT, True, False),
    ],
)
def test_the_page_is_taken_down_only_before_the_round_and_after_its_result(editor, phase, counted, stays):
    page = make_round_page(phase)
    if counted:
        count_round(round_id=page.round_id)
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert Page.objects.get(pk=page.pk).live is stays


def test_the_page_of_a_round_never_expires():
    page = make_round_page()
    page.expire_at = page.round.voting_closes
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert "expire_at" in caught.value.message_dict


def test_the_database_refuses_a_second_page_in_the_same_language():
    page = make_round_page()
    with pytest.raises(IntegrityError), transaction.atomic():
        page.get_parent().specific.copy(recursive=True, update_attrs={"slug": "kopia"})
    assert RoundPage.objects.count() == Round.objects.count() == 1


def test_a_private_round_is_read_nowhere(client):
    page = make_round_page(name="Hemlig omgång")
    number = make_proposal(page.round, title="Hemligt förslag").number
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="password", password="ett ord"
    )
    log_in_by_code(client, make_user())
    for name, arguments in (
        ("proposal", [number]),
        ("ballot", []),
        ("remove_ballot", []),
        ("new_proposal", []),
    ):
        url = reverse(f"budgeting:{name}", args=[page.round_id, *arguments])
        assert client.get(url).status_code == 404, name
    assert (
        client.post(
            reverse("budgeting:ballot", args=[page.round_id]), {"declared": "1", "choices": []}
        ).status_code
        == 404
    )
    for url in (page.get_parent().url, make_home().url, "/mina-sidor/"):
        assert "Hemlig" not in client.get(url).content.decode(), url


def test_who_may_read_a_private_round_may_vote_in_it(client):
    page = make_round_page()
    proposal = make_proposal(page.round)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    log_in_by_code(client, make_user())
    url = reverse("budgeting:ballot", args=[page.round_id])
    assert client.get(url).status_code == 200
    client.post(url, {"declared": "1", "choices": [proposal.pk]})
    assert page.round.ballots.count() == 1


def test_what_refuses_a_deletion_is_asked_before_anybody_is_warned_of_links():
    """Else the page would say what the deletion breaks, and then that it can't be done."""
    assert hooks.get_hooks("before_delete_page")[-1] is warn_of_links
