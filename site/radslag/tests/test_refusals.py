"""A field that says nothing of its own refuses in the words of this site, and so does the admin where Wagtail differs."""

import gettext
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import pytest
import wagtail
from django import forms
from django.utils import translation

from radslag.editors.words import lacking, of_lists, plain, refusals


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.CharField(), "", "Fyll i det här."),
        (
            forms.EmailField(),
            "namn.example.org",
            "Skriv en e-postadress med @, till exempel namn@example.org",
        ),
        (forms.URLField(assume_scheme="https"), "inte en adress", "Skriv en adress som börjar med https://."),
        (forms.IntegerField(), "tre", "Skriv ett heltal."),
        (forms.IntegerField(max_value=3), "4", "Skriv högst 3."),
        (forms.IntegerField(min_value=2), "1", "Skriv minst 2."),
        (
            forms.CharField(max_length=3),
            "fyra",
            "Texten är 4 tecken. Den får vara högst 3. Kan du korta den?",
        ),
        (forms.DateField(), "i morgon", "Skriv ett datum, till exempel 2027-04-14."),
        (forms.ChoiceField(choices=[("ja", "Ja")]), "nej", "”nej” går inte att välja. Välj något annat."),
        (forms.FileField(), None, "Fyll i det här."),
    ],
)
def test_a_refusal_says_what_to_do(field: forms.Field, value: Any, words: str) -> None:
    with translation.override("sv"), pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    assert [str(message) for message in refused.value.messages] == [words]


def test_every_refusal_is_one_of_django_s_own_and_put_in_other_words() -> None:
    theirs = gettext.translation("django", Path(django.__file__).parent / "conf" / "locale", ["sv"])
    for said in [refusal for refusal in refusals.REFUSALS if isinstance(refusal, str)]:
        assert theirs.gettext(said) != said, "Django says no such thing"
        with translation.override("sv"):
            assert translation.gettext(said) not in (said, theirs.gettext(said))


def test_what_wagtail_says_otherwise_is_still_what_wagtail_says() -> None:
    root = Path(wagtail.__file__).parent
    apps = ("admin", "contrib/redirects", "documents", "images", "locales", "users")
    folders = [root / "locale", *(root / app / "locale" for app in apps)]
    theirs = [gettext.translation("django", folder, ["sv"]) for folder in folders]
    for said in (*plain.OTHERWISE, *plain.PLAINER):
        assert any(catalogue.gettext(said) != said for catalogue in theirs), (
            f"Wagtail no longer says {said!r}"
        )
        with translation.override("sv"):
            ours = translation.gettext(said)
        assert ours not in {said, *(catalogue.gettext(said) for catalogue in theirs)}
        assert "moderering" not in ours and "änligen" not in ours


def test_what_wagtail_lacks_in_swedish_is_still_lacking_and_said_by_us() -> None:
    """Plurals too: what counts things is looked up by its singular."""
    theirs = [
        gettext.translation("django", folder, ["sv"])
        for folder in Path(wagtail.__file__).parent.rglob("locale")
    ]
    with translation.override("sv"):
        for said in lacking.RARE:
            assert all(catalogue.gettext(said) == said for catalogue in theirs), (
                f"Wagtail says {said!r} itself now"
            )
            assert translation.gettext(said) != said
        assert "sidor är publicerade" in translation.ngettext(
            "%(num_parent_objects)d page has been published",
            "%(num_parent_objects)d pages have been published",
            2,
        )


@pytest.mark.parametrize("package", ["wagtail_modeladmin", "wagtail_localize"])
def test_what_its_companions_say_otherwise_is_still_what_they_say(package: str) -> None:
    folder = Path(import_module(package).__file__ or "").parent / "locale"
    theirs = gettext.translation("django", folder, ["sv"])
    words = of_lists.OF_LISTS if package == "wagtail_modeladmin" else of_lists.OF_TRANSLATING
    for said in words:
        assert theirs.gettext(said) != said, f"{package} no longer says {said!r}"
        with translation.override("sv"):
            assert translation.gettext(said) not in (said, theirs.gettext(said))
