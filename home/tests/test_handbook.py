"""The editor's handbook: every chapter opens in the admin, its pictures and links are there, and only staff read it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from home.services import roles
from home.services.roles import ensure_roles
from home.tests.builders import make_home
from radslag.editors.handbook import FOLDER, chapters
from radslag.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[roles.EDITORS, roles.REVIEWERS, roles.MODERATORS, roles.BUDGETERS])
def role(request) -> str:
    return request.param


@pytest.fixture
def client() -> Client:
    client, user = Client(), User.objects.create_user(email="ny@example.org")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return client


def test_everyone_of_the_staff_finds_it_in_the_menu(role):
    groups = ensure_roles(branch=make_home())
    client, user = Client(), User.objects.create_user(email="roll@example.org")
    user.groups.add(groups[role])
    client.force_login(user)
    assert reverse("handbook") in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("handbook")).status_code == 200


def test_the_first_page_leads_to_our_handbook_and_not_elsewhere(client):
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    summary = html[html.index("w-border-border-furniture") :]
    assert f'href="{reverse("handbook")}"' in summary[: summary.index("</ul>")]
    assert "wagtail.org" not in html


def test_every_chapter_opens_with_its_pictures_and_its_links(client):
    assert len(chapters()) == 18
    for chapter in chapters():
        html = client.get(chapter.url).content.decode()
        assert f'aria-current="page">{chapter.title}<' in html
        text = html[html.index('class="handbook__text"') :]
        for picture in re.findall(r'src="(/admin/handbok/bilder/[^"]+)"', text):
            assert client.get(picture)["Content-Type"] == "image/png"
        for address in re.findall(r'href="(/admin/handbok/[^"#]+)', text):
            assert client.get(address).status_code == 200
        assert "<h1" not in text and "![" not in text and 'alt=""' not in text


def test_every_picture_is_used():
    text = " ".join(chapter.file.read_text("utf-8") for chapter in chapters())
    assert {file.name for file in (FOLDER / "bilder").iterdir()} == set(
        re.findall(r"bilder/([a-z-]+\.png)", text)
    )


@pytest.mark.parametrize("address", ["", "bilder/ny-nyhet.png", "roller/"])
def test_residents_and_strangers_do_not_read_it(address):
    resident = Client()
    resident.force_login(User.objects.create_user(email="boende@example.org"))
    for client in (Client(), resident):
        answer = client.get(reverse("handbook") + address)
        assert answer.status_code in (302, 403)


@pytest.mark.parametrize(
    "address", ["finns-inte/", "bilder/finns-inte.png", "bilder/..%2F01-logga-in.md", "bilder/x.svg"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(reverse("handbook") + address, follow=True).status_code == 404
