"""What became of the money, as the states of its pages need it."""

from django.urls import reverse

from budgeting.models import BudgetingPage, Project, Proposal
from budgeting.services import project_updates
from e2e.people import Resident
from e2e.state import State, Way
from radslag.accounts.services import ensure_account
from radslag.models import User


def project_in(status: str) -> Project:
    """The first project that stands so."""
    return Project.objects.filter(status=status).select_related("proposal__round").earliest("pk")


def costs(ending: str = "/") -> str:
    """The table of the programme of the demo with projects, or one of its files."""
    programme = Project.objects.earliest("pk").proposal.round.programme
    return f"{programme.url}vad-projekten-kostar{ending}"


def costs_of_nothing() -> str:
    """The table of a programme without projects."""
    taken = Project.objects.values("proposal__round__programme")
    return f"{BudgetingPage.objects.live().exclude(pk__in=taken).earliest('pk').url}vad-projekten-kostar/"


def stands(status: str) -> Way:
    return lambda person: person.goes_to(project_in(status).proposal.get_absolute_url())


def follow(status: str) -> Way:
    """The form with which one follows a project that stands so."""
    return lambda person: person.goes_to(follow_url(status))


def follow_url(status: str) -> str:
    proposal = project_in(status).proposal
    return reverse("budgeting:follow_project", args=[proposal.round_id, proposal.number])


def follows(person: Resident) -> None:
    """Somebody who is logged in follows a project."""
    person.goes_to(follow_url("under_way"))
    person.presses("Följ")


def own_project(person: Resident) -> Project:
    """A project whose proposal the person wrote."""
    author = ensure_account(email=person.email)
    assert author
    project = project_in("not_started")
    Proposal.objects.filter(pk=project.proposal_id).update(author=author)
    project.updates.all().delete()
    return Project.objects.select_related("proposal").get(pk=project.pk)


def tells(person: Resident, *, press: bool = False, text: str = "") -> Project:
    """The person stands at the form, and sends it."""
    project = own_project(person)
    person.goes_to(reverse("budgeting:tell_of_project", args=[project.pk]))
    if text:
        person.fills(text=text)
    if press:
        person.presses("Skicka för publicering")
    return project


def told_and_judged(person: Resident) -> None:
    """One text is published, one declined, one waits."""
    project, boss = own_project(person), User.objects.get(email="budgetansvarig@example.org")
    author = project.proposal.author
    for text in ("Vi gräver.", "Grannen stör oss.", "Vi målar."):
        update = project_updates.write_as_applicant(project_id=project.pk, author=author, text=text)
        if text == "Vi gräver.":
            project_updates.publish(update_id=update.pk, by=boss)
        if text == "Grannen stör oss.":
            project_updates.decline(update_id=update.pk, reason="Den nämner en granne.", by=boss)
    person.goes_to(reverse("budgeting:tell_of_project", args=[project.pk]))


def states_of_projects() -> list[State]:
    """A project in each status, the table of all, and the form of who handed it in."""
    return [
        State("a project not started, nothing paid, silent", stands("not_started"), is_page_type=True),
        State("a project under way", stands("under_way")),
        State("a project that is late", stands("late")),
        State("a project that is done", stands("done"), is_page_type=True),
        State("a project that was stopped", stands("stopped")),
        State("what every project costs", lambda p: p.goes_to(costs()), is_page_type=True),
        State("what every project costs, no projects", lambda p: p.goes_to(costs_of_nothing())),
        State("follow a project", follow("under_way"), is_page_type=True),
        State("follow a project, over", follow("done")),
        State("follow a project, done", follows, logged_in=True),
        State("my pages, a project followed", lambda p: (follows(p), p.goes_to("/mina-sidor/")), logged_in=True),
        State("tell of a project", tells, logged_in=True, is_page_type=True),
        State("tell of a project, with errors", lambda p: tells(p, press=True), logged_in=True, status=422),
        State("tell of a project, sent", lambda p: tells(p, press=True, text="Vi gräver."), logged_in=True),
        State("tell of a project, published and declined", told_and_judged, logged_in=True),
        State("my proposals, one with a project", lambda p: (own_project(p), p.goes_to("/mina-forslag/")), logged_in=True),
    ]  # fmt: skip
