"""The translation catalogues, kept in step with the code by Babel alone: no GNU gettext is needed on a machine.

A catalogue holds no line numbers, dates or obsolete entries, so that a change of code changes only what it says.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

PROJECT_DIR = Path(__file__).resolve().parents[3]
LOCALE_DIR = PROJECT_DIR / "site" / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES = ("sv", SOURCE_LANGUAGE)
CODE_FOLDERS = ("home", "councils", "budgeting", "comments", "site/radslag")
TEMPLATE_FOLDER = "templates"
SKIPPED_FOLDERS = {"tests", "migrations", "__pycache__"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def po_path(language: str) -> Path:
    return LOCALE_DIR / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """All messages of the project's code and templates, without translations."""
    catalogue = Catalog(fuzzy=False)
    for source in _sources():
        for _line, message, comments, context in extract("python", source, KEYWORDS, ["Translators:"]):
            catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def _sources() -> Iterator[io.BytesIO]:
    for folder in CODE_FOLDERS:
        for path in sorted((PROJECT_DIR / folder).rglob("*.py")):
            if not SKIPPED_FOLDERS.intersection(path.relative_to(PROJECT_DIR).parts):
                yield io.BytesIO(path.read_bytes())
    for path in sorted((PROJECT_DIR / TEMPLATE_FOLDER).rglob("*")):
        if path.suffix in {".html", ".txt"}:
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # What is left of the template stands at any indentation, which Python's tokenizer would refuse.
            lines = "\n".join(line.lstrip() for line in code.splitlines())
            yield io.BytesIO(f"# -*- coding: utf-8 -*-\n{lines}\n".encode())


def read(language: str) -> Catalog:
    """The catalogue on disk; an empty one if there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> bool:
    """Write the catalogue, sorted; say whether that changed the file."""
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalogue,
        width=110,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    content = HEADER.format(language=language) + buffer.getvalue().decode().strip() + "\n"
    path = po_path(language)
    if path.exists() and path.read_text(encoding="utf-8") == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return True


def updated(language: str, template: Catalog) -> Catalog:
    """The messages of `template` with the translations that the catalogue on disk has for them."""
    known = read(language)
    catalogue = Catalog(locale=language, fuzzy=False)
    for message in template:
        if message.id:
            old = known.get(_key(message), context=message.context)
            # A message that gained or lost its plural has to be translated anew.
            keep = old is not None and isinstance(old.id, tuple) == isinstance(message.id, tuple)
            catalogue.add(
                message.id,
                old.string if keep and old is not None else "",
                flags=(old.flags if keep and old is not None else set()) | message.flags,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return catalogue


def compile_catalogue(language: str) -> bool:
    """Write the .mo file beside the .po file unless it is newer; say whether that was done.

    This process reads it anew: the first `serve` on a machine compiles, and then loads a demo that is to be in Swedish.
    """
    source = po_path(language)
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return False
    unfinished = target.with_suffix(".mo.new")
    catalogue = Catalog(locale=language, fuzzy=False)
    for message in read(language):
        # An empty plural would be shown as nothing; left out, the source text is shown.
        if message.id and all(_forms(message.string)) and not message.fuzzy:
            catalogue.add(message.id, message.string, context=message.context)
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.rename(target)
    translation_file_changed(None, target)
    return True


def faults(language: str, template: Catalog) -> list[str]:
    """What keeps the catalogue on disk from being complete, one line each; no line if nothing does."""
    known = read(language)
    wanted = {(message.context, _key(message)): message for message in template if message.id}
    there = {(message.context, _key(message)): message for message in known if message.id}
    lines = [f"not in the catalogue: {_shown(wanted[key])}" for key in wanted.keys() - there.keys()]
    lines += [f"no longer in the code: {_shown(there[key])}" for key in there.keys() - wanted.keys()]
    lines += [f"obsolete: {_shown(message)}" for message in known.obsolete.values()]
    for key in wanted.keys() & there.keys():
        lines += _message_faults(language, wanted[key], there[key])
    return sorted(f"{language}: {line}" for line in lines)


def _message_faults(language: str, wanted: Message, message: Message) -> list[str]:
    ids, strings = _forms(wanted.id), _forms(message.string)
    if message.fuzzy:
        return [f"marked as uncertain (fuzzy): {_shown(message)}"]
    if not all(strings) or (isinstance(wanted.id, tuple) and len(strings) != 2):
        return (
            [] if language == SOURCE_LANGUAGE and not any(strings) else [f"not translated: {_shown(message)}"]
        )
    # The singular may leave its number out ("one page"), the plural may not.
    if placeholders(strings[-1]) != placeholders(ids[-1]) or not all(
        placeholders(string) <= placeholders(ids[-1]) | placeholders(ids[0]) for string in strings
    ):
        return [f"other placeholders than the source: {_shown(message)}"]
    return []


def placeholders(text: str) -> set[str]:
    """The places that are filled in later: %(name)s, %s, {name}."""
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value]


def _shown(message: Message) -> str:
    context = f"[{message.context}] " if message.context else ""
    return context + " / ".join(_forms(message.id))
