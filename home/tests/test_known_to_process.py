"""Pages for readers with a session on a site that keeps pages, with commits as they are: cheap, and never old."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from budgeting.rules.phases import Phase
from budgeting.tests.builders import make_home, make_proposals, make_round_page
from comments.tests.crowds import fill
from councils.tests.builders import make_council
from radslag.clock import at
from radslag.models import SiteSettings, User
from radslag.page_cache.known import remembering, site_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MINUTE = dt.timedelta(minutes=1)
MOST_QUERIES = 12
"""Of a page with a conversation, made anew, once the process knows the site."""


@pytest.fixture
def council(settings: Any) -> Any:
    settings.RADSLAG_KEEP_PAGES = True
    page = make_council(thread_mode="open")
    fill(page, threads=12, replies=2)
    told(Client(), page.url)  # the first of all makes the settings of the site
    told(Client(), page.url)
    return page


def told(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_page_made_anew_asks_little_and_shows_every_change_at_once(council: Any) -> None:
    staff = Client()
    person = User.objects.create_superuser("redaktor@example.org", "redaktor@example.org")
    staff.force_login(person)
    told(staff, council.url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        told(staff, council.url)
    assert len(asked) <= MOST_QUERIES + 12, [
        one["sql"][:90] for one in asked
    ]  # of which staff's tools take some

    site = Site.objects.get(is_default_site=True)
    chosen = SiteSettings.for_site(site)
    chosen.name = "Ordet är fritt"
    chosen.save()
    assert told(staff, council.url).count("Ordet är fritt") >= 2

    in_menu = council.get_parent()
    in_menu.show_in_menus, in_menu.title = True, "Råden i menyn"
    in_menu.save()
    assert "Råden i menyn" in told(staff, council.url)
    Page.objects.get(pk=in_menu.pk).unpublish()
    assert (
        "Råden i menyn" not in told(staff, council.url).partition('id="site-nav"')[2].partition("</nav>")[0]
    )


def test_a_reader_with_a_session_gets_the_page_of_everybody_with_their_own_link(council: Any) -> None:
    reader = Client()
    reader.force_login(User.objects.create_user("boende@example.org", "boende@example.org"))
    told(Client(), council.url)
    with CaptureQueriesContext(connection) as asked:
        response = reader.get(council.url)
    assert len(asked) <= 7, [one["sql"][:90] for one in asked]
    html = response.content.decode()
    assert "Mina sidor" in html and "Logga in" not in html.partition("<main")[0]
    assert response["Cache-Control"] == "private, no-cache" and "ETag" not in response
    assert response["Content-Security-Policy"]
    council.lead = "Nu står här något annat."
    council.save_revision().publish()
    assert "Nu står här något annat." in told(reader, council.url)
    assert "Mina sidor" in told(reader, council.url) and "Mina sidor" not in told(Client(), council.url)


def test_staff_and_who_has_a_message_get_a_page_of_their_own(council: Any) -> None:
    staff = Client()
    staff.force_login(User.objects.create_superuser("admin@example.org", "admin@example.org"))
    assert "wagtail-userbar" in told(staff, council.url)
    assert "wagtail-userbar" not in told(Client(), council.url)


def test_a_cookie_from_elsewhere_in_the_domain_makes_no_page_anew(council: Any) -> None:
    visitor = Client()
    visitor.cookies["_pk_id.7.ab12"] = "statistics-of-another-site"
    with CaptureQueriesContext(connection) as asked:
        response = visitor.get(council.url)
    assert len(asked) <= 3 and response["ETag"], "the number, and what another process kept"
    for name in ("unsaved-ballot", "left-with-vote"):
        visitor.cookies[name] = "x"
        assert "ETag" not in visitor.get(council.url)
        del visitor.cookies[name]


def test_what_the_home_page_says_of_a_round_follows_the_clock_while_nobody_writes(settings: Any) -> None:
    """Blocks are told things of an instant while a page is made; the next request begins without them."""
    settings.RADSLAG_KEEP_PAGES = True
    round_page = make_round_page(Phase.VOTING)
    make_proposals(round_page.round, 3)
    home = make_home()
    home.body = [("call_to_action", {"round": round_page, "link": {}})]
    home.sections = []
    home.save()
    staff = Client()
    staff.force_login(User.objects.create_superuser("chef@example.org", "chef@example.org"))
    told(staff, "/")
    before, after = round_page.round.voting_closes - MINUTE, round_page.round.voting_closes + MINUTE
    with at(before):
        assert "Rösta nu" in told(staff, "/")
        assert "Rösta nu" in told(staff, "/")
    with at(after):
        assert "Rösta nu" not in told(staff, "/")


def test_requests_share_no_object_that_one_of_them_may_change(council: Any) -> None:
    site = Site.objects.get(is_default_site=True)
    chosen = SiteSettings.for_site(site)
    chosen.rules_page = council
    chosen.footer = [("column", {"heading": "Hjälp", "links": []})]
    chosen.save()
    with remembering(RequestFactory().get("/")):
        one, other = SiteSettings.for_site(site), SiteSettings.for_site(site)
        assert one.footer is not other.footer and one.footer[0].value["heading"] == "Hjälp"
        assert one.rules_page is not other.rules_page and one.rules_page == other.rules_page
    request = RequestFactory().get("/")
    with remembering(request):
        first, second = site_of(request), site_of(request)
    assert first is not None and second is not None and first == second
    assert first.root_page is not second.root_page and first.root_page.locale is not second.root_page.locale
