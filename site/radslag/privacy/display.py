"""The register of personal data as it is shown: entries that say the same of several models stand once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from radslag.privacy.periods import Period, lengths
from radslag.privacy.register import Held, Whose, all_held, is_editorial

HOUR, DAY, YEAR = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=365)


@dataclass(slots=True)
class Entry:
    """What is held, in words. `things`: names of the models; `fields`: their fields, for staff and machines."""

    held: Held
    kept: str
    things: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The names of the models."""
        return ", ".join(self.things)


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of one app."""

    app: str
    title: str
    entries: list[Entry]


def length_in_words(length: dt.timedelta) -> str:
    """A length as people say it: minutes, hours, days, or years when they are whole."""
    if length < HOUR:
        return _("%d minutes") % (length.total_seconds() // 60)
    if length < DAY:
        return _("%d hours") % (length // HOUR)
    if length % YEAR == dt.timedelta(0):
        years = length // YEAR
        return ngettext("%d year", "%d years", years) % years
    days = length // DAY
    return ngettext("%d day", "%d days", days) % days


def parts(*, words: str = "", whose: str = "") -> list[Part]:
    """The whole register by app, or what of it holds `words` and is about `whose`. One query."""
    known = lengths()
    chosen = [
        held
        for held in all_held()
        if (not whose or held.whose in (whose, Whose.BOTH)) and words.casefold() in _text(held).casefold()
    ]
    by_app: dict[str, list[Held]] = {}
    for held in chosen:
        by_app.setdefault(_app_of(held), []).append(held)
    return [
        Part(app, capfirst(str(_title(app))), _merged(rows, known))
        for app, rows in sorted(by_app.items(), key=lambda item: ORDER.index(item[0]))
    ]


ORDER = ["radslag", "comments", "budgeting", "councils", "pages", "staff"]


def _title(app: str) -> str | Promise:
    if app == "pages":
        return _("Pages, pictures and documents")
    if app == "staff":
        return _("Staff at work")
    if app == "comments":
        return _("Conversations")
    if app == "radslag":
        return _("Accounts, sessions and mail")
    return apps.get_app_config(app).verbose_name


def _app_of(held: Held) -> str:
    if held.whose == Whose.STAFF:
        return "staff"
    app, _dot, _name = held.model.partition(".")
    model = apps.get_model(held.model)
    if is_editorial(model) or (held.whose == Whose.NAMED and app.startswith(("wagtail", "radslag"))):
        return "pages"
    if app.startswith("django_comments"):
        return "comments"
    return app if app in ORDER else "radslag"


def _merged(rows: Iterable[Held], known: dict[str, dt.timedelta]) -> list[Entry]:
    entries: dict[tuple[str, ...], Entry] = {}
    for held in rows:
        key = tuple(str(part) for part in (held.what, held.why, held.kept, held.seen_by, held.erased))
        entry = entries.setdefault(key, Entry(held, kept_in_words(held.kept, known)))
        model: type[Model] = apps.get_model(held.model)
        name = capfirst(str(model._meta.verbose_name_plural))
        if name not in entry.things:
            entry.things.append(name)
        entry.fields += [f"{held.model}.{name}" for name in held.fields] or [held.model]
    return list(entries.values())


def kept_in_words(kept: Period | str | Promise, known: dict[str, dt.timedelta]) -> str:
    """How long: the length that holds now and from when, or the words that were given."""
    if isinstance(kept, Period):
        words = {"length": length_in_words(known[kept.name]), "begins": kept.begins}
        return _("%(length)s %(begins)s.") % words
    return str(kept)


def _text(held: Held) -> str:
    return " ".join(str(part) for part in (held.model, *held.fields, held.what, held.why, held.erased))
