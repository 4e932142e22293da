"""The editors' side of packages: what can be packed, what was, and where to fetch it. Each app says who may."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem

from radslag.archives import services
from radslag.archives.kinds import Thing, kinds
from radslag.for_programs.downloads import csv_download
from radslag.incoming.plain import plain_line
from radslag.incoming.row_numbers import row_number
from radslag.models import ArchivePackage
from radslag.privacy.errors import Refused
from radslag.readers.paging import page_of
from radslag.templatetags.dates import moment

LONGEST_QUERY, ROWS = 100, 50


def may_pack(user: Any) -> bool:
    """Whether the person holds a right by which something could be packed."""
    return any(user.has_perm(right) for kind in kinds() for right in kind.rights)


def own_things(user: Any) -> dict[tuple[str, int], Thing]:
    """What the person may pack, by kind and number."""
    return {(kind.name, thing.pk): thing for kind in kinds() for thing in kind.things(user)}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What can be packed: searched by `q`, of one `kind`, `state` open or done; as a table with `export=csv`."""
    if not may_pack(request.user):
        raise PermissionDenied
    things = own_things(request.user)
    rows = _rows(things, request)
    if request.GET.get("export") == "csv":
        return csv_download(_table(rows), _("archive"))
    context = {
        "rows": page_of(rows, ROWS, request.GET, "p"),
        "kinds": [(kind.name, kind.title) for kind in kinds()],
        "q": plain_line(request.GET.get("q", "")[:LONGEST_QUERY]),
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
    }
    return render(request, "archives/admin/index.html", context)


def _rows(things: dict[tuple[str, int], Thing], request: HttpRequest) -> list[dict[str, Any]]:
    newest: dict[tuple[str, int], ArchivePackage] = {}
    for package in ArchivePackage.objects.select_related("asked_by", "confirmed_by").order_by("pk"):
        newest[package.kind, package.object_id] = package
    titles = {kind.name: kind.title for kind in kinds()}
    words = plain_line(request.GET.get("q", "")[:LONGEST_QUERY]).casefold()
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = []
    for (name, number), thing in things.items():
        of_thing = newest.get((name, number))
        is_done = of_thing is not None and of_thing.confirmed_at is not None
        if (
            words in thing.title.casefold()
            and kind in ("", name)
            and state in ("", "done" if is_done else "open")
        ):
            rows.append({"kind": name, "what": titles[name], "thing": thing, "package": of_thing})
    return rows


def _table(rows: list[dict[str, Any]]) -> list[list[Any]]:
    heading = [_("Kind"), _("What"), _("Made"), _("Bytes"), _("Checksum"), _("Confirmed"), _("Decision")]
    lines: list[list[Any]] = [heading]
    for row in rows:
        package = row["package"]
        facts: list[Any] = [""] * 5
        if package is not None:
            made = moment(package.made_at) if package.made_at else ""
            confirmed = moment(package.confirmed_at) if package.confirmed_at else ""
            facts = [made, package.size or "", package.sha256, confirmed, package.decision]
        lines.append([str(row["what"]), row["thing"].title, *facts])
    return lines


@require_POST
def act(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Ask for a package, confirm the newest, or note that none is needed."""
    if (kind, number) not in own_things(request.user):
        raise PermissionDenied
    by: Any = request.user
    try:
        if "confirm" in request.POST:
            asked = row_number(request.POST["confirm"])
            newest = get_object_or_404(ArchivePackage, pk=asked, kind=kind, object_id=number)
            services.confirm_package(package_id=newest.pk, by=by)
            messages.success(request, _("Noted that the archive has the package."))
        elif "none" in request.POST:
            decision = plain_line(request.POST.get("decision", ""))[:60]
            services.note_none_needed(kind=kind, number=number, decision=decision, by=by)
            messages.success(request, _("The decision is noted."))
        else:
            services.ask_for_package(kind=kind, number=number, by=by)
            messages.success(request, _("The package is being made. Come back in a minute."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("archives")


@require_safe
def fetch(request: HttpRequest, package_id: int) -> FileResponse:
    """The package as a file, for those who may pack the thing."""
    package = get_object_or_404(ArchivePackage, pk=package_id)
    if (package.kind, package.object_id) not in own_things(request.user):
        raise PermissionDenied
    if not package.file:
        raise Http404("not made")
    try:
        file = package.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404("lost") from lost
    name = f"{slugify(package.title) or package.kind}-{package.pk}.zip"
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-SHA256"] = package.sha256
    return response


class ArchiveItem(MenuItem):
    """For those who may pack something."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there could be: asked on every page of the admin, so the rights alone are looked at."""
        return may_pack(request.user)


def urls() -> list[URLPattern]:
    """Receiver of register_admin_urls."""
    return [
        path("arkiv/", index, name="archives"),
        path("arkiv/<slug:kind>/<int:number>/", act, name="archives_act"),
        path("arkiv/paket/<int:package_id>.zip", fetch, name="archives_fetch"),
    ]


def menu_item() -> MenuItem:
    """Receiver of register_reports_menu_item."""
    return ArchiveItem(
        gettext_lazy("Archive packages"),
        reverse("archives"),
        name="archives",
        icon_name="download",
        order=950,
    )
