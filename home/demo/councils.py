"""Loading of the councils and their matters."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from councils.models import CouncilPage, Matter
from councils.services.matters import MatterWords, add_update, receive_matter
from home.demo import texts_matters
from home.demo.council_shape import CouncilText
from home.demo.dates import Calendar
from home.demo.shelf import Shelf


def council_fields(shelf: Shelf, council: CouncilText) -> dict[str, Any]:
    """The fields of a council's page that refer to no other page."""
    plain = ("number", "date", "precision", "starts", "ends", "place", "thanks")
    return {
        "title": council.theme,
        "lead": council.lead,
        "picture": shelf.images[council.picture],
        "groups": list(council.groups),
        "registration_contact": shelf.contacts.get(council.registration),
        "summary_document": shelf.documents.get(council.document),
        "areas": [shelf.areas[key] for key in council.areas],
        "themes": [shelf.themes[key] for key in council.themes],
        "first_published_at": council.published,
        **{name: getattr(council, name) for name in plain},
        **council.more,
    }


def council_words(council: CouncilText) -> dict[str, Any]:
    """The fields that may refer to other pages."""
    return {
        "summary": council.body,
        "invitation": council.invitation,
        "agenda": council.agenda,
        "tested_ideas": council.ideas,
    }


def load_matters(shelf: Shelf, calendar: Calendar) -> list[Matter]:
    """Write down the matters and everything that was said of them, as an editor would."""
    return [_load(shelf, text) for text in texts_matters.matters(calendar)]


def _load(shelf: Shelf, text: texts_matters.MatterText) -> Matter:
    editor = shelf.staff["redaktor"]
    council = CouncilPage.objects.get(pk=shelf.pages[text.council].pk)
    words = MatterWords(
        title=text.title,
        unit=text.unit,
        received=text.received,
        text=text.text,
        raised_by=text.raised_by,
        area=shelf.areas.get(text.area),
    )
    matter = receive_matter(council=council, words=words, by=editor)
    for word in text.said:
        add_update(matter_id=matter.pk, by=editor, **asdict(word))
    return matter
