"""Pages of any type as cards, with the same few queries for all of them: Wagtail's `specific` asks once for each type."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import BigIntegerField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models

from radslag.pages import BasePage

Rows = TypeVar("Rows", bound=QuerySet[Any])


def for_cards(pages: Rows) -> Rows:
    """The pages with what a card shows of them: `lead`, and the number of their picture for `add_pictures`."""
    names = [model._meta.model_name for model in get_page_models() if issubclass(model, BasePage)]
    return pages.annotate(
        lead=Coalesce(*(F(f"{name}__lead") for name in names), Value(""), output_field=TextField()),
        picture_number=Coalesce(
            *(F(f"{name}__picture") for name in names), Value(None), output_field=BigIntegerField()
        ),
    )


def add_pictures(pages: Iterable[Any], *, also: Iterable[BasePage] = ()) -> None:
    """Give the pages of `for_cards` their `picture` with its sizes, and whole pages theirs: one query for all,
    one more where a picture has no sizes yet."""
    pages, also = list(pages), list(also)
    numbers = {page.picture_number for page in pages} | {page.picture_id for page in also}
    images = _with_sizes(numbers - {None})
    for page in pages:
        page.picture = images.get(page.picture_number)
    for page in also:
        page.picture = images.get(page.picture_id)


def _with_sizes(numbers: set[Any]) -> dict[Any, Any]:
    """Pictures by their numbers, each with its sizes where Wagtail looks for them."""
    model = get_image_model()
    images: dict[Any, Any] = {}
    sizes: dict[Any, list[Any]] = {}
    for size in model.get_rendition_model().objects.filter(image__in=numbers).select_related("image"):
        size.image = images.setdefault(size.image_id, size.image)
        sizes.setdefault(size.image_id, []).append(size)
    if without := numbers - images.keys():
        images |= model.objects.in_bulk(without)
    for number, image in images.items():
        read = image.renditions.all()  # left as `prefetch_related` leaves it
        read._result_cache, read._prefetch_done = sizes.get(number, []), True
        image._prefetched_objects_cache = {"renditions": read}
    return images


def of_types(*types: type[Page]) -> Q:
    """Pages of these types, without a question to the database."""
    query = Q(pk__in=[])
    for model in types:
        query |= Q(**{f"{model._meta.model_name}__isnull": False})
    return query
