"""The editor's handbook: Markdown files of docs/handbok, read in the admin by everyone who works there."""

import re
from dataclasses import dataclass
from pathlib import Path

import markdown
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

FOLDER: Path = settings.PROJECT_DIR / "docs" / "handbok"
CHAPTER = re.compile(r"\d\d-(?P<slug>[a-z-]+)\.md")
LINK_TO_CHAPTER = re.compile(r'href="\d\d-(?P<slug>[a-z-]+)\.md(?P<place>#[a-z-]+)?"')


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the handbook. Its title is its first line."""

    slug: str
    title: str
    file: Path

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("handbook_chapter", args=[self.slug])

    def html(self) -> SafeString:
        """The text without its title. The words are ours, from the project's own files: nobody writes them in a browser."""
        _title, _line, text = self.file.read_text(encoding="utf-8").partition("\n")
        html = markdown.markdown(text, extensions=["tables", "sane_lists", "toc"], output_format="html")
        pictures = html.replace('src="bilder/', f'loading="lazy" src="{reverse("handbook")}bilder/')
        return mark_safe(LINK_TO_CHAPTER.sub(_address, pictures))  # noqa: S308 - our own files alone


def _address(match: re.Match[str]) -> str:
    return f'href="{reverse("handbook_chapter", args=[match["slug"]])}{match["place"] or ""}"'


def chapters() -> list[Chapter]:
    """All chapters in the order of their numbers."""
    found = []
    for file in sorted(FOLDER.glob("*.md")):
        name = CHAPTER.fullmatch(file.name)
        if name:
            with file.open(encoding="utf-8") as lines:
                found.append(Chapter(name["slug"], lines.readline().lstrip("# ").strip(), file))
    return found


def read(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A chapter beside the list of all; without a name the first."""
    listed = chapters()
    at = next((n for n, chapter in enumerate(listed) if not slug or chapter.slug == slug), None)
    if at is None:
        raise Http404
    shown = {"chapters": listed, "chapter": listed[at], "next": next(iter(listed[at + 1 :]), None)}
    return render(request, "radslag/admin/handbook.html", shown)


def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the handbook."""
    file = FOLDER / "bilder" / name
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")


def urls() -> list[URLPattern]:
    """Receiver of register_admin_urls: Wagtail lets only staff in."""
    return [
        path("handbok/", read, name="handbook"),
        re_path(r"^handbok/bilder/(?P<name>[a-z0-9-]+\.png)$", picture, name="handbook_picture"),
        path("handbok/<slug:slug>/", read, name="handbook_chapter"),
    ]


def menu_item() -> MenuItem:
    """Receiver of register_admin_menu_item."""
    return MenuItem(_("Handbook"), reverse("handbook"), name="handbook", icon_name="help", order=950)
