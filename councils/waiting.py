"""What waits in the councils: open matters about which nothing was said for 90 days."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.admin_rights import own_matters
from radslag.clock import database_now
from radslag.editors.waiting import Waiting, register


@register
def silent_matters(request: HttpRequest) -> list[Waiting]:
    """One line for all of them."""
    matters = own_matters(request.user, "councils.change_matter")
    count = matters.public().silent_on(timezone.localdate(database_now())).count()
    if not count:
        return []
    title = ngettext("%(n)d matter waits for a word", "%(n)d matters wait for a word", count) % {"n": count}
    text = _("Nothing was said for 90 days. A line is enough, also when nothing has happened.")
    return [Waiting(title, text, f"{reverse('councils_matter_modeladmin_index')}?tyst=ja", count=count)]
