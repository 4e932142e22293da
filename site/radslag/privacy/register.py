"""The register of personal data: each app says what its models hold about people. A test compares it with the models.

What a field holds is told by its type unless it is declared: texts, files, addresses and links to a person need words here;
numbers, dates, choices and yes or no say something of the row they stand in, and are covered by what is said of the row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from radslag.privacy.periods import Period

PEOPLE = {"radslag.User", "comments.Participant", "account.EmailAddress"}
"""Models that are a person: a link to one is about that person."""
WORDLESS = (
    models.BooleanField,
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
    models.AutoField,
)
"""Types that hold no word: they say something of the row they stand in."""
OF_THE_FRAMEWORK = {"contenttypes", "sites", "taggit"}
"""Apps whose tables hold names of models, sites and tags alone."""


class Ground(models.TextChoices):
    """The legal ground, by article 6.1 of the General Data Protection Regulation."""

    TASK = "task", _("A task in the public interest (article 6.1 e)")
    DUTY = "duty", _("A legal obligation (article 6.1 c)")
    CONSENT = "consent", _("Consent, which you can take back (article 6.1 a)")
    WORK = "work", _("A task in the public interest: staff answer for what they do (article 6.1 e)")


class Whose(models.TextChoices):
    """Whom data is about."""

    RESIDENTS = "residents", _("residents")
    STAFF = "staff", _("staff")
    BOTH = "both", _("residents and staff")
    NAMED = "named", _("people who are named in texts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What some fields of one model hold about people.

    `kept` is a period that a job keeps, or words where no clock removes. `opinions`: may show what somebody thinks in
    political matters, so it is handled as sensitive (article 9).
    """

    model: str
    fields: tuple[str, ...]
    what: str | Promise
    why: str | Promise
    ground: Ground
    whose: Whose
    kept: Period | str | Promise
    seen_by: str | Promise
    erased: str | Promise
    opinions: bool = False


@dataclass(slots=True)
class _Register:
    held: list[Held] = field(default_factory=list)
    nothing: dict[str, set[str]] = field(default_factory=dict)


_register = _Register()


def declare(*held: Held) -> None:
    """Add what some models hold. Call it in the app's `ready()`."""
    _register.held.extend(held)


def holds_nothing(model: str, *fields: str) -> None:
    """Say that these texts of a model are about no person."""
    _register.nothing.setdefault(model, set()).update(fields)


def acts_of_staff(model: str, *fields: str) -> None:
    """Say that these fields name who of the staff did something: the same is true of all of them."""
    declare(
        Held(
            model=model,
            fields=fields,
            what=_("Who of the staff did something, and when."),
            why=_("So that decisions can be answered for and looked into."),
            ground=Ground.WORK,
            whose=Whose.STAFF,
            kept=_("As long as what was done is kept."),
            seen_by=_("Staff with rights there."),
            erased=_("The name goes with the account; that it was done stays."),
        )
    )


def all_held() -> list[Held]:
    """Everything that was declared, in the order of the apps."""
    return list(_register.held)


def is_editorial(model: type[models.Model]) -> bool:
    """Whether the model is a page, or a part of one: what editors publish is described as a whole."""
    return issubclass(model, Page) or any(
        isinstance(f, models.ForeignKey) and f.related_model and issubclass(f.related_model, Page)
        for f in model._meta.local_concrete_fields
        if type(f).__name__ == "ParentalKey"
    )


def needs_words(one: models.Field) -> bool:
    """Whether a field must be declared: its type does not say that it is about nobody."""
    if one.is_relation:
        related = one.related_model
        return isinstance(related, type) and related._meta.label in PEOPLE
    if isinstance(one, SearchVectorField) or not isinstance(one, WORDLESS):
        return not one.choices
    return False


def undeclared() -> list[str]:
    """Fields of installed models, as app.Model.field, about which nobody has said whether they hold personal data."""
    said = {(held.model, name) for held in _register.held for name in held.fields}
    said |= {(model, name) for model, names in _register.nothing.items() for name in names}
    return [
        f"{model._meta.label}.{one.name}"
        for model in _models()
        for one in model._meta.local_concrete_fields
        if needs_words(one)
        and (model._meta.label, one.name) not in said
        and not _is_words_of_a_page(model, one)
    ]


def declared_but_gone() -> list[str]:
    """Declarations of models or fields that are not there any more, or that a type tells already."""
    there = {(m._meta.label, f.name) for m in _models() for f in m._meta.local_concrete_fields}
    said = [(held.model, name) for held in _register.held for name in held.fields]
    said += [(model, name) for model, names in _register.nothing.items() for name in names]
    return [f"{model}.{name}" for model, name in said if (model, name) not in there]


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in OF_THE_FRAMEWORK:
            yield model


def _is_words_of_a_page(model: type[models.Model], one: models.Field) -> bool:
    return is_editorial(model) and not one.is_relation
