"""Projects: made by themselves, planned, followed up in public, stopped when a newer count takes their money."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgeting.models import Milestone, Project, ProjectPicture, ProjectStatus, ProjectUpdate
from budgeting.models.projects import LEGAL_MOVES
from budgeting.rules.errors import RuleViolation
from budgeting.rules.phases import Phase
from budgeting.services import project_updates, projects
from budgeting.services.counting import count_round
from budgeting.services.forgetting_updates import delete_declined_updates
from budgeting.services.project_updates import NewPicture, Said
from budgeting.services.projects import Plan, keep_projects
from budgeting.services.telling_of_projects import tell_of_update
from radslag.clock import at
from radslag.language.dates import Precision, first_day

from .builders import (
    make_ballot,
    make_funded,
    make_photo,
    make_project,
    make_proposal,
    make_proposals,
    make_round,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def today():
    return timezone.localdate()


def photo(name="bild.jpg"):
    return SimpleUploadedFile(name, make_photo(), "image/jpeg")


def say(project, **said):
    return project_updates.say(
        project_id=project.pk,
        said=Said(**({"date": today(), "text": "Vi har börjat."} | said)),
        by=make_user(),
    )


# Made by themselves


def test_each_funded_proposal_of_a_public_result_becomes_a_project_once():
    round_ = make_round(Phase.RESULT)
    wanted, _unwanted = make_proposals(round_, 2)
    make_ballot(round_, wanted)
    count_round(round_id=round_.pk)
    with at(round_.result_at - dt.timedelta(microseconds=1)):
        assert keep_projects() == 0
    with at(round_.result_at):
        assert keep_projects() == 1
        assert keep_projects() == 0
    project = Project.objects.get()
    assert (project.proposal, project.status) == (wanted, ProjectStatus.NOT_STARTED)
    assert project.latest == timezone.localtime(round_.result_at).date()


def test_a_round_that_was_counted_long_ago_gets_its_projects_too():
    proposal = make_funded()
    assert not Project.objects.exists()
    assert keep_projects() == 1
    assert Project.objects.get().proposal == proposal


# Said in public


def test_every_move_is_legal_or_refused_in_words():
    for before in ProjectStatus:
        project = make_project()
        fields = {
            "status": before,
            "reason": "Skäl" if before in ("late", "stopped") else "",
            "expected_on": today() + 90 * DAY,
            "done_on": today() if before == "done" else None,
        }
        Project.objects.filter(pk=project.pk).update(**fields)
        for after in ProjectStatus:
            said = {"status": after, "expected_on": today() + 99 * DAY}
            if after in ("late", "stopped"):
                said["reason"] = "Skäl"
            try:
                with transaction.atomic():
                    say(project, **said)
                    project.refresh_from_db()
                    assert project.status == after
                    assert after in LEGAL_MOVES[before]
                    raise IntegrityError  # back to how it was
            except IntegrityError:
                pass
            except RuleViolation as refused:
                assert refused.code == "illegal_status" and refused.message
                assert after not in LEGAL_MOVES[before]


def test_a_word_of_staff_is_public_at_once_and_moves_the_project():
    project = make_project()
    update = say(project, status="late", reason="Marken är frusen.", expected_on=dt.date(2050, 5, 1))
    project.refresh_from_db()
    assert update.published_at and list(ProjectUpdate.objects.published()) == [update]
    assert (project.status, project.reason, project.latest) == ("late", "Marken är frusen.", today())
    assert project.expected == update.expected == "maj 2050"
    say(project, status="done", text="Klart!")
    project.refresh_from_db()
    assert (project.status, project.reason, project.done_on) == ("done", "", today())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": " \u200b "}, "required"),
        ({"text": "x" * 2001}, "too_long"),
        ({"date": today() + DAY}, "happens_later"),
        ({"date": today() - 6 * DAY}, "before_result"),
        ({"status": "late"}, "reason_needed"),
        ({"status": "late", "reason": "Frost."}, "new_date_needed"),
        ({"status": "late", "reason": "Frost.", "expected_on": dt.date(2020, 1, 1)}, "new_date_passed"),
        ({"status": "stopped"}, "reason_needed"),
        ({"status": "done", "reason": "Bra."}, "reason_not_needed"),
        ({"reason": "Bra."}, "reason_not_needed"),
        ({"status": "not_started"}, "illegal_status"),
    ],
)
def test_what_can_not_be_said_is_refused_in_words(said, code):
    project = make_project()
    with pytest.raises(RuleViolation) as refused:
        say(project, **said)
    assert refused.value.code == code and refused.value.message
    assert not ProjectUpdate.objects.exists()


def test_the_status_follows_the_newest_word_only():
    project = make_project()
    say(project, text="Ett ord utan läge.")
    say(project, date=today() - 2 * DAY, status="done", text="Klart i förrgår.")
    project.refresh_from_db()
    assert (project.status, project.done_on, project.latest) == ("done", today() - 2 * DAY, today())
    say(project, status="under_way")
    say(project, date=today() - DAY, text="Det här hände i går.")
    with pytest.raises(RuleViolation, match="newer_update"):
        say(project, date=today() - DAY, status="done")


def test_when_it_will_be_done_follows_the_newest_word_that_says_so():
    project, may = make_project(), dt.date(2050, 5, 1)
    say(project, date=today() - 2 * DAY, expected_on=may)
    say(project, text="Ett ord utan tid.")
    say(project, date=today() - DAY, expected_on=may.replace(month=6))
    say(project, date=today() - 3 * DAY, expected_on=may.replace(month=7))
    project.refresh_from_db()
    assert project.expected == "juni 2050"


def test_pictures_are_made_anew_and_go_with_what_takes_them_away(django_capture_on_commit_callbacks):
    project, by = make_project(), make_user()
    update = project_updates.say(
        project_id=project.pk,
        said=Said(date=today(), text="Så här ser det ut."),
        pictures=[NewPicture(photo(), "En låda"), NewPicture(photo())],
        by=by,
    )
    first, second = update.pictures.all()
    assert (first.alt, first.width, second.sort_order) == ("En låda", 80, 2)
    storage, name = first.large.storage, first.large.name
    assert name.startswith("projects/pictures/") and storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        project_updates.remove_picture(picture_id=first.pk, by=by)
    assert not storage.exists(name) and ProjectPicture.objects.count() == 1
    with pytest.raises(RuleViolation, match="picture_kind"):
        project_updates.say(
            project_id=project.pk,
            said=Said(date=today(), text="En bild till."),
            pictures=[NewPicture(SimpleUploadedFile("a.svg", b"<svg/>"))],
            by=by,
        )


def test_words_are_corrected_with_the_reason_that_stands():
    project = make_project()
    update = say(project, status="stopped", reason="Marken sluter.")
    corrected = project_updates.correct(
        update_id=update.pk, text="Vi har börjat", reason="Marken sluttar.", by=make_user()
    )
    project.refresh_from_db()
    assert (corrected.reason, project.reason) == ("Marken sluttar.",) * 2
    with pytest.raises(RuleViolation, match="reason_needed"):
        project_updates.correct(update_id=update.pk, text="Nytt", by=make_user())


def test_words_of_a_project_that_lost_its_money_can_be_mended_and_declined_but_not_published():
    project, by = make_project(), make_user()
    said = project_updates.say(
        project_id=project.pk,
        said=Said(date=today(), text="Olle på tvåan gräver."),
        pictures=[NewPicture(photo())],
        by=by,
    )
    text = project_updates.write_as_applicant(
        project_id=project.pk, author=project.proposal.author, text="Kajsa är dum."
    )
    Project.objects.update(unfunded_at=timezone.now(), status="stopped", reason="Räknades om.")
    with pytest.raises(RuleViolation, match="project_without_money"):
        project_updates.publish(update_id=text.pk, by=by)
    project_updates.correct(update_id=said.pk, text="En granne gräver.", by=by)
    project_updates.remove_picture(picture_id=said.pictures.get().pk, by=by)
    project_updates.decline(update_id=text.pk, reason="Namnger en person.", by=by)
    said.refresh_from_db()
    assert said.text == "En granne gräver." and not said.pictures.exists()
    assert not ProjectUpdate.objects.waiting().exists()


# By applicants


def test_an_applicant_writes_and_staff_publish():
    project = make_project()
    author, by = project.proposal.author, make_user()
    update = project_updates.write_as_applicant(
        project_id=project.pk, author=author, text="Vi har målat.", pictures=[NewPicture(photo())]
    )
    assert update.waits and not ProjectUpdate.objects.published().exists()
    before = project.latest
    project.refresh_from_db()
    assert project.latest == before
    project_updates.publish(update_id=update.pk, by=by)
    update.refresh_from_db()
    project.refresh_from_db()
    assert (update.author, update.decided_by, project.latest) == ("applicant", by, today())
    with pytest.raises(RuleViolation, match="update_decided"):
        project_updates.decline(update_id=update.pk, reason="Nej", by=by)
    with pytest.raises(RuleViolation, match="update_decided"):
        project_updates.take_back(update_id=update.pk, author=author)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_its_author_takes_back_meanwhile_is_neither_published_nor_declined(when, monkeypatch):
    project = make_project()
    author, by = project.proposal.author, make_user()
    acts = (
        lambda pk: project_updates.publish(update_id=pk, by=by),
        lambda pk: project_updates.decline(update_id=pk, reason="Nej", by=by),
    )
    for act in acts:
        text = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Hej.")
        if when == "before":
            project_updates.take_back(update_id=text.pk, author=author)
        else:
            held = project_updates.locked_project

            def taken_back(*args, pk=text.pk, held=held, **kwargs):
                ProjectUpdate.objects.filter(pk=pk).delete()
                return held(*args, **kwargs)

            monkeypatch.setattr(project_updates, "locked_project", taken_back)
        with pytest.raises(RuleViolation, match="update_decided"):
            act(text.pk)
        monkeypatch.undo()


def test_a_text_is_declined_with_a_reason_for_its_author_alone():
    project = make_project()
    update = project_updates.write_as_applicant(
        project_id=project.pk, author=project.proposal.author, text="Grannen Olle är dum."
    )
    with pytest.raises(RuleViolation, match="required"):
        project_updates.decline(update_id=update.pk, reason=" ", by=make_user())
    project_updates.decline(update_id=update.pk, reason="Texten nämner en person.", by=make_user())
    assert not ProjectUpdate.objects.published().exists()


def written_and_decided(project, by):
    """A published, a declined and a waiting text of the applicant, each with a picture; and where the pictures lie."""
    author, texts = project.proposal.author, []
    for text in ("Publicerad.", "Avböjd.", "Väntar."):
        texts.append(
            project_updates.write_as_applicant(
                project_id=project.pk, author=author, text=text, pictures=[NewPicture(photo())]
            )
        )
    project_updates.publish(update_id=texts[0].pk, by=by)
    project_updates.decline(update_id=texts[1].pk, reason="Namnger en person.", by=by)
    return texts, [text.pictures.get().large for text in texts]


def test_what_was_never_published_goes_with_its_author(django_capture_on_commit_callbacks):
    project = make_project()
    (public, _declined, _waiting), files = written_and_decided(project, make_user())
    with django_capture_on_commit_callbacks(execute=True):
        project.proposal.author.delete()
    assert list(ProjectUpdate.objects.all()) == [public]
    assert [file.storage.exists(file.name) for file in files] == [True, False, False]


def test_what_was_declined_is_deleted_by_its_author_or_after_ninety_days(django_capture_on_commit_callbacks):
    project, other = make_project(), make_project()
    (public, declined, waiting), files = written_and_decided(project, make_user())
    (_public, old, _waiting), _files = written_and_decided(other, make_user())
    with django_capture_on_commit_callbacks(execute=True):
        project_updates.take_back(update_id=declined.pk, author=project.proposal.author)
    assert not files[1].storage.exists(files[1].name)
    with pytest.raises(RuleViolation, match="update_decided"):
        project_updates.take_back(update_id=public.pk, author=project.proposal.author)
    old.refresh_from_db()
    with at(old.declined_at + 90 * DAY - dt.timedelta(seconds=1)):
        assert delete_declined_updates() == 0
    with at(old.declined_at + 90 * DAY):
        assert delete_declined_updates() == 1
    assert ProjectUpdate.objects.filter(pk=waiting.pk).exists()


def test_only_who_handed_in_writes_and_not_without_end():
    project = make_project()
    with pytest.raises(RuleViolation, match="not_own_project"):
        project_updates.write_as_applicant(project_id=project.pk, author=make_user(), text="Hej")
    author = project.proposal.author
    for n in range(3):
        last = project_updates.write_as_applicant(project_id=project.pk, author=author, text=f"Text {n}")
    with pytest.raises(RuleViolation, match="too_many_waiting"):
        project_updates.write_as_applicant(project_id=project.pk, author=author, text="En till")
    project_updates.take_back(update_id=last.pk, author=author)
    assert ProjectUpdate.objects.waiting().count() == 2


def test_writing_and_taking_back_ends_before_a_picture_is_looked_at(monkeypatch):
    project = make_project()
    author, now = project.proposal.author, timezone.now()

    def write(text):
        return project_updates.write_as_applicant(
            project_id=project.pk, author=author, text=text, pictures=[NewPicture(photo())]
        )

    with at(now):
        for n in range(10):
            project_updates.take_back(update_id=write(f"Text {n}").pk, author=author)
        monkeypatch.setattr(project_updates, "made_anew", None)  # not callable: nothing may be made anew
        with pytest.raises(RuleViolation, match="too_many_today"):
            write("En till")
    monkeypatch.undo()
    with at(now + DAY + dt.timedelta(seconds=1)):
        for n in range(3):
            write(f"Dag två {n}")
        monkeypatch.setattr(project_updates, "made_anew", None)
        with pytest.raises(RuleViolation, match="too_many_waiting"):
            write("En till")


def test_who_follows_up_gets_one_mail_a_day_of_each_project():
    project, now, told = make_project(), timezone.now(), []
    projects.change_plan(project_id=project.pk, plan=Plan(responsible=make_staff()), by=make_user())
    for instant in (now, now + DAY / 2, now + DAY + dt.timedelta(seconds=1)):
        with at(instant):
            update = project_updates.write_as_applicant(
                project_id=project.pk, author=project.proposal.author, text="Vi har målat."
            )
            told.append(tell_of_update(update_id=update.pk))
            assert tell_of_update(update_id=update.pk) == 0
            project_updates.take_back(update_id=update.pk, author=project.proposal.author)
    assert told == [1, 0, 1]


def test_nobody_follows_up_the_project_of_their_own_proposal():
    project = make_project()
    author = project.proposal.author
    update = project_updates.write_as_applicant(project_id=project.pk, author=author, text="Vi har målat.")
    attempts = [
        lambda: project_updates.publish(update_id=update.pk, by=author),
        lambda: project_updates.say(project_id=project.pk, said=Said(date=today(), text="Bra"), by=author),
        lambda: projects.change_plan(project_id=project.pk, plan=Plan(), by=author),
    ]
    for attempt in attempts:
        with pytest.raises(RuleViolation, match="own_project"):
            attempt()


# The plan


def test_the_plan_names_a_role_and_steps():
    project, staff = make_project(), make_staff(is_active=True)
    plan = Plan(
        responsible=staff,
        responsible_shown="Områdesutvecklaren",
        plan="Bygg",
        expected_on=dt.date(2050, 3, 1),
    )
    projects.change_plan(project_id=project.pk, plan=plan, by=make_user())
    project.refresh_from_db()
    assert (project.responsible, project.expected) == (staff, "mars 2050")
    with pytest.raises(RuleViolation, match="not_responsible"):
        projects.change_plan(project_id=project.pk, plan=Plan(responsible=make_user()), by=make_user())
    step = projects.add_milestone(
        project_id=project.pk, title="Beställt", planned_on=today(), precision="day", by=make_user()
    )
    with pytest.raises(RuleViolation, match="happens_later"):
        projects.change_milestone(
            milestone_id=step.pk,
            title="Beställt",
            planned_on=today(),
            precision="day",
            done_on=today() + DAY,
            by=make_user(),
        )
    projects.remove_milestone(milestone_id=step.pk, by=make_user())
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("year", [1, 1990, 2200, 9999])
def test_a_slip_of_the_year_is_refused_in_words(year):
    project, by, date = make_project(), make_user(), dt.date(year, 12, 31)
    acts = [
        lambda: projects.change_plan(project_id=project.pk, plan=Plan(expected_on=date), by=by),
        lambda: projects.add_milestone(
            project_id=project.pk, title="Gräva", planned_on=date, precision="month", by=by
        ),
        lambda: say(project, status="late", reason="Regn.", expected_on=date),
        lambda: say(project, expected_on=date),
    ]
    for act in acts:
        with pytest.raises(RuleViolation) as refused:
            act()
        assert refused.value.code == "date_far_off"
    assert not Milestone.objects.exists() and Project.objects.get().expected_on is None


@pytest.mark.parametrize("precision", Precision.values)
def test_a_date_at_the_end_of_time_that_was_stored_before_does_not_stop_the_page(precision):
    last = Project(status="under_way", expected_on=dt.date.max, expected_precision=precision)
    assert not last.is_overdue_on(today())
    assert first_day(dt.date.min, precision) == dt.date.min


def test_silence_is_counted_to_the_day():
    project = make_project()
    sixtieth = project.latest + 60 * DAY
    assert [project.is_silent_on(day) for day in (sixtieth - DAY, sixtieth)] == [False, True]
    assert [Project.objects.silent_on(day).count() for day in (sixtieth - DAY, sixtieth)] == [0, 1]
    say(project, status="done")
    assert not Project.objects.silent_on(sixtieth + 60 * DAY).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"status": "late", "reason": "Frost."},
        {"status": "stopped"},
        {"status": "done"},
        {"reason": "Utan anledning"},
        {"unfunded_at": timezone.now()},
        {"expected_precision": "century"},
    ],
)
def test_the_database_refuses_what_no_project_is(fields):
    project = make_project()
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**fields)


def test_the_database_keeps_an_applicants_text_from_moving_or_being_public_by_mistake():
    project = make_project()
    common = {"project": project, "date": today(), "text": "Hej", "written_at": timezone.now()}
    for wrong in (
        {},
        {"author": "applicant", "status": "done"},
        {"published_at": timezone.now(), "text": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProjectUpdate.objects.create(**(common | wrong))


def test_two_proposals_of_one_round_are_two_projects():
    round_ = make_round(Phase.RESULT)
    both = [make_proposal(round_, title=f"Förslag {n}", cost_ore=100_00) for n in (1, 2)]
    make_ballot(round_, *both)
    count_round(round_id=round_.pk)
    assert keep_projects() == 2
