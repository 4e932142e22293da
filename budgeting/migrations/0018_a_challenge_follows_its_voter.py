"""A challenge follows its voter over a withdrawal and a new ballot, and none is in force without a ballot. A sealing notes
when the room of the rows that it wrote anew was given back.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("budgeting.migrations.0017_sealing_and_lifting")

# As in migration 0017; the receipt changes only to another one of the same voter, and what holds keeps its receipt.
GUARD_CHALLENGE = """
CREATE OR REPLACE FUNCTION budgeting_guard_challenge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a challenge is never deleted' USING ERRCODE = 'check_violation'; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.reason, OLD.asked_at) IS DISTINCT FROM (NEW.round_id, NEW.reason, NEW.asked_at)
            OR OLD.at IS NOT NULL AND NEW.at IS DISTINCT FROM OLD.at
            OR OLD.dropped_at IS NOT NULL AND NEW.dropped_at IS DISTINCT FROM OLD.dropped_at
            OR (NEW.voter_key <> OLD.voter_key
                OR NEW.receipt_id IS DISTINCT FROM OLD.receipt_id AND NEW.receipt_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM budgeting_receipt
                    WHERE id = NEW.receipt_id AND round_id = OLD.round_id AND voter_key = OLD.voter_key)
            ) AND NOT budgeting_sealed_now(OLD.round_id)
        THEN RAISE EXCEPTION 'challenge % stays what it was', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.at IS NOT NULL AND NEW.dropped_at IS NULL AND NEW.receipt_id IS NULL AND NOT budgeting_sealed_now(NEW.round_id)
    THEN RAISE EXCEPTION 'a challenge in force is of a ballot' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
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
# As in migration 0017, and when the room was given back is noted once.
STAMP_SEALING = """
CREATE OR REPLACE FUNCTION budgeting_stamp_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - ARRAY['by_id', 'swept_at'] IS NOT DISTINCT FROM to_jsonb(NEW) - ARRAY['by_id', 'swept_at']
            AND (NEW.by_id IS NULL OR NEW.by_id IS NOT DISTINCT FROM OLD.by_id)
            AND (OLD.swept_at IS NULL OR NEW.swept_at IS NOT DISTINCT FROM OLD.swept_at)
        THEN RETURN NEW;
        END IF;
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
FILL = """
UPDATE budgeting_challenge c SET voter_key = r.voter_key FROM budgeting_receipt r
WHERE r.id = c.receipt_id AND NOT EXISTS (SELECT 1 FROM budgeting_sealing s WHERE s.round_id = c.round_id);
SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0017_sealing_and_lifting")]

    operations = [
        migrations.AddField(
            model_name="challenge",
            name="voter_key",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True), models.Q(("voter_key", ""), _negated=True)),
                fields=("round", "voter_key"),
                name="budgeting_one_challenge_of_a_voter",
            ),
        ),
        migrations.AddField(
            model_name="sealing", name="swept_at", field=models.DateTimeField(editable=False, null=True)
        ),
        migrations.RunSQL(STAMP_SEALING, before.STAMP_SEALING),
        migrations.RunSQL(GUARD_CHALLENGE, before.GUARD_CHALLENGE),
    ]
