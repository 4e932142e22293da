"""The pictures of projects, public when their update is, and the receipts of payments, which never are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from budgeting.admin.rights import PAYMENTS, own_projects, programmes_of
from budgeting.models import ProjectPicture, Proposal, RoundPage, Voucher
from budgeting.views.files import PRIVATE, SANDBOX, SIZES, is_row_number, served, served_picture
from budgeting.views.shared import is_public
from radslag.accounts.staff import lacks_second_step
from radslag.clock import database_now


@require_safe
def project_picture(request: HttpRequest, picture_id: int, size: str) -> HttpResponseBase:
    """A picture of a project, in the size “kort”, “stor” or “delning”: public when its update is published and its proposal
    public. Before that it is for who wrote it and for those who follow up the project.
    """
    rows = ProjectPicture.objects.select_related("update_of__project__proposal__round")
    found = rows.filter(pk=picture_id).first() if size in SIZES and is_row_number(picture_id) else None
    if found is None:
        raise Http404
    public = found.update_of.published_at is not None and is_public(found.update_of.project.proposal_id)
    if not public and not _may_see(request, found):
        raise Http404
    return served_picture(request, found, size, public=public)


@require_safe
def voucher(request: HttpRequest, voucher_id: int) -> HttpResponseBase:
    """A receipt, to be stored and not shown, for those who enter or see payments of the programme."""
    rows = Voucher.objects.select_related("payment__proposal__round", "request__proposal__round")
    found = rows.filter(pk=voucher_id).first() if is_row_number(voucher_id) else None
    owner = (found.payment or found.request) if found is not None else None
    user: Any = request.user
    if found is None or owner is None or not user.is_authenticated:
        raise Http404
    if (
        lacks_second_step(request)
        or not programmes_of(user, *PAYMENTS).filter(pk=owner.proposal.round.programme_id).exists()
    ):
        raise Http404
    response = served(found.file, cache_control=PRIVATE, download_as=found.name)
    response["Content-Security-Policy"] = SANDBOX
    return response


def _may_see(request: HttpRequest, found: ProjectPicture) -> bool:
    update, user = found.update_of, request.user
    if user.is_authenticated:
        if user.pk == update.written_by_id:
            return True
        if own_projects(user).filter(pk=update.project_id).exists() and not lacks_second_step(request):
            return True
    return update.published_at is not None and _on_closed_page(request, update.project.proposal)


def _on_closed_page(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether the proposal is out, and the reader let in to its round's page by a log-in or a password."""
    out = Proposal.objects.with_public_page(database_now()).filter(pk=proposal.pk)
    pages = RoundPage.objects.live().filter(round=proposal.round_id)
    return out.exists() and any(page.may_be_read(request) for page in pages)
