"""What readers are told of a file before they fetch it: its size and, of a PDF, its pages. Found out when it is stored."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from pypdf import PdfReader
from wagtail.documents import get_document_model

from radslag.models import DocumentFacts

logger = logging.getLogger(__name__)
MOST_PAGES = 100_000


def note_facts(document: Any) -> DocumentFacts | None:
    """Store size and pages of a document's file. Does nothing when the file is the one that is known, or is not there."""
    known = DocumentFacts.objects.filter(document=document).first()
    if not document.file or (known and known.file_name == document.file.name):
        return known
    try:
        size = document.file.size
    except OSError:
        return known
    values = {"file_name": document.file.name, "size": size, "pages": count_pages(document)}
    facts, _created = DocumentFacts.objects.update_or_create(document=document, defaults=values)
    return facts


def count_pages(document: Any) -> int | None:
    """The pages of a PDF; None for other files, and for a PDF that can't be read."""
    if document.file_extension.lower() != "pdf":
        return None
    try:
        with document.open_file() as file:
            pages = len(PdfReader(file).pages)
    except (
        Exception
    ) as error:  # a file from outside may be broken in any way; readers then see its size alone
        logger.warning("The pages of document %s can't be counted: %s", document.pk, type(error).__name__)
        return None
    return pages if 0 < pages <= MOST_PAGES else None


def note_missing_facts() -> int:
    """Find out what is not known yet, of files that were stored before anybody asked. Returns how many."""
    missing: Iterable[Any] = get_document_model().objects.filter(facts=None)
    return sum(note_facts(document) is not None for document in missing)


def on_document_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Receiver of post_save of documents. What goes wrong never keeps the file from being stored."""
    if not raw:
        with transaction.atomic():
            note_facts(instance)
