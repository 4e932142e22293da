"""Nobody is paid more than was decided, also when people have decided more or less since and when a round is counted anew;
above the programme's amount it takes two people; and what was asked for and decided never changes.
"""

from django.db import migrations

# What the newest count gave (NULL: no money), and with what people have decided since.
DECIDED = """
CREATE FUNCTION budgeting_given_to(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT o.cost_ore FROM budgeting_outcome o
    WHERE o.proposal_id = which AND o.code IN ('funded', 'funded_after_skip')
    AND o.count_id = (SELECT max(c.id) FROM budgeting_count c JOIN budgeting_proposal p ON p.round_id = c.round_id
        WHERE p.id = which);
$$;
CREATE FUNCTION budgeting_decided_for(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(budgeting_given_to(which) + (SELECT coalesce(sum(amount_ore), 0) FROM budgeting_moneydecision
        WHERE proposal_id = which AND at IS NOT NULL), 0);
$$;
"""
UNDECIDED = "DROP FUNCTION budgeting_decided_for(bigint); DROP FUNCTION budgeting_given_to(bigint);"

# As in migration 0009; what one person enters for a project within a day counts together, so that nobody splits a sum.
PAID_WITHIN = """
CREATE OR REPLACE FUNCTION budgeting_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; alone bigint; most bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    SELECT coalesce(sum(amount_ore), 0) + NEW.amount_ore INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF paid < 0 OR (NEW.amount_ore > 0 AND paid > budgeting_decided_for(NEW.proposal_id))
    THEN RAISE EXCEPTION 'payments of proposal % leave what was decided', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.of_two THEN
        IF NEW.entered_by_id IS NULL OR NEW.confirmed_by_id IS NULL
        THEN RAISE EXCEPTION 'two people are two people' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT b.two_people_above_ore INTO most FROM budgeting_proposal p JOIN budgeting_round r ON r.id = p.round_id
        JOIN budgeting_budgetingpage b ON b.page_ptr_id = r.programme_id WHERE p.id = NEW.proposal_id;
    SELECT coalesce(sum(abs(p.amount_ore)), 0) + abs(NEW.amount_ore) INTO alone FROM budgeting_payment p
        WHERE p.proposal_id = NEW.proposal_id AND NOT p.of_two AND sign(p.amount_ore) = sign(NEW.amount_ore)
        AND p.entered_at > NEW.entered_at - interval '24 hours' AND p.entered_at <= NEW.entered_at
        AND NOT EXISTS (SELECT 1 FROM budgeting_payment back WHERE back.reverses_id = p.id);
    IF alone > most
    THEN RAISE EXCEPTION 'proposal % is paid so much by two people only', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
PAID_WITHIN_BEFORE = """
CREATE OR REPLACE FUNCTION budgeting_paid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decided bigint; paid bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    SELECT o.cost_ore INTO decided FROM budgeting_outcome o
        WHERE o.proposal_id = NEW.proposal_id AND o.code IN ('funded', 'funded_after_skip')
        AND o.count_id = (SELECT max(c.id) FROM budgeting_count c JOIN budgeting_proposal p ON p.round_id = c.round_id
            WHERE p.id = NEW.proposal_id);
    SELECT coalesce(sum(amount_ore), 0) + NEW.amount_ore INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF paid < 0 OR paid > coalesce(decided, 0)
    THEN RAISE EXCEPTION 'payments of proposal % leave what was decided', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Who is named in a row may be forgotten.
ONLY_ADDED = """
CREATE OR REPLACE FUNCTION budgeting_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - ARRAY[PEOPLE] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[PEOPLE]
    THEN RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# What is asked for stays as it was asked; once it is in force, confirmed or dropped, nothing of it changes.
ASKED = """
CREATE FUNCTION budgeting_asked_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['asked_by_id', 'confirmed_by_id', 'dropped_by_id', 'colleagues_told_at'];
    was jsonb := to_jsonb(OLD) - free;
    steps text[] := ARRAY['at', 'confirmed_at', 'dropped_at', 'payment_id'];
    becomes jsonb;
