"""Whatever people write about a project is text on every page, list and feed that shows it, and on the editors' side."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from budgeting.models import Milestone, Payment, Project, ProjectUpdate
from budgeting.rules.errors import RuleViolation
from budgeting.services import project_updates, projects
from budgeting.services.payment_requests import enter_payment
from budgeting.services.payments import PaymentWords
from budgeting.services.project_updates import Said
from budgeting.services.projects import Plan
from e2e.browsers import DESKTOP
from e2e.payloads import PROVOKE, WATCH, own_payloads, payloads
from e2e.people import Staff
from e2e.projects import costs, project_in
from radslag.models import User

FIELDS = (
    "update",
    "text of the applicant",
    "reason of a refusal",
    "plan",
    "responsible",
    "milestone",
    "payment",
)
MOST_STEPS = 3


@pytest.fixture(scope="module")
def project(site: str) -> Project:
    """A project into which every payload was put, in every field."""
    found, boss = project_in("under_way"), User.objects.get(email="budgetansvarig@example.org")
    for number, payload in enumerate(payloads()):
        _said(found, payload, boss)
        _told(found, payload, boss, publish=bool(number % 2))
    return found


def _told(found: Project, payload: str, boss: User, *, publish: bool) -> None:
    """The applicant writes it; it is published, or declined with the same words."""
    author = found.proposal.author
    assert author
    text = f"{payload} slut"
    written = _taken(
        lambda: project_updates.write_as_applicant(project_id=found.pk, author=author, text=text)
    )
    if written is None:
        return
    if publish:
        project_updates.publish(update_id=written.pk, by=boss)
    elif not _taken(lambda: project_updates.decline(update_id=written.pk, reason=payload[:400], by=boss)):
        project_updates.take_back(update_id=written.pk, author=author)


def _said(found: Project, payload: str, boss: User) -> None:
    today = timezone.localdate()
    _taken(
        lambda: project_updates.say(
            project_id=found.pk, said=Said(date=today, text=f"{payload} slut"), by=boss
        )
    )
    plan = Plan(responsible_shown=payload[:100], plan=payload[:1900])
    _taken(lambda: projects.change_plan(project_id=found.pk, plan=plan, by=boss))
    if found.milestones.count() < MOST_STEPS:
        _taken(
            lambda: projects.add_milestone(
                project_id=found.pk, title=payload[:100], planned_on=today, precision="day", by=boss
            )
        )
    _taken(
        lambda: enter_payment(
            proposal_id=found.proposal_id,
            words=PaymentWords(amount_ore=1, paid_on=today, what=payload[:140]),
            by=boss,
        )
    )


def _taken(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except RuleViolation:  # too long, or nothing to be seen: not taken in, nothing to run
        return None


def places(found: Project) -> Iterator[str]:
    """Every address at which what was written is shown."""
    page = found.proposal.get_absolute_url()
    said = found.updates.published().count()
    yield from (f"{page}?handelser={number}" for number in range(1, said // 8 + 2))
    paid = Payment.objects.filter(proposal=found.proposal).count()
    yield from (f"{page}?betalningar={number}" for number in range(1, paid // 30 + 2))
    programme = found.proposal.round.programme
    yield from (costs(), costs("/rss/"), programme.url, found.proposal.round.page_in("sv").url, "/")
    yield from ("/omrade/narlunda/", reverse("budgeting_project_modeladmin_index"))
    yield reverse("budgeting_project_modeladmin_edit", args=[found.pk])


def test_nothing_that_is_written_about_a_project_runs(
    project: Project, site: str, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    context = browser.new_context(base_url=site, viewport=DESKTOP, locale="sv-SE")
    context.add_init_script(WATCH)
    boss, ran, opened = Staff(context, site), {}, 0
    boss.log_in("budgetansvarig")
    for place in places(project):
        boss.page.goto(place)
        found = boss.page.evaluate(PROVOKE) + boss.troubles
        boss.troubles.clear()
        opened += 1
        if found:
            ran[place] = found[:5]
    context.close()
    with capsys.disabled():
        print(f"\n  {len(payloads())} payloads in {len(FIELDS)} fields of a project, {opened} pages", end="")
    assert not ran
    assert ProjectUpdate.objects.filter(project=project).count() > len(own_payloads()) // 4
    assert Milestone.objects.filter(project=project).exists()
