"""Pages and files that some readers open with a password they share: ours in look, and nobody tries on and on."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.tests.builders import make_document, make_standard_page
from radslag.accounts.limiting import FROM_A_NETWORK, MINUTE, PASSWORD_WINDOW, SHARED_PASSWORDS
from radslag.limits import limit_for, limit_for_network, salt_of_today, use
from radslag.limits.kinds import shown
from radslag.models import LimitCount

pytestmark = pytest.mark.django_db
WORD = "blåbär"


def try_it(path: str, word: str, back: str, network: int = 1):
    client = Client(REMOTE_ADDR=f"192.0.{network}.7")
    return client, client.post(path, {"password": word, "return_url": back})


@pytest.fixture
def page():
    return make_standard_page(title="För styrgruppen")


@pytest.fixture
def door(page):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password=WORD)
    return reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])


def test_the_page_asks_in_the_look_of_the_site_and_opens_for_the_right_word(page, door):
    asked = Client().get(page.url)
    html = asked.content.decode()
    assert 'class="site-header"' in html and 'name="password"' in html and page.title not in html
    assert "no-cache" in asked["Cache-Control"]
    _client, wrong = try_it(door, "lingon", page.url)
    assert wrong.status_code == 200 and "Lösenordet stämmer inte. Försök igen." in wrong.content.decode()
    client, right = try_it(door, WORD, page.url)
    assert (right.status_code, right["Location"]) == (302, page.url)
    assert page.title in client.get(page.url).content.decode()


def fill_network(network: str) -> None:
    limit = limit_for_network(
        "shared-password-network", network, salt=salt_of_today(), times=FROM_A_NETWORK, window=MINUTE
    )
    for _ in range(FROM_A_NETWORK - 1):
        use(limit)


def test_nobody_tries_on_and_on_from_one_network(page, door):
    fill_network("192.0.1.0/24")
    assert try_it(door, "lingon", page.url)[1].status_code == 200  # the last that there is room for
    refused = try_it(door, WORD, page.url)[1]
    assert refused.status_code == 429 and refused["Retry-After"]
    assert try_it(door, WORD, page.url, network=2)[1].status_code == 302


def test_nor_from_many_and_staff_see_the_limit(page, door):
    number = PageViewRestriction.objects.get().pk
    limit = limit_for("shared-password", f"page-{number}", times=SHARED_PASSWORDS, window=PASSWORD_WINDOW)
    for _ in range(SHARED_PASSWORDS - 1):
        use(limit)
    assert try_it(door, "lingon", page.url, network=3)[1].status_code == 200
    assert try_it(door, WORD, page.url, network=4)[1].status_code == 429
    assert set(LimitCount.objects.values_list("name", flat=True)) <= set(shown())


def test_a_collection_of_files_has_the_same_limit(page):
    collection = Collection.get_first_root_node().add_child(name="Styrgruppen")
    document = make_document(collection=collection)
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=WORD
    )
    path = reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])
    assert 'class="site-header"' in Client().get(document.url).content.decode()
    fill_network("192.0.1.0/24")
    assert try_it(path, "lingon", document.url)[1].status_code == 200
    assert try_it(path, WORD, document.url)[1].status_code == 429
    client, right = try_it(path, WORD, document.url, 2)
    assert right["Location"] == document.url and client.get(document.url).status_code == 200
