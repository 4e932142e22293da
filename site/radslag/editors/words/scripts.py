"""The words that Wagtail's scripts say, with those that its Swedish lacks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from .lacking import LACKING
from .plain import OTHERWISE, PLAINER

SCRIPTS = (
    _("A network error occurred."),
    _("A server error occurred."),
    _("Autosave in progress…"),
    _("Changes have been autosaved."),
    _("Fair"),
    _("Pin toolbar"),
    _("Unpin toolbar"),
    _("Search options…"),
)
OURS = (*LACKING, *OTHERWISE, *PLAINER, *SCRIPTS)


class Words(JavaScriptCatalog):
    """Wagtail's catalogue for scripts, in which our words stand before its own."""

    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Words by what the scripts call them."""
        ours = {said: gettext(said) for said in OURS}
        theirs: dict[str, Any] = super().get_catalog()
        reading_time = [ngettext("%(num)s min", "%(num)s mins", n) for n in (1, 2)]
        said_otherwise = {said: words for said, words in ours.items() if words != said}
        return theirs | said_otherwise | {"%(num)s min": reading_time}


@never_cache
def words_of_scripts(request: HttpRequest) -> HttpResponse:
    """The catalogue in the language that the person has chosen."""
    answer: HttpResponse = get_localized_response(Words.as_view(), request)
    return answer