BEGIN
    IF TG_OP = 'DELETE'
    THEN RAISE EXCEPTION 'rows of % stay', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    becomes := to_jsonb(NEW) - free;
    IF was - steps IS DISTINCT FROM becomes - steps
        OR (coalesce(was ->> 'at', was ->> 'confirmed_at', was ->> 'dropped_at') IS NOT NULL
            AND was IS DISTINCT FROM becomes)
    THEN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_asked_payment_stays BEFORE UPDATE OR DELETE ON budgeting_paymentrequest
    FOR EACH ROW EXECUTE FUNCTION budgeting_asked_stays();
CREATE TRIGGER budgeting_asked_money_stays BEFORE UPDATE OR DELETE ON budgeting_moneydecision
    FOR EACH ROW EXECUTE FUNCTION budgeting_asked_stays();
"""
NOTHING_ASKED = """
DROP TRIGGER budgeting_asked_money_stays ON budgeting_moneydecision;
DROP TRIGGER budgeting_asked_payment_stays ON budgeting_paymentrequest;
DROP FUNCTION budgeting_asked_stays();
"""

MONEY_DECIDED = """
CREATE FUNCTION budgeting_decide_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; decided bigint;
BEGIN
    IF NEW.at IS NULL OR (TG_OP = 'UPDATE' AND OLD.at IS NOT NULL) THEN RETURN NEW; END IF;
    IF NOT NEW.closes AND (NEW.asked_by_id IS NULL OR NEW.confirmed_by_id IS NULL)
    THEN RAISE EXCEPTION 'money is decided by two people' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(7304, NEW.proposal_id::int);
    IF budgeting_given_to(NEW.proposal_id) IS NULL
    THEN RAISE EXCEPTION 'proposal % gets no money', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    decided := budgeting_decided_for(NEW.proposal_id) + NEW.amount_ore;
    SELECT coalesce(sum(amount_ore), 0) INTO paid FROM budgeting_payment WHERE proposal_id = NEW.proposal_id;
    IF decided < paid
    THEN RAISE EXCEPTION 'proposal % has been paid more', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgeting_decide_money BEFORE INSERT OR UPDATE ON budgeting_moneydecision
    FOR EACH ROW EXECUTE FUNCTION budgeting_decide_money();
"""
NO_MONEY_DECIDED = """
DROP TRIGGER budgeting_decide_money ON budgeting_moneydecision; DROP FUNCTION budgeting_decide_money();
"""

# A new count of a round can't take away what has been paid. Asked when the outcomes are there, alone with each ledger.
COUNTED_ANEW = """
CREATE FUNCTION budgeting_count_keeps_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint; paid bigint;
BEGIN
    FOR which IN SELECT DISTINCT o.proposal_id FROM budgeting_outcome o JOIN budgeting_count c ON c.id = o.count_id
        WHERE c.round_id = NEW.round_id AND c.id < NEW.id AND o.code IN ('funded', 'funded_after_skip') ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(7304, which::int);
        SELECT coalesce(sum(amount_ore), 0) INTO paid FROM budgeting_payment WHERE proposal_id = which;
        IF paid > budgeting_decided_for(which)
        THEN RAISE EXCEPTION 'proposal % has been paid more', which USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER budgeting_count_keeps_paid AFTER INSERT ON budgeting_count
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budgeting_count_keeps_paid();
"""
NOT_COUNTED_ANEW = """
DROP TRIGGER budgeting_count_keeps_paid ON budgeting_count; DROP FUNCTION budgeting_count_keeps_paid();
"""


class Migration(migrations.Migration):
    dependencies = [("budgeting", "0022_projects")]

    operations = [
        migrations.RunSQL(DECIDED, UNDECIDED),
        migrations.RunSQL(PAID_WITHIN, PAID_WITHIN_BEFORE),
        migrations.RunSQL(
            ONLY_ADDED.replace("PEOPLE", "'by_id', 'entered_by_id', 'confirmed_by_id'"),
            ONLY_ADDED.replace("PEOPLE", "'by_id', 'entered_by_id'"),
        ),
        migrations.RunSQL(ASKED, NOTHING_ASKED),
        migrations.RunSQL(MONEY_DECIDED, NO_MONEY_DECIDED),
        migrations.RunSQL(COUNTED_ANEW, NOT_COUNTED_ANEW),
    ]
