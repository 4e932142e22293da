"""Loading of registers, pictures, documents and staff."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.utils.file import hash_filelike

from home.demo import texts_reports, texts_site
from home.demo.documents import make_pdf
from home.demo.pictures import PICTURES
from home.demo.shelf import Shelf
from home.services import roles
from radslag.models import Area, Contact, Theme, User
from radslag.pictures import AT_ONCE, make_sizes, make_sizes_task

PASSWORD = "lovsunda-demo-2026"  # noqa: S105 - printed by the command, set only where settings allow demo log-ins

STAFF = {
    "administrator": ("administrator@example.org", "Administratör", roles.ADMINISTRATORS),
    "redaktor": ("redaktor@example.org", "Redaktör", roles.EDITORS),
    "granskare": ("granskare@example.org", "Granskare", roles.REVIEWERS),
    "moderator": ("moderator@example.org", "Moderator", roles.MODERATORS),
    "budgetansvarig": ("budgetansvarig@example.org", "Budgetansvarig", roles.BUDGETERS),
}
"""Key: address, name, group."""


def load_registers(shelf: Shelf) -> None:
    """Areas, themes and contacts."""
    for slug, (name, about) in texts_site.AREAS.items():
        fields = {"name": name, "description": about}
        shelf.areas[slug] = Area.objects.get_or_create(slug=slug, defaults=fields)[0]
    for slug, (name, drawing, about) in texts_site.THEMES.items():
        fields = {"name": name, "drawing": drawing, "description": about}
        shelf.themes[slug] = Theme.objects.get_or_create(slug=slug, defaults=fields)[0]
    for key, contact in texts_site.CONTACTS.items():
        shelf.contacts[key] = Contact.objects.get_or_create(
            email=contact.email,
            defaults={"role": contact.role, "organisation": contact.organisation, "phone": contact.phone},
        )[0]


def load_files(shelf: Shelf) -> None:
    """Draw the pictures and write the documents."""
    own = roles.ensure_collection()
    for key, picture in PICTURES.items():
        image = Image(title=picture.title, collection=own, **_file(f"{key}.png", picture.png()))
        image.save()
        shelf.images[key] = image
    for key, (name, title, paragraphs) in texts_reports.documents().items():
        document = Document(title=title, collection=own, **_file(name, make_pdf(title, paragraphs)))
        document.save()
        shelf.documents[key] = document


def make_renditions() -> None:
    """Make the sizes that pages can't do without, so that the first reader need not wait; the worker makes the rest."""
    for image in Image.objects.filter(title__in=[picture.title for picture in PICTURES.values()]):
        make_sizes(image_id=image.pk, specs=AT_ONCE)
        make_sizes_task.enqueue(image.pk)


def _file(name: str, data: bytes) -> dict[str, Any]:
    """The fields of a file with what Wagtail keeps about it."""
    fingerprint = hash_filelike(BytesIO(data))
    return {"file": ContentFile(data, name=name), "file_size": len(data), "file_hash": fingerprint}


def load_staff(shelf: Shelf) -> None:
    """One person in each role; they get a password only where settings allow demo log-ins."""
    groups = roles.ensure_roles(branch=shelf.pages["start"])
    roles.remove_default_groups()
    # One slow hash for all five: they share the password anyway.
    password = make_password(PASSWORD if settings.RADSLAG_DEMO_LOGINS else None)
    for key, (email, name, role) in STAFF.items():
        user, _made = User.objects.get_or_create(
            email=email,
            defaults={"password": password, "first_name": "Demo", "last_name": name, "is_staff": True},
        )
        user.groups.add(groups[role])
        shelf.staff[key] = user
