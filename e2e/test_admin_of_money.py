"""The editors' pages of the count and of what became of the money: everyone can use them, on a phone and in the dark."""

from collections.abc import Callable

from django.urls import reverse

from budgeting.models import Project, Round
from e2e.checks import faults_of_access, look
from e2e.people import Staff
from radslag.clock import database_now

OUTSIDE = """() => [...document.querySelectorAll("#main :is(input, select, textarea, button):not([type=hidden])")]
    .filter((field) => field.checkVisibility() && field.getBoundingClientRect().right > innerWidth)
    .map((field) => field.outerHTML.slice(0, 120))"""
"""Fields that a phone can't show whole: the editors' side scrolls inside, so that the page itself is never too wide."""


def pages() -> list[str]:
    now = database_now()
    counted = Round.objects.filter(counts__rule__startswith="equal_shares", result_at__lt=now).earliest("pk")
    coming = Round.objects.filter(submission_opens__gt=now).earliest("pk")
    voting = Round.objects.filter(voting_opens__lt=now, voting_closes__gt=now).earliest("pk")
    project = Project.objects.filter(status="late").earliest("pk")
    round_pages = (
        ("counting", counted),
        ("change_result", counted),
        ("voting", voting),
        ("edit", coming),
    )
    return [
        *(reverse(f"budgeting_round_modeladmin_{name}", args=[round_.pk]) for name, round_ in round_pages),
        reverse("budgeting_round_modeladmin_try_rules"),
        reverse("budgeting_project_modeladmin_edit", args=[project.pk]),
    ]


def test_who_answers_for_the_money_can_use_the_pages_of_counts_and_projects(
    staff: Callable[[str], Staff],
) -> None:
    person, faults = staff("budgetansvarig"), {}
    for path in pages():
        person.goes_to(path)
        look(person.page, width=360, dark=False)
        faults[path] = faults_of_access(person.page) + person.page.evaluate(OUTSIDE)
        look(person.page, width=1280, dark=True)
        faults[path] += faults_of_access(person.page, colours_only=True)
    assert not {path: found for path, found in faults.items() if found}
