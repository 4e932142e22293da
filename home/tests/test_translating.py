"""Translating pages in the editors' side, through the real views: who may, what comes along, and what never does."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from budgeting.models import Round, RoundPage
from budgeting.tests import builders as budgets
from home.services.roles import BUDGETERS, EDITORS, MODERATORS, ensure_roles
from home.tests import builders as make
from home.tests.readers import read
from radslag.models import User

pytestmark = pytest.mark.django_db
SUBMIT = "/admin/localize/submit/page/{}/"


@pytest.fixture
def english() -> Locale:
    """English with a home page of its own, in the branch of the same roles."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    home = make.make_home()
    twin = home.copy_for_translation(locale)
    twin.save_revision().publish()
    for branch in (home, twin):
        ensure_roles(branch=branch)
    return locale


def person(role: str) -> User:
    user = User.objects.create_user(email=f"{role}@example.org", password="ett långt lösenord")
    user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submit(client: Client, page: Page, locale: Locale) -> int:
    return client.post(SUBMIT.format(page.pk), {"locales": [locale.pk]}).status_code


def body() -> list[tuple[str, Any]]:
    described, decorative = make.make_picture(), make.make_picture()
    described.contextual_alt_text, described.decorative = "Stenen vid ån", False
    decorative.contextual_alt_text, decorative.decorative = "", True
    return [
        *make.make_body("Lampor på gården."),
        ("quote", {"text": "Bra!", "attribution": "Boende"}),
        ("picture", {"image": described, "caption": "En sten"}),
        ("picture", {"image": decorative, "caption": ""}),
        ("contacts", {"heading": "Kontakt", "note": "", "contacts": [make.make_contact()]}),
        ("recommendations", {"heading": "Råd", "note": "", "items": ["Fråga.", "Börja."]}),
    ]


def translate(client: Client, translation: Translation, words: dict[str, str]) -> None:
    """Write the words of a translation as the editor's page does, one by one."""
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        text = words.get(segment.string.data)
        if text:
            address = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
            answer = client.put(
                address, urlencode({"value": text}), content_type="application/x-www-form-urlencoded"
            )
            assert answer.status_code in {200, 201}, answer.content


@pytest.mark.parametrize("kind", ["standard", "news"])
def test_an_editor_has_a_page_translated_writes_the_words_and_publishes(
    english: Locale, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    make.make_news_index()
    builder = make.make_standard_page if kind == "standard" else make.make_news_page
    page = builder(
        title="Nya lampor", lead="Ljusare.", body=body(), slug="nya-lampor", picture=make.make_picture()
    )
    client = signed_in(person(EDITORS))
    assert client.get(SUBMIT.format(page.pk)).status_code == 200
    assert submit(client, page, english) == 302
    twin = page.get_translation(english)
    assert not twin.live, "nothing Swedish is shown as English"
    assert client.get(f"/admin/pages/{twin.pk}/edit/").status_code == 200
    translation = Translation.objects.get(target_locale=english, source__object_id=page.translation_key)
    words = {
        "Nya lampor": "New lamps",
        "Lampor på gården.": "Lamps in the yard.",
        "Fråga.": "Ask.",
        "Bra!": "Good!",
    }
    translate(client, translation, words)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/admin/pages/{twin.pk}/edit/", {"action": "publish"}).status_code == 302
    twin = twin.specific_class.objects.get(pk=twin.pk)
    assert twin.live
    assert (twin.title, twin.picture_id) == ("New lamps", page.picture_id)
    html = read(twin.url).html
    assert all(text in html for text in words.values())
    assert Page.objects.get(pk=page.pk).title == "Nya lampor"


def test_a_round_has_one_contract_in_all_languages(english: Locale) -> None:
    page = budgets.make_round_page()
    for above in page.get_ancestors().filter(depth__gt=2):
        above.specific.copy_for_translation(english, copy_parents=True)
    assert submit(signed_in(make.make_editor()), page, english) == 302
    twin = RoundPage.objects.get(translation_key=page.translation_key, locale=english)
    assert twin.round_id == page.round_id
    assert Round.objects.count() == 1


def test_a_role_without_the_right_and_another_branch_have_nothing_translated(english: Locale) -> None:
    page = make.make_standard_page()
    ensure_roles(branch=make.make_standard_page(), organisation="Bolaget")
    for user in (person(MODERATORS), person(f"{EDITORS}, Bolaget"), person(f"{BUDGETERS}, Bolaget")):
        client = signed_in(user)
        for answer in (
            client.get(SUBMIT.format(page.pk)),
            client.post(SUBMIT.format(page.pk), {"locales": [english.pk]}),
        ):
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.headers["Location"].startswith("/admin/")
    assert not page.has_translation(english)
    assert Client().get(SUBMIT.format(page.pk)).headers["Location"].startswith("/admin/login/")


def test_an_editor_of_one_language_adds_no_pages_in_another(english: Locale) -> None:
    page, editor = make.make_standard_page(), person(EDITORS)
    twin_home = make.make_home().get_translation(english)
    twin_home.group_permissions.all().delete()
    submit(signed_in(editor), page, english)
    assert not page.has_translation(english)


def test_the_list_of_translations_and_their_updates_keep_to_the_branch(
    english: Locale, django_capture_on_commit_callbacks: Any
) -> None:
    page = make.make_standard_page(title="Stadens sida")
    submit(signed_in(person(EDITORS)), page, english)
    ensure_roles(branch=make.make_standard_page(), organisation="Bolaget")
    stranger, own = (
        signed_in(person(f"{EDITORS}, Bolaget")),
        signed_in(User.objects.filter(groups__name=EDITORS).get()),
    )
    for address in ("/admin/localize/reports/translations/", "/admin/localize/reports/translations/results/"):
        assert "Stadens sida" in own.get(address).content.decode()
        assert "Stadens sida" not in stranger.get(address).content.decode()
    update = f"/admin/localize/update/{TranslationSource.objects.get_for_instance(page).pk}/"
    assert own.get(update).status_code == 200
    assert stranger.get(update).status_code != 200
    twin = page.get_translation(english)
    with django_capture_on_commit_callbacks(execute=True):
        assert own.post(update, {"publish_translations": "on"}).status_code == 302
    assert Page.objects.get(pk=twin.pk).live
