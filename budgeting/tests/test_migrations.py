"""What the migrations say before they change anything, and that nobody goes back to a version that would break rounds."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Locale, Page

from budgeting.models import Round, RoundFollow
from budgeting.rules.phases import STEPS, Phase
from budgeting.services.following import follow_round
from radslag.postgres.creation import models_made_quickly
from radslag.tests.scale import is_full

from .builders import DAY, make_funded, make_programme, make_project, make_round, make_schedule

pytestmark = pytest.mark.django_db
# A migration that is out is not changed: by night is soon enough, for it takes a minute.
by_night = pytest.mark.skipif(not is_full(), reason="goes through twenty migrations and back")
first = import_module("budgeting.migrations.0008_proposals_in_full")
INSTANTS = (
    "submission_opens",
    "submission_closes",
    "proposals_shown",
    "voting_opens",
    "voting_closes",
    "result_at",
)


def check():
    first.check_rounds_apart(apps, None)


def two_rounds(other=None):
    programme = make_programme()
    a = make_round(Phase.BEFORE, programme=programme, name="Vårens omgång")
    later = make_schedule(Phase.BEFORE, shift=60 * DAY)
    return a, make_round(Phase.BEFORE, programme=other or programme, schedule=later, name="Höstens omgång")


def move(round_, to, shift):
    """As older code let rounds lie, which the database refuses by now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Round.objects.filter(pk=round_.pk).update(**{name: getattr(to, name) + shift for name in INSTANTS})


def test_the_steps_are_those_of_the_rules():
    assert first.STEPS == STEPS


def test_rounds_that_follow_each_other_pass_the_check():
    a, b = two_rounds()
    check()
    move(b, a, 10 * DAY)  # submission opens in the instant at which the other one's closes
    check()


def test_rounds_in_the_same_step_are_named_before_anything_is_changed():
    a, b = two_rounds()
    with pytest.raises(CommandError) as stopped, transaction.atomic():
        move(b, a, 9 * DAY)
        check()
    for said in (f"“Vårens omgång” (number {a.pk}) and “Höstens omgång” (number {b.pk})", "Nothing"):
        assert said in str(stopped.value)
    assert first.Migration.operations[0].code is first.check_rounds_apart


def test_translations_of_a_programme_are_one_and_others_are_not():
    other = make_programme()
    a, b = two_rounds(other)
    move(b, a, DAY)
    check()
    english, _new = Locale.objects.get_or_create(language_code="en")
    key = a.programme.translation_key
    Page.objects.filter(pk=other.pk).update(translation_key=key, locale=english)
    with pytest.raises(CommandError):
        check()


@pytest.mark.parametrize("name", ["0009_guards_of_rounds_and_proposals", "0011_acts_of_two_people"])
def test_what_guards_the_rounds_is_never_taken_back(name):
    migration = import_module(f"budgeting.migrations.{name}").Migration
    assert not all(operation.reversible for operation in migration.operations)


@by_night
def test_who_goes_back_to_a_version_without_projects_to_follow_forgets_those_followers_and_no_others():
    project = make_project()
    other = make_project(proposal=make_funded())
    whole = follow_round(email="siv@example.org", round_id=project.proposal.round_id)
    for one in (project, other):
        follow_round(email="siv@example.org", round_id=one.proposal.round_id, project_id=one.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # rows that wait for their check keep tables from changing
    with models_made_quickly():
        MigrationExecutor(connection).migrate([("budgeting", "0033_words_of_a_rule")])
    assert list(RoundFollow.objects.values_list("pk", flat=True)) == [whole.pk]


@by_night
def test_sealing_and_the_challenges_that_follow_voters_are_taken_back_and_put_in_again():
    def functions() -> dict[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'budgeting_%'")
            return dict(cursor.fetchall())

    newest = functions()
    target = [("budgeting", "0016_guards_of_votes")]
    leaves = [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "budgeting"]
    with models_made_quickly():
        MigrationExecutor(connection).migrate(target)
    older, old = functions(), import_module("budgeting.migrations.0016_guards_of_votes")
    for name in ("budgeting_freeze_ballot", "budgeting_stamp_sealing", "budgeting_guard_challenge"):
        assert older[name] != newest[name] and older[name] in old.FROZEN_BALLOTS + old.CHALLENGES
    with models_made_quickly():
        MigrationExecutor(connection).migrate(leaves)
    assert functions() == newest
