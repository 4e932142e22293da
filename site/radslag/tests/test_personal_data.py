"""The register of personal data, and how long things are kept."""

import datetime as dt
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comments.privacy.periods import REPORTERS
from radslag.clock import at, database_now
from radslag.models import JobRun, OutgoingMail, RetentionDecision, User
from radslag.privacy import display, register, report
from radslag.privacy.errors import Refused
from radslag.privacy.periods import all_periods, lengths, period_named
from radslag.privacy.services import decide_retention
from radslag.privacy.site_periods import GIVEN_UP_MAIL
from radslag.schedule import JOBS, Job, run_due_jobs

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.UTC)


def decide(name: str, days: int, **more: object) -> RetentionDecision:
    values = {"decision": "KS 2026/114", "decided_on": dt.date(2026, 5, 4), "by": None} | more
    return decide_retention(name=name, days=days, **values)  # type: ignore[arg-type]


def an_administrator() -> User:
    return User.objects.create_superuser("chef@example.org", "ett-langt-losenord")


def test_every_field_of_every_table_is_declared_or_about_nobody():
    assert register.undeclared() == []


def test_nothing_is_declared_that_is_not_there():
    assert register.declared_but_gone() == []


def test_the_eyes_see_a_field_that_nobody_declared(monkeypatch):
    """Else the two tests above would be worth nothing: a declaration that is taken away is missed."""
    mine = register.all_held()
    without_address = [
        replace(held, fields=tuple(name for name in held.fields if name != "email"))
        if held.model == "comments.Participant"
        else held
        for held in mine
    ]
    monkeypatch.setattr(register._register, "held", without_address)
    assert register.undeclared() == ["comments.Participant.email"]
    monkeypatch.setattr(register._register, "held", mine)
    monkeypatch.setattr(register, "_models", lambda: iter([apps.get_model("radslag.Area")]))
    monkeypatch.setattr(register._register, "nothing", {})
    assert register.undeclared() == [f"radslag.Area.{name}" for name in ("name", "slug", "description")]


@pytest.mark.parametrize("held", register.all_held(), ids=lambda held: f"{held.model}-{held.what:.20}")
def test_every_declaration_says_all_that_the_law_asks_for(held):
    assert all(str(part).strip() for part in (held.what, held.why, held.kept, held.seen_by, held.erased))
    assert held.ground in register.Ground.values
    assert held.whose in register.Whose.values


@pytest.mark.parametrize("period", all_periods(), ids=lambda period: period.name)
def test_every_period_has_a_job_that_keeps_it(period):
    names = {job.name for job in JOBS}
    assert period.job in names or (period.is_fixed and not period.job)
    assert period.is_fixed or period.rows, "what is due can be counted"


@pytest.mark.django_db
def test_a_job_keeps_what_was_decided_and_the_register_says_the_same():
    with at(NOON):
        OutgoingMail.objects.create(
            message={}, recipients="a@example.org", subject="Hej", next_attempt_at=NOON, gave_up_at=NOON
        )
    job = next(job for job in JOBS if job.name == GIVEN_UP_MAIL.job)
    decide("given_up_mail", 60)
    said = [e.kept for part in display.parts() for e in part.entries if e.held.kept == GIVEN_UP_MAIL]
    assert said == ["60 dagar från när det gavs upp."]
    with at(NOON + 59 * DAY):
        assert job.call() == 0
    with at(NOON + 61 * DAY):
        assert report.line(GIVEN_UP_MAIL, database_now()).due == 1
        assert job.call() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "days", "more", "code"),
    [
        ("reporters", 29, {}, "outside_bounds"),
        ("reporters", 366, {}, "outside_bounds"),
        ("reporters", 60, {"decision": "  "}, "no_decision"),
        ("sealing", 30, {}, "fixed"),
        ("nothing", 30, {}, "fixed"),
    ],
)
def test_a_period_outside_its_bounds_or_without_a_decision_is_refused(name, days, more, code):
    with pytest.raises(Refused) as refused:
        decide(name, days, **more)
    assert refused.value.code == code
    assert refused.value.message
    assert not RetentionDecision.objects.exists()


