"""The catalogues follow code and templates, and an incomplete one is found."""

import gettext
import re

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from radslag.language import catalogue

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
title = _("Proposals")
long = _(
    "One sentence "
    "in two pieces"
)
votes = ngettext("%(n)d vote", "%(n)d votes", 2)
month = pgettext("month name", "May")
"""
TEMPLATE = """
<ul>
    <li>{% translate "Home" %}</li>
  <li title="{% translate 'It is "quoted"' %}">{% translate "May" context "verb" %}</li>
      {% blocktranslate trimmed count n=votes %}
        {{ n }} vote
        of all
      {% plural %}
        {{ n }} votes of all
      {% endblocktranslate %}
   {% blocktranslate with share=1 trimmed %}{{ share }} is 100 % of it{% endblocktranslate %}
 {% include "x.html" with label=_("Read more") only %}
</ul>
"""
SWEDISH = {
    "Proposals": "Förslag",
    "One sentence in two pieces": "En mening i två bitar",
    "%(n)d vote": ("%(n)d röst", "%(n)d röster"),
    "May": "Maj",
    "Home": "Hem",
    'It is "quoted"': "Det är ett citat",
    "%(n)s vote of all": ("En röst av alla", "%(n)s röster av alla"),
    "%(share)s is 100 %% of it": "%(share)s är 100 %% av det",
    "Read more": "Läs mer",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project: one module, one template, no catalogue yet."""
    monkeypatch.setattr(catalogue, "PROJECT_DIR", tmp_path)
    monkeypatch.setattr(catalogue, "LOCALE_DIR", tmp_path / "locale")
    for path, text in (
        ("home/views.py", CODE),
        ("templates/home.html", TEMPLATE),
        ("home/tests/test_x.py", CODE),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def translate(**overrides) -> None:
    """Write the Swedish catalogue; `overrides` replace translations by the source's first word, in lower case."""
    swedish = catalogue.updated("sv", catalogue.extracted())
    for message in swedish:
        if message.id:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            message.string = overrides.get(key.split()[0].lower(), SWEDISH[key])
    catalogue.write("sv", swedish)


def faults() -> list[str]:
    return catalogue.faults("sv", catalogue.extracted())


def test_messages_are_found_in_code_and_templates(project):
    found = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue.extracted() if m.id}
    assert found == {(None, key) for key in SWEDISH if key != "May"} | {
        ("month name", "May"),
        ("verb", "May"),
    }


def test_a_complete_catalogue_has_no_faults(project):
    translate()
    assert faults() == []


def test_writing_an_unchanged_catalogue_changes_nothing(project):
    translate()
    before = catalogue.po_path("sv").read_text()
    assert not catalogue.write("sv", catalogue.updated("sv", catalogue.extracted()))
    assert catalogue.po_path("sv").read_text() == before
    assert "home/views.py" not in before


def test_a_missing_translation_is_found(project):
    translate(home="")
    assert faults() == ["sv: not translated: Home"]


def test_a_new_message_is_found(project):
    translate()
    (project / "home" / "new.py").write_text('_("Something new")')
    assert faults() == ["sv: not in the catalogue: Something new"]


def test_a_message_that_is_gone_is_found_and_then_left_out(project):
    translate()
    (project / "templates" / "home.html").write_text(TEMPLATE.replace('{% translate "Home" %}', ""))
    assert faults() == ["sv: no longer in the code: Home"]
    catalogue.write("sv", catalogue.updated("sv", catalogue.extracted()))
    assert faults() == []
    assert "Hem" not in catalogue.po_path("sv").read_text()


def test_an_uncertain_translation_is_found_and_not_shown(project):
    translate()
    path = catalogue.po_path("sv")
    path.write_text(path.read_text().replace('msgid "Home"', '#, fuzzy\nmsgid "Home"'))
    assert faults() == ["sv: marked as uncertain (fuzzy): Home"]
    assert compiled().gettext("Home") == "Home"


@pytest.mark.parametrize("swedish", ["%(andel)s är 100 %% av det", "Allt", "%(share)s av %(n)s"])
def test_other_placeholders_than_the_source_has_are_found(project, swedish):
    translate(**{"%(share)s": swedish})
    assert faults() == ["sv: other placeholders than the source: %(share)s is 100 %% of it"]


def test_a_plural_that_loses_its_number_is_found(project):
    translate(**{"%(n)d": ("En röst", "Flera röster")})
    assert faults() == ["sv: other placeholders than the source: %(n)d vote / %(n)d votes"]


def test_the_compiled_catalogue_translates_and_an_empty_entry_shows_the_source(project):
    translate(home="", **{"%(n)d": ("", "")})
    swedish = compiled()
    assert swedish.gettext("Proposals") == "Förslag"
    assert swedish.pgettext("verb", "May") == "Maj"
    assert swedish.ngettext("%(n)s vote of all", "%(n)s votes of all", 2) == "%(n)s röster av alla"
    assert swedish.gettext("Home") == "Home"
    assert swedish.ngettext("%(n)d vote", "%(n)d votes", 2) == "%(n)d votes"


def test_compiling_an_unchanged_catalogue_does_nothing(project):
    translate()
    assert catalogue.compile_catalogue("sv")
    assert not catalogue.compile_catalogue("sv")


def test_a_process_that_compiles_speaks_the_new_words_at_once(project, settings):
    settings.LOCALE_PATHS = [project / "locale"]
    trans_real._translations = {}
    try:
        with translation.override("sv"):
            assert translation.gettext("One sentence in two pieces") == "One sentence in two pieces"
        translate()
        catalogue.compile_catalogue("sv")
        with translation.override("sv"):
            assert translation.gettext("One sentence in two pieces") == "En mening i två bitar"
    finally:
        trans_real._translations = {}


def test_no_words_hide_from_the_catalogue_behind_another_name():
    """A message in `gettext as _now` would never be found, and would be English for everyone."""
    other_name = re.compile(rb"import .*gettext\w* as (?!_\b)")
    found = [line for source in catalogue._sources() for line in source if other_name.search(line)]
    assert not found


def compiled() -> gettext.GNUTranslations:
    catalogue.compile_catalogue("sv")
    with catalogue.po_path("sv").with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)
