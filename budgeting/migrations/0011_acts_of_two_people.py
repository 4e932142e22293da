"""Pausing and cancelling take two people in the database's own words too, each kind of act opens only what it is for, and
what is stopped is not counted.
"""

from django.db import migrations, models

TWO_PEOPLE = """
CREATE OR REPLACE FUNCTION budgeting_stamp_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.kind, OLD.reason, OLD.asked_at)
            IS DISTINCT FROM (NEW.round_id, NEW.kind, NEW.reason, NEW.asked_at)
            OR NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id AND NEW.asked_by_id IS NOT NULL
        THEN RAISE EXCEPTION 'act % stays what was asked for', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.at IS NOT NULL OR OLD.dropped_at IS NOT NULL) AND (
            (OLD.changes, OLD.at, OLD.dropped_at, OLD.transaction_id)
            IS DISTINCT FROM (NEW.changes, NEW.at, NEW.dropped_at, NEW.transaction_id)
            OR NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL)
        THEN RAISE EXCEPTION 'act % is done and never changes', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' OR OLD.at IS NULL THEN
        -- Not by the constraint alone: to it, nobody is somebody else.
        IF NEW.at IS NOT NULL AND NEW.kind IN ('pause', 'cancel')
            AND (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.asked_by_id = NEW.confirmed_by_id)
        THEN RAISE EXCEPTION 'an act of two people needs two' USING ERRCODE = 'check_violation';
        END IF;
        NEW.transaction_id := CASE WHEN NEW.at IS NULL THEN '' ELSE pg_current_xact_id()::text END;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION budgeting_act_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'acts about a round are never deleted' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER budgeting_act_stays BEFORE DELETE ON budgeting_roundact
    FOR EACH ROW EXECUTE FUNCTION budgeting_act_stays();
"""

FREEZE_ROUND = """
CREATE OR REPLACE FUNCTION budgeting_freeze_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t timestamptz := budgeting_instant();
    c timestamptz := least(budgeting_instant(), OLD.paused_at, OLD.cancelled_at);
    changed boolean := budgeting_acts_now(OLD.id, ARRAY['change']);
    moved boolean := budgeting_acts_now(OLD.id, ARRAY['change', 'resume']);
    pair timestamptz[];
BEGIN
    IF NEW.paused_at IS DISTINCT FROM OLD.paused_at
        AND NOT (OLD.paused_at IS NULL AND budgeting_acts_now(OLD.id, ARRAY['pause']))
        AND NOT (NEW.paused_at IS NULL AND budgeting_acts_now(OLD.id, ARRAY['resume']))
    THEN RAISE EXCEPTION 'round % is paused and resumed by acts only', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at AND NOT budgeting_acts_now(OLD.id, ARRAY['cancel'])
    THEN RAISE EXCEPTION 'round % is cancelled by an act only', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.cancelled_at IS NOT NULL AND
        to_jsonb(OLD) - ARRAY['name', 'reviewers_needed', 'programme_id']
        IS DISTINCT FROM to_jsonb(NEW) - ARRAY['name', 'reviewers_needed', 'programme_id']
    THEN RAISE EXCEPTION 'round % stays cancelled', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND NEW.lot_commitment IS DISTINCT FROM OLD.lot_commitment
    THEN RAISE EXCEPTION 'the seal of round % never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND NOT moved AND
        (OLD.submission_opens, OLD.submission_closes) IS DISTINCT FROM (NEW.submission_opens, NEW.submission_closes)
    THEN RAISE EXCEPTION 'round % is frozen: submission has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND
        (OLD.budget_ore, OLD.cap_ore, OLD.proposals_per_person,
         OLD.proposals_per_quarter, OLD.applicant_round_ore, OLD.applicant_quarter_ore, OLD.applicants, OLD.least_age,
         OLD.leftover, OLD.ballot_min, OLD.ballot_max, OLD.rule, OLD.tie_rule, OLD.threshold)
        IS DISTINCT FROM
        (NEW.budget_ore, NEW.cap_ore, NEW.proposals_per_person,
         NEW.proposals_per_quarter, NEW.applicant_round_ore, NEW.applicant_quarter_ore, NEW.applicants, NEW.least_age,
         NEW.leftover, NEW.ballot_min, NEW.ballot_max, NEW.rule, NEW.tie_rule, NEW.threshold)
        AND NOT changed
    THEN RAISE EXCEPTION 'round % is frozen: submission has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.voting_opens <= c AND
        (OLD.budget_ore, OLD.cap_ore, OLD.proposals_per_person, OLD.proposals_per_quarter, OLD.applicant_round_ore,
         OLD.applicant_quarter_ore, OLD.applicants, OLD.least_age, OLD.leftover,
         OLD.ballot_min, OLD.ballot_max, OLD.rule, OLD.tie_rule, OLD.threshold)
        IS DISTINCT FROM
        (NEW.budget_ore, NEW.cap_ore, NEW.proposals_per_person, NEW.proposals_per_quarter, NEW.applicant_round_ore,
         NEW.applicant_quarter_ore, NEW.applicants, NEW.least_age, NEW.leftover,
         NEW.ballot_min, NEW.ballot_max, NEW.rule, NEW.tie_rule, NEW.threshold)
    THEN RAISE EXCEPTION 'round % is frozen: voting has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.voting_opens <= c AND
        (OLD.proposals_shown, OLD.voting_opens, OLD.voting_closes, OLD.result_at)
        IS DISTINCT FROM (NEW.proposals_shown, NEW.voting_opens, NEW.voting_closes, NEW.result_at) AND NOT moved
    THEN RAISE EXCEPTION 'round % is frozen: voting has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    -- What has been is past for good, and what is moved by an act lies ahead.
    FOREACH pair SLICE 1 IN ARRAY ARRAY[
        [OLD.submission_opens, NEW.submission_opens], [OLD.submission_closes, NEW.submission_closes],
        [OLD.proposals_shown, NEW.proposals_shown], [OLD.voting_opens, NEW.voting_opens],
        [OLD.voting_closes, NEW.voting_closes], [OLD.result_at, NEW.result_at]]
    LOOP
        IF OLD.submission_opens <= c AND pair[1] IS DISTINCT FROM pair[2] AND (pair[1] <= c OR pair[2] <= t)
        THEN RAISE EXCEPTION 'an instant of round % has passed', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""

NOT_COUNTED = """
CREATE FUNCTION budgeting_stopped_is_not_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM budgeting_round WHERE id = NEW.round_id AND (paused_at IS NOT NULL OR cancelled_at IS NOT NULL))
    THEN RAISE EXCEPTION 'round % is stopped and not counted', NEW.round_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_stopped_is_not_counted BEFORE INSERT ON budgeting_count
    FOR EACH ROW EXECUTE FUNCTION budgeting_stopped_is_not_counted();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0010_payments_taken_back")]

    # No way back: what these functions said before (migration 0009) is not kept.
    operations = [
        migrations.AddField(
            model_name="roundact",
            name="told_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="participants told"),
        ),
        migrations.RunSQL(TWO_PEOPLE),
        migrations.RunSQL(FREEZE_ROUND),
        migrations.RunSQL(NOT_COUNTED),
    ]
