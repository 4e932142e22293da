"""The pictures and files of proposals, served to those who may see them. To everyone else they are not there."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from budgeting.admin.rights import own_proposals
from budgeting.models import Attachment, ProjectPicture, Proposal, ProposalPicture, RoundPage
from budgeting.views.shared import is_public
from radslag.accounts.staff import lacks_second_step
from radslag.clock import database_now
from radslag.media.errors import StorageAway

SIZES: Final = {"kort": "card", "stor": "large", "delning": "share"}
CONTENT_TYPES: Final = {
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
}
PUBLIC: Final = "public, max-age=600"
"""The bytes of an address never change; but after ten minutes it is asked anew whether they are still public."""
PRIVATE: Final = "private, no-store"
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
def picture(request: HttpRequest, picture_id: int, size: str) -> HttpResponseBase:
    """A picture of a proposal, in the size “kort”, “stor” or “delning”: public exactly when the proposal is.

    Before and after that it is for its author and for those who review the proposal.
    """
    rows = ProposalPicture.objects.select_related("draft", "proposal__round")
    found = rows.filter(pk=picture_id).first() if size in SIZES and is_row_number(picture_id) else None
    if found is None:
        raise Http404
    public = found.proposal_id is not None and is_public(found.proposal_id)
    if not public and not _may_see(request, found):
        raise Http404
    return served_picture(request, found, size, public=public)


@require_safe
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """A file of a proposal, to be stored and not shown, for its author and for those who review the proposal."""
    rows = Attachment.objects.select_related("draft", "proposal__round")
    found = rows.filter(pk=attachment_id).first() if is_row_number(attachment_id) else None
    if found is None or not _may_see(request, found):
        raise Http404
    response = served(found.file, cache_control=PRIVATE, download_as=found.name)
    response["Content-Security-Policy"] = SANDBOX
    return response


def is_row_number(number: int) -> bool:
    """Whether PostgreSQL could be asked for it."""
    return number < 2**63


def _may_see(request: HttpRequest, thing: ProposalPicture | Attachment) -> bool:
    """Whether the reader wrote the proposal, reviews it, or reads it on a page that not everyone may read."""
    user: Any = request.user
    if user.is_authenticated:
        authors = {row.author_id for row in (thing.draft, thing.proposal) if row is not None}
        if user.pk in authors:
            return True
        reviews = thing.proposal_id and own_proposals(user).filter(pk=thing.proposal_id).exists()
        if reviews and not lacks_second_step(request):
            return True
    return isinstance(thing, ProposalPicture) and _on_closed_page(request, thing)


def _on_closed_page(request: HttpRequest, thing: ProposalPicture) -> bool:
    """Whether the proposal is out, and the reader let in to its round's page by a log-in or a password."""
    if thing.proposal is None:
        return False
    out = Proposal.objects.with_public_page(database_now()).filter(pk=thing.proposal_id)
    pages = RoundPage.objects.live().filter(round=thing.proposal.round_id)
    return out.exists() and any(page.may_be_read(request) for page in pages)


def served_picture(
    request: HttpRequest, picture: ProposalPicture | ProjectPicture, size: str, *, public: bool
) -> HttpResponseBase:
    """The picture, or that what the reader has of it stands. Raises Http404, StorageAway."""
    file = getattr(picture, SIZES[size])
    if not public:
        return served(file, cache_control=PRIVATE)
    etag = quote_etag(PurePath(file.name).stem)
    response: HttpResponseBase = _if_it_stands(request, etag) or served(file, cache_control=PUBLIC)
    response["ETag"], response["Cache-Control"] = etag, PUBLIC
    return response


def _if_it_stands(request: HttpRequest, etag: str) -> HttpResponseNotModified | None:
    """304 for who has the picture. Its name is drawn by lot, so that a number used again after a restore is another one."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return HttpResponseNotModified() if etag in known else None


def served(file: FieldFile, *, cache_control: str, download_as: str = "") -> FileResponse:
    """The file in pieces, of the type that we wrote it in; 404 when the storage has lost it. Raises StorageAway."""
    try:
        opened = file.open("rb")
    except StorageAway:
        raise
    except (OSError, ValueError) as lost:
        raise Http404 from lost
    kind = CONTENT_TYPES[PurePath(file.name or "").suffix]
    response = FileResponse(opened, as_attachment=bool(download_as), filename=download_as, content_type=kind)
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
