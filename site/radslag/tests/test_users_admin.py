"""The staff's own list of users: no residents in it, and nobody makes herself a superuser."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from radslag.models import User

pytestmark = pytest.mark.django_db
PAGES = ("edit", "delete", "history", "usage")
WORDS = {"email": "ny@example.org", "first_name": "Ny", "last_name": "Ny", "is_active": "on"}
SECRET = {"password1": "lång-nog-mening", "password2": "lång-nog-mening"}


def make_person(name: str, **overrides) -> User:
    return User.objects.create_user(email=f"{name}@example.org", **overrides)


@pytest.fixture
def role() -> Group:
    group = Group.objects.create(name="Administratörer på prov")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="radslag", content_type__model="user"),
    )
    return group


@pytest.fixture
def administrator(role):
    client = Client()
    person = make_person("administrator")
    person.groups.add(role)
    client.force_login(person)
    return client


def address(name, *args):
    return reverse(f"wagtailusers_users:{name}", args=args)


def test_the_list_and_its_search_hold_staff_and_no_residents(administrator):
    make_person("boende")
    for query, listed in (({}, ["administrator@example.org"]), ({"q": "boende"}, [])):
        answer = administrator.get(address("index"), query)
        assert "boende@example.org" not in answer.content.decode()
        assert [person.email for person in answer.context["object_list"]] == listed


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["resident", "superuser"])
def test_an_administrator_reaches_neither_a_resident_nor_a_superuser(administrator, page, who):
    person = make_person("annan", is_superuser=who == "superuser")
    before = person.password
    for answer in (
        administrator.get(address(page, person.pk)),
        administrator.post(address(page, person.pk), WORDS | SECRET),
    ):
        assert answer.status_code in (302, 403, 405)
        assert "annan@example.org" not in answer.content.decode()
    person.refresh_from_db()
    assert (person.email, person.password) == ("annan@example.org", before)


@pytest.mark.parametrize(
    ("action", "values"),
    [("delete", {}), ("assign_role", {"role": True}), ("set_active_state", {"mark_as_active": "False"})],
)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_nor_several_at_once(administrator, role, action, values, is_superuser):
    person = make_person("annan", is_superuser=is_superuser)
    where = reverse("wagtail_bulk_action", args=["radslag", "user", action])
    values = {name: role.pk if value is True else value for name, value in values.items()}
    administrator.post(f"{where}?id={person.pk}", values)
    person.refresh_from_db()
    assert person.is_active and not person.groups.exists()


def test_an_administrator_makes_staff_with_a_role_and_no_superusers(administrator, role):
    refused = administrator.post(address("add"), WORDS | SECRET | {"is_superuser": "on"})
    assert refused.context["form"].errors["groups"]
    made = administrator.post(address("add"), WORDS | SECRET | {"is_superuser": "on", "groups": [role.pk]})
    assert made.status_code == 302
    person = User.objects.get(email="ny@example.org")
    assert not person.is_superuser
    administrator.post(
        address("edit", person.pk), WORDS | {"is_superuser": "on", "groups": [role.pk], "last_name": "Ek"}
    )
    person.refresh_from_db()
    assert (person.last_name, person.is_superuser) == ("Ek", False)


def test_a_superuser_makes_another():
    client = Client()
    client.force_login(make_person("super", is_superuser=True))
    client.post(address("add"), WORDS | SECRET | {"is_superuser": "on"})
    assert User.objects.get(email="ny@example.org").is_superuser
