"""A site that somebody has just installed: visitors get a page in our words, the administrator is told what to do first."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from home.models import HomePage
from home.waiting import no_home_page
from radslag.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_site() -> Site:
    """As migrations leave it: Wagtail's own page at the root."""
    root = Page.get_first_root_node()
    empty = root.add_child(instance=Page(title="Welcome", slug="welcome"))
    site, _ = Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": empty}
    )
    return site


def waits(client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_visitor_of_a_new_site_reads_swedish(client, new_site):
    html = client.get("/").content.decode()
    assert "Snart börjar det" in html
    assert "Wagtail" not in html


def test_the_administrator_of_a_new_site_is_led_to_a_home_page_and_then_to_its_choice(client, new_site):
    client.force_login(
        User.objects.create_superuser(email="forst@example.org", password="lovsunda-demo-2026")
    )
    top = new_site.root_page.get_parent()
    assert reverse("wagtailadmin_pages:add", args=["home", "homepage", top.pk]) in waits(client)
    home = top.add_child(instance=HomePage(title="Här bestämmer vi", slug="hem"))
    assert "Välj startsidan" in waits(client)
    new_site.root_page = home
    new_site.save()
    assert "Välj startsidan" not in waits(client)


def test_an_editor_is_not_told_what_only_the_administrator_can_do(rf, new_site):
    request = rf.get("/")
    request.user = User.objects.create_user(email="redaktor@example.org")
    assert no_home_page(request) == []
