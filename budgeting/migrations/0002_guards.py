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

# Candidates: none comes, goes or changes once voting has opened; one may be withdrawn until voting closes.
FREEZE_PROPOSAL = """
CREATE FUNCTION budgeting_freeze_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE t timestamptz := budgeting_instant(); opens timestamptz; closes timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.number) IS DISTINCT FROM (NEW.round_id, NEW.number)
        THEN RAISE EXCEPTION 'proposal % keeps its round and number', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.title, OLD.what, OLD.benefit, OLD.cost_ore, OLD.submitted_at, OLD.status)
            IS NOT DISTINCT FROM (NEW.title, NEW.what, NEW.benefit, NEW.cost_ore, NEW.submitted_at, NEW.status)
        THEN RETURN NEW;
        END IF;
    END IF;
    SELECT voting_opens, voting_closes INTO opens, closes FROM budgeting_round
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    IF opens > t THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF t < closes AND NEW.status = 'withdrawn'
            AND (OLD.title, OLD.what, OLD.benefit, OLD.cost_ore, OLD.submitted_at)
            IS NOT DISTINCT FROM (NEW.title, NEW.what, NEW.benefit, NEW.cost_ore, NEW.submitted_at)
        THEN RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the proposals of a round are frozen: voting has opened' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER budgeting_freeze_proposal BEFORE INSERT OR UPDATE OR DELETE ON budgeting_proposal
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_proposal();
"""
THAW_PROPOSAL = (
    "DROP TRIGGER budgeting_freeze_proposal ON budgeting_proposal; DROP FUNCTION budgeting_freeze_proposal();"
)

FREEZE_COUNT = """
CREATE FUNCTION budgeting_freeze_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a count is never changed or deleted' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER budgeting_freeze_count BEFORE UPDATE OR DELETE ON budgeting_count
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
CREATE TRIGGER budgeting_freeze_outcome BEFORE UPDATE OR DELETE ON budgeting_outcome
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_count();
"""
THAW_COUNT = """
DROP TRIGGER budgeting_freeze_count ON budgeting_count;
DROP TRIGGER budgeting_freeze_outcome ON budgeting_outcome;
DROP FUNCTION budgeting_freeze_count();
"""

# The seal of the lot is public from the start, and ballots hang on the voters' keys: neither secret is ever another.
FREEZE_KEYS = """
CREATE FUNCTION budgeting_freeze_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the secrets of a round are never changed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER budgeting_freeze_secret BEFORE UPDATE ON budgeting_roundsecret
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_secret();
"""
THAW_KEYS = """
DROP TRIGGER budgeting_freeze_secret ON budgeting_roundsecret; DROP FUNCTION budgeting_freeze_secret();
"""

# The language of a page stands in Wagtail's table, so no unique constraint can say this. The lock makes two at once wait.
ONE_PAGE_A_LANGUAGE = """
CREATE FUNCTION budgeting_one_page_a_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7303, NEW.round_id::int);
    IF EXISTS (
        SELECT 1 FROM budgeting_roundpage other
        JOIN wagtailcore_page theirs ON theirs.id = other.page_ptr_id
        JOIN wagtailcore_page mine ON mine.id = NEW.page_ptr_id
        WHERE other.round_id = NEW.round_id AND other.page_ptr_id <> NEW.page_ptr_id AND theirs.locale_id = mine.locale_id
    ) THEN RAISE EXCEPTION 'round % has a page in this language', NEW.round_id USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_one_page_a_language BEFORE INSERT OR UPDATE OF round_id ON budgeting_roundpage
    FOR EACH ROW EXECUTE FUNCTION budgeting_one_page_a_language();
"""
ANY_PAGES = """
DROP TRIGGER budgeting_one_page_a_language ON budgeting_roundpage; DROP FUNCTION budgeting_one_page_a_language();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0001_initial")]

    operations = [
        migrations.RunSQL(CHOICE_KEYS, NO_CHOICE_KEYS),
        migrations.RunSQL(INSTANT, NO_INSTANT),
        migrations.RunSQL(FREEZE_ROUND, THAW_ROUND),
        migrations.RunSQL(FREEZE_PROPOSAL, THAW_PROPOSAL),
        migrations.RunSQL(FREEZE_COUNT, THAW_COUNT),
        migrations.RunSQL(FREEZE_KEYS, THAW_KEYS),
        migrations.RunSQL(ONE_PAGE_A_LANGUAGE, ANY_PAGES),
    ]
