"""What must never break, in the database's own words: frozen terms change with a published act or not at all, two rounds
are never in the same step at once, logs are only added to, lines make the cost, and nobody is paid more than was decided.
"""

from django.db import migrations

# The transaction in which an act comes into force: what is frozen may change in that one only.
ACT = """
CREATE FUNCTION budgeting_stamp_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.at IS NOT NULL OR OLD.dropped_at IS NOT NULL)
        AND (OLD.round_id, OLD.kind, OLD.reason, OLD.changes, OLD.at, OLD.dropped_at, OLD.transaction_id)
        IS DISTINCT FROM
        (NEW.round_id, NEW.kind, NEW.reason, NEW.changes, NEW.at, NEW.dropped_at, NEW.transaction_id)
    THEN RAISE EXCEPTION 'act % is done and never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' OR OLD.at IS NULL THEN
        NEW.transaction_id := CASE WHEN NEW.at IS NULL THEN '' ELSE pg_current_xact_id()::text END;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_stamp_act BEFORE INSERT OR UPDATE ON budgeting_roundact
    FOR EACH ROW EXECUTE FUNCTION budgeting_stamp_act();
CREATE FUNCTION budgeting_acts_now(which bigint, kinds text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM budgeting_roundact WHERE round_id = which AND kind = ANY(kinds)
        AND at IS NOT NULL AND transaction_id = pg_current_xact_id()::text);
$$;
"""

FREEZE_ROUND = """
CREATE OR REPLACE FUNCTION budgeting_freeze_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t timestamptz := budgeting_instant();
    c timestamptz := least(budgeting_instant(), OLD.paused_at, OLD.cancelled_at);
    acted boolean := budgeting_acts_now(OLD.id, ARRAY['change', 'pause', 'resume', 'cancel']);
    pair timestamptz[];
BEGIN
    IF (OLD.paused_at, OLD.cancelled_at) IS DISTINCT FROM (NEW.paused_at, NEW.cancelled_at) AND NOT acted
    THEN RAISE EXCEPTION 'round % is paused and cancelled by acts only', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at
    THEN RAISE EXCEPTION 'round % stays cancelled', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND NEW.lot_commitment IS DISTINCT FROM OLD.lot_commitment
    THEN RAISE EXCEPTION 'the seal of round % never changes', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.submission_opens <= c AND
        (OLD.submission_opens, OLD.submission_closes, OLD.budget_ore, OLD.cap_ore, OLD.proposals_per_person,
         OLD.proposals_per_quarter, OLD.applicant_round_ore, OLD.applicant_quarter_ore, OLD.applicants, OLD.least_age,
         OLD.leftover, OLD.ballot_min, OLD.ballot_max, OLD.rule, OLD.tie_rule, OLD.threshold)
        IS DISTINCT FROM
        (NEW.submission_opens, NEW.submission_closes, NEW.budget_ore, NEW.cap_ore, NEW.proposals_per_person,
         NEW.proposals_per_quarter, NEW.applicant_round_ore, NEW.applicant_quarter_ore, NEW.applicants, NEW.least_age,
         NEW.leftover, NEW.ballot_min, NEW.ballot_max, NEW.rule, NEW.tie_rule, NEW.threshold)
        AND NOT acted
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
        IS DISTINCT FROM (NEW.proposals_shown, NEW.voting_opens, NEW.voting_closes, NEW.result_at) AND NOT acted
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

# As before, by the round's own clock, with what a proposal says since.
FREEZE_PROPOSAL = """
CREATE OR REPLACE FUNCTION budgeting_freeze_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c timestamptz; opens timestamptz; closes timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.round_id, OLD.number) IS DISTINCT FROM (NEW.round_id, NEW.number)
        THEN RAISE EXCEPTION 'proposal % keeps its round and number', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.title, OLD.what, OLD.benefit, OLD.beneficiaries, OLD.place, OLD.period, OLD.cost_ore, OLD.asked_cost_ore,
            OLD.merged_into_id, OLD.submitted_at, OLD.status)
            IS NOT DISTINCT FROM
            (NEW.title, NEW.what, NEW.benefit, NEW.beneficiaries, NEW.place, NEW.period, NEW.cost_ore, NEW.asked_cost_ore,
            NEW.merged_into_id, NEW.submitted_at, NEW.status)
        THEN RETURN NEW;
        END IF;
    END IF;
    SELECT voting_opens, voting_closes, least(budgeting_instant(), paused_at, cancelled_at) INTO opens, closes, c
        FROM budgeting_round WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    IF opens > c THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF c < closes AND NEW.status = 'withdrawn'
            AND (OLD.title, OLD.what, OLD.benefit, OLD.beneficiaries, OLD.place, OLD.period, OLD.cost_ore,
                OLD.asked_cost_ore, OLD.merged_into_id, OLD.submitted_at)
            IS NOT DISTINCT FROM
            (NEW.title, NEW.what, NEW.benefit, NEW.beneficiaries, NEW.place, NEW.period, NEW.cost_ore,
                NEW.asked_cost_ore, NEW.merged_into_id, NEW.submitted_at)
        THEN RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the proposals of a round are frozen: voting has opened' USING ERRCODE = 'check_violation';
