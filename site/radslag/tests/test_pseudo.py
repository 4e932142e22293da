"""The pseudo-language is whole: every message, with its placeholders and tags."""

from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import get_language_bidi, gettext, ngettext, override

from radslag.language import catalogue
from radslag.tests.pseudo import CODE, KEPT, pseudo, pseudo_language


@pytest.mark.parametrize(
    "text", ["%(n)s votes of {total}, 100 %% sure", 'Read <a href="/om/">the rules</a> &amp; more', "%s"]
)
def test_placeholders_tags_and_entities_come_through(text: str) -> None:
    assert KEPT.findall(pseudo(text)) == KEPT.findall(text)


def test_every_message_is_in_the_language_and_none_is_left_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "extracted", cache(catalogue.extracted))
    with pseudo_language(tmp_path) as made, override(CODE):
        assert get_language_bidi()
        assert len(made) == len(catalogue.extracted())
        for message in made:
            if not message.id:
                continue
            one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
            if message.context or not any(letter.isalpha() for letter in KEPT.sub("", one)):
                continue
            said = ngettext(one, many, 5) if many else gettext(one)
            assert said == pseudo(many or one)
    with override(CODE):
        assert gettext("Skip to the content") != pseudo("Skip to the content")
