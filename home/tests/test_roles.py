"""Two organisations on one site: the roles of one reach nothing of the other."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image

from home.services import roles
from home.services.roles import ensure_collection, ensure_roles
from home.tests.builders import make_picture, make_standard_page
from radslag.models import Contact, User

pytestmark = pytest.mark.django_db
OWN, OTHER = "Närlundahem", "Björkhem"


@pytest.fixture
def groups():
    own, other = make_standard_page(), make_standard_page()
    made = {OTHER: ensure_roles(branch=other, organisation=OTHER), "": ensure_roles(branch=own)}
    return made | {OWN: ensure_roles(branch=own, organisation=OWN)}


def client_of(group) -> Client:
    client, person = Client(), User.objects.create_user(email="nagon@example.org")
    person.groups.add(group)
    client.force_login(person)
    return client


def test_one_changes_pictures_of_the_own_organisation_and_uses_all(groups):
    mine, theirs = (
        make_picture(collection=ensure_collection(OWN)),
        make_picture(collection=ensure_collection(OTHER)),
    )
    client = client_of(groups[OWN][roles.EDITORS])
    assert client.get(reverse("wagtailimages:edit", args=[mine.pk])).status_code == 200
    assert client.get(reverse("wagtailimages:edit", args=[theirs.pk])).status_code == 302
    client.post(reverse("wagtailimages:delete", args=[theirs.pk]))
    assert Image.objects.filter(pk=theirs.pk).exists()
    choices = client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert mine.title in choices and theirs.title in choices


@pytest.mark.parametrize(
    ("role", "allowed"), [(roles.EDITORS, False), (roles.BUDGETERS, False), (roles.ADMINISTRATORS, True)]
)
def test_only_administrators_change_to_whom_residents_write(groups, role, allowed):
    contact = Contact.objects.create(role="Samordnare", email="samordnare@example.org")
    client = client_of(groups[OWN][role])
    client.post(
        reverse("radslag_contact_modeladmin_edit", args=[contact.pk]),
        {"role": "Samordnare", "email": "annan@example.org"},
    )
    contact.refresh_from_db()
    assert (contact.email == "annan@example.org") == allowed


@pytest.mark.parametrize(("organisation", "status"), [(OWN, 302), ("", 200)])
@pytest.mark.parametrize("page", ["wagtailusers_users:index", "wagtailusers_groups:index"])
def test_people_and_groups_are_for_the_administrators_of_the_site(groups, organisation, status, page):
    client = client_of(groups[organisation][roles.ADMINISTRATORS])
    assert client.get(reverse(page)).status_code == status


def test_a_moderator_takes_no_page_down_and_locks_no_reader_out(groups):
    page = make_standard_page(title="Om rådet")
    client = client_of(ensure_roles(branch=page)[roles.MODERATORS])
    for view in ("wagtailadmin_pages:unpublish", "wagtailadmin_pages:set_privacy", "wagtailadmin_pages:edit"):
        client.post(
            reverse(view, args=[page.pk]),
            {"action-publish": "1", "title": "Nytt", "restriction_type": "login"},
        )
    page.refresh_from_db()
    assert page.live and page.title == "Om rådet" and not page.get_view_restrictions().exists()


@pytest.mark.parametrize(
    ("organisation", "role", "allowed"),
    [
        ("", roles.MODERATORS, True),
        ("", roles.ADMINISTRATORS, True),
        ("", roles.EDITORS, False),
        (OWN, roles.MODERATORS, False),
        (OWN, roles.ADMINISTRATORS, False),
    ],
)
def test_the_rules_of_all_conversations_are_changed_by_who_moderates_the_whole_site(
    groups, organisation, role, allowed
):
    client = client_of(groups[organisation][role])
    address = reverse("wagtailsettings:edit", args=["comments", "conversationsettings"])
    page = client.get(address, follow=True).content.decode()
    assert ('name="words"' in page) == allowed


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (roles.EDITORS, False),
        (roles.REVIEWERS, False),
        (roles.MODERATORS, False),
        (roles.BUDGETERS, True),
        (roles.ADMINISTRATORS, True),
    ],
)
def test_payments_are_entered_by_who_answers_for_the_budget(groups, role, allowed):
    codenames = set(groups[OWN][role].permissions.values_list("codename", flat=True))
    assert ({"add_payment", "view_payment"} <= codenames) == allowed
    assert not codenames & {"change_payment", "delete_payment"}
