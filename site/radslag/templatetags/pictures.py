"""Pictures that editors have chosen, in the size and format that the reader's screen asks for."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.images.models import Filter, Picture, SourceImageIOError

from radslag.pictures import SHAPES

register = template.Library()


@register.simple_tag
def shown_picture(
    image: Any, shape: str, alt: str | None = None, css: str = "", lazy: bool = True
) -> SafeString:
    """The picture as one of radslag.pictures.SHAPES. Without `alt` it is the one chosen with the picture.

    `lazy` is for what a reader scrolls to: fetched when it comes near.
    """
    if image is None:
        return SafeString()  # a site without pictures yet, in the preview of a block
    chosen = SHAPES[shape]
    attributes = {"sizes": chosen.sizes}
    attributes |= {} if alt is None else {"alt": alt}
    attributes |= {"class": css} if css else {}
    attributes |= {"loading": "lazy"} if lazy else {"fetchpriority": "high"}
    made = {
        one.spec: file for one, file in image.find_existing_renditions(*map(Filter, chosen.specs)).items()
    }
    if not set(chosen.webp) <= made.keys():
        try:
            made |= image.get_renditions(*chosen.webp)  # nobody has published it yet: a preview
        except SourceImageIOError:
            return SafeString()  # lost, or the storage is away: the page goes on without it
    files = {spec: made[spec] for spec in chosen.specs if spec in made}
    html: SafeString = Picture(files, attributes).__html__()
    return html
