"""A page on its way from an editor to readers: written, sent to review, sent back, sent again, approved, published."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import StandardPage
from home.services import roles
from home.services.roles import ensure_roles
from home.tests.builders import make_home, make_standard_page
from radslag.clock import at
from radslag.editors.publishing import publish_scheduled
from radslag.models import OutgoingMail, User
from radslag.templatetags.dates import moment

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def branch() -> Page:
    page = make_standard_page(title="Närlunda")
    ensure_roles(branch=page, organisation="Närlundahem", reviewed=True)
    Site.clear_site_root_paths_cache()
    return page


def client_of(role: str, organisation: str = "Närlundahem") -> Client:
    client = Client()
    user, made = User.objects.get_or_create(email=f"{role}-{organisation}@example.org".lower())
    if made:
        user.groups.add(Group.objects.get(name=f"{role}, {organisation}"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(page_title: str, **values) -> dict[str, str]:
    """What the editor of a content page sends."""
    return nested_form_data(
        {
            "title": page_title,
            "slug": "nya-bankar",
            "lead": "Fjorton bänkar.",
            "thread_mode": "off",
            "easy_read": rich_text(""),
            "body": streamfield([("heading", {"text": "Var de står", "note": ""})]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        }
        | values
    )


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def task_action(page: Page, action: str) -> str:
    page = Page.objects.get(pk=page.pk)
    return reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, action, page.current_workflow_task_state.pk]
    )


def mails() -> list[tuple[str, str, str]]:
    """Recipients, subject and text of what waits in the outbox; emptied."""
    rows = [(row.recipients, row.subject, str(row.message)) for row in OutgoingMail.objects.all()]
    rows += [(", ".join(m.to), m.subject, str(m.body)) for m in mail.outbox]
    OutgoingMail.objects.all().delete()
    mail.outbox = []
    return rows


def test_a_page_goes_from_editor_to_reviewer_and_back_and_is_published_in_the_end(branch):
    editor, reviewer = client_of(roles.EDITORS), client_of(roles.REVIEWERS)
    add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", branch.pk])
    assert "action-publish" not in editor.get(add).content.decode()
    editor.post(add, form_of("Nya & fina bänkar") | {"action-submit": "action-submit"})
    page = StandardPage.objects.get(slug="nya-bankar")
    assert not page.live
    assert "Nya &amp; fina bänkar" in reviewer.get(reverse("wagtailadmin_home")).content.decode()
    [(to, subject, text)] = mails()
    assert to == "granskare-närlundahem@example.org" and subject == "Att granska: Nya & fina bänkar"
    assert "väntar på att du granskar den" in text and "Hello" not in text

    reviewer.post(task_action(page, "reject"), {"comment": "Skriv var de står."})
    assert "Skriv var de står." in editor.get(reverse("wagtailadmin_home")).content.decode()
    [(to, subject, text)] = mails()
    assert (
        to.startswith("redaktörer")
        and "Skriv var de står." in text
        and subject == "Att ändra: Nya & fina bänkar"
    )

    editor.post(edit(page), form_of("Nya bänkar vid ån") | {"action-submit": "action-submit"})
    mails()
    assert reviewer.post(task_action(page, "approve"), {"comment": ""}).status_code in (200, 302)
    page.refresh_from_db()
    assert page.live and page.title == "Nya bänkar vid ån"
    assert [subject for _to, subject, _text in mails()] == ["Godkänd: Nya bänkar vid ån"]


@pytest.mark.parametrize(
    ("role", "organisation"),
    [(roles.EDITORS, "Närlundahem"), (roles.MODERATORS, "Närlundahem"), (roles.REVIEWERS, "Björkhem")],
)
def test_nobody_else_approves(branch, role, organisation):
    ensure_roles(branch=make_standard_page(title="Björkhem"), organisation="Björkhem")
    editor = client_of(roles.EDITORS)
    add = reverse("wagtailadmin_pages:add", args=["home", "standardpage", branch.pk])
    editor.post(add, form_of("Nya bänkar") | {"action-submit": "action-submit"})
    page = StandardPage.objects.get(slug="nya-bankar")
    client_of(role, organisation).post(task_action(page, "approve"), {"comment": ""})
    editor.post(edit(page), form_of("Nya bänkar") | {"action-publish": "action-publish"})
    page.refresh_from_db()
    assert not page.live


def test_a_page_is_given_an_hour_and_comes_at_it_though_another_fails(branch):
    reviewer = client_of(roles.REVIEWERS)
    hour = timezone.now().replace(second=0, microsecond=0) + 30 * HOUR
    pages = [
        make_standard_page(parent=branch, slug="nya-bankar", live=False),
        make_standard_page(parent=branch, live=False),
    ]
    local = timezone.localtime(hour).strftime("%Y-%m-%d %H:%M")
    for page in pages:
        values = form_of(page.title, slug=page.slug, go_live_at=local) | {"action-publish": "action-publish"}
        answer = reviewer.post(edit(page), values, follow=True)
        assert f"”{page.title}” publiceras {moment(hour)}." in answer.content.decode()
    pages[0].refresh_from_db()
    broken = pages[0].get_latest_revision()
    broken.content["body"], broken.content["content_type"] = "[{", 999_999
    broken.save()
    with at(hour), time_machine.travel(hour):
        publish_scheduled()
    live = dict(StandardPage.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "live"))
    assert live == {pages[0].pk: False, pages[1].pk: True}


def test_the_command_makes_the_roles_of_a_branch_and_keeps_what_was_decided(branch):
    editors = Group.objects.get(name="Redaktörer, Närlundahem")

    def may_publish() -> bool:
        return GroupPagePermission.objects.filter(group=editors, permission__codename="publish_page").exists()

    def run(*words: str) -> list[str]:
        out = StringIO()
        call_command(
            "ensure_roles", "--branch", str(branch.pk), "--organisation", "Närlundahem", *words, stdout=out
        )
        return out.getvalue().splitlines()

    assert len(run()) == 5 and not may_publish()
    run("--no-reviewed")
    assert may_publish()
    run()
    assert may_publish()


@pytest.mark.parametrize("address", ["/narlunda/", "/finns-inte/", "999999", "1"])
def test_the_command_takes_an_address_and_refuses_one_that_is_no_page(address):
    make_home()
    make_standard_page(title="Närlunda", slug="narlunda")
    if address == "/narlunda/":
        call_command("ensure_roles", "--branch", address, "--organisation", "X", stdout=StringIO())
        assert Group.objects.filter(name="Granskare, X").exists()
    else:
        with pytest.raises(CommandError):
            call_command("ensure_roles", "--branch", address, stdout=StringIO())
