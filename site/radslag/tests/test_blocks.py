"""Blocks of page bodies: what editors see of them, what they refuse, and how a body becomes rows."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from radslag.blocks.body import BodyBlock, sections
from radslag.blocks.figures import ShareBlock
from radslag.blocks.links import LinkBlock
from radslag.models import Contact, User

BODY = BodyBlock()
NAMES = sorted(BODY.child_blocks)


def body(*parts):
    return BODY.to_python([{"type": kind, "value": value} for kind, value in parts])


@pytest.mark.parametrize("name", NAMES)
def test_every_block_tells_the_editor_what_it_is(name):
    block = BODY.child_blocks[name]
    assert str(block.get_description())
    assert block.is_previewable
    assert block.meta.icon != "placeholder"


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_a_preview_in_our_look(name, settings):
    editor = User.objects.create_superuser("editor@example.org", "long-enough-password")
    Contact.objects.create(role="Områdesutvecklare", email="narlunda@example.org")
    client = Client()
    client.force_login(editor)
    answer = client.get(
        reverse("wagtailadmin_block_preview"), {"id": BODY.child_blocks[name].definition_prefix}
    )
    assert answer.status_code == 200
    assert "css/site.css" in answer.content.decode()


def test_a_heading_begins_a_row_and_takes_what_follows():
    rows = sections(
        body(("heading", {"text": "Ett", "note": ""}), ("paragraph", "<p>a</p>"), ("paragraph", "<p>b</p>"))
    )
    assert [(row.heading, len(row.blocks)) for row in rows] == [("Ett", 2)]


def test_a_block_with_its_own_heading_has_its_row_to_itself():
    advice = ("recommendations", {"heading": "Fem råd", "note": "", "items": ["Fråga."]})
    rows = sections(body(("paragraph", "<p>a</p>"), advice, ("paragraph", "<p>b</p>")))
    assert [(row.heading, len(row.blocks)) for row in rows] == [("", 1), ("Fem råd", 1), ("", 1)]


def test_a_share_is_drawn_as_stones_up_to_thirty():
    value = ShareBlock().to_python({"part": 15, "whole": 22, "text": "x"})
    assert [stone["rest"] for stone in value.stones].count(False) == 15
    assert (value.width, value.height) == (264, 48)
    assert [ShareBlock().to_python({"part": 1, "whole": n, "text": "x"}).a_row for n in (9, 12, 24, 25)] == [
        9,
        6,
        8,
        9,
    ]
    assert ShareBlock().to_python({"part": 1, "whole": 31, "text": "x"}).stones == []


def test_a_share_can_not_be_more_than_the_whole():
    block = ShareBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"part": 3, "whole": 2, "text": "x"}))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "//evil.example", "data:text/html,x", "ftp://example.org", "www.example.org", ""],
)
def test_a_link_leads_to_a_page_or_a_web_address_only(url):
    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "Läs", "page": None, "url": url}))


@pytest.mark.parametrize("url", ["https://example.org/a", "/sok/", "#samtal"])
def test_a_link_may_lead_elsewhere(url):
    block = LinkBlock()
    assert block.clean(block.to_python({"label": "Läs", "page": None, "url": url})).href == url
