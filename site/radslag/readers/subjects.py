"""What a page is about: areas and themes of the registers, by which readers filter lists and gather pages."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from radslag.caches.composed import Composed
from radslag.language.collation import in_swedish_order

Rows = TypeVar("Rows", bound=QuerySet[Any])


class SubjectsMixin(models.Model):
    """Areas and themes of a page. In lists, `with_subjects` reads them in two queries for all rows."""

    areas = ParentalManyToManyField(
        "radslag.Area",
        blank=True,
        related_name="+",
        verbose_name=_("areas"),
        help_text=_("The parts of town it is about. The page is gathered on the page of each area."),
    )
    themes = ParentalManyToManyField(
        "radslag.Theme",
        blank=True,
        related_name="+",
        verbose_name=_("themes"),
        help_text=_("What it is about. The page is gathered on the page of each theme."),
    )

    subject_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
                        FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
                    ]
                )
            ],
            heading=_("Areas and themes"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def subjects(self) -> list[Any]:
        """The themes, then the areas, each in alphabetical order; asks nothing when they are prefetched."""
        return [*_listed(self, "themes"), *_listed(self, "areas")]

    @property
    def subject_names(self) -> list[str]:
        """The names of the subjects: what a card says beside the date."""
        return [thing.name for thing in self.subjects]


def with_subjects(pages: Rows) -> Rows:
    """The pages with their areas and themes, two queries for all of them."""
    return pages.prefetch_related("areas", "themes")


def _listed(page: Any, name: str) -> list[Any]:
    """The rows in alphabetical order; what is prefetched, or not saved yet, is not asked for."""
    here = {*getattr(page, "_prefetched_objects_cache", ()), *getattr(page, "_cluster_related_objects", ())}
    rows = (
        getattr(page, name).all()
        if name in here or page.pk is None
        else _SUBJECTS.rows(page.pk, model=type(page), name=name)
    )
    return in_swedish_order(rows, key=lambda thing: thing.name)


def _subjects(page: int, *, model: type[models.Model], name: str) -> QuerySet[Any]:
    field: Any = model._meta.get_field(name)
    chosen = field.remote_field.through._default_manager.filter(**{field.m2m_field_name(): page})
    return field.related_model.objects.filter(pk__in=chosen.values(field.m2m_reverse_field_name())).order_by()


_SUBJECTS: Composed[Any] = Composed(_subjects)
