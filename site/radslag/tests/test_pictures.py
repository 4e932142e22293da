"""Pictures of pages: in the sizes and formats that screens ask for, made before anybody reads."""

import pytest
from django.template import Context, Template
from django.test import Client

from home.tests.builders import make_home, make_picture, make_standard_page
from radslag.pictures import SHAPES, make_sizes
from radslag.tests.background import run_tasks

pytestmark = pytest.mark.django_db


def shown(image, shape: str, more: str = "") -> str:
    template = Template("{% load pictures %}{% shown_picture image shape " + more + " %}")
    return template.render(Context({"image": image, "shape": shape}))


def test_a_picture_offers_two_sizes_as_avif_and_as_webp():
    picture = make_picture()
    make_sizes(image_id=picture.pk)
    html = shown(picture, "card", 'alt="" css="card__picture"')
    assert html.count("<source") == 1
    assert "image/avif" in html and ".avif 360w" in html and ".avif 720w" in html
    assert ".webp 360w" in html and 'loading="lazy"' in html and 'alt=""' in html
    assert 'width="360"' in html and 'height="240"' in html, "else the page jumps when it comes"
    assert f'sizes="{SHAPES["card"].sizes}"' in html


def test_until_the_worker_has_made_the_smaller_files_the_others_are_shown():
    html = shown(make_picture(), "card", 'alt=""')
    assert "avif" not in html and ".webp 360w" in html and ".webp 720w" in html


def test_the_picture_at_the_top_is_fetched_at_once():
    html = shown(make_picture(), "opening", 'alt="Gården" lazy=False')
    assert 'fetchpriority="high"' in html and "lazy" not in html and 'alt="Gården"' in html


def test_every_size_is_made_when_the_page_is_published_so_that_readers_write_nothing():
    own, inside = make_picture(), make_picture(title="I texten")
    page = make_standard_page(title="Gården")
    page.picture = own
    page.body = [("picture", {"image": inside, "caption": "Så här"})]
    page.save_revision().publish()
    run_tasks()
    made = set(own.renditions.values_list("filter_spec", flat=True))
    assert made >= {*SHAPES["opening"].specs, *SHAPES["card"].specs}
    assert set(inside.renditions.values_list("filter_spec", flat=True)) == set(SHAPES["body"].specs)
    before = type(own.renditions.first()).objects.count()
    for address in (page.url, make_home().url):
        assert Client().get(address).status_code == 200
    assert type(own.renditions.first()).objects.count() == before
