"""Loading of the English pages: Wagtail's translations of Swedish ones, in words of their own."""

from wagtail.models import Locale

from home.demo.blocks import number_blocks
from home.demo.shelf import Shelf
from home.demo.texts_english import PREFIX, EnglishText, pages
from home.services import roles


def load_english(shelf: Shelf) -> None:
    """The English pages. The Swedish ones they translate must be published; a round has one contract, two pages."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    texts = pages()
    for text in texts:
        shelf.pages[PREFIX + text.key] = shelf.pages[text.key].specific.copy_for_translation(locale)
    roles.ensure_roles(branch=shelf.pages[PREFIX + "start"])
    for text in texts:
        _fill(shelf, text)


def _fill(shelf: Shelf, text: EnglishText) -> None:
    number = shelf.pages[PREFIX + text.key].pk
    page = shelf.pages[PREFIX + text.key].specific_class.objects.get(pk=number)
    page.slug, page.title, page.lead, page.easy_read = text.slug, text.title, text.lead, ""
    if text.body:
        page.body = shelf.body(text.body)
    for name, value in text.fields.items():
        setattr(page, name, shelf.body(value) if isinstance(value, list) else value)
    number_blocks(page)
    page.save_revision().publish()
    page.refresh_from_db()
    shelf.pages[PREFIX + text.key] = page
