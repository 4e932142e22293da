"""Registers that editors keep once and use on many pages: areas, themes, contacts."""

import itertools
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from radslag.incoming.plain import plain_line, says_something
from radslag.language.collation import swedish_order

LONGEST_STEM = 70
SHORTEST_NUMBER = 5
NUMBER = re.compile(r"\+?[0-9 ()-]+")
ZERO_AT_HOME = re.compile(r"(?<=\d)\s*\(0\)")
"""What is left out when the number begins with that of the country: +46 (0)70."""

THEME_DRAWINGS = [
    ("lampor", _("Lamps (safety)")),
    ("sprakkafe", _("Speech bubbles (meeting)")),
    ("utegym", _("Gym (health)")),
    ("laxhjalp", _("Books (children and young people)")),
    ("verktyg", _("Tools (environment)")),
    ("sommarbio", _("Screen (culture)")),
    ("barbuskar", _("Bushes (green)")),
    ("gardsfest", _("Party (community)")),
]


def named(row: "Subject") -> tuple[str, str]:
    """The name of a row as plain text on one line, and its short name: given, or made of the name and not taken yet.

    Raises ValidationError for a name with nothing to read, and for one of which no address can be made.
    """
    name = plain_line(row.name)
    if not says_something(name):
        raise ValidationError({"name": _("Write a name.")})
    if row.slug:
        return name, row.slug.lower()
    stem = slugify(name)[:LONGEST_STEM].strip("-")
    if not stem:
        raise ValidationError({"slug": _("Write a short name with the letters a to z.")})
    taken = set(
        type(row).objects.exclude(pk=row.pk).filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return name, next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)


class RegisterManager(models.Manager[Any]):
    """Rows in the order of the Swedish alphabet; `Meta.ordering` holds names alone, for what sorts rows in memory."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """All rows, in order."""
        fields = self.model._meta.ordering
        return super().get_queryset().order_by(*(swedish_order(str(field)) for field in fields))


class Subject(index.Indexed, models.Model):
    """What areas and themes have in common: a name, an address of its own, and a page that gathers everything about it."""

    name: "models.CharField[str, str]"
    slug: "models.SlugField[str, str]"

    objects: ClassVar = RegisterManager()

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page that gathers everything about it."""
        return reverse(str(self._meta.model_name), args=[self.slug])

    def clean(self) -> None:
        """A name that can be read, on one line; without a short name, one is made of it."""
        super().clean()
        if self.name:  # the field itself asks for one
            self.name, self.slug = named(self)


class Area(Subject):
    """A part of town that pages and rounds belong to, such as Närlunda."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("What people who live there call it.")
    )
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Used in addresses: narlunda. Leave empty to have it made from the name."),
    )
    description = models.TextField(
        _("description"),
        max_length=400,
        blank=True,
        help_text=_("Two or three sentences, shown on the page that gathers everything about it."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="radslag_area_name_once",
                violation_error_message=_("There is one with this name already."),
            )
        ]


class Theme(Subject):
    """What a page or a proposal is about, such as safety. Its drawing stands in for a missing picture."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("One or two words, such as Trygghet.")
    )
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Used in addresses: trygghet. Leave empty to have it made from the name."),
    )
    drawing = models.CharField(
        _("drawing"),
        max_length=20,
        choices=THEME_DRAWINGS,
        default="sprakkafe",
        help_text=_("Shown with a proposal that has no picture of its own."),
    )
    description = models.TextField(
        _("description"),
        max_length=400,
        blank=True,
        help_text=_("Two or three sentences, shown on the page that gathers everything about it."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="radslag_theme_name_once",
                violation_error_message=_("There is one with this name already."),
            )
        ]


class Contact(index.Indexed, models.Model):
    """Someone residents can write to or call. The e-mail address is never put in a page; a form sends the message."""

    role = models.CharField(
        _("role"), max_length=120, help_text=_("What the person does, such as Områdesutvecklare.")
    )
    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("Leave empty to show the role alone.")
    )
    organisation = models.CharField(
        _("organisation"), max_length=120, blank=True, help_text=_("Employer and area.")
    )
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, help_text=_("As people write it: 070-174 06 12.")
    )
    email = models.EmailField(
        _("e-mail"), help_text=_("Messages from the contact form go here. It is not shown.")
    )
    is_reachable = models.BooleanField(
        _("has a contact form"),
        default=True,
        help_text=_("Untick it when residents should no longer write here, such as when someone has left."),
    )

    objects: ClassVar = RegisterManager()

    search_fields = [index.SearchField("role"), index.SearchField("name"), index.AutocompleteField("role")]

    class Meta:
        ordering = ["role", "name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.name else self.role

    def clean(self) -> None:
        """Words that can be read, each on one line, and a number that can be called."""
        super().clean()
        self.role, self.name = plain_line(self.role), plain_line(self.name)
        self.organisation, self.phone = plain_line(self.organisation), plain_line(self.phone)
        if not says_something(self.role):
            raise ValidationError({"role": _("Write what the person does.")})
        if self.phone and (len(self.telephone_link) < SHORTEST_NUMBER or not NUMBER.fullmatch(self.phone)):
            raise ValidationError({"phone": _("Write a telephone number with its area code: 070-174 06 12.")})

    @property
    def title(self) -> str:
        """The heading of the contact: the name if there is one, else the role."""
        return self.name or self.role

    @property
    def telephone_link(self) -> str:
        """The number as a tel: link wants it: digits and a leading plus only."""
        phone = ZERO_AT_HOME.sub("", self.phone, count=1) if self.phone.startswith("+") else self.phone
        return "".join(c for c in phone if c.isdigit() or c == "+")
