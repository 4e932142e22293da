"""Pages in the pseudo-language, made as an editor makes translations: by wagtail-localize, every piece of text by itself."""

from collections.abc import Iterable

from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from radslag.tests.pseudo import CODE, pseudo


def translate_pages(pages: Iterable[Page]) -> dict[int, Page]:
    """Published translations of the pages, parents first, by the key of their originals."""
    locale, _made = Locale.objects.get_or_create(language_code=CODE)
    return {page.pk: _translated(page.specific, locale) for page in pages}


def _translated(page: Page, locale: Locale) -> Page:
    source, _made = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        if segment.context.path != "slug":
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": pseudo(segment.string.data)},
            )
    twin, _made = source.create_or_update_translation(
        locale, publish=False, fallback=True, copy_parent_pages=True
    )
    twin.get_latest_revision().publish()
    return Page.objects.get(pk=twin.pk).specific
