"""What must never break, in the database's own words: composite keys of a choice, and what is frozen when."""

from django.db import migrations

CHOICE_KEYS = """
ALTER TABLE budgeting_ballotchoice
    ADD CONSTRAINT budgeting_choice_of_ballot_round_and_limit
    FOREIGN KEY (ballot_id, round_id, "limit") REFERENCES budgeting_ballot (id, round_id, "limit") ON DELETE CASCADE,
    ADD CONSTRAINT budgeting_choice_of_proposal_in_round
    FOREIGN KEY (proposal_id, round_id) REFERENCES budgeting_proposal (id, round_id);
"""
NO_CHOICE_KEYS = """
ALTER TABLE budgeting_ballotchoice
    DROP CONSTRAINT budgeting_choice_of_ballot_round_and_limit,
    DROP CONSTRAINT budgeting_choice_of_proposal_in_round;
"""

# A service tells by which instant it decides (services/locks.py, decided_at); all else is judged by the database's clock.
INSTANT = """
CREATE FUNCTION budgeting_instant() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(nullif(current_setting('radslag.instant', true), '')::timestamptz, clock_timestamp())
$$;
"""
NO_INSTANT = "DROP FUNCTION budgeting_instant();"

FREEZE_ROUND = """
CREATE FUNCTION budgeting_freeze_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE t timestamptz := budgeting_instant();
BEGIN
    IF OLD.submission_opens <= t AND
        (OLD.submission_opens, OLD.submission_closes, OLD.budget_ore, OLD.cap_ore, OLD.proposals_per_person,
         OLD.ballot_min, OLD.ballot_max, OLD.rule, OLD.tie_rule, OLD.threshold, OLD.lot_commitment)
        IS DISTINCT FROM
        (NEW.submission_opens, NEW.submission_closes, NEW.budget_ore, NEW.cap_ore, NEW.proposals_per_person,
         NEW.ballot_min, NEW.ballot_max, NEW.rule, NEW.tie_rule, NEW.threshold, NEW.lot_commitment)
    THEN RAISE EXCEPTION 'round % is frozen: submission has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.voting_opens <= t AND
        (OLD.proposals_shown, OLD.voting_opens, OLD.voting_closes, OLD.result_at)
        IS DISTINCT FROM (NEW.proposals_shown, NEW.voting_opens, NEW.voting_closes, NEW.result_at)
    THEN RAISE EXCEPTION 'round % is frozen: voting has opened', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_round BEFORE UPDATE ON budgeting_round
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_round();
"""
THAW_ROUND = "DROP TRIGGER budgeting_freeze_round ON budgeting_round; DROP FUNCTION budgeting_freeze_round();"

FREEZE_PROPOSAL = """
CREATE FUNCTION budgeting_freeze_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE opens timestamptz;
BEGIN
    IF (OLD.round_id, OLD.number) IS DISTINCT FROM (NEW.round_id, NEW.number)
    THEN RAISE EXCEPTION 'proposal % keeps its round and number', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.cost_ore <> NEW.cost_ore OR OLD.title <> NEW.title
        OR (OLD.status <> NEW.status AND NEW.status <> 'withdrawn') THEN
        SELECT voting_opens INTO opens FROM budgeting_round WHERE id = OLD.round_id;
        IF opens <= budgeting_instant()
        THEN RAISE EXCEPTION 'proposal % is frozen: voting has opened', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_proposal BEFORE UPDATE ON budgeting_proposal
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_proposal();
"""
THAW_PROPOSAL = (
    "DROP TRIGGER budgeting_freeze_proposal ON budgeting_proposal; DROP FUNCTION budgeting_freeze_proposal();"
)

FREEZE_COUNT = """
CREATE FUNCTION budgeting_freeze_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a count is never changed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER budgeting_freeze_count BEFORE UPDATE ON budgeting_count
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
CREATE TRIGGER budgeting_freeze_outcome BEFORE UPDATE ON budgeting_outcome
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
"""
THAW_COUNT = """
DROP TRIGGER budgeting_freeze_count ON budgeting_count;
DROP TRIGGER budgeting_freeze_outcome ON budgeting_outcome;
DROP FUNCTION budgeting_freeze_count();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0001_initial")]

    operations = [
        migrations.RunSQL(CHOICE_KEYS, NO_CHOICE_KEYS),
        migrations.RunSQL(INSTANT, NO_INSTANT),
        migrations.RunSQL(FREEZE_ROUND, THAW_ROUND),
        migrations.RunSQL(FREEZE_PROPOSAL, THAW_PROPOSAL),
        migrations.RunSQL(FREEZE_COUNT, THAW_COUNT),
    ]
