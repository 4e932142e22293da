"""Sizes of pictures, made when a page is published so that no reader waits for them and no GET writes."""

from typing import Any

from django_tasks import task
from wagtail.images import get_image_model

OPENING, CARD = "fill-720x540|format-webp", "fill-720x480|format-webp"
SHARED = "fill-1200x630|format-jpeg|jpegquality-80"
"""Of a shared link: what those who show such links ask for; not all of them read WebP."""


def make_sizes(*, image_id: int) -> None:
    """Make what the templates ask for of one picture; sizes that exist are kept. A picture that is gone is no error."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image:
        image.get_renditions(OPENING, CARD, SHARED)


@task()
def make_sizes_task(image_id: int) -> None:
    """Make the sizes of one picture, in the worker."""
    make_sizes(image_id=image_id)


def on_publish(instance: Any, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published: leave the work to the worker."""
    if getattr(instance, "picture_id", None):
        make_sizes_task.enqueue(instance.picture_id)


def on_settings_saved(instance: Any, **kwargs: Any) -> None:
    """Receiver of post_save of the site's settings: the picture for shared links gets its sizes too."""
    if instance.share_picture_id:
        make_sizes_task.enqueue(instance.share_picture_id)
