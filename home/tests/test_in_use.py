"""What is used is not deleted: in the lists, in bulk, by code; one is told where it is used."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from home.tests.builders import (
    make_area,
    make_contact,
    make_document,
    make_editor,
    make_news_page,
    make_picture,
    make_standard_page,
    make_theme,
)
from radslag.editors.in_use import InUse, places_of
from radslag.models import Area, Contact, Theme

pytestmark = pytest.mark.django_db
MAKERS = {
    "area": make_area,
    "theme": make_theme,
    "contact": make_contact,
    "picture": make_picture,
    "document": make_document,
}


def use(kind: str, thing) -> str:
    """Put the thing on a page; returns the page's title."""
    title = f"Sidan som använder {kind}"
    if kind == "contact":
        make_standard_page(
            title=title, body=[("contacts", {"heading": "Kontakt", "note": "", "contacts": [thing]})]
        )
    elif kind == "document":
        html = f'<p><a linktype="document" id="{thing.pk}">Rapporten</a></p>'
        make_standard_page(title=title, body=[("paragraph", html)], live=False)
    elif kind == "picture":
        make_standard_page(title=title, picture=thing)
    else:
        page = make_news_page(title=title)
        getattr(page, f"{kind}s").add(thing)
        page.save()
    return title


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_used_is_not_deleted_by_anyone_and_what_is_not_used_is(kind):
    used, unused = MAKERS[kind](), MAKERS[kind]()
    title = use(kind, used)
    assert [place.text for place in places_of(used)] == [title]
    with pytest.raises(InUse), transaction.atomic():
        used.delete()
    with pytest.raises(InUse), transaction.atomic():
        type(used).objects.filter(pk__in=[used.pk, unused.pk]).delete()
    assert type(used).objects.count() == 2
    unused.delete()


ADDRESSES = {
    "area": ("radslag_area_modeladmin_delete", Area),
    "theme": ("radslag_theme_modeladmin_delete", Theme),
    "contact": ("radslag_contact_modeladmin_delete", Contact),
    "picture": ("wagtailimages:delete", Image),
    "document": ("wagtaildocs:delete", Document),
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_one_who_tries_is_told_where_it_is_used(client, kind):
    used, (name, model) = MAKERS[kind](), ADDRESSES[kind]
    title = use(kind, used)
    answer = client.post(reverse(name, args=[used.pk]), follow=True)
    assert answer.status_code == 200 and title in answer.content.decode()
    assert model.objects.filter(pk=used.pk).exists()
    if name.startswith("radslag"):
        page = client.get(reverse(name, args=[used.pk])).content.decode()
        assert title in page and "kan inte tas bort" in page


@pytest.mark.parametrize(
    ("kind", "label"), [("picture", "wagtailimages/image"), ("document", "wagtaildocs/document")]
)
def test_in_bulk_it_is_the_same(client, kind, label):
    used, unused = MAKERS[kind](), MAKERS[kind]()
    title = use(kind, used)
    app, model = label.split("/")
    address = reverse("wagtail_bulk_action", args=[app, model, "delete"])
    answer = client.post(f"{address}?id={used.pk}&id={unused.pk}", follow=True)
    assert title in answer.content.decode() and type(used).objects.count() == 2


def test_deleting_a_page_tells_which_others_lead_to_it(client):
    page = make_standard_page()
    make_standard_page(
        title="Leder hit", body=[("paragraph", f'<p><a linktype="page" id="{page.pk}">Läs</a></p>')]
    )
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    html = client.get(address).content.decode()
    assert "Leder hit" in html and "leder ingenstans" in html
    assert (
        "leder ingenstans"
        not in client.get(
            reverse("wagtailadmin_pages:delete", args=[make_standard_page().pk])
        ).content.decode()
    )


@pytest.mark.parametrize("kind", ["picture", "theme"])
def test_what_only_a_draft_uses_is_kept_too(kind):
    thing, page = MAKERS[kind](), make_news_page()
    if kind == "picture":
        page.picture = thing
    else:
        page.themes.add(thing)
    page.save_revision()
    page.refresh_from_db()
    with pytest.raises(InUse):
        thing.delete()
