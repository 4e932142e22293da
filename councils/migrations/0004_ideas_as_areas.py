"""Ideas were a lump of rich text with lists in lists; they become areas with ideas, in pages and in their drafts."""

import json
import uuid

from bs4 import BeautifulSoup
from django.db import migrations

UNNAMED = "Idéer"


def _own_text(item):
    """The words of a list item without those of the lists in it."""
    copy = BeautifulSoup(str(item), "html.parser")
    for nested in copy.find_all(["ul", "ol"]):
        nested.decompose()
    return " ".join(copy.get_text(" ").split())


def _items(item):
    return [
        li
        for nested in item.find_all(["ul", "ol"], recursive=False)
        for li in nested.find_all("li", recursive=False)
    ]


def _idea(item):
    parts = [" ".join(part.get_text(" ").split())[:240] for part in _items(item)]
    return {"text": _own_text(item)[:240], "parts": [part for part in parts if part]}


def _area(title, ideas):
    return {
        "type": "area",
        "value": {"title": title[:120], "text": "", "ideas": ideas},
        "id": str(uuid.uuid4()),
    }


def areas_of(html):
    """The areas that rich text `html` holds: outer items that have a list of their own; all others stand in one area."""
    soup = BeautifulSoup(html, "html.parser")
    areas, loose = (
        [],
        [{"text": " ".join(p.get_text(" ").split())[:240], "parts": []} for p in soup.find_all("p")],
    )
    for item in _items(soup):
        ideas = [_idea(inner) for inner in _items(item)]
        if ideas:
            areas.append(_area(_own_text(item), ideas))
        else:
            loose.append(_idea(item))
    loose = [idea for idea in loose if idea["text"]]
    return ([_area(UNNAMED, loose)] if loose else []) + areas


def convert(apps, schema_editor):
    CouncilPage = apps.get_model("councils", "CouncilPage")
    for page in CouncilPage.objects.exclude(ideas="").only("pk", "ideas"):
        CouncilPage.objects.filter(pk=page.pk).update(tested_ideas=areas_of(page.ideas))
    Revision = apps.get_model("wagtailcore", "Revision")
    drafts = Revision.objects.filter(
        content_type__app_label="councils", content_type__model="councilpage", content__has_key="ideas"
    )
    for draft in drafts.iterator():
        html = draft.content.pop("ideas")
        draft.content["tested_ideas"] = json.dumps(areas_of(html))
        draft.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_council_structure"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop, elidable=True)]
