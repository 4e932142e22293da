"""What a hit is: in the words of a reader, and in those of an address."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from budgeting.models import BudgetingPage, RoundPage
from councils.models import CouncilIndexPage, CouncilPage, ReportIndexPage, TraineeReportPage
from home.models import NewsIndexPage, NewsPage
from radslag.readers.filters import Facet

OTHER_PAGES, PROPOSALS, MATTERS, SUBJECTS = "sidor", "forslag", "arenden", "amnen"
KINDS = {
    "budget": _("Participatory budgets"),
    PROPOSALS: _("Proposals"),
    "invanarrad": _("Residents’ councils"),
    MATTERS: _("Matters"),
    "nyheter": _("News"),
    "rapporter": _("Reports"),
    SUBJECTS: _("Areas and themes"),
    OTHER_PAGES: _("Other pages"),
}
ONE_OF = {
    "budget": _("Participatory budget"),
    PROPOSALS: _("Proposal"),
    "invanarrad": _("Residents’ council"),
    MATTERS: _("Matter"),
    "nyheter": _("A piece of news"),
    "rapporter": _("Report"),
    SUBJECTS: _("All about a subject"),
    OTHER_PAGES: _("Page"),
}
KIND_OF_PAGE: dict[type[Page], str] = {
    BudgetingPage: "budget",
    RoundPage: "budget",
    CouncilIndexPage: "invanarrad",
    CouncilPage: "invanarrad",
    NewsIndexPage: "nyheter",
    NewsPage: "nyheter",
    ReportIndexPage: "rapporter",
    TraineeReportPage: "rapporter",
}
FACET = Facet("typ", _("Kind"), KINDS)


def kinds_by_content_type() -> dict[int, str]:
    """The kind of every page type, by the number of its content type; these are remembered by Django."""
    types = ContentType.objects.get_for_models(*get_page_models())
    return {found.pk: KIND_OF_PAGE.get(model, OTHER_PAGES) for model, found in types.items()}
