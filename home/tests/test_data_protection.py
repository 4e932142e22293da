"""The data-protection page: what the law asks for, the register below it, and its way into every footer."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from home.models import DataProtectionPage
from home.tests import builders as make
from home.tests.readers import LOADED, faults_of_a_public_page, read
from radslag.models import SiteSettings
from radslag.privacy.services import decide_retention

pytestmark = pytest.mark.django_db


def make_protection(**overrides: Any) -> DataProtectionPage:
    home = make.make_home()
    fields = {
        "title": "Dataskydd",
        "slug": "dataskydd",
        "responsible": "Kommunstyrelsen i Provby",
        "officer": overrides.pop("officer", None)
        or make.make_contact(role="Dataskyddsombud", is_reachable=True),
        "purposes": "<p>För att du ska kunna rösta.</p>",
        "recipients": "<p>Ingen annan får dem.</p>",
    }
    page = DataProtectionPage(**(fields | overrides))
    home.add_child(instance=page)
    return page


def test_it_says_what_the_law_asks_for_and_is_fit_for_a_shared_cache() -> None:
    page = make_protection()
    html = read(page.url).html
    for words in (
        "Kommunstyrelsen i Provby",
        "Dataskyddsombud",
        "För att du ska kunna rösta.",
        "Ingen annan får dem.",
        "Inga uppgifter lämnar EU och EES.",
        "imy.se",
        reverse("privacy:my_data"),
        reverse("privacy:erase_me"),
        reverse("privacy:personal_data"),
    ):
        assert words in html
    assert faults_of_a_public_page(page.url) == []
    assert faults_of_a_public_page(reverse("privacy:personal_data")) == []


def test_the_list_below_follows_what_was_decided() -> None:
    page = make_protection(transfers="Till Norge, som hör till EES.")
    assert "Till Norge" in read(page.url).html
    assert "90 dagar från när anmälan blev behandlad." in read(page.url).html
    decide_retention(name="reporters", days=40, decision="KS 2026/3", decided_on=dt.date(2026, 5, 4), by=None)
    assert "40 dagar från när anmälan blev behandlad." in read(page.url).html


def test_every_page_leads_to_it_or_to_the_list_and_an_editors_choice_stays() -> None:
    page = make_protection(live=False)
    listed = f'<a href="{reverse("privacy:personal_data")}">Personuppgifter</a>'
    assert listed in read("/").html
    page.save_revision().publish()
    assert '<a href="/dataskydd/">Dataskydd</a>' in read("/").html
    assert listed not in read("/").html
    chosen = SiteSettings.for_site(page.get_site())
    chosen.data_protection_page = make.make_standard_page(slug="egen")
    chosen.save()
    page.save_revision().publish()
    assert '<a href="/egen/">Dataskydd</a>' in read("/").html


def test_an_old_page_and_an_officer_nobody_reaches_are_remarked_on() -> None:
    now = timezone.now()
    page = make_protection(
        officer=make.make_contact(role="Ombud", is_reachable=False, phone=""),
        reviewed_on=now.date() - dt.timedelta(days=400),
    )
    assert {"officer", "reviewed_on"} <= {remark.field for remark in page.publishing_remarks(now)}
    page.reviewed_on = now.date() + dt.timedelta(days=9)
    assert [r.field for r in page.publishing_remarks(now)].count("reviewed_on") == 1


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailusers_users:index",
        "wagtailadmin_account",
        "wagtailimages:index",
        "handbook",
        "privacy_register",
        "privacy_retention",
        "edit",
    ],
)
def test_the_admin_asks_nobody_else_for_anything(name: str, client: Any) -> None:
    """Scripts, pictures, styles and frames of the editors' side come from the site itself: no faces, fonts or news."""
    page = make.make_home()
    boss = make.User.objects.create_superuser("chef@example.org", "ett-langt-losenord")
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if name == "edit" else reverse(name)
    html = client.get(address).content.decode()
    assert "</html>" in html
    loaded = [target for group in LOADED.findall(html) for target in group.split(",")]
    assert loaded
    elsewhere = [target for target in loaded if target.strip().startswith(("http:", "https:", "//"))]
    assert elsewhere == []
