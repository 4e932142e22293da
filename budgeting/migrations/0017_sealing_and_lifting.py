"""A ballot that sealing leaves out of a repeated count, and challenges that two people lift: held by the database too."""

import re
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

before = import_module("budgeting.migrations.0016_guards_of_votes")


def _as_before(name: str, sql: str) -> str:
    """The function as migration 0016 made it, to put back in its place."""
    function = re.search(rf"CREATE (FUNCTION {name}\(\).*?\nEND \$\$;)", sql, re.DOTALL)
    if function is None:
        raise LookupError(name)
    return f"CREATE OR REPLACE {function[1]}"


# As in migration 0016, and nobody leaves a ballot out of the count by the mark that sealing sets.
FREEZE_BALLOT = """
CREATE OR REPLACE FUNCTION budgeting_freeze_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END; r budgeting_round;
BEGIN
    IF budgeting_ballots_are_done(which)
    THEN RAISE EXCEPTION 'the ballots of round % are counted', which USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.left_out AND NOT budgeting_sealed_now(which)
    THEN RAISE EXCEPTION 'only sealing marks a ballot as left out' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO r FROM budgeting_round WHERE id = which;
    IF NEW.saved_at < r.voting_opens OR NEW.saved_at >= r.voting_closes
    THEN RAISE EXCEPTION 'a ballot of round % is saved while voting is open', which USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# As in migration 0016, and no round is sealed whose votes are still to be counted.
STAMP_SEALING = """
CREATE OR REPLACE FUNCTION budgeting_stamp_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'by_id' IS NOT DISTINCT FROM to_jsonb(NEW) - 'by_id' AND NEW.by_id IS NULL THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a sealing never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a sealing is never deleted' USING ERRCODE = 'check_violation'; END IF;
    IF NOT EXISTS (SELECT 1 FROM budgeting_count WHERE round_id = NEW.round_id)
        AND NOT EXISTS (SELECT 1 FROM budgeting_round WHERE id = NEW.round_id AND cancelled_at IS NOT NULL)
    THEN RAISE EXCEPTION 'round % is neither counted nor cancelled', NEW.round_id USING ERRCODE = 'check_violation';
    END IF;
    NEW.transaction_id := pg_current_xact_id()::text;
    RETURN NEW;
END $$;
"""

# As in migration 0016, and what two people decided one person alone does not undo.
GUARD_CHALLENGE = """
CREATE OR REPLACE FUNCTION budgeting_guard_challenge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a challenge is never deleted' USING ERRCODE = 'check_violation'; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.reason, OLD.asked_at) IS DISTINCT FROM (NEW.round_id, NEW.reason, NEW.asked_at)
            OR OLD.at IS NOT NULL AND NEW.at IS DISTINCT FROM OLD.at
            OR OLD.dropped_at IS NOT NULL AND NEW.dropped_at IS DISTINCT FROM OLD.dropped_at
            OR NEW.receipt_id IS DISTINCT FROM OLD.receipt_id AND NEW.receipt_id IS NOT NULL
                AND NOT budgeting_sealed_now(OLD.round_id)
        THEN RAISE EXCEPTION 'challenge % stays what it was', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.at, OLD.dropped_at) IS NOT DISTINCT FROM (NEW.at, NEW.dropped_at) THEN RETURN NEW; END IF;
    END IF;
    IF budgeting_ballots_are_done(NEW.round_id)
    THEN RAISE EXCEPTION 'the ballots of round % are counted', NEW.round_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.at IS NULL)
        AND (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.asked_by_id = NEW.confirmed_by_id)
    THEN RAISE EXCEPTION 'a challenge needs two people' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.at IS NOT NULL AND NEW.dropped_at IS NOT NULL AND (NEW.lift_asked_at IS NULL OR NEW.lift_asked_by_id IS NULL
        OR NEW.dropped_by_id IS NULL OR NEW.lift_asked_by_id = NEW.dropped_by_id)
    THEN RAISE EXCEPTION 'lifting a challenge needs two people' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budgeting", "0016_guards_of_votes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="left_out",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="challenge",
            name="colleagues_told_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="colleagues told"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="lift_asked_at",
            field=models.DateTimeField(null=True, verbose_name="lifting asked for"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="lift_asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="lifting asked for by",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("at__isnull", True),
                    ("dropped_at__isnull", True),
                    ("dropped_by__isnull", True),
                    models.Q(("dropped_by", models.F("lift_asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="budgeting_challenge_lifted_by_two_people",
            ),
        ),
        migrations.RunSQL(FREEZE_BALLOT, _as_before("budgeting_freeze_ballot", before.FROZEN_BALLOTS)),
        migrations.RunSQL(STAMP_SEALING, _as_before("budgeting_stamp_sealing", before.FROZEN_BALLOTS)),
        migrations.RunSQL(GUARD_CHALLENGE, _as_before("budgeting_guard_challenge", before.CHALLENGES)),
    ]
