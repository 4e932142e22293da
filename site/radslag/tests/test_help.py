"""A newcomer is helped at every field: what she fills in says what it is for, and every block shows what it looks like."""

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, PanelGroup
from wagtail.models import Page

from radslag.blocks.body import BodyBlock

OWN = ("radslag", "home", "councils", "budgeting", "comments")
PAGES = [m for m in apps.get_models() if issubclass(m, Page) and m._meta.app_label in OWN]


def fields_of(panel) -> list[str]:
    """The fields of a form whose panel has no words of its own."""
    if isinstance(panel, FieldPanel):
        return [] if panel.help_text else [panel.field_name]
    return [name for child in getattr(panel, "children", []) for name in fields_of(child)]


@pytest.mark.parametrize("model", PAGES, ids=lambda m: m.__name__)
def test_every_field_of_the_form_has_a_label_of_its_own_and_a_help_text(model):
    handler = model.get_edit_handler()
    assert isinstance(handler, PanelGroup)
    silent = []
    for name in fields_of(handler):
        field = model._meta.get_field(name)
        own = field.model._meta.app_label in OWN or not issubclass(Page, field.model)
        if own and not str(field.help_text):
            silent.append(name)
    assert not silent


@pytest.mark.parametrize("name", BodyBlock().child_blocks)
def test_every_block_has_icon_label_group_and_description(name):
    block = BodyBlock().child_blocks[name]
    assert block.meta.icon and block.meta.icon != "placeholder"
    assert block.meta.description and block.meta.group
    assert isinstance(block, blocks.Block) and str(block.label)
