"""Sizes of pictures, made when a page is published so that no reader waits for them and no GET writes.

Tasks that wait in the database name this module, so it stays where it lies.
"""

from dataclasses import dataclass
from typing import Any

from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.models import ReferenceIndex
from wagtail.search import index

SHARED = "fill-1200x630|format-jpeg|jpegquality-80"
"""Of a shared link: what those who show such links ask for; not all of them read WebP."""
CARD = "fill-720x480|format-webp"
"""What feeds show."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture as a page shows it: the sizes to choose from, each as AVIF and as WebP, and how wide it stands.

    `sizes` is said to the browser, which fetches the smallest file that is sharp on its screen.
    """

    pattern: str
    sizes: str

    @property
    def webp(self) -> list[str]:
        """Wagtail's names of the files that every browser shows: these are always there."""
        return list(Filter.expand_spec(f"{self.pattern}|format-webp"))

    @property
    def avif(self) -> list[str]:
        """Wagtail's names of the smaller files: shown once the worker has made them, which takes it a while."""
        return list(Filter.expand_spec(f"{self.pattern}|format-avif"))

    @property
    def specs(self) -> list[str]:
        """All of them."""
        return [*self.webp, *self.avif]


SHAPES = {
    "opening": Shape("fill-{360x270,720x540}", "(min-width: 56rem) 32rem, 100vw"),
    "card": Shape("fill-{360x240,720x480}", "(min-width: 40rem) 24rem, 100vw"),
    "body": Shape("max-{600x450,1200x900}", "(min-width: 48rem) 44rem, 100vw"),
}
AT_ONCE = [*SHAPES["opening"].webp, *SHAPES["card"].webp, SHARED]
"""What a page's own picture can't do without."""
OF_A_PAGE = [*SHAPES["opening"].specs, *SHAPES["card"].specs, SHARED]


def make_sizes(*, image_id: int, specs: list[str] | None = None) -> None:
    """Make what the templates ask for of one picture; sizes that exist are kept. A picture that is gone is no error.

    `specs` are those of a page's own picture, unless others are said.
    """
    image = get_image_model().objects.filter(pk=image_id).first()
    if image:
        image.get_renditions(*(specs or OF_A_PAGE))


def make_sizes_of_page(*, page_id: int, picture_id: int | None) -> None:
    """Make the sizes of a page's own picture, and of those in its texts."""
    if picture_id:
        make_sizes(image_id=picture_id)
    images = get_image_model()
    named = ReferenceIndex.objects.filter(
        object_id=str(page_id), to_content_type__model=images._meta.model_name
    )
    for image_id in {int(pk) for pk in named.values_list("to_object_id", flat=True)} - {picture_id}:
        make_sizes(image_id=image_id, specs=SHAPES["body"].specs)


def make_sizes_of_all() -> None:
    """Leave it to the worker to make the sizes of every picture: of a site that was restored, say."""
    for image_id in get_image_model().objects.values_list("pk", flat=True):
        make_sizes_task.enqueue(image_id)


@task()
def make_sizes_task(image_id: int) -> None:
    """Make the sizes of one picture, in the worker."""
    make_sizes(image_id=image_id)


@task()
def make_sizes_of_page_task(page_id: int, picture_id: int | None) -> None:
    """Make the sizes of a page's pictures, in the worker."""
    make_sizes_of_page(page_id=page_id, picture_id=picture_id)


def on_publish(instance: Any, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published: leave the work to the worker."""
    make_sizes_of_page_task.enqueue(instance.pk, getattr(instance, "picture_id", None))


def on_settings_saved(instance: Any, **kwargs: Any) -> None:
    """Receiver of post_save of the site's settings: the picture for shared links gets its sizes too."""
    if instance.share_picture_id:
        make_sizes_task.enqueue(instance.share_picture_id)


def let_tags_narrow_a_search() -> None:
    """Who chooses a picture may search among those with a tag: Wagtail's own model lacks what its search asks for then."""
    for field in get_image_model().search_fields:
        if isinstance(field, index.RelatedFields) and field.field_name == "tags":
            field.fields = [*field.fields, index.FilterField("name")]
