"""Builders: make_x(**overrides) name only what a test is about."""

import datetime as dt
import io
import itertools
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Drawing
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from home.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from radslag.models import Area, Contact, Theme, User
from radslag.tests.tree import put_at_the_top, put_under

_serial = itertools.count(1)


def make_home(**overrides: Any) -> HomePage:
    """The one home page of a test's site, made at the first call."""
    found = HomePage.objects.first()
    if found:
        return found
    fields = {"title": "Här bestämmer vi tillsammans", "slug": "start", "lead": "Säg vad du tycker."}
    return put_at_the_top(HomePage(**(fields | overrides)), hostname="testserver")


def make_standard_page(*, parent: Page | None = None, **overrides: Any) -> StandardPage:
    fields = {"title": f"Om rådslaget {next(_serial)}", "lead": "Så fungerar det.", "body": make_body()}
    return put_under(parent or make_home(), StandardPage(**(fields | overrides)))


def make_news_index(**overrides: Any) -> NewsIndexPage:
    """The one list of news of the site."""
    found = NewsIndexPage.objects.first()
    if found:
        return found
    page = NewsIndexPage(**({"title": "Nyheter", "slug": "nyheter"} | overrides))
    return put_under(make_home(), page)


def make_news_page(**overrides: Any) -> NewsPage:
    fields = {
        "title": f"Fler bänkar i Närlunda {next(_serial)}",
        "lead": "Fjorton bänkar står klara.",
        "date": dt.date(2026, 10, 1),
        "body": make_body(),
    }
    return put_under(make_news_index(), NewsPage(**(fields | overrides)))


def make_body(text: str = "Ny belysning på gårdarna.") -> list[tuple[str, Any]]:
    """A heading and a paragraph."""
    return [("heading", {"text": "Det har vi gjort", "note": ""}), ("paragraph", f"<p>{text}</p>")]


def make_contact(**overrides: Any) -> Contact:
    n = next(_serial)
    fields = {"role": "Områdesutvecklare", "email": f"hemlig-{n}@example.org", "phone": "070-174 06 12"}
    return Contact.objects.create(**(fields | overrides))


def make_area(**overrides: Any) -> Area:
    n = next(_serial)
    return Area.objects.create(**({"name": f"Björkhöjden {n}", "slug": f"bjorkhojden-{n}"} | overrides))


def make_theme(**overrides: Any) -> Theme:
    n = next(_serial)
    return Theme.objects.create(**({"name": f"Trygghet {n}", "slug": f"trygghet-{n}"} | overrides))


def make_picture(**overrides: Any) -> Image:
    file = io.BytesIO()
    Drawing.new("RGB", (900, 700), (123, 34, 88)).save(file, "PNG")
    content = ContentFile(file.getvalue(), name=f"bild-{next(_serial)}.png")
    return Image.objects.create(**({"title": "En sten", "file": content} | overrides))


def make_document(**overrides: Any) -> Document:
    if Collection.get_first_root_node() is None:  # a test with real transactions before this one
        Collection.add_root(name="Root")
    content = ContentFile(b"%PDF-1.4 rapport", name=f"rapport-{next(_serial)}.pdf")
    return Document.objects.create(**({"title": "Rapporten", "file": content} | overrides))


def make_editor(**overrides: Any) -> User:
    """Somebody who may do everything in the admin."""
    n = next(_serial)
    return User.objects.create_superuser(
        **({"email": f"redaktor-{n}@example.org", "password": "ett långt lösenord"} | overrides)
    )


def make_copies(page: Any, number: int, *, dates: str) -> None:
    """Many published pages like one, each a day older by its date field, cheaply: rows and subjects alone.

    No revisions, and no search finds them.
    """
    parent, fields = page.get_parent(), ("title", "depth", "content_type", "locale")
    same = {name: getattr(page, name) for name in fields}
    rows = Page.objects.bulk_create(
        Page(
            **same, path=Page._get_path(parent.path, page.depth, 100 + n), slug=f"kopia-{n}",
            url_path=f"{parent.url_path}kopia-{n}/",
        )
        for n in range(number)
    )  # fmt: skip
    own = {
        f.name: getattr(page, f.name) for f in type(page)._meta.local_concrete_fields if f.name != "page_ptr"
    }
    copies = [
        type(page)(page_ptr=row, **(own | {dates: getattr(page, dates) - dt.timedelta(days=n)}))
        for n, row in enumerate(rows, start=1)
    ]
    # What bulk_create does where it may: it refuses models that have a parent, whose rows stand here already.
    type(page)._base_manager._insert(copies, fields=type(page)._meta.local_concrete_fields, using="default")
    key = f"{page._meta.model_name}_id"
    for name, column in (("areas", "area_id"), ("themes", "theme_id")):
        through = getattr(type(page), name).through
        subjects = [subject.pk for subject in getattr(page, name).all()]
        through.objects.bulk_create(
            through(**{key: row.pk, column: subject}) for row in rows for subject in subjects
        )
