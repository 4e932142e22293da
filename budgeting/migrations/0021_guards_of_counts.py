"""What was counted and recounted never changes, a second count takes a published decision, a draw takes two people and the
close, and the new terms of a count are frozen like the others.
"""

from django.db import migrations

FROZEN_COUNTS = """
CREATE TRIGGER budgeting_freeze_inputs BEFORE UPDATE OR DELETE ON budgeting_countinputs
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
CREATE TRIGGER budgeting_recounts_only_added BEFORE UPDATE ON budgeting_recount
    FOR EACH ROW EXECUTE FUNCTION budgeting_only_added();
CREATE TRIGGER budgeting_recount_stays BEFORE DELETE ON budgeting_recount
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
CREATE FUNCTION budgeting_count_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.act_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM budgeting_roundact WHERE id = NEW.act_id
        AND round_id = NEW.round_id AND kind = 'override' AND transaction_id = pg_current_xact_id()::text)
    THEN RAISE EXCEPTION 'round % is counted anew by a decision of two people only', NEW.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_count_by_decision BEFORE INSERT ON budgeting_count
    FOR EACH ROW EXECUTE FUNCTION budgeting_count_by_decision();
"""
THAWED_COUNTS = """
DROP TRIGGER budgeting_count_by_decision ON budgeting_count; DROP FUNCTION budgeting_count_by_decision();
DROP TRIGGER budgeting_recount_stays ON budgeting_recount;
DROP TRIGGER budgeting_recounts_only_added ON budgeting_recount;
DROP TRIGGER budgeting_freeze_inputs ON budgeting_countinputs;
"""

DRAW = """
CREATE FUNCTION budgeting_guard_draw() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closes timestamptz; c timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.confirmed_at IS NOT NULL THEN
        IF TG_OP = 'UPDATE' AND (OLD.seed, OLD.how, OLD.typed_at, OLD.confirmed_at)
            IS NOT DISTINCT FROM (NEW.seed, NEW.how, NEW.typed_at, NEW.confirmed_at)
        THEN RETURN NEW;  -- who did it may be forgotten
        END IF;
        RAISE EXCEPTION 'the draw of round % is done', OLD.round_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND (OLD.round_id, OLD.seed, OLD.how, OLD.typed_at)
        IS DISTINCT FROM (NEW.round_id, NEW.seed, NEW.how, NEW.typed_at)
    THEN RAISE EXCEPTION 'what was drawn for round % is typed in, never changed', OLD.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    SELECT voting_closes, least(budgeting_instant(), paused_at, cancelled_at) INTO closes, c
        FROM budgeting_round WHERE id = NEW.round_id;
    IF c < closes OR EXISTS (SELECT 1 FROM budgeting_count WHERE round_id = NEW.round_id)
    THEN RAISE EXCEPTION 'the lot of round % is drawn between close and count', NEW.round_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_guard_draw BEFORE INSERT OR UPDATE OR DELETE ON budgeting_publicdraw
    FOR EACH ROW EXECUTE FUNCTION budgeting_guard_draw();
"""
NO_DRAW = "DROP TRIGGER budgeting_guard_draw ON budgeting_publicdraw; DROP FUNCTION budgeting_guard_draw();"

# As budgeting_freeze_voters (migration 0016).
FROZEN_TERMS = """
CREATE FUNCTION budgeting_freeze_counting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c timestamptz := least(budgeting_instant(), OLD.paused_at, OLD.cancelled_at);
BEGIN
    IF (OLD.threshold_percent, OLD.utility, OLD.lot_source, OLD.compares_rules)
        IS NOT DISTINCT FROM (NEW.threshold_percent, NEW.utility, NEW.lot_source, NEW.compares_rules)
    THEN RETURN NEW;
    END IF;
    IF OLD.voting_opens <= c
    THEN RAISE EXCEPTION 'round % is frozen: voting has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND NOT budgeting_acts_now(OLD.id, ARRAY['change'])
    THEN RAISE EXCEPTION 'round % is frozen: submission has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_counting BEFORE UPDATE ON budgeting_round
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_counting();
CREATE FUNCTION budgeting_freeze_alternatives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM budgeting_round
        WHERE id = NEW.round_id AND voting_opens <= least(budgeting_instant(), paused_at, cancelled_at))
    THEN RAISE EXCEPTION 'the proposals of a round are frozen: voting has opened' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_alternatives BEFORE UPDATE OF alternative ON budgeting_proposal
    FOR EACH ROW WHEN (OLD.alternative IS DISTINCT FROM NEW.alternative)
    EXECUTE FUNCTION budgeting_freeze_alternatives();
"""
THAWED_TERMS = """
DROP TRIGGER budgeting_freeze_alternatives ON budgeting_proposal; DROP FUNCTION budgeting_freeze_alternatives();
DROP TRIGGER budgeting_freeze_counting ON budgeting_round; DROP FUNCTION budgeting_freeze_counting();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0020_counts_in_full")]

    operations = [
        migrations.RunSQL(FROZEN_COUNTS, THAWED_COUNTS),
        migrations.RunSQL(DRAW, NO_DRAW),
        migrations.RunSQL(FROZEN_TERMS, THAWED_TERMS),
    ]
