"""What waits: each role sees what it may act on, in its own branch, with the same number of queries however much waits."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, Site, Workflow

from budgeting.rules.phases import Phase
from budgeting.tests.builders import make_programme, make_proposal, make_round, make_round_page
from comments.tests.builders import make_comment
from home.services import roles
from home.services.roles import ensure_roles
from home.tests.builders import make_editor, make_home, make_standard_page
from radslag.editors.waiting import Waiting, waiting_for
from radslag.editors.waiting.sources import _sources
from radslag.models import JobRun, OutgoingMail, User

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_of_rounds_what_has_a_date_stands_before_counts_projects_and_votes():
    hooks.search_for_hooks()  # where the sources are registered
    places = [source.__module__ for source in _sources if source.__module__.startswith("budgeting.")]
    assert list(dict.fromkeys(place.rpartition(".")[2] for place in places)) == [
        "rounds",
        "counts",
        "projects",
        "votes",
    ]


@pytest.fixture
def branches() -> dict[str, Page]:
    make_home()
    Workflow.objects.all().delete()  # Wagtail's own, which a new site takes away too
    own, other = (make_standard_page(title=t, thread_mode="open") for t in ("Närlunda", "Björkhem"))
    ensure_roles(branch=own, organisation="Närlundahem")
    ensure_roles(branch=other, organisation="Björkhem")
    return {"Närlundahem": own, "Björkhem": other}


def person(role: str, organisation: str = "Närlundahem") -> User:
    user = User.objects.create_user(email=f"{role}.{organisation}@example.org".lower())
    user.groups.add(Group.objects.get(name=f"{role}, {organisation}" if organisation else role))
    return user


def shown_to(user: User) -> list[Waiting]:
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=user.pk)
    return waiting_for(request)


def titles(user: User) -> list[str]:
    return [thing.title for thing in shown_to(user)]


def send_to_review(page: Page, by: User) -> None:
    page.save_revision(user=by)
    page.get_workflow().start(page, by)


def test_a_page_sent_to_review_waits_for_the_reviewers_of_its_branch_alone(branches):
    editor = person(roles.EDITORS)
    page = make_standard_page(parent=branches["Närlundahem"], title="Nya bänkar", live=False)
    send_to_review(page, editor)
    assert any("Nya bänkar" in title for title in titles(person(roles.REVIEWERS)))
    for other in (person(roles.REVIEWERS, "Björkhem"), person(roles.MODERATORS), editor):
        assert not any("Nya bänkar" in title for title in titles(other))


def test_a_page_sent_back_waits_for_who_sent_it_with_the_reviewers_words(branches):
    editor, reviewer = person(roles.EDITORS), person(roles.REVIEWERS)
    page = make_standard_page(parent=branches["Närlundahem"], title="Nya bänkar", live=False)
    send_to_review(page, editor)
    page.current_workflow_state.current_task_state.reject(user=reviewer, comment="Skriv var bänkarna står.")
    [thing] = shown_to(editor)
    assert "Nya bänkar" in thing.title and thing.text == "Skriv var bänkarna står."
    assert thing.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not shown_to(person(roles.EDITORS, "Björkhem")) + shown_to(reviewer)


def test_hours_that_are_set_are_dates_and_those_missed_are_urgent(branches):
    editor, now = person(roles.EDITORS), timezone.now()
    for title, hour in (("I tid", now + HOUR), ("För sent", now - HOUR)):
        page = make_standard_page(parent=branches["Närlundahem"], title=title, live=False)
        revision = page.save_revision()
        revision.approved_go_live_at = hour
        revision.save()
    make_standard_page(parent=branches["Närlundahem"], title="Tas ned", expire_at=now + HOUR)
    things = {thing.title: thing for thing in shown_to(editor)}
    assert sum(thing.urgent for thing in things.values()) == 1
    assert [thing.at is None for title, thing in things.items() if "För sent" in title] == [True]
    assert all(thing.at for title, thing in things.items() if "För sent" not in title) and len(things) == 3
    assert not shown_to(person(roles.EDITORS, "Björkhem"))


def test_comments_wait_for_the_moderators_of_the_branch_and_are_urgent_after_a_day(branches):
    comment = make_comment(page=branches["Närlundahem"], at_instant=timezone.now())
    moderator = person(roles.MODERATORS)
    [thing] = shown_to(moderator)
    assert (thing.count, thing.urgent) == (1, False)
    type(comment).objects.update(waiting_since=timezone.now() - dt.timedelta(days=2))
    assert shown_to(moderator)[0].urgent
    assert not shown_to(person(roles.MODERATORS, "Björkhem")) + shown_to(person(roles.EDITORS))


def test_a_round_asks_for_decisions_and_tells_its_next_date(branches):
    for organisation, branch in branches.items():
        programme = make_programme(title=organisation)
        programme.move(branch, pos="last-child")
        programme.refresh_from_db()
        round_ = make_round(Phase.REVIEW, programme=programme, name=f"Omgång i {organisation}")
        make_proposal(round_, accepted=False)
    budgeter = shown_to(person(roles.BUDGETERS))
    assert [thing.count for thing in budgeter if not thing.at] == [1]
    assert [thing.title for thing in budgeter if thing.at] == ["Omgång i Närlundahem"]
    assert len(shown_to(person(roles.REVIEWERS))) == 2
    assert not shown_to(person(roles.EDITORS)) + shown_to(person(roles.MODERATORS))


def test_a_round_whose_page_nobody_published_is_told(branches):
    page = make_round_page(Phase.SUBMISSION, name="Mitt Närlunda")
    page.unpublish()
    assert any(thing.urgent and "Mitt Närlunda" in thing.title for thing in shown_to(make_editor()))


def test_mail_that_failed_and_work_that_stands_still_are_for_those_who_run_the_site(branches):
    now = timezone.now()
    OutgoingMail.objects.create(
        message={}, subject="Koden", recipients="boende@example.org", next_attempt_at=now, gave_up_at=now
    )
    JobRun.objects.create(name="retry", started_at=now - HOUR)
    ensure_roles(branch=make_home())
    runs_the_site, of_a_branch = person(roles.ADMINISTRATORS, ""), person(roles.ADMINISTRATORS)
    assert [thing.urgent for thing in shown_to(runs_the_site)] == [True, True]
    assert not shown_to(of_a_branch)
    address = reverse("radslag_outgoingmail_modeladmin_index")
    client = Client()
    client.force_login(of_a_branch)
    assert client.get(address).status_code in (302, 403)
    client.force_login(runs_the_site)
    page = client.get(address).content.decode()
    assert "Koden" in page and "boende@example.org" not in page


def test_the_first_page_takes_as_many_queries_for_much_as_for_little(branches):
    editor = make_editor()
    Site.clear_site_root_paths_cache()
    client = Client()
    client.force_login(editor)

    def much_waits() -> None:
        page = make_standard_page(parent=branches["Närlundahem"], live=False)
        send_to_review(page, editor)
        make_comment(page=branches["Närlundahem"])
        make_proposal(make_round(Phase.REVIEW), accepted=False)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        return len(context)

    much_waits()
    queries()
    few = queries()
    for _ in range(4):
        much_waits()
    assert queries() == few


def test_who_has_nothing_to_do_is_told_so(branches):
    client = Client()
    client.force_login(person(roles.EDITORS))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Inget väntar på dig." in page and "w-dashboard" in page