@pytest.mark.django_db
def test_a_stored_number_outside_the_bounds_is_never_obeyed():
    row = decide("reporters", 30)
    RetentionDecision.objects.filter(pk=row.pk).update(days=0)
    assert REPORTERS.length == lengths()["reporters"] == REPORTERS.least


@pytest.mark.django_db
def test_the_report_tells_what_is_due_what_was_removed_and_by_which_decision():
    decide("given_up_mail", 7)
    for _n in range(3):
        OutgoingMail.objects.create(
            message={}, recipients="a@example.org", subject="Hej", next_attempt_at=NOON, gave_up_at=NOON
        )
    run_due_jobs((Job("forget given-up mail", DAY, "radslag.mail.services.forget_given_up_mail"),))
    line = report.line(GIVEN_UP_MAIL, database_now())
    assert (line.due, line.run.removed, line.decision.decision) == (0, 3, "KS 2026/114")
    assert report.line(REPORTERS, database_now()).run is None


@pytest.mark.django_db
def test_a_job_that_fails_keeps_what_the_run_before_said():
    JobRun.objects.create(name="x", started_at=NOON, removed=4)
    run_due_jobs((Job("x", DAY, "radslag.privacy.periods.period_named"),))  # fails: it wants an argument
    assert JobRun.objects.get().error
    assert JobRun.objects.get().removed == 4


@pytest.mark.django_db
def test_the_command_prints_the_report_and_removes_nothing(capsys):
    call_command("retention", "--report")
    assert "hidden_texts" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("retention")


@pytest.mark.django_db
def test_the_register_is_public_and_fit_for_a_shared_cache(django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        first = Client().get(reverse("privacy:personal_data"))
    again = Client().get(reverse("privacy:personal_data"))
    assert first.status_code == 200
    assert not first.cookies
    assert first.content == again.content
    html = first.content.decode()
    assert "csrfmiddlewaretoken" not in html
    assert '<form method="post"' not in html
    assert len(first.content) < 60_000
    assert "2 år från när" in html
    with translation.override("en"):
        english = Client().get(reverse("privacy:personal_data")).content.decode()
    assert "What you write in a conversation" in english


@pytest.mark.django_db
def test_staff_find_what_they_look_for_in_the_register_and_take_it_along():
    client = Client()
    client.force_login(an_administrator(), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("privacy_register"), {"q": "voter_key", "whose": "residents"}).content.decode()
    assert "budgeting.Ballot.voter_key" in page
    assert "comments.Participant.email" not in page
    table = client.get(reverse("privacy_register"), {"export": "csv"})
    assert table["Content-Disposition"] == 'attachment; filename="personuppgifter.csv"'
    assert "comments.Participant.email" in table.content.decode("utf-8-sig")
    nothing = client.get(reverse("privacy_register"), {"q": "finns inte\x00", "whose": "zzz"})
    assert nothing.status_code == 200


@pytest.mark.django_db
def test_an_administrator_changes_a_period_with_the_decision_behind_it():
    client = Client()
    client.force_login(an_administrator(), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("privacy_decide", args=["reporters"])
    assert "Från 30 till 365" in client.get(address).content.decode()
    sent = {"days": "45", "decision": "KS 2026/7", "decided_on": "2026-03-02"}
    wrong = client.post(address, sent | {"days": "5"}).content.decode()
    assert "Skriv ett tal från 30 till 365" in wrong
    assert not RetentionDecision.objects.exists()
    assert client.post(address, sent)["Location"] == reverse("privacy_retention")
    listed = client.get(reverse("privacy_retention"), {"show": "decided"}).content.decode()
    assert "KS 2026/7" in listed
    assert "45 dagar" in listed
    assert "Besked" not in listed
    table = client.get(reverse("privacy_retention"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "KS 2026/7" in table
    assert client.get(reverse("privacy_decide", args=["sealing"])).status_code == 404


@pytest.mark.django_db
def test_who_works_here_without_that_right_sees_the_register_and_no_periods():
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="Läsare")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person = User.objects.create_user("anna@example.org", "ett-langt-losenord")
    person.groups.add(group)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("privacy_register")).status_code == 200
    for address in (reverse("privacy_retention"), reverse("privacy_decide", args=["reporters"])):
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"days": 45}).status_code in (302, 403, 405)
    assert not RetentionDecision.objects.exists()
    assert period_named("reporters").length == REPORTERS.default
