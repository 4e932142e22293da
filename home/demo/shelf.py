"""What the loader has made so far, by the keys that the texts use."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from home.demo.blocks import Ref, rich_text, stored
from radslag.models import Area, Contact, Theme, User


@dataclass(slots=True)
class Shelf:
    """Everything a text can refer to, by kind and key."""

    areas: dict[str, Area] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)

    def number(self, ref: Ref) -> int:
        """The primary key of what `ref` stands for. Raises KeyError when there is no such thing."""
        kinds = {
            "page": self.pages,
            "contact": self.contacts,
            "image": self.images,
            "document": self.documents,
        }
        number: int = kinds[ref.kind][ref.key].pk
        return number

    def body(self, blocks: Sequence[object]) -> str:
        """Blocks as a StreamField stores them."""
        return stored(blocks, self.number)

    def html(self, text: str) -> str:
        """Rich text with its links resolved."""
        return rich_text(text, self.number)
