"""What slips through when somebody is in a hurry: words that were to be replaced, and a title that another page has."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from .remark import Remark

LEFT_TO_FILL_IN = re.compile(
    r"\blorem ipsum\b|\bx{3,}\b|\b(?:todo|tbd|fixme)\b|\?{4,}"
    r"|\[(?:fyll i|skriv|rubrik|text|namn|datum|tid|plats|länk|belopp|antal|adress)\b[^\]\n]{0,60}\]",
    re.IGNORECASE,
)
NO_TITLE = re.compile(r"(?:test|testsida|ny sida|namnlös|utan rubrik|kopia)(?: \d+)?", re.IGNORECASE)


def slips(page: Any) -> Iterator[Remark]:
    """Remarks on the title, and one for each field with words that were to be replaced."""
    if NO_TITLE.fullmatch(page.title.strip()):
        yield Remark(_("The title says nothing of the page yet."), "title")
    elif _has_a_namesake(page):
        yield Remark(
            _(
                "Another page of this kind has the same title. Readers can’t tell them apart in lists and search."
            ),
            "title",
        )
    for name, words in _words(page):
        found = LEFT_TO_FILL_IN.search(words)
        if found:
            yield Remark(_("“%(text)s” is left to be replaced.") % {"text": found[0]}, name)


def _has_a_namesake(page: Any) -> bool:
    others = Page.objects.filter(
        content_type=page.content_type_id or page.cached_content_type, locale=page.locale_id, alias_of=None
    ).exclude(pk=page.pk)
    return others.filter(title__iexact=page.title.strip()).exists()


def _words(page: Any) -> Iterator[tuple[str, str]]:
    yield from (("title", page.title), ("lead", page.lead))
    for own in page._meta.get_fields():
        if isinstance(own, (RichTextField, StreamField)):
            yield own.name, "\n".join(own.get_searchable_content(getattr(page, own.name) or ""))
