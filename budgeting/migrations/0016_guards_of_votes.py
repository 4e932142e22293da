"""What must never break in a vote, in the database's own words: a ballot is of its round's kind and within its sums, no
ballot changes once it is counted, who may vote is frozen like other terms, and challenges take two people.
"""

from django.db import migrations

KEYS = """
ALTER TABLE budgeting_ballot ADD CONSTRAINT budgeting_ballot_of_the_rounds_kind
    FOREIGN KEY (round_id, kind) REFERENCES budgeting_round (id, ballot_kind);
ALTER TABLE budgeting_ballotchoice ADD CONSTRAINT budgeting_choice_of_ballot_round_and_limit
    FOREIGN KEY (ballot_id, round_id, "limit", kind) REFERENCES budgeting_ballot (id, round_id, "limit", kind)
    ON DELETE CASCADE;
"""
NO_KEYS = """
ALTER TABLE budgeting_ballot DROP CONSTRAINT budgeting_ballot_of_the_rounds_kind;
ALTER TABLE budgeting_ballotchoice DROP CONSTRAINT budgeting_choice_of_ballot_round_and_limit;
"""

# Costs are frozen when voting opens. The row lock makes two writers of one ballot wait for each other.
SUMS = """
CREATE FUNCTION budgeting_ballot_within_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r budgeting_round; given bigint; dearest int; spent bigint;
BEGIN
    PERFORM 1 FROM budgeting_ballot WHERE id = NEW.ballot_id FOR NO KEY UPDATE;
    SELECT * INTO r FROM budgeting_round WHERE id = NEW.round_id;
    IF r.ballot_kind = 'points' THEN
        SELECT coalesce(sum(points), 0), coalesce(max(points), 0) INTO given, dearest
            FROM budgeting_ballotchoice WHERE ballot_id = NEW.ballot_id;
        IF given > r.points_total OR dearest > r.points_most
        THEN RAISE EXCEPTION 'ballot % gives too many points', NEW.ballot_id USING ERRCODE = 'check_violation';
        END IF;
    ELSIF r.ballot_kind = 'knapsack' THEN
        SELECT coalesce(sum(p.cost_ore), 0) INTO spent FROM budgeting_ballotchoice c
            JOIN budgeting_proposal p ON p.id = c.proposal_id WHERE c.ballot_id = NEW.ballot_id;
        IF spent > r.budget_ore
        THEN RAISE EXCEPTION 'ballot % costs more than the budget', NEW.ballot_id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER budgeting_ballot_within_sums AFTER INSERT OR UPDATE ON budgeting_ballotchoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind <> 'approval')
    EXECUTE FUNCTION budgeting_ballot_within_sums();
"""
NO_SUMS = """
DROP TRIGGER budgeting_ballot_within_sums ON budgeting_ballotchoice; DROP FUNCTION budgeting_ballot_within_sums();
"""

# Whoever writes it, a ballot is saved while its voting is open, and is never touched once it is counted: but by sealing.
FROZEN_BALLOTS = """
CREATE FUNCTION budgeting_sealed_now(which bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM budgeting_sealing WHERE round_id = which
        AND transaction_id = pg_current_xact_id()::text);
$$;
CREATE FUNCTION budgeting_ballots_are_done(which bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (EXISTS (SELECT 1 FROM budgeting_count WHERE round_id = which)
        OR EXISTS (SELECT 1 FROM budgeting_sealing WHERE round_id = which)) AND NOT budgeting_sealed_now(which);
$$;
CREATE FUNCTION budgeting_freeze_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END; r budgeting_round;
BEGIN
    IF budgeting_ballots_are_done(which)
    THEN RAISE EXCEPTION 'the ballots of round % are counted', which USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    SELECT * INTO r FROM budgeting_round WHERE id = which;
    IF NEW.saved_at < r.voting_opens OR NEW.saved_at >= r.voting_closes
    THEN RAISE EXCEPTION 'a ballot of round % is saved while voting is open', which USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_ballot BEFORE INSERT OR UPDATE OR DELETE ON budgeting_ballot
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_ballot();
CREATE FUNCTION budgeting_freeze_choice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
    IF budgeting_ballots_are_done(which)
    THEN RAISE EXCEPTION 'the ballots of round % are counted', which USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_freeze_choice BEFORE INSERT OR UPDATE OR DELETE ON budgeting_ballotchoice
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_choice();
CREATE FUNCTION budgeting_stamp_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'by_id' IS NOT DISTINCT FROM to_jsonb(NEW) - 'by_id' AND NEW.by_id IS NULL THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a sealing never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a sealing is never deleted' USING ERRCODE = 'check_violation'; END IF;
    NEW.transaction_id := pg_current_xact_id()::text;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_stamp_sealing BEFORE INSERT OR UPDATE OR DELETE ON budgeting_sealing
    FOR EACH ROW EXECUTE FUNCTION budgeting_stamp_sealing();
"""
THAW_BALLOTS = """
DROP TRIGGER budgeting_stamp_sealing ON budgeting_sealing; DROP FUNCTION budgeting_stamp_sealing();
DROP TRIGGER budgeting_freeze_choice ON budgeting_ballotchoice; DROP FUNCTION budgeting_freeze_choice();
DROP TRIGGER budgeting_freeze_ballot ON budgeting_ballot; DROP FUNCTION budgeting_freeze_ballot();
DROP FUNCTION budgeting_ballots_are_done(bigint); DROP FUNCTION budgeting_sealed_now(bigint);
"""

# As budgeting_freeze_round (migration 0011) has it for the other terms.
FROZEN_VOTERS = """
CREATE FUNCTION budgeting_freeze_voters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c timestamptz := least(budgeting_instant(), OLD.paused_at, OLD.cancelled_at);
BEGIN
    IF (OLD.identity, OLD.postal_codes, OLD.ballot_kind, OLD.points_total, OLD.points_most)
        IS NOT DISTINCT FROM (NEW.identity, NEW.postal_codes, NEW.ballot_kind, NEW.points_total, NEW.points_most)
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
CREATE TRIGGER budgeting_freeze_voters BEFORE UPDATE ON budgeting_round
    FOR EACH ROW EXECUTE FUNCTION budgeting_freeze_voters();
"""
THAW_VOTERS = (
    "DROP TRIGGER budgeting_freeze_voters ON budgeting_round; DROP FUNCTION budgeting_freeze_voters();"
)

CHALLENGES = """
CREATE FUNCTION budgeting_guard_challenge() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_guard_challenge BEFORE INSERT OR UPDATE OR DELETE ON budgeting_challenge
    FOR EACH ROW EXECUTE FUNCTION budgeting_guard_challenge();
"""
NO_CHALLENGES = """
DROP TRIGGER budgeting_guard_challenge ON budgeting_challenge; DROP FUNCTION budgeting_guard_challenge();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0015_trusted_votes")]

    operations = [
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(SUMS, NO_SUMS),
        migrations.RunSQL(FROZEN_BALLOTS, THAW_BALLOTS),
        migrations.RunSQL(FROZEN_VOTERS, THAW_VOTERS),
        migrations.RunSQL(CHALLENGES, NO_CHALLENGES),
    ]