END $$;
"""

# int8range and tstzrange are all that GiST needs: no extension. Translations of a programme are kept apart by the service.
NEVER_THE_SAME_STEP = "".join(
    f"""
ALTER TABLE budgeting_round ADD CONSTRAINT budgeting_one_round_in_{step} EXCLUDE USING gist (
    int8range(programme_id, programme_id, '[]') WITH &&, tstzrange({begins}, {ends}) WITH &&
) WHERE (cancelled_at IS NULL) DEFERRABLE INITIALLY IMMEDIATE;
"""
    for step, begins, ends in (
        ("submission", "submission_opens", "submission_closes"),
        ("review", "submission_closes", "voting_opens"),
        ("voting", "voting_opens", "voting_closes"),
    )
)

# A log is added to. Who is named in it may be forgotten; a row goes only with its proposal, which is frozen by itself.
ONLY_ADDED = """
CREATE FUNCTION budgeting_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - ARRAY['by_id', 'entered_by_id'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['by_id', 'entered_by_id']
    THEN RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_moves_only_added BEFORE UPDATE ON budgeting_proposalmove
    FOR EACH ROW EXECUTE FUNCTION budgeting_only_added();
CREATE TRIGGER budgeting_payments_only_added BEFORE UPDATE ON budgeting_payment
    FOR EACH ROW EXECUTE FUNCTION budgeting_only_added();
CREATE FUNCTION budgeting_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a payment is put right by a counter-entry' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER budgeting_payment_stays BEFORE DELETE ON budgeting_payment
    FOR EACH ROW EXECUTE FUNCTION budgeting_payment_stays();
"""

# The newest count holds. The lock makes two payments at once wait for each other.
PAID_WITHIN = """
CREATE FUNCTION budgeting_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decided bigint; paid bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    SELECT o.cost_ore INTO decided FROM budgeting_outcome o
        WHERE o.proposal_id = NEW.proposal_id AND o.code IN (FUNDED)
        AND o.count_id = (SELECT max(c.id) FROM budgeting_count c JOIN budgeting_proposal p ON p.round_id = c.round_id
            WHERE p.id = NEW.proposal_id);
    SELECT coalesce(sum(amount_ore), 0) + NEW.amount_ore INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF paid < 0 OR paid > coalesce(decided, 0)
    THEN RAISE EXCEPTION 'payments of proposal % leave what was decided', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_paid_within BEFORE INSERT ON budgeting_payment
    FOR EACH ROW EXECUTE FUNCTION budgeting_paid_within();
"""

# With lines, their sum is what was asked for: the cost, or what stood there before staff corrected it.
LINES_MAKE_THE_COST = """
CREATE FUNCTION budgeting_lines_make_the_cost() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint := CASE WHEN TG_TABLE_NAME = 'budgeting_proposal' THEN NEW.id
        WHEN TG_OP = 'DELETE' THEN OLD.proposal_id ELSE NEW.proposal_id END;
    total bigint; asked bigint;
BEGIN
    SELECT sum(amount_ore) INTO total FROM budgeting_costline WHERE proposal_id = which;
    SELECT coalesce(asked_cost_ore, cost_ore) INTO asked FROM budgeting_proposal WHERE id = which;
    IF total IS NOT NULL AND asked IS NOT NULL AND total <> asked
    THEN RAISE EXCEPTION 'the lines of proposal % do not make its cost', which USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER budgeting_lines_make_the_cost AFTER INSERT OR UPDATE OR DELETE ON budgeting_costline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgeting_lines_make_the_cost();
CREATE CONSTRAINT TRIGGER budgeting_cost_made_by_lines AFTER UPDATE OF cost_ore, asked_cost_ore ON budgeting_proposal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgeting_lines_make_the_cost();
"""


def funded_codes() -> str:
    from budgeting.counting.steps import FUNDED_CODES

    return ", ".join(f"'{code}'" for code in sorted(FUNDED_CODES))


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0008_proposals_in_full")]

    # No way back: the functions that stood before are not kept, and those of rounds call what would be dropped.
    operations = [
        migrations.RunSQL(ACT),
        migrations.RunSQL(FREEZE_ROUND),
        migrations.RunSQL(FREEZE_PROPOSAL),
        migrations.RunSQL(NEVER_THE_SAME_STEP),
        migrations.RunSQL(ONLY_ADDED),
        migrations.RunSQL(PAID_WITHIN.replace("FUNDED", funded_codes())),
        migrations.RunSQL(LINES_MAKE_THE_COST),
    ]
