"""Changing a result takes two people in the database's own words too, what they confirm is what was asked for, and a public
draw is in force by two people only.
"""

from django.db import migrations

ACTS = """
CREATE OR REPLACE FUNCTION budgeting_stamp_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.kind, OLD.reason, OLD.asked_at, OLD.changes)
            IS DISTINCT FROM (NEW.round_id, NEW.kind, NEW.reason, NEW.asked_at, NEW.changes)
            OR NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id AND NEW.asked_by_id IS NOT NULL
        THEN RAISE EXCEPTION 'act % stays what was asked for', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.at IS NOT NULL OR OLD.dropped_at IS NOT NULL) AND (
            (OLD.at, OLD.dropped_at, OLD.transaction_id)
            IS DISTINCT FROM (NEW.at, NEW.dropped_at, NEW.transaction_id)
            OR NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL)
        THEN RAISE EXCEPTION 'act % is done and never changes', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' OR OLD.at IS NULL THEN
        -- Not by the constraint alone: to it, nobody is somebody else.
        IF NEW.at IS NOT NULL AND NEW.kind IN ('pause', 'cancel', 'override')
            AND (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.asked_by_id = NEW.confirmed_by_id)
        THEN RAISE EXCEPTION 'an act of two people needs two' USING ERRCODE = 'check_violation';
        END IF;
        NEW.transaction_id := CASE WHEN NEW.at IS NULL THEN '' ELSE pg_current_xact_id()::text END;
    END IF;
    RETURN NEW;
END $$;
"""

DRAW = """
CREATE OR REPLACE FUNCTION budgeting_guard_draw() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closes timestamptz; c timestamptz;
BEGIN
    -- Who typed may be forgotten, never be somebody else.
    IF TG_OP = 'UPDATE' AND (
        NEW.typed_by_id IS DISTINCT FROM OLD.typed_by_id AND NEW.typed_by_id IS NOT NULL
        OR OLD.confirmed_at IS NOT NULL
            AND NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL)
    THEN RAISE EXCEPTION 'who drew the lot of round % is never somebody else', OLD.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.confirmed_at IS NOT NULL THEN
        IF TG_OP = 'UPDATE' AND (OLD.round_id, OLD.seed, OLD.how, OLD.typed_at, OLD.confirmed_at)
            IS NOT DISTINCT FROM (NEW.round_id, NEW.seed, NEW.how, NEW.typed_at, NEW.confirmed_at)
        THEN RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the draw of round % is done', OLD.round_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND (OLD.round_id, OLD.seed, OLD.how, OLD.typed_at)
        IS DISTINCT FROM (NEW.round_id, NEW.seed, NEW.how, NEW.typed_at)
    THEN RAISE EXCEPTION 'what was drawn for round % is typed in, never changed', OLD.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.confirmed_at IS NOT NULL
        AND (NEW.typed_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.typed_by_id = NEW.confirmed_by_id)
    THEN RAISE EXCEPTION 'a draw in force needs two people' USING ERRCODE = 'check_violation';
    END IF;
    SELECT voting_closes, least(budgeting_instant(), paused_at, cancelled_at) INTO closes, c
        FROM budgeting_round WHERE id = NEW.round_id;
    IF TG_OP = 'UPDATE' AND NEW.confirmed_at IS NULL AND NEW.confirmed_by_id IS NULL
    THEN RETURN NEW;  -- an account that typed is deleted: at any time
    END IF;
    IF c < closes OR EXISTS (SELECT 1 FROM budgeting_count WHERE round_id = NEW.round_id)
    THEN RAISE EXCEPTION 'the lot of round % is drawn between close and count', NEW.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0028_two_people_take_money")]

    # On the way back the functions stay as strict: the code before keeps to them too.
    operations = [
        migrations.RunSQL(ACTS, migrations.RunSQL.noop),
        migrations.RunSQL(DRAW, migrations.RunSQL.noop),
    ]
